"""Images of ink as pictures in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, qRgb

from gui.theme.theme import Theme


def ink_picture(image: NDArray[np.uint8], full_ink: int, theme: Theme) -> QImage:
    """A picture of `image` (height, width): 0 is the theme's paper, `full_ink` its ink."""
    height, width = image.shape
    shades = np.clip(image.astype(np.float32) * (255.0 / full_ink), 0, 255).astype(np.uint8)
    picture = QImage(shades.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    picture.setColorTable(_color_table(theme.paper.rgba(), theme.ink.rgba()))
    # The bytes above go with this call; converting copies them.
    return picture.convertToFormat(QImage.Format.Format_RGB32)


@lru_cache(maxsize=8)
def _color_table(paper: int, ink: int) -> list[int]:
    ends = QColor(paper), QColor(ink)
    starts, stops = ((color.red(), color.green(), color.blue()) for color in ends)
    shades = [np.rint(np.linspace(*pair, 256)).astype(int).tolist() for pair in zip(starts, stops, strict=True)]
    return [qRgb(*color) for color in zip(*shades, strict=True)]
