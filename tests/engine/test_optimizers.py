"""Optimisers against what their formulas come to where they can be solved by hand; PyTorch judges the rest."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.optimizers import OPTIMIZERS
from engine.spec import TrainingSpec

RATE = 0.1
KNOBS = TrainingSpec(momentum=0.9, beta1=0.9, beta2=0.999, epsilon=1e-8)


def updates(name: str, gradients: list[list[float]], knobs: TrainingSpec = KNOBS) -> np.ndarray:
    """The updates (steps, parameters) that these gradients lead to, from an empty memory."""
    slots = fresh(name, len(gradients[0]))
    return np.array([one_update(name, slots, gradient, step, knobs) for step, gradient in enumerate(gradients, 1)])


def fresh(name: str, size: int, dtype: str = "float64") -> list[np.ndarray]:
    """An empty memory, one array a slot."""
    return [np.zeros(size, dtype) for _ in OPTIMIZERS[name].slot_names]


def one_update(
    name: str,
    slots: list[np.ndarray],
    gradient: list[float],
    step: int,
    knobs: TrainingSpec = KNOBS,
    rate: float = RATE,
) -> np.ndarray:
    update = np.array(gradient)
    OPTIMIZERS[name].make_update(update, tuple(slots), np.full_like(update, np.nan), rate, knobs, step)
    return update


def test_that_sgd_walks_against_the_slope() -> None:
    np.testing.assert_allclose(updates("sgd", [[2.0, -4.0], [0.5, 0.0]]), [[0.2, -0.4], [0.05, 0.0]], rtol=1e-15)


def test_that_momentum_under_a_steady_slope_is_a_geometric_series() -> None:
    """After k steps the velocity is g (1 - mu^k) / (1 - mu): in the end ten times the slope at mu = 0.9."""
    found = updates("momentum", [[3.0]] * 200)[:, 0]
    steps = np.arange(1, 201)
    np.testing.assert_allclose(found, 0.1 * 3.0 * (1 - 0.9**steps) / (1 - 0.9), rtol=1e-12)
    assert found[-1] == pytest.approx(10 * 0.1 * 3.0)


def test_that_momentum_rolls_on_when_the_slope_ends() -> None:
    found = updates("momentum", [[1.0], [0.0], [0.0]])[:, 0]
    np.testing.assert_allclose(found, [0.1, 0.09, 0.081], rtol=1e-14)


def test_that_nesterov_under_a_steady_slope_is_one_step_ahead_of_momentum() -> None:
    """g + mu v of a constant slope is the velocity that momentum has a step later."""
    ahead, momentum = (updates(name, [[3.0]] * 50)[:, 0] for name in ("nesterov", "momentum"))
    np.testing.assert_allclose(ahead[:-1], momentum[1:], rtol=1e-12)


def test_that_nesterov_weighs_the_newest_slope_most() -> None:
    """After slopes 1, 0, 0: g + mu v = 1 + 0.9, then 0.9 * 0.9, then 0.9 * 0.81."""
    found = updates("nesterov", [[1.0], [0.0], [0.0]])[:, 0]
    np.testing.assert_allclose(found, [0.19, 0.081, 0.0729], rtol=1e-12)


def test_that_adagrad_under_a_steady_slope_shrinks_with_the_root_of_the_steps() -> None:
    found = updates("adagrad", [[-5.0]] * 100)[:, 0]
    np.testing.assert_allclose(found, -0.1 / np.sqrt(np.arange(1, 101)), rtol=1e-8)


def test_that_adagrad_never_forgets_a_large_slope() -> None:
    found = updates("adagrad", [[100.0]] + [[1.0]] * 50)[:, 0]
    assert found[0] == pytest.approx(0.1) and found[-1] == pytest.approx(0.1 / math.sqrt(10_000 + 50))


def test_that_rmsprop_under_a_steady_slope_comes_down_to_the_rate() -> None:
    """The mean square after k steps is (1 - beta2^k) g^2, without a correction for its start at zero."""
    found = updates("rmsprop", [[2.0]] * 60, replace(KNOBS, beta2=0.9))[:, 0]
    np.testing.assert_allclose(found, 0.1 / np.sqrt(1 - 0.9 ** np.arange(1, 61)), rtol=1e-7)


def test_that_rmsprop_forgets_a_large_slope() -> None:
    found = updates("rmsprop", [[100.0]] + [[1.0]] * 200, replace(KNOBS, beta2=0.9))[:, 0]
    assert found[1] < 0.01 and found[-1] == pytest.approx(0.1, rel=1e-3)


def test_that_adamw_without_decay_is_adam() -> None:
    gradients = np.random.default_rng(0).normal(size=(10, 4)).tolist()
    np.testing.assert_array_equal(updates("adamw", gradients), updates("adam", gradients))


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_that_momentum_of_zero_is_sgd(name: str) -> None:
    gradients = np.random.default_rng(0).normal(size=(10, 4)).tolist()
    found = updates(name, gradients, replace(KNOBS, momentum=0.0))
    np.testing.assert_array_equal(found, updates("sgd", gradients))


def test_that_a_new_rate_acts_on_the_whole_velocity_at_once() -> None:
    """The velocity holds gradients, so lowering the rate slows everything, not only what comes new."""
    slots = fresh("momentum", 1)
    one_update("momentum", slots, [1.0], 1)
    found = one_update("momentum", slots, [0.0], 2, rate=0.001)
    assert found[0] == pytest.approx(0.001 * 0.9, rel=1e-14)


@pytest.mark.parametrize("slope", [1e-3, 1.0, -250.0])
def test_that_adam_under_a_steady_slope_steps_by_the_rate_from_the_first_step_on(slope: float) -> None:
    """With a constant slope both corrected means are exact: the step is rate x g / (|g| + epsilon)."""
    found = updates("adam", [[slope]] * 50)[:, 0]
    np.testing.assert_allclose(found, 0.1 * slope / (abs(slope) + 1e-8), rtol=1e-12)


def test_that_adam_does_not_see_the_scale_of_the_slope() -> None:
    gradients = np.random.default_rng(0).normal(size=(30, 4))
    knobs = replace(KNOBS, epsilon=1e-30)
    np.testing.assert_allclose(
        updates("adam", (1000 * gradients).tolist(), knobs), updates("adam", gradients.tolist(), knobs), rtol=1e-12
    )


def test_that_adam_after_one_slope_fades_as_its_two_means_do() -> None:
    """After one slope g and k - 1 zeros: mean 0.1 * 0.9^(k-1) g, square 0.001 * 0.999^(k-1) g^2, both corrected."""
    found = updates("adam", [[2.0]] + [[0.0]] * 19, replace(KNOBS, epsilon=1e-30))[:, 0]
    for k in range(1, 21):
        mean = 0.1 * 0.9 ** (k - 1) / (1 - 0.9**k)
        square = 0.001 * 0.999 ** (k - 1) / (1 - 0.999**k)
        assert found[k - 1] == pytest.approx(0.1 * mean / math.sqrt(square), rel=1e-11)


def test_that_adam_with_both_betas_zero_steps_by_the_sign() -> None:
    found = updates("adam", [[5.0, -0.1], [-2.0, 7.0]], replace(KNOBS, beta1=0.0, beta2=0.0))
    np.testing.assert_allclose(found, [[0.1, -0.1], [-0.1, 0.1]], rtol=1e-6)


def test_that_adam_stands_still_where_there_is_no_slope() -> None:
    assert updates("adam", [[0.0]] * 3).tolist() == [[0.0]] * 3


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_every_parameter_is_treated_by_itself(name: str) -> None:
    gradients = np.random.default_rng(0).normal(size=(12, 5))
    together = updates(name, gradients.tolist())
    for k in range(5):
        np.testing.assert_allclose(together[:, [k]], updates(name, gradients[:, [k]].tolist()), rtol=1e-14)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_the_memory_is_the_slots_and_nothing_else(name: str) -> None:
    gradients = np.random.default_rng(0).normal(size=(12, 5)).tolist()
    expected = updates(name, gradients)
    slots = fresh(name, 5)
    for step in range(6):
        one_update(name, slots, gradients[step], step + 1)
    copies = [slot.copy() for slot in slots]
    for step in range(6, 12):
        np.testing.assert_array_equal(one_update(name, copies, gradients[step], step + 1), expected[step])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_single_precision_follows_double(name: str) -> None:
    gradients = np.random.default_rng(0).normal(size=(40, 6)).tolist()
    slots = fresh(name, 6, "float32")
    for step, gradient in enumerate(gradients, 1):
        update = np.array(gradient, "float32")
        OPTIMIZERS[name].make_update(update, tuple(slots), np.full_like(update, np.nan), RATE, KNOBS, step)
        np.testing.assert_allclose(update, updates(name, gradients[:step])[-1], rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_an_optimizer_reads_the_knobs_it_names_and_no_other(name: str) -> None:
    gradients = np.random.default_rng(0).normal(size=(5, 3)).tolist()
    expected = updates(name, gradients)
    for knob in ("momentum", "beta1", "beta2", "epsilon"):
        found = updates(name, gradients, replace(KNOBS, **{knob: 0.5}))
        assert np.array_equal(found, expected) == (knob not in OPTIMIZERS[name].knobs), knob
    # Decay acts on the weights beside the update, whichever optimiser makes it.
    np.testing.assert_array_equal(updates(name, gradients, replace(KNOBS, weight_decay=0.5)), expected)
