"""From a curve to the points that are drawn, and the range that holds them."""

from __future__ import annotations

import math

import numpy as np

from gui.watch.curve import Curve, Drawn, drawn
from gui.watch.ranges import Range, linear_range, log_range
from gui.watch.reducer import CurveReducer
from gui.watch.smoothing import smoothed

# The smoothed line's width of averaging, as a share of what is shown of x.
_SMOOTHING = 0.008
# Buckets computed beyond the edges, so that smoothing is right there too.
_MARGIN = 16


class Shaper:
    """Reduces and smooths the curves of a plot, with a memory of each so that only new rows are read."""

    def __init__(self) -> None:
        self._reducers: dict[str, CurveReducer] = {}

    def keep_only(self, keys: set[str]) -> None:
        """Forget the curves that are not in `keys`."""
        self._reducers = {key: reducer for key, reducer in self._reducers.items() if key in keys}

    def shape(self, curve: Curve, x_range: Range, columns: int, *, log: bool) -> Drawn:
        """The part of `curve` within `x_range` in about `columns` points."""
        reducer = self._reducers.setdefault(curve.key, CurveReducer())
        shape = drawn(reducer.window(curve, *x_range, columns, _MARGIN), log=log)
        if curve.emphasis != "smooth" or len(shape.x) < 3:
            return shape
        spacing = (shape.x[-1] - shape.x[0]) / (len(shape.x) - 1)
        # In halves, so that the width of averaging changes seldom while the axis grows.
        sigma = round(2 * _SMOOTHING * (x_range[1] - x_range[0]) / max(spacing, 1e-12)) / 2
        return shape._replace(line=smoothed(shape.line, min(sigma, _MARGIN / 3)))


def range_around(shapes: list[Drawn], *, log: bool, including: Range | None) -> Range:
    """The y range of a plot of `shapes`; logarithms where `log`.

    Args:
        including: A range that is to be in it, in the same unit.
    """
    parts = [part for shape in shapes for part in (shape.low, shape.high, shape.line) if len(part)]
    low = float(np.fmin.reduce([np.fmin.reduce(part) for part in parts], initial=np.nan))
    high = float(np.fmax.reduce([np.fmax.reduce(part) for part in parts], initial=np.nan))
    known = math.isfinite(low) and math.isfinite(high)
    if log and known:
        low, high = math.log10(low), math.log10(high)
    if including:
        low = min(low, including[0]) if known else including[0]
        high = max(high, including[1]) if known else including[1]
    elif not known:
        return (-1.0, 0.0) if log else (0.0, 1.0)
    return log_range(low, high) if log else linear_range(low, high)
