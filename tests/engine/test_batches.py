"""Rows on their way into the network."""

from __future__ import annotations

import numpy as np
import pytest

from engine.batches import RowSource, encode_targets
from engine.datasets import Split
from engine.errors import DataError
from engine.preparation import Preparation
from tests.helpers.small_runs import blobs, curve, network_spec

LABELS = np.array([2, 0, 1, 1])
X = np.arange(8.0).reshape(4, 2)


def source_of(scaling: str, *, as_bytes: bool, dtype: str = "float32") -> tuple[RowSource, np.ndarray, np.ndarray]:
    """A source, its plainly prepared inputs and its labels."""
    data = blobs(50, as_bytes=as_bytes)
    preparation = Preparation.fit(scaling, data.train.x, data.value_range)
    plain = np.empty(data.train.x.shape, dtype)
    preparation.apply(data.train.x, plain)
    assert data.train.labels is not None
    return RowSource(data.train, preparation, network_spec(5, 3, dtype=dtype), True), plain, data.train.labels


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "numbers"])
@pytest.mark.parametrize("scaling", ["global", "per_pixel", "none"])
def test_that_gathered_rows_are_those_asked_for_prepared(scaling: str, as_bytes: bool, dtype: str) -> None:
    source, plain, labels = source_of(scaling, as_bytes=as_bytes, dtype=dtype)
    index = np.array([7, 0, 49, 7, 12])
    out = np.full((5, 5), np.nan, dtype)
    x, target = source.take(index, out)
    assert x is out and x.dtype == dtype
    np.testing.assert_array_equal(x, plain[index])
    np.testing.assert_array_equal(target, labels[index])


@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "numbers"])
def test_that_a_span_is_the_same_rows_as_a_gathering(as_bytes: bool) -> None:
    source, plain, labels = source_of("global", as_bytes=as_bytes)
    x, target = source.span(10, 30, np.full((20, 5), np.nan, "float32"))
    np.testing.assert_array_equal(x, plain[10:30])
    np.testing.assert_array_equal(target, labels[10:30])


def test_that_gathering_twice_into_one_buffer_leaves_the_data_alone() -> None:
    source, plain, _ = source_of("global", as_bytes=False)
    out = np.empty((50, 5), "float32")
    source.take(np.arange(50)[::-1].copy(), out)
    out[...] = 99.0
    np.testing.assert_array_equal(source.take(np.arange(50), out)[0], plain)


def test_that_labels_go_through_where_the_loss_wants_them() -> None:
    split = Split(X, LABELS)
    np.testing.assert_array_equal(encode_targets(split, network_spec(2, 3), needs_labels=True), LABELS)


def test_that_labels_become_one_hot_rows_where_the_loss_wants_values() -> None:
    spec = network_spec(2, 3, loss="squared_error", dtype="float32")
    found = encode_targets(Split(X, LABELS), spec, needs_labels=False)
    assert found.dtype == "float32"
    assert found.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 1, 0]]


def test_that_one_output_for_two_classes_stands_for_the_second() -> None:
    spec = network_spec(2, 1, loss="squared_error")
    found = encode_targets(Split(X, np.array([0, 1, 1, 0])), spec, needs_labels=False)
    assert found.tolist() == [[0], [1], [1], [0]]


def test_that_values_keep_their_numbers_in_the_precision_of_the_network() -> None:
    data = curve(10)
    spec = network_spec(2, 2, loss="squared_error", dtype="float32")
    found = encode_targets(data.train, spec, needs_labels=False)
    assert data.train.targets is not None
    np.testing.assert_array_equal(found, data.train.targets.astype("float32"), strict=True)


def test_that_a_loss_on_classes_refuses_data_without_them() -> None:
    with pytest.raises(DataError, match=r"needs classes.*squared_error"):
        encode_targets(curve(10).train, network_spec(2, 2), needs_labels=True)


def test_that_another_number_of_values_is_refused() -> None:
    with pytest.raises(DataError, match="2 target columns, the network 3"):
        encode_targets(curve(10).train, network_spec(2, 3, loss="squared_error"), needs_labels=False)


def test_that_images_stay_bytes_in_memory() -> None:
    data = blobs(50, as_bytes=True)
    preparation = Preparation.fit("global", data.train.x, 255.0)
    source = RowSource(data.train, preparation, network_spec(5, 3), True)
    arrays = [value for value in vars(source).values() if isinstance(value, np.ndarray)]
    floats = sum(array.nbytes for array in arrays if array.dtype.kind == "f")
    assert floats == 0


def test_that_numbers_too_large_for_single_precision_are_refused() -> None:
    x = np.full((4, 2), 1e39)
    for dtype, fits in (("float32", False), ("float64", True)):
        spec, split = network_spec(2, 3, dtype=dtype), Split(x, np.array([0, 1, 2, 0]))
        preparation = Preparation.fit("none", split.x, 1.0)
        if fits:
            RowSource(split, preparation, spec, needs_labels=True)
        else:
            with pytest.raises(DataError, match="too large for float32"):
                RowSource(split, preparation, spec, needs_labels=True)
