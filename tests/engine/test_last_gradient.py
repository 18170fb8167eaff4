"""The gradient of the last step, kept while somebody looks at it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.batches import RowSource
from engine.events import BatchDone, SliceDone
from engine.network import parameters_on
from engine.trainer import Trainer
from engine.workspace import Workspace
from tests.helpers.small_runs import blobs, everything, experiment, network_spec

DATA = blobs(60)
PENALTIES = {"l2": 0.25, "l1": 0.125}
# Smooth, so that differences measure its slope.
NETWORK = network_spec(5, 6, 3, activation="tanh")


def looked_at(rows: int = 60, **training: Any) -> Trainer:
    trainer = Trainer(experiment(NETWORK, batch_size=None, **training), DATA if rows == 60 else blobs(rows))
    trainer.keep_gradient(True)
    return trainer


def step(trainer: Trainer, until: type = BatchDone) -> None:
    while not isinstance(trainer.step(), until):
        pass


def penalised_loss(trainer: Trainer, parameters: np.ndarray) -> float:
    """By the plain definition, with the penalties of `PENALTIES`."""
    source = RowSource(DATA.train, trainer.preparation, NETWORK, True)
    x, labels = source.span(0, 60, np.empty((60, 5)))
    layers = parameters_on(NETWORK, parameters)
    z = np.tanh(x @ layers[0].weight + layers[0].bias) @ layers[1].weight + layers[1].bias
    share = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.log(share[np.arange(60), labels]).mean()
    weights = [layer.weight for layer in layers]
    return float(
        loss
        + PENALTIES["l2"] / 2 * sum((weight**2).sum() for weight in weights)
        + PENALTIES["l1"] * sum(np.abs(weight).sum() for weight in weights)
    )


def test_that_it_is_what_backward_finds_for_the_same_batch() -> None:
    trainer = looked_at()
    network = trainer.snapshot().network()
    step(trainer)
    found = trainer.last_gradient()

    source = RowSource(DATA.train, trainer.preparation, NETWORK, True)
    buffers, flat = Workspace(NETWORK, 60).buffers(60), np.empty_like(network.parameters)
    x, labels = source.span(0, 60, buffers.x)
    output = network.forward(x, buffers)
    network.loss.value_and_gradient(output, labels, NETWORK.loss.factor(60), buffers.layers[-1].d)
    network.backward(x, buffers, parameters_on(NETWORK, flat))
    np.testing.assert_array_equal(found, flat)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_that_it_is_the_slope_of_loss_and_penalties_before_clipping(optimizer: str) -> None:
    trainer = looked_at(optimizer=optimizer, clip_norm=0.01, **PENALTIES)
    before = trainer.network.parameters.copy()
    step(trainer)
    found = trainer.last_gradient()
    assert found is not None
    slopes = np.empty_like(before)
    for index in range(len(before)):
        nudge = np.zeros_like(before)
        nudge[index] = 1e-5
        slopes[index] = (penalised_loss(trainer, before + nudge) - penalised_loss(trainer, before - nudge)) / 2e-5
    np.testing.assert_allclose(found, slopes, atol=1e-8)


def test_that_its_norm_is_the_one_recorded() -> None:
    trainer = looked_at(epochs=3, clip_norm=0.01, **PENALTIES)
    for _ in range(3):
        step(trainer)
        history, flat = trainer.recorder.history.view(), trainer.last_gradient()
        for index, layer in enumerate(parameters_on(NETWORK, flat)):
            norm = history.column(f"gradient_norm.{index}")[-1]
            assert np.linalg.norm(layer.flat) == pytest.approx(norm, rel=1e-12)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_that_keeping_it_changes_no_bit_of_the_training(optimizer: str) -> None:
    options: dict[str, Any] = {"optimizer": optimizer, "clip_norm": 0.5, **PENALTIES}
    watched, alone = (Trainer(experiment(NETWORK, **options), DATA) for _ in range(2))
    for number in range(8):
        watched.keep_gradient(number % 3 != 0)
        for trainer in (watched, alone):
            step(trainer)
        watched.last_gradient()
    assert everything(watched) == everything(alone)


def test_that_there_is_none_of_a_step_that_nobody_looked_at() -> None:
    trainer = Trainer(experiment(NETWORK), DATA)
    assert trainer.last_gradient() is None
    step(trainer)
    assert trainer.last_gradient() is None
    trainer.keep_gradient(True)
    step(trainer)
    kept = trainer.last_gradient()
    trainer.keep_gradient(False)
    np.testing.assert_array_equal(trainer.last_gradient(), kept)
    step(trainer)
    assert trainer.last_gradient() is None


def test_that_it_stays_while_the_slices_of_the_next_batch_are_computed() -> None:
    trainer = looked_at(rows=3000)
    assert trainer.last_gradient() is None
    step(trainer)
    kept = trainer.last_gradient()
    step(trainer, until=SliceDone)
    np.testing.assert_array_equal(trainer.last_gradient(), kept)
