"""The rows of a split as a network judged them: which are mistakes, the worst first, and how each is put in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

Cell = tuple[int, int]
"""A cell of the confusion matrix: the true class and the given one."""


@dataclass(frozen=True, eq=False)
class JudgedRows:
    """Every row of a split with its judgement; n rows.

    Attributes:
        split_name: "validation" or "test".
        step: The updates behind the network.
        class_names: One name a class.
        x: (n, inputs), the rows as they are stored.
        image_shape: (height, width) where a row is an image, else None.
        full_ink: The value of a pixel full of ink.
        labels, predicted: (n,) true and given classes.
        certainty: (n,) what the network claims for the class it gives, 0..1.
        losses: (n,).
        confusion: (classes, classes) counts, rows true, columns given.
    """

    split_name: str
    step: int
    class_names: tuple[str, ...]
    x: NDArray[Any]
    image_shape: tuple[int, int] | None
    full_ink: int
    labels: NDArray[np.int64]
    predicted: NDArray[np.int64]
    certainty: NDArray[np.float64]
    losses: NDArray[np.float64]
    confusion: NDArray[np.int64]

    @property
    def mistakes(self) -> int:
        """How many rows are read wrongly."""
        return len(self.labels) - int(np.trace(self.confusion))

    def chosen(self, cell: Cell | None) -> NDArray[np.intp]:
        """The rows of a cell, or all mistakes; the greatest loss first, a loss that is no number before all."""
        if cell is None:
            wanted = self.labels != self.predicted
        else:
            wanted = (self.labels == cell[0]) & (self.predicted == cell[1])
        found = np.flatnonzero(wanted)
        losses = np.nan_to_num(self.losses[found], nan=np.inf, posinf=np.inf)
        return found[np.argsort(-losses, kind="stable")]

    def image(self, row: int) -> NDArray[Any] | None:
        """(height, width), where a row is an image."""
        return None if self.image_shape is None else self.x[row].reshape(self.image_shape)

    def verdict(self, row: int) -> tuple[str, str, str]:
        """What is true, what was given, and what the network claims for that."""
        true, given = self.class_names[self.labels[row]], self.class_names[self.predicted[row]]
        return _tr("true {name}").format(name=true), _tr("read as {name}").format(name=given), self._claim(row)

    def name(self, row: int) -> str:
        """Which one it is, as in "test digit 4,176"; rows are counted from 1."""
        number = f"{row + 1:,}"
        if self.image_shape is None:
            words = {"validation": _tr("validation row {number}"), "test": _tr("test row {number}")}
        elif all(name.isdecimal() for name in self.class_names):
            words = {"validation": _tr("validation digit {number}"), "test": _tr("test digit {number}")}
        else:
            words = {"validation": _tr("validation image {number}"), "test": _tr("test image {number}")}
        return words[self.split_name].format(number=number)

    def caption(self, row: int) -> str:
        """Which one it is and what it shows, as in "test digit 4,176, true 4"."""
        return f"{self.name(row)}, {self.verdict(row)[0]}"

    def _claim(self, row: int) -> str:
        certainty = float(self.certainty[row])
        if not np.isfinite(certainty):
            return _tr("not a number")
        whole = f"{100 * certainty:.0f}"
        # Only what is exactly 1 is written as 100.
        return _tr(">99 %") if whole == "100" and certainty < 1.0 else f"{whole} %"


def _tr(words: str) -> str:
    return QCoreApplication.translate("JudgedRows", words)
