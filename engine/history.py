"""What a run recorded, bounded: curves of any length in a fixed number of rows, with every peak kept.

A `Series` is a table with a row a sample. It holds at most `CAPACITY` rows; when it is full, neighbouring rows merge
in pairs and from then on each row stands for twice as many samples: the first one's place, the least, the greatest
and the mean value. A curve drawn from least and greatest shows every peak however long the run was.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A screen shows a few thousand columns; with a dozen layers four times as many rows would take 100 MB.
CAPACITY = 2**15
# Files of earlier versions hold up to so many rows.
_MOST_ROWS = 2**17
_START_ROWS = 1024
_FOLD_ROWS = 4096
_PARTS = ("first", "low", "high", "mean")

Table = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SeriesView:
    """A moment of a `Series`: read-only, and never changed by what is appended later.

    Attributes:
        names: The columns. The first is the one that orders the rows (a step number).
        first, low, high, mean: (rows, columns) each: what a row's samples begin with, and reach.
        stride: How many samples a row stands for.
        samples: How many samples were appended in all; those of an unfinished last row are not in the tables.
    """

    names: tuple[str, ...]
    first: Table
    low: Table
    high: Table
    mean: Table
    stride: int
    samples: int

    def __len__(self) -> int:
        return len(self.first)

    @property
    def steps(self) -> Table:
        """(rows,) the step at which each row begins."""
        return self.first[:, 0]

    def column(self, name: str, part: str = "mean") -> Table:
        """(rows,) one column; `part` is "first", "low", "high" or "mean"."""
        table: Table = getattr(self, part)
        return table[:, self.names.index(name)]


class Series:
    """A table that grows by a row a sample and never beyond `CAPACITY` rows."""

    def __init__(self, names: Sequence[str], capacity: int = CAPACITY) -> None:
        if capacity < 2 or capacity % 2:
            raise ValueError("capacity must be even, because rows merge in pairs")
        self.names = tuple(names)
        self.stride = 1
        self.samples = 0
        self._capacity = capacity
        self._fold_at = _FOLD_ROWS * len(self.names)
        self._rows = 0
        # While a row is one sample its first, least, greatest and mean value are the same number: one array does.
        table = np.empty((min(_START_ROWS, capacity), len(self.names)))
        self._tables: list[Table] = [table] * len(_PARTS)
        # Sample after sample in one list of numbers: as a list of rows it would keep the garbage collector busy.
        self._waiting: list[float] = []
        self._last: Sequence[float] | None = None

    def append(self, row: Sequence[float]) -> None:
        """Add one sample: a number a column."""
        self._waiting.extend(row)
        self._last = row
        self.samples += 1
        if len(self._waiting) >= self._fold_at:
            self._fold()

    def last(self) -> Sequence[float] | None:
        """The sample appended last; None before the first, and in a restored series where it has merged with others."""
        return self._last

    def view(self) -> SeriesView:
        """The table as it is now. Costs nothing for rows already there: they are shared, not copied."""
        self._fold()
        first, low, high, mean = (_locked(table[: self._rows]) for table in self._tables)
        return SeriesView(self.names, first, low, high, mean, self.stride, self.samples)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that a restored series needs to go on as this one would."""
        self._fold()
        parts = _PARTS[:1] if self.stride == 1 else _PARTS
        state = {part: table[: self._rows].copy() for part, table in zip(parts, self._tables, strict=False)}
        waiting = np.array(self._waiting, dtype=np.float64).reshape(-1, len(self.names))
        counts = np.array([self.stride, self.samples], dtype=np.int64)
        return {**state, "waiting": waiting, "counts": counts}

    @classmethod
    def from_state(cls, names: Sequence[str], state: dict[str, NDArray[Any]], capacity: int = CAPACITY) -> Series:
        """The series that `state` was taken from. One that was kept with more rows keeps its room.

        Raises:
            ValueError: The arrays do not fit the columns or each other.
        """
        rows = len(state["first"])
        if rows > max(capacity, _MOST_ROWS):
            raise ValueError("the history has more rows than any that is kept")
        series = cls(names, max(capacity, rows + rows % 2))
        stride, samples = (int(count) for count in state["counts"])
        parts = _PARTS[:1] if stride == 1 else _PARTS
        tables = [np.ascontiguousarray(state[part], dtype=np.float64) for part in parts]
        waiting = state["waiting"]
        if any(table.shape != (rows, len(series.names)) for table in tables):
            raise ValueError("the tables of the history have different shapes")
        if waiting.shape != (len(waiting), len(series.names)) or stride < 1:
            raise ValueError("the history does not fit its columns")
        if samples != rows * stride + len(waiting):
            raise ValueError("the history's sample count does not fit its rows")
        series.stride, series.samples, series._rows = stride, samples, rows
        series._tables = tables * len(_PARTS) if stride == 1 else tables
        series._waiting = waiting.reshape(-1).tolist()
        if series._waiting:
            series._last = tuple(series._waiting[-len(series.names) :])
        elif rows and stride == 1:
            series._last = tuple(tables[0][-1])
        return series

    def _fold(self) -> None:
        """Move waiting samples into the tables, as far as they fill whole rows."""
        columns = len(self.names)
        while len(self._waiting) >= self.stride * columns:
            if self._rows == self._capacity:
                self._merge()
                continue
            rows = min(len(self._waiting) // (self.stride * columns), self._capacity - self._rows)
            taken = rows * self.stride * columns
            block = np.array(self._waiting[:taken], dtype=np.float64).reshape(rows, self.stride, columns)
            del self._waiting[:taken]
            self._reserve(self._rows + rows)
            for table, part in zip(self._tables, _PARTS, strict=True):
                table[self._rows : self._rows + rows] = _reduce(block, part)
            self._rows += rows

    def _reserve(self, rows: int) -> None:
        have = len(self._tables[0])
        if rows <= have:
            return
        size = min(max(rows, 2 * have), self._capacity)
        if self._tables[0] is self._tables[1]:
            self._tables = [_grown(self._tables[0][: self._rows], size)] * len(_PARTS)
        else:
            self._tables = [_grown(table[: self._rows], size) for table in self._tables]

    def _merge(self) -> None:
        """Halve the rows. The old tables stay as they are for the views that share them."""
        merged = [_room(self._capacity, len(self.names)) for _ in _PARTS]
        for table, old, part in zip(merged, self._tables, _PARTS, strict=True):
            # A piece at a time: the arrays in between would take several times the tables.
            for start in range(0, self._rows, _FOLD_ROWS):
                pairs = old[start : min(start + _FOLD_ROWS, self._rows)].reshape(-1, 2, len(self.names))
                table[start // 2 : start // 2 + len(pairs)] = _reduce(pairs, part)
        self._rows //= 2
        self.stride *= 2
        self._tables = merged


def _locked(rows: Table) -> Table:
    rows.setflags(write=False)
    return rows


def _room(rows: int, columns: int) -> Table:
    """An empty table in pages of its own: the system gets them back at once where an allocator would keep them."""
    pages = mmap.mmap(-1, rows * columns * np.dtype(np.float64).itemsize)
    return np.frombuffer(pages, dtype=np.float64).reshape(rows, columns)


def _grown(table: Table, size: int) -> Table:
    bigger = _room(size, table.shape[1])
    bigger[: len(table)] = table
    return bigger


def _reduce(block: Table, part: str) -> Table:
    """(rows, samples, columns) to (rows, columns). A sample that is not a number hides no other."""
    if part == "first" or block.shape[1] == 1:
        return np.asarray(block[:, 0])
    if part == "low":
        return np.asarray(np.fmin.reduce(block, axis=1))
    if part == "high":
        return np.asarray(np.fmax.reduce(block, axis=1))
    known = ~np.isnan(block)
    count = known.sum(axis=1)
    total = np.where(known, block, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0))
