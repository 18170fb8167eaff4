"""The response of one unit over a plane as a picture in the diverging colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gui.inspect.heatmap import GAP_LEVEL, color_table, indexed_image, quantise, symmetric_limit
from gui.inspect.picture import figure
from gui.plane.axes import Place, Range
from gui.plane.regions import cell_of
from gui.theme.theme import Theme


@dataclass(frozen=True, eq=False)
class UnitGround:
    """What a unit gives in the cells of a square.

    Attributes:
        values: (s, s) float32; row 0 has the highest x2, column 0 the lowest x1; what is not finite counts as 0.
        name: what the unit is called.
        limit: the value of the last colour.
    """

    values: NDArray[np.float32]
    name: str
    limit: float

    def at(self, place: Place, bounds: Range) -> float:
        """What the unit gives at a place."""
        row, column = cell_of(place, bounds, len(self.values))
        return float(self.values[row, column])

    def image(self, theme: Theme) -> QImage:
        """A picture of the cells."""
        return indexed_image(quantise(self.values, self.limit), color_table(theme.diverging, theme.surface))


def unit_ground(values: NDArray[np.floating], name: str, limit: float | None) -> UnitGround | None:
    """The ground of values (s, s); None where they are no square. Without a limit it is the largest magnitude."""
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not values.size:
        return None
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
    return UnitGround(finite, name, limit if limit else symmetric_limit(finite).value)


def diverging_row(theme: Theme) -> QImage:
    """A row of the diverging colours, from the most negative."""
    return indexed_image(np.arange(GAP_LEVEL, dtype=np.uint8)[None, :], color_table(theme.diverging, theme.surface))


def limit_words(limit: float) -> tuple[str, str]:
    """What stands at the ends of a bar from `-limit` to `limit`."""
    return f"−{figure(limit)}", figure(limit)
