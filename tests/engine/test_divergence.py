"""Numbers that run out of range: named, and kept out of the weights."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.datasets import Dataset, Split
from engine.events import Divergence, Finished, SliceDone
from engine.feed import SLICE_ROWS
from engine.optimizers import OPTIMIZERS
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, curve, events, experiment, network_spec

DATA = blobs(60)
CURVE = curve(60)


def run_to_divergence(trainer: Trainer) -> tuple[Divergence, np.ndarray]:
    """The divergence, and the parameters as they were after the last update that was applied."""
    last = trainer.network.parameters.copy()
    for event in trainer.run():
        if isinstance(event, Finished):
            assert event.reason == "diverged" and event.divergence is not None
            assert event.step == trainer.steps == event.divergence.step
            return event.divergence, last
        last = trainer.network.parameters.copy()
    raise AssertionError("a training ends with Finished")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "squared_error"])
def test_that_a_run_at_an_absurd_rate_ends_with_the_last_finite_weights(loss: str, optimizer: str, dtype: str) -> None:
    network = network_spec(5, 30, 20, 3, activation="relu", loss=loss, initializer="he", dtype=dtype)
    trainer = Trainer(experiment(network, optimizer=optimizer, learning_rate=1e6, l2=0.1, epochs=5000), DATA)
    divergence, last = run_to_divergence(trainer)
    assert divergence.learning_rate == 1e6
    assert 0 <= divergence.layer < 3
    assert np.isfinite(trainer.network.parameters).all()
    assert all(np.isfinite(slot).all() for slot in trainer.descent.slots.values())
    np.testing.assert_array_equal(trainer.network.parameters, last)
    assert trainer.recorder.history.samples == trainer.steps
    assert np.isfinite(trainer.recorder.history.view().column("loss")).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_no_optimizer_ever_leaves_weights_that_are_not_finite(optimizer: str) -> None:
    """Adam's steps are bounded by its rate, so it need not diverge; what it leaves must be finite all the same."""
    network = network_spec(5, 30, 3, activation="relu", initializer="he", dtype="float32")
    trainer = Trainer(experiment(network, optimizer=optimizer, learning_rate=1e6, epochs=50), DATA)
    for _ in trainer.run():
        assert np.isfinite(trainer.network.parameters).all()


def test_that_the_sentence_names_step_layer_and_rate() -> None:
    sentence = Divergence(17, 1, 1e6, "gradient").sentence()
    for word in ("step 17", "layer 2", "1,000,000", "gradient", "lower the learning rate", "reset"):
        assert word in sentence
    assert "\n" not in sentence


def test_that_a_diverged_training_says_so_again_and_stands_still() -> None:
    trainer = diverged()
    before = trainer.network.parameters.copy()
    again = events(trainer)
    assert again[-1] == Finished("diverged", trainer.steps, trainer.divergence)
    assert len(again) == 2
    np.testing.assert_array_equal(trainer.network.parameters, before)


def test_that_a_lower_rate_lets_it_go_on() -> None:
    network = network_spec(2, 8, 2, activation="leaky_relu", loss="squared_error")
    trainer = Trainer(experiment(network, learning_rate=1e6, epochs=200), CURVE)
    kept = trainer.network.parameters.copy()
    run_to_divergence(trainer)
    # Back to weights from which a way down exists: only the rate was wrong.
    trainer.network.parameters[...] = kept
    trainer.change("training.learning_rate", 0.01)
    assert trainer.divergence is None
    assert events(trainer)[-1] == Finished("epochs", trainer.steps, None)
    assert np.isfinite(trainer.network.parameters).all()


@pytest.mark.parametrize("decay", [0.0, 10.0, 1000.0])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_neither_decay_nor_a_column_of_zeros_ever_ends_in_weights_that_are_not_finite(
    optimizer: str, dtype: str, decay: float
) -> None:
    network = network_spec(5, 8, 3, initializer="he", dtype=dtype)
    options = {"optimizer": optimizer, "learning_rate": 1000.0, "weight_decay": decay, "epsilon": 1e-30, "epochs": 12}
    blank = blobs(60)
    x = blank.train.x.copy()
    x[:, 2] = 0.0
    data = replace(blank, train=replace(blank.train, x=x))
    trainer = Trainer(experiment(network, clip_norm=1.0, **options), data)
    for _ in trainer.run():
        assert np.isfinite(trainer.network.parameters).all()


def test_that_a_change_that_waited_for_the_batch_that_diverged_is_made() -> None:
    rows = SLICE_ROWS + 40
    trainer = Trainer(experiment(network_spec(5, 6, 3), learning_rate=0.1, batch_size=rows, epochs=9), blobs(rows))
    assert isinstance(trainer.step(), SliceDone)
    trainer.network.parameters[-1] = math.inf
    trainer.change("training.learning_rate", 0.01)
    assert isinstance(trainer.step(), Finished)
    assert trainer.spec.training.learning_rate == 0.01
    assert trainer.divergence is None


def test_that_an_unchanged_rate_does_not_hide_the_divergence() -> None:
    trainer = diverged()
    assert events(trainer)[-1] == Finished("diverged", trainer.steps, trainer.divergence)
    trainer.change("training.learning_rate", trainer.spec.training.learning_rate)
    assert isinstance(trainer.step(), Finished)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_that_sums_out_of_range_name_the_layer_where_it_began(layer: int) -> None:
    trainer = Trainer(experiment(network_spec(5, 6, 6, 3, activation="relu", dtype="float32")), DATA)
    for each in trainer.network.layers:
        each.weight[...] = 1.0
    trainer.network.layers[layer].weight[...] = 3e38
    divergence, _ = run_to_divergence(trainer)
    assert (divergence.layer, divergence.what, divergence.step) == (layer, "activation", 0)


def test_that_outputs_in_range_with_a_loss_beyond_it_are_named_so() -> None:
    data = Dataset("h", "H", Split(np.ones((4, 2)), targets=np.ones((4, 2))), None, None, (), None, 1.0, "Made here.")
    trainer = Trainer(experiment(network_spec(2, 2, loss="squared_error", dtype="float32"), batch_size=None), data)
    trainer.network.layers[0].weight[...] = 1e20
    divergence, _ = run_to_divergence(trainer)
    assert (divergence.layer, divergence.what) == (0, "loss")


def test_that_slopes_out_of_range_name_the_layer_where_they_began() -> None:
    """The loss is 1e36 and fits; the last layer's slopes are 1e21 and their squares do not."""
    data = Dataset("h", "H", Split(np.ones((4, 2)), targets=np.ones((4, 1))), None, None, (), None, 1.0, "Made here.")
    network = network_spec(2, 3, 1, activation="identity", loss="squared_error", dtype="float32")
    trainer = Trainer(experiment(network, batch_size=None), data)
    trainer.network.layers[0].weight[...] = 1e3
    trainer.network.layers[1].weight[...] = 1e14
    divergence, _ = run_to_divergence(trainer)
    assert (divergence.layer, divergence.what) == (1, "gradient")


def test_that_a_first_slice_out_of_range_is_found_though_the_last_one_is_not() -> None:
    x = np.ones((1500, 2))
    x[0] = 1e30
    labels = np.arange(1500) % 2
    data = Dataset("h", "H", Split(x, labels), None, None, ("a", "b"), None, 1.0, "Made for the tests.")
    network = network_spec(2, 3, 2, activation="relu", dtype="float32")
    trainer = Trainer(experiment(network, batch_size=None), data)
    for layer in trainer.network.layers:
        layer.weight[...] = 1e5
    divergence, last = run_to_divergence(trainer)
    assert divergence.step == 0
    np.testing.assert_array_equal(trainer.network.parameters, last)


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_that_a_failing_update_leaves_the_memory_of_the_optimizer_alone(optimizer: str) -> None:
    trainer = Trainer(experiment(network_spec(5, 6, 3), optimizer=optimizer), DATA)
    for _ in range(3):
        trainer.step()
    slots = {name: slot.copy() for name, slot in trainer.descent.slots.items()}
    trainer.network.layers[1].weight[0, 0] = math.inf
    run_to_divergence(trainer)
    for name, slot in trainer.descent.slots.items():
        np.testing.assert_array_equal(slot, slots[name])


def test_that_weights_too_large_to_answer_can_still_be_asked() -> None:
    trainer = diverged()
    scores: dict[str, Any] = trainer.evaluate(("train", "validation", "test"))
    assert scores.keys() == {"train", "validation", "test"}
    trainer.snapshot().read(np.ones(5))


def diverged() -> Trainer:
    network = network_spec(5, 6, 3, activation="relu", dtype="float32")
    trainer = Trainer(experiment(network, learning_rate=1e6, l2=10.0, epochs=1000), DATA)
    run_to_divergence(trainer)
    return trainer
