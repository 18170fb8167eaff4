"""A data set that exists is sound: whatever does not fit is refused with a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.datasets import Dataset, Split
from engine.errors import DataError

X = np.arange(24, dtype=np.uint8).reshape(6, 4)
LABELS = np.array([0, 1, 2, 0, 1, 2])


def make(train: Split | None = None, **changes: Any) -> Dataset:
    fields: dict[str, Any] = {
        "name": "set",
        "title": "A set",
        "train": train or Split(X, LABELS),
        "validation": None,
        "test": None,
        "class_names": ("a", "b", "c"),
        "image_shape": None,
        "value_range": 255.0,
        "attribution": "nobody",
    }
    return Dataset(**(fields | changes))


def regression(targets: Any, **changes: Any) -> Dataset:
    return make(Split(X.astype(np.float64), targets=targets), class_names=(), **changes)


def test_that_sizes_come_from_the_arrays() -> None:
    dataset = make(test=Split(X[:2], LABELS[:2]), image_shape=(2, 2))
    assert (dataset.inputs, dataset.outputs, dataset.train.rows) == (4, 3, 6)
    assert [name for name, _ in dataset.splits()] == ["train", "test"]


def test_that_regression_has_its_target_columns_as_outputs() -> None:
    assert regression(np.zeros((6, 2), np.float32)).outputs == 2


def test_that_arrays_are_contiguous_and_read_only_but_the_array_given_is_left_alone() -> None:
    mine = np.zeros((4, 6), np.float32)
    split = Split(mine.T, LABELS.astype(np.uint8))
    assert split.x.flags.c_contiguous
    assert split.labels is not None and split.labels.dtype == np.int64
    for array in (split.x, split.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    mine[0, 0] = 1


def test_that_a_fitting_array_is_not_copied() -> None:
    assert np.shares_memory(Split(X, LABELS).x, X)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0, 1, 2, 3, 0, 0], "train split has label 3 in row 3.*0 to 2"),
        ([0, 1, -1, 0, 0, 0], "train split has label -1 in row 2"),
        ([0, 1, 2], r"6 rows but int64 labels of shape \(3,\)"),
        ([0.0, 1.0, 2.0, 0.0, 1.0, 2.0], "float64 labels"),
    ],
)
def test_that_labels_outside_the_classes_or_of_another_form_are_refused(labels: list[Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        make(Split(X, np.array(labels)))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_that_a_value_that_is_not_finite_is_named_with_split_and_row(bad: float) -> None:
    x = X.astype(np.float32)
    x[4, 1] = bad
    with pytest.raises(DataError, match="validation split has an input in row 4"):
        make(Split(X.astype(np.float32), LABELS), validation=Split(x, LABELS))
    targets = np.zeros((6, 1))
    targets[5] = bad
    with pytest.raises(DataError, match="train split has a target in row 5"):
        regression(targets)


@pytest.mark.parametrize(
    "split",
    [
        Split(X),
        Split(X, LABELS, np.zeros((6, 1))),
        Split(X[0], LABELS),
        Split(X[:0], LABELS[:0]),
        Split(X[:, :0], LABELS),
        Split(X.astype(np.int32), LABELS),
        Split(X, targets=np.zeros((6, 1))),
    ],
    ids=["nothing", "both", "one-dimensional", "no rows", "no inputs", "int32", "targets with classes"],
)
def test_that_a_split_of_a_wrong_form_is_refused(split: Split) -> None:
    with pytest.raises(DataError, match="train split"):
        make(split)


@pytest.mark.parametrize("shape", [(6,), (5, 1), (6, 0)])
def test_that_targets_of_a_wrong_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(DataError, match="targets of shape"):
        regression(np.zeros(shape))


def test_that_labels_need_class_names() -> None:
    with pytest.raises(DataError, match="no class is named"):
        make(class_names=())


def test_that_splits_must_agree_with_each_other() -> None:
    with pytest.raises(DataError, match="test split has rows of 3 uint8"):
        make(test=Split(X[:, :3], LABELS))
    with pytest.raises(DataError, match="test split has rows of 4 float32"):
        make(test=Split(X.astype(np.float32), LABELS))
    with pytest.raises(DataError, match="test split has 2 target columns"):
        regression(np.zeros((6, 1)), test=Split(X.astype(np.float64), targets=np.zeros((6, 2))))


def test_that_image_shape_and_value_range_must_make_sense() -> None:
    with pytest.raises(DataError, match="3x3 pixels do not fit rows of 4"):
        make(image_shape=(3, 3))
    for value_range in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(DataError, match="value range"):
            make(value_range=value_range)


def test_that_equal_samples_have_equal_fingerprints() -> None:
    assert make().fingerprint() == make(name="other", title="Other").fingerprint()
    assert len(make().fingerprint()) == 64


@pytest.mark.parametrize(
    "other",
    [
        make(Split(np.where(X == 23, 24, X).astype(np.uint8), LABELS)),
        make(Split(X, LABELS[::-1])),
        make(Split(X.astype(np.float32), LABELS)),
        make(Split(X.reshape(6, 4)[:5], LABELS[:5])),
        make(validation=Split(X, LABELS)),
        make(test=Split(X, LABELS)),
        make(Split(X.reshape(12, 2), np.tile(LABELS, 2))),
    ],
    ids=["last pixel", "labels", "type", "rows", "validation", "test", "shape"],
)
def test_that_other_samples_have_other_fingerprints(other: Dataset) -> None:
    assert other.fingerprint() != make().fingerprint()


def test_that_a_fingerprint_is_computed_once() -> None:
    dataset = make()
    assert dataset.fingerprint() is dataset.fingerprint()
