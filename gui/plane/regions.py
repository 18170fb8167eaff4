"""The ground of a plane as a picture of one byte a cell: the class that is answered, paler where it is less certain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gui.inspect.heatmap import indexed_image
from gui.inspect.picture import blend
from gui.plane.axes import Place, Range
from gui.plane.class_marks import class_color
from gui.theme.theme import Theme

# How much of the colour of its class a cell has, where nothing is known and where all is certain.
_PALEST, _FULLEST_LIGHT, _FULLEST_DARK = 0.05, 0.45, 0.50
_COLORS = 256
_MOST = 255


@dataclass(frozen=True, eq=False)
class Regions:
    """What a network answers in the cells of a square.

    Attributes:
        winner: (s, s) uint8, the class of each cell; row 0 has the highest x2, column 0 the lowest x1.
        certainty: (s, s) uint8, the winner's probability, 255 = 1.
        bounds: the lowest and highest value of both coordinates, at the edges of the outermost cells.
    """

    winner: NDArray[np.uint8]
    certainty: NDArray[np.uint8]
    bounds: Range

    def at(self, place: Place) -> tuple[int, float]:
        """The class answered at a place, and its probability."""
        row, column = cell_of(place, self.bounds, len(self.winner))
        return int(self.winner[row, column]), float(self.certainty[row, column]) / _MOST

    def image(self, classes: int, theme: Theme) -> QImage:
        """A picture of the cells, where there are `classes` of them, at most 128."""
        levels = _COLORS // classes
        # The winner of so many classes never has less than its even share.
        floor = _MOST / classes
        sure = np.clip((self.certainty.astype(np.float32) - floor) / (_MOST - floor), 0.0, 1.0)
        cells = np.minimum(self.winner, classes - 1) * np.uint8(levels) + (sure * (levels - 1) + 0.5).astype(np.uint8)
        return indexed_image(cells.astype(np.uint8), region_colors(classes, theme))


def regions_of(winner: NDArray[np.integer], certainty: NDArray[np.integer], bounds: Range) -> Regions | None:
    """Regions of arrays that fit together; None of others."""
    winner, certainty = np.asarray(winner), np.asarray(certainty)
    is_square = winner.ndim == 2 and winner.shape[0] == winner.shape[1] > 0 and certainty.shape == winner.shape
    if not is_square or not bounds[0] < bounds[1]:
        return None
    return Regions(winner.astype(np.uint8), certainty.astype(np.uint8), (float(bounds[0]), float(bounds[1])))


def cell_of(place: Place, bounds: Range, cells: int) -> tuple[int, int]:
    """Row and column of the cell of a grid that covers `bounds`, row 0 on top, at a place inside them."""
    share = [(value - bounds[0]) / (bounds[1] - bounds[0]) for value in place]
    column, row = int(share[0] * cells), int((1 - share[1]) * cells)
    return min(max(row, 0), cells - 1), min(max(column, 0), cells - 1)


def region_colors(classes: int, theme: Theme) -> list[int]:
    """The colours of the cells: for each class from the palest to the fullest."""
    levels = _COLORS // classes
    fullest = _FULLEST_DARK if theme.is_dark else _FULLEST_LIGHT
    shares = [_PALEST + (fullest - _PALEST) * level / max(levels - 1, 1) for level in range(levels)]
    colors = [class_color(theme, label) for label in range(classes)]
    return [blend(theme.surface, color, share).rgb() for color in colors for share in shares]
