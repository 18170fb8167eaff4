"""What a plot draws: a curve, and the arithmetic that brings it down to about a point a pixel column.

Rows are reduced in buckets of a power of two that begin at multiples of their size. A bucket that is full never
changes again, so a curve does not flicker while it grows; when the buckets double, two become one. The least and the
greatest value of each bucket are kept, so every peak is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

Values = NDArray[np.float64]

# "smooth": a smoothed line over its faint raw samples; "past": the same, but thin; "line": the values themselves;
# "light": the same, but thin.
Emphasis = Literal["smooth", "past", "line", "light"]
SMOOTH: tuple[Emphasis, ...] = ("smooth", "past")
THIN: tuple[Emphasis, ...] = ("past", "light")

# How far from the end `latest` looks for a value: a series that has none there has stopped being measured.
_LOOK_BACK = 1024


@dataclass(frozen=True, eq=False)
class Curve:
    """One series of a plot.

    Attributes:
        key: Identifies the series from one update to the next.
        label, short, tiny: Its name in the legend, where there is little room, and where there is hardly any.
        x: (rows,) float64, ascending.
        mean: (rows,) the values; what is not finite is a gap.
        low, high: (rows,) what the samples behind each row reach; None where a row is a single sample.
        symbol: The marker, as pyqtgraph names it; drawn while there is room for it.
        steps_back: Another one is selected: it is drawn thin and behind, in the colour it was given.
        ended: Nothing comes after the last row, so its value is not in force any longer.
    """

    key: str
    label: str
    x: Values
    mean: Values
    color: QColor
    low: Values | None = None
    high: Values | None = None
    pen_style: Qt.PenStyle = Qt.PenStyle.SolidLine
    symbol: str | None = None
    emphasis: Emphasis = "line"
    short: str = ""
    tiny: str = ""
    steps_back: bool = False
    ended: bool = False

    @property
    def is_thin(self) -> bool:
        """Whether the line is one pixel thick, and its markers hollow."""
        return self.emphasis in THIN or self.steps_back

    def latest(self) -> float | None:
        """The newest finite value."""
        end = self.mean[-_LOOK_BACK:]
        known = np.flatnonzero(np.isfinite(end))
        return float(end[known[-1]]) if len(known) else None

    def nearest(self, x: float) -> float | None:
        """The place of the row that is nearest to `x`."""
        if not len(self.x):
            return None
        right = min(int(np.searchsorted(self.x, x)), len(self.x) - 1)
        left = max(right - 1, 0)
        return float(self.x[left] if x - self.x[left] < self.x[right] - x else self.x[right])

    def at(self, x: float) -> float | None:
        """The value in force at `x`: that of the last row at or before it."""
        if self.ended and len(self.x) and x > self.x[-1]:
            return None
        row = int(np.searchsorted(self.x, x, side="right")) - 1
        return float(self.mean[row]) if row >= 0 and np.isfinite(self.mean[row]) else None


class Samples(NamedTuple):
    """Rows or buckets of rows: where each begins, sum and number of its finite values, its least and greatest.

    A bucket without a finite value has 0 for `known` and NaN for `low` and `high`.
    """

    x: Values
    total: Values
    known: Values
    low: Values
    high: Values

    @property
    def mean(self) -> Values:
        """The mean of the finite values; NaN where there is none."""
        empty = np.full(len(self.x), np.nan)
        return np.divide(self.total, self.known, out=empty, where=self.known > 0)


def samples_of(curve: Curve, start: int, stop: int) -> Samples:
    """The rows `start` to `stop` of a curve, as buckets of one row."""
    mean = np.ascontiguousarray(curve.mean[start:stop])
    known = np.isfinite(mean)
    low = _finite(curve.low[start:stop]) if curve.low is not None else np.where(known, mean, np.nan)
    high = _finite(curve.high[start:stop]) if curve.high is not None else low
    x = np.ascontiguousarray(curve.x[start:stop], dtype=np.float64)
    return Samples(x, np.where(known, mean, 0.0), known.astype(np.float64), low, high)


def bucket_size(rows: int, max_columns: int) -> int:
    """The smallest power of two that brings `rows` rows into at most `max_columns` buckets."""
    size = 1
    while -(-rows // size) > max_columns:
        size *= 2
    return size


def reduce_samples(samples: Samples, size: int) -> Samples:
    """Every `size` buckets as one; the last may be of fewer. `samples` must begin at a multiple of `size`."""
    if size == 1 or not len(samples.x):
        return samples
    starts = np.arange(0, len(samples.x), size)
    return Samples(
        samples.x[::size],
        np.add.reduceat(samples.total, starts),
        np.add.reduceat(samples.known, starts),
        np.fmin.reduceat(samples.low, starts),
        np.fmax.reduceat(samples.high, starts),
    )


def decimate(curve: Curve, max_columns: int) -> Samples:
    """A whole curve in at most `max_columns` buckets."""
    rows = len(curve.x)
    return reduce_samples(samples_of(curve, 0, rows), bucket_size(rows, max_columns))


class Drawn(NamedTuple):
    """A curve as it is drawn, in units of the data: the line, and the least and greatest value around it.

    NaN is a gap.
    """

    x: Values
    line: Values
    low: Values
    high: Values


def drawn(samples: Samples, *, log: bool) -> Drawn:
    """The line and envelope of `samples`.

    On a logarithmic axis a bucket whose mean is not positive is a gap, and an envelope that reaches to zero or below
    ends at the mean.
    """
    mean, low, high = samples.mean, samples.low, samples.high
    if log:
        mean = np.where(mean > 0, mean, np.nan)
        low = np.where(low > 0, low, mean)
        high = np.where(high > 0, high, np.nan)
    return Drawn(samples.x, mean, low, high)


def _finite(values: Values) -> Values:
    return np.where(np.isfinite(values), values, np.nan)
