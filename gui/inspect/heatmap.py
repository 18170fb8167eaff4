"""From weights to pixels: a symmetric limit, 255 levels around zero, and images that look the colours up.

An indexed image of one byte a weight costs a fraction of a coloured one. There are 255 levels rather than 256,
so that zero has a level of its own and the table keeps one entry for the gaps between image tiles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

ZERO_LEVEL = 127
GAP_LEVEL = 255

_PERCENT = 99.5
# Below this count a percentile is decided by one or two weights, so the largest is taken.
_FEW = 1000
# A percentile of 400,000 weights costs 5 ms, of 16,000 evenly spread ones 0.2 ms.
_SAMPLE = 16_384


@dataclass(frozen=True)
class Limit:
    """The value at either end of a colour bar.

    Attributes:
        value: positive; `-value` and below has the first colour, `value` and above the last.
        robust: True where it is the 99.5th percentile of the magnitudes, False where it is the largest.
    """

    value: float
    robust: bool


def symmetric_limit(values: NDArray[np.floating]) -> Limit:
    """A limit for `values` of any shape, rounded up to two digits so that a live colour bar stands still."""
    flat = values.ravel()
    robust = flat.size > _FEW
    if robust:
        # An odd stride does not fall into step with rows of even length.
        stride = (flat.size // _SAMPLE) | 1
        extent = float(np.percentile(np.abs(flat[::stride]), _PERCENT))
    else:
        extent = float(np.abs(flat).max(initial=0.0))
    return Limit(_rounded_up(extent), robust)


def quantise(values: NDArray[np.floating], limit: float) -> NDArray[np.uint8]:
    """Levels of `values`, same shape: 0 for `-limit` and below, 127 for zero, 254 for `limit` and above."""
    # Weights of a network that diverges are beyond any limit.
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.multiply(values, ZERO_LEVEL / limit, dtype=np.float32)
        scaled += ZERO_LEVEL + 0.5
        np.clip(scaled, 0, GAP_LEVEL - 1, out=scaled)
        return scaled.astype(np.uint8)


def color_table(lut: NDArray[np.uint8], gap: QColor) -> list[int]:
    """The 256 colours of an indexed image: `lut` (256, 3) drawn together to 255 levels, and `gap`."""
    places = np.linspace(0, 255, GAP_LEVEL)
    channels = [np.rint(np.interp(places, np.arange(256), lut[:, c])).astype(int) for c in range(3)]
    red, green, blue = channels
    table = (0xFF000000 | (red << 16) | (green << 8) | blue).tolist()
    return [*table, gap.rgb()]


def indexed_image(levels: NDArray[np.uint8], table: list[int]) -> QImage:
    """An image of `levels` (rows, columns) that owns its bytes; empty for an empty array."""
    rows, columns = levels.shape
    if not levels.size:
        return QImage()
    contiguous = np.ascontiguousarray(levels)
    shared = QImage(contiguous.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    shared.setColorTable(table)
    # The copy outlives the array.
    return shared.copy()


def mosaic(levels: NDArray[np.uint8], image_shape: tuple[int, int], columns: int) -> NDArray[np.uint8]:
    """One image of all units, each a tile of the weights it gives to the pixels of an input image.

    Args:
        levels: (inputs, units) as `quantise` makes them.
        image_shape: (height, width) of the input image; height x width = inputs.
        columns: tiles in a row; at least 1.

    Returns:
        uint8 image of rows of tiles, unit 0 top left, unit 1 to its right, with gaps of one pixel between them
        and `GAP_LEVEL` where there is no tile.
    """
    height, width = image_shape
    units = levels.shape[1]
    rows = -(-units // columns)
    canvas = np.full((rows, height + 1, columns, width + 1), GAP_LEVEL, dtype=np.uint8)
    tiles = levels.T.reshape(units, height, width)
    full = units // columns
    whole = tiles[: full * columns].reshape(full, columns, height, width)
    canvas[:full, :height, :, :width] = whole.transpose(0, 2, 1, 3)
    rest = tiles[full * columns :]
    if len(rest):
        canvas[full, :height, : len(rest), :width] = rest.transpose(1, 0, 2)
    return canvas.reshape(rows * (height + 1), columns * (width + 1))[:-1, :-1]


def _rounded_up(extent: float) -> float:
    if not (0 < extent < np.inf):
        return 1.0
    unit = 10.0 ** (math.floor(math.log10(extent)) - 1)
    # The small allowance keeps 0.31 from becoming 0.32 by a rounding error.
    return max(float(np.ceil(extent / unit - 1e-6) * unit), float(np.finfo(np.float32).tiny))
