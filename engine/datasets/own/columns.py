"""What is kept of a table's columns while it is read, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets.own.words import is_missing

MOST_CATEGORIES = 12
"""Texts of a column that become inputs of their own; a column of more is left out."""
MOST_CLASSES = 1_000
_BYTE_RANGE = 256


class Numbers:
    """Columns of numbers, side by side, NaN where a value is missing.

    Attributes:
        names: Of the columns.
        rows: How many were added.
        low, high, mean: Of each column, missing values left aside; NaN where all are missing.
        missing: Rows without a value in each.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.rows = 0
        self.low: NDArray[np.float64] = np.full(len(names), np.nan)
        self.high: NDArray[np.float64] = np.full(len(names), np.nan)
        self.missing: NDArray[np.int64] = np.zeros(len(names), np.int64)
        self._sum: NDArray[np.float64] = np.zeros(len(names))
        self._blocks: list[NDArray[Any]] = []
        self.are_bytes = True

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean of each column."""
        with np.errstate(invalid="ignore"):
            means: NDArray[np.float64] = self._sum / (self.rows - self.missing)
        return means

    def add(self, values: NDArray[np.float64]) -> None:
        """Keep these rows (rows, columns)."""
        self.rows += len(values)
        self.low = np.fmin(self.low, np.fmin.reduce(values, axis=0))
        self.high = np.fmax(self.high, np.fmax.reduce(values, axis=0))
        gaps = np.isnan(values)
        if gaps.any():
            self.missing += gaps.sum(axis=0)
            self._sum += np.where(gaps, 0.0, values).sum(axis=0)
            self.are_bytes = False
        else:
            self._sum += values.sum(axis=0)
        # Images arrive as whole numbers up to 255: a quarter of the memory holds them.
        whole = values.astype(np.uint8) if self.are_bytes and self._fit_bytes() else None
        self.are_bytes = whole is not None and bool((whole == values).all())
        self._blocks.append(values.astype(np.float32) if whole is None or not self.are_bytes else whole)

    def column(self, place: int) -> NDArray[Any]:
        """One of the columns; it stays here."""
        return np.concatenate([block[:, place] for block in self._blocks])

    def take(self, columns: Sequence[int], dtype: Any) -> NDArray[Any]:
        """These columns (rows, columns), which are given away: nothing is kept."""
        taken = np.empty((self.rows, len(columns)), dtype)
        self.take_into(taken, columns, range(len(columns)))
        return taken

    def take_into(self, out: NDArray[Any], columns: Sequence[int], places: Sequence[int]) -> None:
        """Write these columns into those `places` of `out`; nothing is kept."""
        start, every = 0, list(columns) == list(range(len(self.names))) and list(places) == list(range(out.shape[1]))
        self._blocks.reverse()
        while self._blocks:
            block = self._blocks.pop()
            part = out[start : start + len(block)]
            if every:
                part[...] = block
            else:
                part[:, places] = block[:, columns]
            start += len(block)

    def _fit_bytes(self) -> bool:
        return bool((self.low >= 0).all() and (self.high < _BYTE_RANGE).all())


class Texts:
    """A column of texts of which there are only a few different ones, as numbers in the order of their appearance.

    Attributes:
        name: Of the column.
        names: The different texts, as far as there was room for them.
        missing: Rows without a text.
        is_full: There are more than could be kept: the column says nothing.
    """

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self.names: list[str] = []
        self.missing = 0
        self.is_full = False
        self._most = most
        self._codes: dict[str, int] = {}
        self._known: dict[str, int] = {}
        self._blocks: list[NDArray[np.int16]] = []

    def add(self, texts: Sequence[str]) -> None:
        """Keep these."""
        if not self.is_full:
            for text in set(texts) - self._codes.keys():
                self._codes[text] = self._code(text)
            self._keep(texts)

    def codes(self) -> NDArray[np.int64]:
        """The number of each row's text, -1 where it is missing."""
        return np.concatenate(self._blocks).astype(np.int64) if self._blocks else np.zeros(0, np.int64)

    def _keep(self, texts: Sequence[str]) -> None:
        if self.is_full:
            self._blocks.clear()
            return
        block = np.fromiter(map(self._codes.__getitem__, texts), np.int16, len(texts))
        self.missing += int((block < 0).sum())
        self._blocks.append(block)

    def _code(self, text: str) -> int:
        if is_missing(text):
            return -1
        name = text.strip()
        code = self._known.setdefault(name, len(self._known))
        if code == len(self.names):
            self.names.append(name)
            self.is_full = code >= self._most or self.is_full
        return code
