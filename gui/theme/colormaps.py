"""Colour maps as (256, 3) uint8 look-up tables, and the OKLab arithmetic that makes them perceptually even.

OKLab: Björn Ottosson, "A perceptual color space for image processing", 2020,
https://bottosson.github.io/posts/oklab/. Viridis: Nathaniel Smith and Stéfan van der Walt, 2015 (CC0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

# Every fifth entry of viridis; straight lines between them stay within 1/255 of the published table.
_VIRIDIS = """
440154 46085c 471063 481769 481d6f 482475 472a7a 46307e 453781 433d84 414287 3f4889 3d4e8a 3a538b 38598c 355e8d
33638d 31688e 2e6d8e 2c718e 2a768e 297b8e 27808e 25848e 23898e 218e8d 20928c 1f978b 1e9c89 1fa188 21a585 24aa83
28ae80 2eb37c 35b779 3dbc74 46c06f 50c46a 5ac864 65cb5e 70cf57 7cd250 89d548 95d840 a2da37 b0dd2f bddf26 cae11f
d8e219 e5e419 f1e51d fde725
"""

_LINEAR_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def rgb_to_oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """OKLab coordinates of sRGB colours.

    Args:
        rgb: (..., 3), sRGB components in 0..1.

    Returns:
        (..., 3): lightness 0..1 and the two opponent axes.
    """
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _LINEAR_TO_LMS.T) @ _LMS_TO_LAB.T


def oklab_to_rgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """sRGB components in 0..1 of OKLab colours (..., 3); colours outside sRGB are clipped."""
    linear = (lab @ np.linalg.inv(_LMS_TO_LAB).T) ** 3 @ np.linalg.inv(_LINEAR_TO_LMS).T
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def viridis() -> NDArray[np.uint8]:
    """The viridis table, (256, 3) uint8, dark to bright."""
    anchors = np.array([list(bytes.fromhex(word)) for word in _VIRIDIS.split()], dtype=np.float64)
    places = np.linspace(0, 255, len(anchors))
    table = np.stack([np.interp(np.arange(256), places, anchors[:, c]) for c in range(3)], axis=1)
    return _frozen(table)


def diverging(negative: QColor, middle: QColor, positive: QColor) -> NDArray[np.uint8]:
    """A table (256, 3) uint8 from `negative` through `middle` to `positive`.

    Both halves are straight lines in OKLab, so equal steps of the value look like equal steps of colour. There is
    no entry 127.5: entries 127 and 128 lie half a step on either side of `middle`.
    """
    ends = np.array([(c.redF(), c.greenF(), c.blueF()) for c in (negative, middle, positive)])
    lab = rgb_to_oklab(ends)
    value = np.linspace(-1.0, 1.0, 256)[:, None]
    mixed = np.where(value < 0, lab[1] + (lab[0] - lab[1]) * -value, lab[1] + (lab[2] - lab[1]) * value)
    return _frozen(oklab_to_rgb(mixed) * 255)


def _frozen(table: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Shared by every view, hence read-only."""
    result = np.rint(table).astype(np.uint8)
    result.flags.writeable = False
    return result
