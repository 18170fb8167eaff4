"""A surface over x and y as a picture: bands of its height, so that their edges are lines of equal height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gui.inspect.heatmap import indexed_image
from gui.plane.loss_ground import BANDS, band_colors
from gui.theme.theme import Theme

SIDE = 300
"""Places of the grid in each direction."""


@dataclass(frozen=True, eq=False)
class HeightGround:
    """Heights (rows, columns) on a grid: row 0 has the greatest y, column 0 the least x; NaN where there is none."""

    heights: NDArray[np.float64]

    @property
    def ends(self) -> tuple[float, float] | None:
        """The lowest and the highest; None where there is no height at all."""
        known = self.heights[np.isfinite(self.heights)]
        return (float(known.min()), float(known.max())) if known.size else None

    def image(self, theme: Theme) -> QImage:
        """The bands in the sequential colours; what has no height is the surface."""
        levels = np.full(self.heights.shape, BANDS, dtype=np.uint8)
        if self.ends is not None:
            low, high = self.ends
            known = np.isfinite(self.heights)
            # The root spreads the bands over a bowl evenly, from its bottom to its rim.
            share = np.sqrt((self.heights[known] - low) / max(high - low, 1e-300))
            levels[known] = np.minimum(share * BANDS, BANDS - 1).astype(np.uint8)
        return indexed_image(levels, [*band_colors(theme), theme.surface.rgb()])
