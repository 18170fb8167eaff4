"""A frozen network reads one input as the network itself would, without entering BLAS."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.errors import EngineError
from engine.losses import LOSSES
from engine.snapshot import Snapshot
from engine.spec import NetworkSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, events, experiment, network_spec

DATA = blobs(60, as_bytes=True)


def snapshot_of(network: NetworkSpec, **options: Any) -> Snapshot:
    trainer = Trainer(experiment(network, scaling="global", **options), DATA)
    events(trainer, most=6)
    return trainer.snapshot()


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float64", 1e-12)])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_reading_one_input_is_predicting_a_row(activation: str, loss: str, dtype: str, tolerance: float) -> None:
    snapshot = snapshot_of(network_spec(5, 7, 6, 3, activation=activation, loss=loss, dropout=0.3, dtype=dtype))
    raw = DATA.train.x[:20]
    predicted = snapshot.network().predict(snapshot.prepare(raw))
    for row, expected in zip(raw, predicted, strict=True):
        found = snapshot.read(row)
        assert found.shape == (3,) and found.dtype == dtype
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


def test_that_activations_are_those_of_every_layer_in_order() -> None:
    snapshot = snapshot_of(network_spec(5, 7, 6, 3, activation="sigmoid"))
    found = snapshot.activations(DATA.train.x[0])
    signal = snapshot.prepare(DATA.train.x[:1])
    for i, (array, layer) in enumerate(zip(found, snapshot.layers(), strict=True)):
        signal = signal @ layer.weight + layer.bias
        if i < 2:
            signal = 1 / (1 + np.exp(-signal))
        np.testing.assert_allclose(array, signal[0], rtol=1e-12)
    np.testing.assert_array_equal(snapshot.claim(found[-1]), snapshot.read(DATA.train.x[0]))


def test_that_layers_without_bias_are_read() -> None:
    snapshot = snapshot_of(network_spec(5, 7, 3, bias=False))
    expected = snapshot.network().predict(snapshot.prepare(DATA.train.x[:1]))[0]
    np.testing.assert_allclose(snapshot.read(DATA.train.x[0]), expected, rtol=1e-12)


def test_that_a_snapshot_does_not_move_when_training_goes_on() -> None:
    trainer = Trainer(experiment(network_spec(5, 6, 3)), DATA)
    snapshot = trainer.snapshot()
    before = snapshot.parameters.copy()
    events(trainer)
    np.testing.assert_array_equal(snapshot.parameters, before)
    assert (snapshot.step, snapshot.epoch) == (0, 0)
    assert (trainer.snapshot().step, trainer.snapshot().epoch) == (8, 2)


def test_that_nobody_can_write_into_a_snapshot() -> None:
    snapshot = snapshot_of(network_spec(5, 6, 3))
    assert not snapshot.parameters.flags.writeable
    for layer in snapshot.layers():
        assert not layer.weight.flags.writeable
        assert layer.bias is not None and not layer.bias.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        snapshot.layers()[0].weight[0, 0] = 1.0


def test_that_a_network_made_from_a_snapshot_is_its_own() -> None:
    snapshot = snapshot_of(network_spec(5, 6, 3))
    network = snapshot.network()
    network.parameters[...] = 0.0
    assert snapshot.parameters.any()


@pytest.mark.parametrize("raw", [np.zeros(4), np.zeros(6), np.zeros((1, 5))])
def test_that_an_input_of_another_size_is_refused_in_words(raw: np.ndarray) -> None:
    with pytest.raises(EngineError, match="takes rows of 5 numbers"):
        snapshot_of(network_spec(5, 6, 3)).read(raw)


def test_that_reading_changes_neither_the_input_nor_the_network() -> None:
    snapshot = snapshot_of(network_spec(5, 6, 3))
    raw, parameters = DATA.train.x[0].astype("float64"), snapshot.parameters.copy()
    before = raw.copy()
    first, second = snapshot.read(raw), snapshot.read(raw)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(raw, before)
    np.testing.assert_array_equal(snapshot.parameters, parameters)
