"""Reduces a growing curve again and again without reading all of it each time."""

from __future__ import annotations

import numpy as np

from gui.watch.curve import Curve, Samples, bucket_size, reduce_samples, samples_of

# Rows a bucket of each stored level. The finest view of a level reads at most 16 of its buckets for one that is drawn.
_LEVELS = (16, 256)


class CurveReducer:
    """Keeps a curve's full buckets at two sizes, so that an update costs what is new and not what is there.

    Curves are only ever read, and a curve handed in later must be an earlier one grown longer: where it is not (its
    rows were merged, or it is another run's), the levels are made anew.
    """

    def __init__(self) -> None:
        self._levels = [_Level(size) for size in _LEVELS]
        self._rows = 0
        self._fingerprint = b""

    def window(self, curve: Curve, first: float, last: float, max_columns: int, margin: int) -> Samples:
        """The part of `curve` from x = `first` to `last` in about `max_columns` buckets.

        Args:
            margin: Buckets more on either side, so that what is computed from neighbours is right at the edges.
        """
        self._update(curve)
        start, stop = _rows_between(curve, first, last)
        size = bucket_size(stop - start, max_columns)
        start = max(0, start // size - margin) * size
        stop = min(len(curve.x), (-(-stop // size) + margin) * size)
        level = next((level for level in reversed(self._levels) if level.size <= size), None)
        if level is None:
            return reduce_samples(samples_of(curve, start, stop), size)
        done = min(level.rows, stop - stop % level.size)
        fine = level.part(start // level.size, done // level.size)
        if done < stop:
            rest = reduce_samples(samples_of(curve, done, stop), level.size)
            fine = Samples(*map(np.concatenate, zip(fine, rest, strict=True)))
        return reduce_samples(fine, size // level.size)

    def _update(self, curve: Curve) -> None:
        rows = len(curve.x)
        if rows < self._rows or self._fingerprint != _fingerprint(curve, self._rows):
            for level in self._levels:
                level.rows = 0
        for level in self._levels:
            full = rows - rows % level.size
            if full > level.rows:
                level.append(samples_of(curve, level.rows, full))
        self._rows = rows
        self._fingerprint = _fingerprint(curve, rows)


class _Level:
    """All full buckets of one size, in arrays that double when they are full."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.rows = 0
        self._table = np.empty((len(Samples._fields), 64))

    def part(self, start: int, stop: int) -> Samples:
        return Samples(*self._table[:, start : max(start, stop)])

    def append(self, samples: Samples) -> None:
        used = self.rows // self.size
        added = len(samples.x) // self.size
        if used + added > self._table.shape[1]:
            grown = np.empty((len(self._table), 2 * (used + added)))
            grown[:, :used] = self._table[:, :used]
            self._table = grown
        self._table[:, used : used + added] = np.stack(reduce_samples(samples, self.size))
        self.rows += added * self.size


def _rows_between(curve: Curve, first: float, last: float) -> tuple[int, int]:
    """Rows from the last before `first` to the first after `last`, so that the line crosses the edges."""
    x = curve.x
    if not len(x):
        return 0, 0
    start = 0 if x[0] >= first else max(0, int(np.searchsorted(x, first)) - 1)
    stop = len(x) if x[-1] <= last else min(len(x), int(np.searchsorted(x, last, side="right")) + 1)
    return start, max(start, stop)


def _fingerprint(curve: Curve, rows: int) -> bytes:
    """The first and last of the first `rows` rows, bit by bit (NaN equals NaN)."""
    if not 0 < rows <= len(curve.x):
        return b""
    ends = (curve.x[0], curve.mean[0], curve.x[rows - 1], curve.mean[rows - 1])
    return np.array(ends, dtype=np.float64).tobytes()
