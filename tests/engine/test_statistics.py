"""Histograms against NumPy's own, and units that are silent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.datasets import Dataset
from engine.events import EpochDone
from engine.statistics import BINS, dead_units, histogram
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, experiment, network_spec


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(1,), (7,), (30, 40), (100_000,)])
def test_that_the_counts_are_numpys(shape: tuple[int, ...], dtype: str) -> None:
    values = np.random.default_rng(0).normal(size=shape).astype(dtype)
    found = histogram(values)
    assert (found.low, found.high) == (values.min(), values.max())
    assert sum(found.counts) == values.size and len(found.counts) == BINS
    if values.size > 1:
        expected = np.histogram(values.astype("float64"), BINS)[0]
        # A value on the border of two bins may fall into either, by the last bit.
        assert np.abs(np.cumsum(found.counts) - np.cumsum(expected)).max() <= (3 if dtype == "float32" else 0)


def test_that_the_greatest_value_lies_in_the_last_bin_and_the_least_in_the_first() -> None:
    found = histogram(np.array([-1.0, 3.0]))
    assert found.counts == (1, *[0] * (BINS - 2), 1)


@pytest.mark.parametrize("value", [0.0, -2.5, 1e30])
def test_that_equal_values_make_one_bin(value: float) -> None:
    found = histogram(np.full((4, 5), value))
    assert (found.low, found.high) == (value, value) and found.counts == (20, *[0] * (BINS - 1))


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_that_what_is_not_finite_ends_in_no_crash(odd: float) -> None:
    found = histogram(np.array([1.0, odd, 2.0]))
    assert sum(found.counts) == 3


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64]),
        st.integers(1, 20),
        elements=st.floats(allow_nan=False, allow_infinity=False, width=32),
    )
)
def test_that_every_finite_array_has_a_histogram(values: np.ndarray) -> None:
    """Also of slopes that have all but vanished, and of weights close to the end of the range."""
    found = histogram(values)
    assert len(found.counts) == BINS and sum(found.counts) == values.size and min(found.counts) >= 0
    assert (found.low, found.high) == (values.min(), values.max())


@pytest.mark.parametrize("values", [[0.0, 1e-40], [-3e38, 3e38], [1e-45, 2e-45, 3e-45], [0.0, 1e-38]])
def test_that_the_ends_of_single_precision_are_counted(values: list[float]) -> None:
    found = histogram(np.array(values, "float32"))
    assert sum(found.counts) == len(values) and found.counts[0] >= 1


def test_that_a_histogram_leaves_its_array_alone() -> None:
    values = np.random.default_rng(0).normal(size=100)
    before = values.copy()
    histogram(values)
    np.testing.assert_array_equal(values, before)


def test_that_a_unit_is_dead_when_it_is_zero_for_every_row() -> None:
    assert dead_units(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])) == 2
    assert dead_units(np.ones((3, 4))) == 0


def record_of(data: Dataset, **network: object) -> tuple[Trainer, EpochDone]:
    trainer = Trainer(experiment(network_spec(5, 8, 3, **network), batch_size=20, epochs=1), data)
    for event in trainer.run():
        if isinstance(event, EpochDone):
            return trainer, event
    raise AssertionError("an epoch ends")


def test_that_a_record_holds_the_statistics_of_every_layer() -> None:
    trainer, event = record_of(blobs(60), activation="relu", dropout=0.5)
    assert event.record is not None
    signal = trainer.dataset.train.x
    for layer, found in zip(trainer.network.layers, event.record.layers, strict=True):
        signal = signal @ layer.weight + layer.bias
        if found is event.record.layers[0]:
            signal = np.maximum(signal, 0.0)
        assert found.weights == histogram(layer.weight)
        assert (found.activations.low, found.activations.high) == pytest.approx((signal.min(), signal.max()))
        assert sum(found.activations.counts) == signal.size
        assert found.dead_units == int((signal == 0.0).all(axis=0).sum())
        assert found.gradients is not None and sum(found.gradients.counts) == layer.flat.size


def test_that_the_gradients_of_a_record_are_those_of_the_last_batch() -> None:
    """With a rate of 1 and no memory the last update is the last gradient."""
    trainer = Trainer(experiment(network_spec(5, 3), batch_size=20, epochs=1, learning_rate=1.0), blobs(60))
    for _ in range(2):
        trainer.step()
    before = trainer.network.parameters.copy()
    trainer.step()
    gradient = before - trainer.network.parameters
    for event in trainer.run():
        if isinstance(event, EpochDone):
            assert event.record is not None and event.record.layers[0].gradients is not None
            found = event.record.layers[0].gradients
            assert (found.low, found.high) == pytest.approx((gradient.min(), gradient.max()), rel=1e-9)
            break
