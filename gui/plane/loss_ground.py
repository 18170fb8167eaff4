"""The loss over two parameters as a picture: bands of its logarithm, so that their edges are lines of equal loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gui.inspect.heatmap import indexed_image
from gui.plane.axes import Place, Range
from gui.theme.theme import Theme

BANDS = 20
# The bottom of a valley of exactly zero has no logarithm: what is so much lower than the top is all one band.
_DEEPEST = 1e-5
# Pixels of the picture; fewer would show in the edges of the bands.
_SIDE = 400


@dataclass(frozen=True, eq=False)
class LossGround:
    """The loss at places on a grid, from end to end of both ranges.

    Attributes:
        loss: (rows, columns) float64; row 0 has the highest bias, column 0 the lowest weight.
        weights: the weight of the first and of the last column.
        biases: the bias of the last and of the first row.
    """

    loss: NDArray[np.float64]
    weights: Range
    biases: Range

    def at(self, place: Place) -> float:
        """The loss at a place inside, on straight lines between those around it."""
        rows, columns = self.loss.shape
        across = (place[0] - self.weights[0]) / (self.weights[1] - self.weights[0]) * (columns - 1)
        down = (self.biases[1] - place[1]) / (self.biases[1] - self.biases[0]) * (rows - 1)
        return float(_between(_between(self.loss, np.array([down]), 0), np.array([across]), 1)[0, 0])

    @property
    def ends(self) -> Range:
        """The loss of the first and of the last colour; equal where it is the same everywhere."""
        known = self.loss[np.isfinite(self.loss)]
        high = max(float(known.max(initial=0.0)), float(np.finfo(np.float64).tiny))
        return max(float(known.min(initial=high)), _DEEPEST * high), high

    def image(self, theme: Theme) -> QImage:
        """A picture of the bands in the sequential colours; what is not finite is the surface."""
        low, high = np.log(self.ends)
        rows, columns = self.loss.shape
        with np.errstate(invalid="ignore"):
            height = np.log(np.maximum(self.loss, self.ends[0]))
            share = (np.arange(_SIDE) + 0.5) / _SIDE
            fine = _between(_between(height, share * (rows - 1), 0), share * (columns - 1), 1)
            bands = np.clip((fine - low) / max(high - low, 1e-12) * BANDS, 0, BANDS - 1)
        levels = np.where(np.isfinite(fine), np.nan_to_num(bands), BANDS).astype(np.uint8)
        return indexed_image(levels, [*band_colors(theme), theme.surface.rgb()])


def band_colors(theme: Theme) -> list[int]:
    """The colour of each band, the lowest loss first."""
    places = np.rint(np.linspace(0, 255, BANDS)).astype(int)
    red, green, blue = theme.sequential[places].astype(int).T
    colors: list[int] = (0xFF000000 | (red << 16) | (green << 8) | blue).tolist()
    return colors


def band_row(theme: Theme) -> QImage:
    """A row of the colours of the bands, the lowest loss first."""
    return indexed_image(np.arange(BANDS, dtype=np.uint8)[None, :], band_colors(theme))


def loss_ground(loss: NDArray[np.floating], weights: Range, biases: Range) -> LossGround | None:
    """The ground of a grid of at least one place; None of what is none."""
    sound = loss.ndim == 2 and loss.size and weights[0] < weights[1] and biases[0] < biases[1]
    return LossGround(loss.astype(np.float64), weights, biases) if sound else None


def _between(values: NDArray[np.float64], places: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """`values` at fractional `places` along an axis, on straight lines; beyond the ends as at them."""
    last = values.shape[axis] - 1
    inside = np.clip(places, 0, last)
    first = np.minimum(inside.astype(np.intp), max(last - 1, 0))
    share = np.expand_dims(inside - first, 1 - axis)
    # Beside a loss that is out of range there is no number.
    with np.errstate(invalid="ignore"):
        return values.take(first, axis) * (1 - share) + values.take(np.minimum(first + 1, last), axis) * share
