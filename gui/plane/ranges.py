"""How far axes reach: far enough for the points, and the same from frame to frame."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gui.plane.axes import Range
from gui.plane.points import Points
from gui.watch.ticks import nice_spacing

_UNIT: Range = (-1.0, 1.0)
_MARGIN = 0.08
_PARTS = 16
# A range that the values have left behind stays while they still fill that much of it.
_STAYS_ABOVE = 0.6


def bounds_of(points: Points) -> Range:
    """One range for both coordinates, as far from zero on either side, with all points inside; at least -1 to 1."""
    places = points.places[points.finite]
    farthest = max(1.0, float(np.abs(places).max(initial=0.0)) * (1 + _MARGIN))
    spacing = nice_spacing(farthest, 10)
    reach = math.ceil(farthest / spacing - 1e-9) * spacing
    return -reach, reach


def steady_range(values: NDArray[np.floating], before: Range | None) -> Range:
    """A range of round numbers with the finite `values` inside, with a margin; `before` as long as it still fits."""
    known = values[np.isfinite(values)]
    if not known.size:
        return before or _UNIT
    low, high = float(known.min()), float(known.max())
    fits = before is not None and before[0] <= low and high <= before[1]
    if before is not None and fits and high - low >= _STAYS_ABOVE * (before[1] - before[0]):
        return before
    span = high - low or max(abs(high), 1.0)
    spacing = nice_spacing(span, _PARTS)
    margin = _MARGIN * span
    return math.floor((low - margin) / spacing) * spacing, math.ceil((high + margin) / spacing) * spacing
