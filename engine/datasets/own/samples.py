"""Rows with what belongs to them, shared out and made a data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets.dataset import Dataset, Split
from engine.datasets.own.words import counted, listed
from engine.datasets.splits import split_rows
from engine.own_data import OWN, OwnDataSpec

FULL_BYTE = 255.0
_OPTICAL_SHAPE, _OPTICAL_RANGE = (8, 8), 16.0


@dataclass
class Samples:
    """All rows of data of one's own, before some are left out and the others shared out.

    Attributes:
        title: The name of the file.
        x: (rows, inputs) uint8 or float32, NaN where a value is missing.
        labels: (rows,) int64, -1 where missing; None for values.
        targets: (rows, k) float32, NaN where missing; None for classes.
        class_names: In the order of the labels.
        image_shape: Where rows are images.
        test_from: The first of the rows that the data themselves keep for the test; None where they keep none.
        validation_from: The first of those for validation, which lie before those of the test.
        input_names: What each input is called; empty where they have no names.
    """

    title: str
    x: NDArray[Any]
    labels: NDArray[np.int64] | None
    targets: NDArray[np.float32] | None
    class_names: tuple[str, ...] = ()
    image_shape: tuple[int, int] | None = None
    test_from: int | None = None
    validation_from: int | None = None
    value_range: float | None = None
    input_names: tuple[str, ...] = ()

    @property
    def kept_apart(self) -> tuple[str, ...]:
        """Which parts the data keep apart themselves."""
        starts = {"validation": self.validation_from, "test": self.test_from}
        return tuple(part for part, start in starts.items() if start is not None)

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Each class with the number of its rows."""
        if self.labels is None:
            return ()
        counts = np.bincount(self.labels[self.labels >= 0], minlength=len(self.class_names))
        return tuple(zip(self.class_names, counts.tolist(), strict=True))

    def divided(self, settings: OwnDataSpec) -> tuple[Dataset | None, list[str], list[str]]:
        """The data set, and sentences that forbid its use and that remark on it. It takes the rows away from here."""
        kept, remarks = self._kept(settings)
        parts = list(_shared_out(kept, settings, self.validation_from, self.test_from))
        problems = self._problems(parts[0])
        if problems:
            return None, problems, remarks
        train = parts[0]
        if settings.missing == "mean":
            remarks += self._fill(train)
        remarks += self._unlearnt(train)
        x, labels, targets = self.x, self.labels, self.targets

        def split(chosen: NDArray[np.intp]) -> Split | None:
            if not len(chosen):
                return None
            return Split(
                x[chosen], None if labels is None else labels[chosen], None if targets is None else targets[chosen]
            )

        learnt = split(train)
        assert learnt is not None
        dataset = Dataset(
            name=OWN,
            title=self.title,
            train=learnt,
            validation=split(parts[1]),
            test=split(parts[2]),
            class_names=self.class_names,
            image_shape=self.image_shape,
            value_range=self._range(),
            attribution=f"Read from {self.title}.",
            own=settings,
            input_names=self.input_names,
        )
        return dataset, [], remarks

    def _kept(self, settings: OwnDataSpec) -> tuple[NDArray[np.intp], list[str]]:
        """The rows that can be used."""
        remarks = []
        answered = self._answered()
        if lost := int(len(answered) - answered.sum()):
            remarks.append(f"{counted(lost, 'row')} without anything to be learnt {_was(lost)} left out.")
        if settings.missing == "drop" and self.x.dtype != np.uint8:
            whole = ~np.isnan(self.x).any(axis=1)
            if lost := int((answered & ~whole).sum()):
                remarks.append(f"{counted(lost, 'row')} with missing values {_was(lost)} left out.")
            answered &= whole
        return np.flatnonzero(answered), remarks

    def _answered(self) -> NDArray[np.bool_]:
        """Whether each row says what is to be learnt of it."""
        if self.targets is None:
            return np.asarray(self.labels) >= 0
        return np.asarray(np.isfinite(self.targets).all(axis=1))

    def _problems(self, train: NDArray[np.intp]) -> list[str]:
        if not len(train):
            return [f"{self.title} has no whole row to learn from: fill the missing values in, or leave columns out."]
        if self.labels is not None and len(self.class_names) < 2:
            only = f" ({self.class_names[0]})" if self.class_names else ""
            return [f"{self.title} has a single class{only}: there is nothing to tell apart."]
        return []

    def _fill(self, train: NDArray[np.intp]) -> list[str]:
        """Missing values become the mean of their column over the training rows."""
        if self.x.dtype == np.uint8:
            return []
        filled = 0
        for column in range(self.x.shape[1]):
            values = self.x[:, column]
            gaps = np.isnan(values)
            if gaps.any():
                known = values[train]
                known = known[~np.isnan(known)]
                values[gaps] = known.mean(dtype=np.float64) if len(known) else 0.0
                filled += int(gaps.sum())
        return [f"{counted(filled, 'missing value')} became the mean of the column."] if filled else []

    def _unlearnt(self, train: NDArray[np.intp]) -> list[str]:
        """Classes of which no row is learnt from."""
        if self.labels is None:
            return []
        counts = np.bincount(self.labels[train], minlength=len(self.class_names))
        absent = [name for name, count in zip(self.class_names, counts.tolist(), strict=True) if not count]
        return [f"No training row belongs to {listed(absent)}, which cannot be learnt."] if absent else []

    def _range(self) -> float:
        if self.value_range is not None:
            return self.value_range
        if self.image_shape is None or self.x.dtype != np.uint8:
            return 1.0
        is_optical = self.image_shape == _OPTICAL_SHAPE and self.x.max() <= _OPTICAL_RANGE
        return _OPTICAL_RANGE if is_optical else FULL_BYTE


def _shared_out(
    kept: NDArray[np.intp], settings: OwnDataSpec, validation_from: int | None, test_from: int | None
) -> Iterator[NDArray[np.intp]]:
    """The rows for training, validation and test; those that the data keep themselves stay where they are."""
    end = np.iinfo(np.intp).max
    given_test = kept[kept >= (end if test_from is None else test_from)]
    rest = kept[: len(kept) - len(given_test)]
    given_validation = rest[rest >= (end if validation_from is None else validation_from)]
    rest = rest[: len(rest) - len(given_validation)]
    validation_share = 0.0 if validation_from is not None else settings.validation_share
    test_share = 0.0 if test_from is not None else settings.test_share
    sizes = [round(len(rest) * validation_share), round(len(rest) * test_share)]
    if not len(rest):
        yield from (rest, given_validation, given_test)
        return
    train, validation, test = split_rows(len(rest), sizes) if sum(sizes) < len(rest) else split_rows(len(rest), (0, 0))
    yield rest[train]
    yield rest[validation] if validation_from is None else given_validation
    yield rest[test] if test_from is None else given_test


def _was(count: int) -> str:
    return "is" if count == 1 else "are"
