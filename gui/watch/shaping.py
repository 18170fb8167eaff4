"""From a curve to the points that are drawn, and the range that holds them."""

from __future__ import annotations

import math

import numpy as np

from gui.watch.curve import SMOOTH, Curve, Drawn, Values, drawn
from gui.watch.ranges import Range, linear_range, log_range
from gui.watch.reducer import CurveReducer
from gui.watch.smoothing import smoothed

SMOOTHING = 0.008
"""The smoothed line's width of averaging, as a share of what is shown of x, until another is chosen."""
# Buckets computed beyond the edges at least, so that smoothing is right there too.
_MARGIN = 16
# How far beyond the present run an earlier one may stretch the y axis, as factors of its least and greatest value: with
# all of its values, and with what is left of them without the outermost, in per cent at either end.
_DEEPER, _HIGHER = 1e-3, 4.0
_FAR_DEEPER, _FAR_HIGHER = 1e-9, 40.0
_OUTERMOST = 5.0


class Shaper:
    """Reduces and smooths the curves of a plot, with a memory of each so that only new rows are read.

    Attributes:
        smoothing: The width of averaging, as a share of what is shown of x.
    """

    def __init__(self, smoothing: float = SMOOTHING) -> None:
        self.smoothing = smoothing
        self._reducers: dict[str, CurveReducer] = {}

    def keep_only(self, keys: set[str]) -> None:
        """Forget the curves that are not in `keys`."""
        self._reducers = {key: reducer for key, reducer in self._reducers.items() if key in keys}

    def shape(self, curve: Curve, x_range: Range, columns: int, *, log: bool) -> Drawn:
        """The part of `curve` within `x_range` in about `columns` points."""
        reducer = self._reducers.setdefault(curve.key, CurveReducer())
        margin = max(_MARGIN, math.ceil(3 * self.smoothing * columns))
        shape = drawn(reducer.window(curve, *x_range, columns, margin), log=log)
        if curve.emphasis not in SMOOTH or len(shape.x) < 3:
            return shape
        spacing = (shape.x[-1] - shape.x[0]) / (len(shape.x) - 1)
        # In halves, so that the width of averaging changes seldom while the axis grows.
        sigma = round(2 * self.smoothing * (x_range[1] - x_range[0]) / max(spacing, 1e-12)) / 2
        return shape._replace(line=smoothed(shape.line, min(sigma, margin / 3)))


def in_sight(shapes: list[Drawn], behind: list[Drawn], *, log: bool, including: Range | None) -> Range | None:
    """`including`, widened by the lines of earlier runs, in the unit that `range_around` takes.

    What an earlier run did most of the time is in sight with the present one. That comes first, though: where an
    earlier one has shot up, its end is out of sight.
    """
    low, high = _extent([shape.line for shape in behind])
    if not math.isfinite(low):
        return including
    least, most = _extent([shape.line for shape in shapes])
    if math.isfinite(least):
        usual_low, usual_high = _bulk([shape.line for shape in behind])
        low = max(low, min(_deeper(least, _DEEPER), max(usual_low, _deeper(least, _FAR_DEEPER))))
        high = min(high, max(most, most * _HIGHER, min(usual_high, most * _FAR_HIGHER)))
    if log:
        low, high = math.log10(low), math.log10(high)
    return (min(low, including[0]), max(high, including[1])) if including else (low, high)


def range_around(shapes: list[Drawn], *, log: bool, including: Range | None) -> Range:
    """The y range of a plot of `shapes`; logarithms where `log`.

    Args:
        including: A range that is to be in it, in the same unit.
    """
    low, high = _extent([part for shape in shapes for part in (shape.low, shape.high, shape.line)])
    known = math.isfinite(low) and math.isfinite(high)
    if log and known:
        low, high = math.log10(low), math.log10(high)
    if including:
        low = min(low, including[0]) if known else including[0]
        high = max(high, including[1]) if known else including[1]
    elif not known:
        return (-1.0, 0.0) if log else (0.0, 1.0)
    return log_range(low, high) if log else linear_range(low, high)


def _deeper(least: float, factor: float) -> float:
    return least * factor if least > 0 else least / factor


def _bulk(parts: list[Values]) -> Range:
    """The least and the greatest value of all, each part taken without its outermost values."""
    known = [part[np.isfinite(part)] for part in parts]
    ends = [np.percentile(part, (_OUTERMOST, 100.0 - _OUTERMOST)) for part in known if len(part)]
    return float(min(low for low, _ in ends)), float(max(high for _, high in ends))


def _extent(parts: list[Values]) -> Range:
    """The least and the greatest value of all; NaN where there is none."""
    known = [part for part in parts if len(part)]
    low = np.fmin.reduce([np.fmin.reduce(part) for part in known], initial=np.nan)
    high = np.fmax.reduce([np.fmax.reduce(part) for part in known], initial=np.nan)
    return float(low), float(high)
