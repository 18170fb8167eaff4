"""The gradient by the inputs of one sample: against central differences and against the network's own backward."""

from __future__ import annotations

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.errors import EngineError
from engine.losses import LOSSES
from engine.saliency import fast_gradient_sign, saliency_map
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, events, experiment, network_spec

DATA = blobs(60, as_bytes=True)
ROW = DATA.train.x[0].astype(np.float64)
RANGE = DATA.value_range


def snapshot_of(activation: str = "tanh", loss: str = "softmax_cross_entropy", scaling: str = "per_pixel") -> Snapshot:
    spec = network_spec(5, 7, 6, 3, activation=activation, loss=loss, dtype="float64")
    trainer = Trainer(experiment(spec, scaling=scaling), DATA)
    events(trainer, most=6)
    return trainer.snapshot()


@pytest.mark.parametrize("scaling", ["global", "per_pixel", "none"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_a_saliency_map_is_the_slope_of_the_output(activation: str, scaling: str) -> None:
    snapshot = snapshot_of(activation, scaling=scaling)
    for output in range(3):
        found = saliency_map(snapshot, ROW, output)
        for i, slope in enumerate(found):
            step = np.zeros(5)
            step[i] = 1e-5
            above, below = (snapshot.activations(ROW + RANGE * way * step)[-1][output] for way in (1, -1))
            assert slope == pytest.approx((above - below) / 2e-5, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("loss", LOSSES)
def test_that_the_step_goes_where_the_loss_of_the_answer_grows(loss: str) -> None:
    snapshot = snapshot_of(loss=loss)
    network, x = snapshot.network(), snapshot.prepare(ROW[None])
    answer = int(snapshot.read(ROW).argmax())
    target = np.array([answer]) if LOSSES[loss].needs_labels else np.eye(3)[[answer]]
    expected = np.sign(network.input_gradient(x, target)[0])

    moved = fast_gradient_sign(snapshot, ROW, 0.01)
    inside = (ROW > 0.02 * RANGE) & (ROW < 0.98 * RANGE)
    np.testing.assert_array_equal(np.sign(moved - ROW)[inside], expected[inside])
    np.testing.assert_allclose(np.abs(moved - ROW)[inside], 0.01 * RANGE)


def test_that_a_step_is_there_where_the_answer_is_as_sure_as_numbers_can_be() -> None:
    snapshot = snapshot_of()
    network = snapshot.network()
    network.layers[-1].weight *= 1e4
    sure = Snapshot(**{**snapshot.__dict__, "parameters": network.parameters})
    assert sure.read(ROW).max() == 1.0

    assert np.abs(fast_gradient_sign(sure, ROW, 0.1) - ROW).max() > 0.0


def test_that_moved_inputs_stay_in_their_range() -> None:
    moved = fast_gradient_sign(snapshot_of(), ROW, 5.0)
    assert moved.min() >= 0.0 and moved.max() <= RANGE
    assert moved.dtype == np.float64


def test_that_a_step_of_no_length_changes_nothing() -> None:
    np.testing.assert_array_equal(fast_gradient_sign(snapshot_of(), ROW, 0.0), ROW)


def test_that_another_number_of_inputs_is_refused_in_words() -> None:
    with pytest.raises(EngineError, match="takes rows of 5 numbers"):
        saliency_map(snapshot_of(), ROW[:4], 0)
