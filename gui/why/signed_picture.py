"""Numbers of either sign, one a pixel, as a picture on the zero-centred colours of the theme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gui.inspect.picture import channels
from gui.theme.theme import Theme

# Of the drawing under the colours: to be seen, and no colour of its own.
_FAINT = 0.25


def signed_picture(
    values: NDArray[np.floating], limit: float, theme: Theme, shares: NDArray[np.floating] | None = None
) -> QImage:
    """A picture of `values` (height, width): `limit` and more has the positive end colour, zero is paper.

    Args:
        values: finite numbers.
        limit: above 0.
        theme: whose colours.
        shares: (height, width), 0..1: how much ink there is; it is seen faintly where the values are small.
    """
    strength = np.clip(values / limit, -1.0, 1.0)[:, :, None]
    paper, ink = channels(theme.paper), channels(theme.ink)
    ground = paper + (0.0 if shares is None else _FAINT * shares[:, :, None] * (ink - paper))
    end = np.where(strength < 0.0, theme.diverging[0] / 255.0, theme.diverging[-1] / 255.0)
    mixed = ground + (end - ground) * np.abs(strength)
    pixels = np.ascontiguousarray(np.rint(mixed * 255.0).astype(np.uint8))
    height, width = values.shape
    # The bytes above go with this call; converting copies them.
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )
