"""What a network learns from: splits of rows with what belongs to each, checked once and never changed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.own_data import OwnDataSpec
from engine.playground import FEATURES, PlaygroundSpec

X_TYPES = (np.uint8, np.float32, np.float64)
TARGET_TYPES = (np.float32, np.float64)


@dataclass(frozen=True, eq=False)
class Split:
    """Rows of one part of a data set; exactly one of ``labels`` and ``targets`` is given.

    Attributes:
        x: (rows, inputs) uint8, float32 or float64.
        labels: (rows,) int64, the class of each row; None for regression.
        targets: (rows, k) float32 or float64, the values to be met; None for classification.

    The arrays are kept as C-contiguous read-only views: an array that fits already is not copied.
    """

    x: NDArray[Any]
    labels: NDArray[np.int64] | None = None
    targets: NDArray[Any] | None = None

    def __post_init__(self) -> None:
        """Take read-only views; whether they fit together is the data set's to say, which knows the name."""
        object.__setattr__(self, "x", _read_only(self.x))
        if self.labels is not None:
            whole = np.issubdtype(np.asarray(self.labels).dtype, np.integer)
            object.__setattr__(self, "labels", _read_only(self.labels, np.int64 if whole else None))
        if self.targets is not None:
            object.__setattr__(self, "targets", _read_only(self.targets))

    @property
    def rows(self) -> int:
        """Number of samples."""
        return len(self.x)


@dataclass(frozen=True, eq=False)
class Plane:
    """Where the samples of a playground lie, those that are held out among them.

    Attributes:
        settings: what they were made from.
        points: (n, 2) coordinates x1 and x2; along a curve the place and the value there.
        labels: (n,) the class of each; zeros along a curve.
        held_out: (n,) whether it is one of the validation rows.
        is_curve: whether values are to be met, or else classes to be told apart.
    """

    settings: PlaygroundSpec
    points: NDArray[np.float64]
    labels: NDArray[np.int64]
    held_out: NDArray[np.bool_]
    is_curve: bool

    def __post_init__(self) -> None:
        """Take read-only views."""
        for name in ("points", "labels", "held_out"):
            object.__setattr__(self, name, _read_only(getattr(self, name)))

    def inputs(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """What a network reads of places (m, 1 or 2): its features, (m, inputs)."""
        x1, x2 = coordinates[:, 0], coordinates[:, -1]
        return np.column_stack([FEATURES[name].make(x1, x2) for name in self.settings.features])


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named set of samples, checked when it is made.

    Attributes:
        name: the name in the table of data sets.
        title: the name a person reads.
        train: the rows that are learnt from.
        validation: the rows that are watched while learning, or None.
        test: the rows that are kept for the end, or None.
        class_names: one name a class, in the order of the labels; empty for regression.
        image_shape: (height, width) in pixels where a row is an image, row by row from the top; else None.
        value_range: what raw values are divided by to lie within 0..1 (255 for MNIST, 16 for UCI digits).
        attribution: who made the data and under which licence, in words.
        plane: where the rows lie, for a playground.
        own: the settings they were read with, for data of one's own.
        input_names: what each value of a row is called, "species=setosa" where it says whether a text is that one;
            empty where they have no names.

    Raises:
        DataError: the parts do not fit; the sentence names the split, and the row where there is one.
    """

    name: str
    title: str
    train: Split
    validation: Split | None
    test: Split | None
    class_names: tuple[str, ...]
    image_shape: tuple[int, int] | None
    value_range: float
    attribution: str
    plane: Plane | None = None
    own: OwnDataSpec | None = None
    input_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check each split by itself and against the training split."""
        for split_name, split in self.splits():
            _check_split(f"{self.name}: the {split_name} split", split, len(self.class_names))
            if split.x.shape[1] != self.inputs or split.x.dtype != self.train.x.dtype:
                raise DataError(
                    f"{self.name}: the {split_name} split has rows of {split.x.shape[1]} {split.x.dtype} "
                    f"values and the train split of {self.inputs} {self.train.x.dtype}; make them alike."
                )
            columns = None if split.targets is None else split.targets.shape[1]
            if columns is not None and columns != self.outputs:
                raise DataError(
                    f"{self.name}: the {split_name} split has {columns} target columns and the train split "
                    f"{self.outputs}; give them the same columns."
                )
        if self.image_shape is not None and math.prod(self.image_shape) != self.inputs:
            height, width = self.image_shape
            raise DataError(
                f"{self.name}: images of {height}x{width} pixels do not fit rows of {self.inputs} values; "
                "correct the image shape."
            )
        if self.input_names and len(self.input_names) != self.inputs:
            raise DataError(
                f"{self.name}: {len(self.input_names)} names do not fit rows of {self.inputs} values; name all or none."
            )
        if not (math.isfinite(self.value_range) and self.value_range > 0):
            raise DataError(f"{self.name}: the value range {self.value_range} is no divisor; give a positive number.")

    @property
    def inputs(self) -> int:
        """Number of values in a row."""
        return int(self.train.x.shape[1])

    @property
    def outputs(self) -> int:
        """Number of classes, or of target columns for regression."""
        return len(self.class_names) if self.train.targets is None else int(self.train.targets.shape[1])

    def splits(self) -> Iterator[tuple[str, Split]]:
        """The splits there are, with their names, in the order train, validation, test."""
        for split_name in ("train", "validation", "test"):
            split = getattr(self, split_name)
            if split is not None:
                yield split_name, split

    def fingerprint(self) -> str:
        """SHA-256 in hex over shape, type and bytes of every split: equal exactly when the samples are.

        Computed at the first call (about 0.04 s for MNIST) and kept.
        """
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for split_name, split in self.splits():
            for field, array in (("x", split.x), ("labels", split.labels), ("targets", split.targets)):
                if array is not None:
                    digest.update(f"{split_name}.{field} {array.shape} {array.dtype.str}\n".encode())
                    digest.update(array.data)
        return digest.hexdigest()


def _read_only(array: Any, dtype: type[np.generic] | None = None) -> NDArray[Any]:
    # A view is locked, not the caller's own array, which may go on being written to by its owner.
    view = np.ascontiguousarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view


def _check_split(where: str, split: Split, classes: int) -> None:
    x = split.x
    if x.ndim != 2 or 0 in x.shape:
        raise DataError(f"{where} has inputs of shape {x.shape}; it needs rows of at least one value each.")
    if x.dtype not in X_TYPES:
        raise DataError(f"{where} holds {x.dtype} inputs; convert them to uint8, float32 or float64.")
    if (split.labels is None) == (split.targets is None):
        raise DataError(f"{where} needs either labels or targets, not both and not neither.")
    _check_finite(where, "an input", x)
    if split.labels is not None:
        _check_labels(where, split.labels, len(x), classes)
    if split.targets is not None:
        _check_targets(where, split.targets, len(x), classes)


def _check_labels(where: str, labels: NDArray[np.int64], rows: int, classes: int) -> None:
    if labels.dtype != np.int64 or labels.shape != (rows,):
        raise DataError(
            f"{where} has {rows} rows but {labels.dtype} labels of shape {labels.shape}; give one whole number a row."
        )
    if labels.min() < 0 or labels.max() >= classes:
        row = int(np.argmax((labels < 0) | (labels >= classes)))
        known = f"0 to {classes - 1}" if classes else "none, as no class is named"
        raise DataError(
            f"{where} has label {labels[row]} in row {row}, but the classes are {known}; correct the label."
        )


def _check_targets(where: str, targets: NDArray[Any], rows: int, classes: int) -> None:
    if classes:
        raise DataError(f"{where} has targets although classes are named; give labels, or name no classes.")
    fits = targets.ndim == 2 and len(targets) == rows and targets.shape[1] > 0
    if targets.dtype not in TARGET_TYPES or not fits:
        raise DataError(
            f"{where} has {rows} rows but {targets.dtype} targets of shape {targets.shape}; "
            "give float32 or float64 targets of shape (rows, columns)."
        )
    _check_finite(where, "a target", targets)


def _check_finite(where: str, word: str, values: NDArray[Any]) -> None:
    if values.dtype == np.uint8:
        return
    finite = np.isfinite(values)
    if not finite.all():
        row = int(np.argmin(finite.all(axis=1)))
        raise DataError(f"{where} has {word} in row {row} that is not a finite number; correct or remove the row.")
