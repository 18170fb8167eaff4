"""Warping: images seen through a map that says, for every pixel, where in the old image it comes from.

Each new pixel is a weighted mean of the four old pixels around its source (bilinear interpolation); beyond the edge
there is blank paper. However many turns and bends a map is made of, an image is sampled once, so it blurs only once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]


class Sheets:
    """Images on sheets of blank paper, ready to be sampled or to have their strokes changed.

    The sheets lie one behind the other in one flat array, each with a margin of one blank pixel above and on the left
    and two below and on the right, so that a source just beyond the edge needs no case of its own.

    Attributes:
        values: (images, height + 3, width + 3), 0..255.
    """

    def __init__(self, images: NDArray[np.uint8], image_shape: tuple[int, int]) -> None:
        """Copy the images (images, height x width) onto sheets."""
        self.height, self.width = image_shape
        self.values: Floats32 = np.zeros((len(images), self.height + 3, self.width + 3), dtype=np.float32)
        self._inner = self.values[:, 1 : self.height + 1, 1 : self.width + 1]
        self._inner[...] = images.reshape(-1, self.height, self.width)

    def change_strokes(self, amount: Floats32) -> None:
        """Make the strokes of image i thicker (amount[i] > 0) or thinner (< 0); ±1 is a pixel on either side.

        Grey dilation gives each pixel the highest value among itself and its four neighbours, erosion the lowest; the
        image moves towards one of them by the given share.
        """
        for chosen, extreme in ((amount > 0.0, np.maximum), (amount < 0.0, np.minimum)):
            old = self.values[chosen]
            flat, found = old.reshape(-1), old.copy().reshape(-1)
            # Neighbours are shifts of the flat array: what slips into the next row or image is margin.
            for step in (1, self.width + 3):
                extreme(found[step:], flat[:-step], out=found[step:])
                extreme(found[:-step], flat[step:], out=found[:-step])
            change = found.reshape(old.shape) - old
            change *= np.abs(amount[chosen])[:, None, None]
            self._inner[chosen] += change[:, 1 : self.height + 1, 1 : self.width + 1]

    def sample(self, y: Floats32, x: Floats32) -> NDArray[np.uint8]:
        """The images (images, height x width) whose pixels come from row `y` and column `x` of the old ones.

        Args:
            y: (images, height x width), counted from the middle of the first row; overwritten.
            x: The same along the columns.
        """
        line, sheet = self.width + 3, self.values[0].size
        top, y = _split(y, self.height)
        left, x = _split(x, self.width)
        # The place of the upper left neighbour in the flat array. The numbers stay exact: see BLOCK_PIXELS.
        np.multiply(top, np.float32(line), out=top)
        np.add(top, left, out=top)
        np.add(top, np.arange(0, len(top) * sheet, sheet, dtype=np.float32)[:, None], out=top)
        place = top.astype(np.intp)

        # The plain line is (1-y)(1-x) p00 + (1-y) x p01 + y (1-x) p10 + y x p11.
        flat = self.values.reshape(-1)
        p00, p01, p10, p11 = (np.take(flat[step:], place, mode="clip") for step in (0, 1, line, line + 1))
        upper = _between(p00, p01, x)
        lower = _between(p10, p11, x)
        mixed = _between(upper, lower, y)
        np.add(mixed, np.float32(0.5), out=mixed)
        return mixed.astype(np.uint8)


BLOCK_PIXELS = 32_768
"""How many pixels are warped at once: few enough that the work stays in the processor's cache, and that their places
are whole numbers which float32 can express (up to 2^24)."""


def _split(source: Floats32, length: int) -> tuple[Floats32, Floats32]:
    """Whole and broken part of the places in a sheet; what lies beyond its margin is moved onto the margin."""
    np.add(source, np.float32(1.0), out=source)
    np.clip(source, np.float32(0.0), np.float32(length + 1), out=source)
    whole = np.floor(source)
    np.subtract(source, whole, out=source)
    return whole, source


def _between(first: Floats32, second: Floats32, share: Floats32) -> Floats32:
    """The value at `share` of the way from `first` to `second`, written over `second`."""
    np.subtract(second, first, out=second)
    np.multiply(second, share, out=second)
    np.add(second, first, out=second)
    return second
