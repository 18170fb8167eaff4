"""One step of learning: penalties, clipping, and what is measured of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.events import BatchDone, SliceDone
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, experiment, network_spec

DATA = blobs(60)


def one_step(**training: Any) -> tuple[Trainer, np.ndarray]:
    """A trainer after a full-batch step with rate 1, and the step it took."""
    trainer = Trainer(experiment(network_spec(5, 6, 3), batch_size=None, learning_rate=1.0, **training), DATA)
    before = trainer.network.parameters.copy()
    trainer.step()
    return trainer, before - trainer.network.parameters


def start() -> Trainer:
    return Trainer(experiment(network_spec(5, 6, 3), batch_size=None), DATA)


def on_weights(values: Any) -> np.ndarray:
    """`values(weight)` in the places of the weights, zero in those of the biases, flat."""
    parts = [part for layer in start().network.layers for part in (values(layer.weight).ravel(), 0 * layer.bias)]
    return np.concatenate(parts)


def recorded(trainer: Trainer, column: str) -> float:
    return float(trainer.recorder.history.view().column(column)[-1])


def test_that_l2_adds_its_share_of_each_weight_and_no_bias() -> None:
    difference = one_step(l2=0.25)[1] - one_step()[1]
    np.testing.assert_allclose(difference, on_weights(lambda weight: 0.25 * weight), atol=1e-14)


def test_that_l1_adds_the_sign_of_each_weight_and_no_bias() -> None:
    difference = one_step(l1=0.25)[1] - one_step()[1]
    np.testing.assert_allclose(difference, on_weights(lambda weight: 0.25 * np.sign(weight)), atol=1e-14)


def test_that_l1_pulls_no_weight_that_is_zero() -> None:
    trainer = Trainer(experiment(network_spec(5, 3, initializer="zeros"), batch_size=None, l1=0.5), DATA)
    plain = Trainer(experiment(network_spec(5, 3, initializer="zeros"), batch_size=None), DATA)
    trainer.step()
    plain.step()
    np.testing.assert_array_equal(trainer.network.parameters, plain.network.parameters)


def test_that_decay_shrinks_the_weights_beside_the_gradient() -> None:
    decayed, plain = one_step(weight_decay=0.25), one_step()
    np.testing.assert_allclose(decayed[1] - plain[1], on_weights(lambda weight: 0.25 * weight), atol=1e-14)
    # It is no part of the gradient: the recorded norm does not see it, the recorded update does.
    assert recorded(decayed[0], "gradient_norm.0") == recorded(plain[0], "gradient_norm.0")
    assert recorded(decayed[0], "update_ratio.0") != recorded(plain[0], "update_ratio.0")


@pytest.mark.parametrize("penalty", ["l1", "l2", "weight_decay"])
def test_that_the_loss_shown_is_that_of_the_data_alone(penalty: str) -> None:
    assert recorded(one_step(**{penalty: 0.5})[0], "loss") == recorded(one_step()[0], "loss")


def test_that_a_long_gradient_is_clipped_to_its_norm_and_keeps_its_direction() -> None:
    plain = one_step()[1]
    clipped = one_step(clip_norm=0.01)[1]
    assert np.linalg.norm(plain) > 0.01
    assert np.linalg.norm(clipped) == pytest.approx(0.01, rel=1e-12)
    np.testing.assert_allclose(clipped / 0.01, plain / np.linalg.norm(plain), rtol=1e-9)


def test_that_a_short_gradient_is_not_touched_by_clipping() -> None:
    np.testing.assert_array_equal(one_step(clip_norm=1e3)[1], one_step()[1])


def test_that_norms_are_recorded_before_clipping_and_with_penalties() -> None:
    _, plain = one_step(l2=0.5)
    trainer, _ = one_step(l2=0.5, clip_norm=0.01)
    first = 5 * 6 + 6
    assert recorded(trainer, "gradient_norm.0") == pytest.approx(np.linalg.norm(plain[:first]), rel=1e-9)
    assert recorded(trainer, "gradient_norm.1") == pytest.approx(np.linalg.norm(plain[first:]), rel=1e-9)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_that_the_last_change_is_what_the_step_added(optimizer: str) -> None:
    trainer = Trainer(experiment(optimizer=optimizer), blobs())
    assert trainer.last_change() is None
    for _ in range(3):
        before = trainer.network.parameters.copy()
        while not isinstance(trainer.step(), BatchDone):
            pass
        change = trainer.last_change()
        np.testing.assert_allclose(before + change, trainer.network.parameters, rtol=1e-6, atol=1e-7)


def test_that_there_is_no_last_change_within_a_batch() -> None:
    trainer = Trainer(experiment(network_spec(5, 6, 3), batch_size=None), blobs(3000))
    while not isinstance(trainer.step(), BatchDone):
        pass
    assert trainer.last_change() is not None
    while not isinstance(trainer.step(), SliceDone):
        pass
    assert trainer.last_change() is None
