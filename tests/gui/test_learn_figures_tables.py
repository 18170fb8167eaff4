"""The figures that the lessons on four rows quote, computed again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.experiments import find_experiment
from tests.helpers.lesson_figures import (
    Array,
    answers,
    error,
    gradient_norms,
    layers,
    says,
    score,
    softmax,
    trained,
    trainer_of,
    weights,
)

ROWS = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], np.float64)


def test_that_the_first_step_of_the_perceptron_tells_which_weight_wins() -> None:
    says(
        "perceptron", "After one step the weights are 0.25, 0 and 0.", "6.70, −0.23 and −3.13", "another way, the same"
    )
    assert weights(trained("perceptron", steps=1)).ravel() == pytest.approx([0.25, 0.0, 0.0])
    assert weights(trained("perceptron")).ravel() == pytest.approx([6.70, -0.23, -3.13], abs=5e-3)
    random = {"network.layers.0.initializer.name": "uniform"}
    assert weights(trained("perceptron", random)).ravel() == pytest.approx([6.70, -0.23, -3.13], abs=0.02)


def test_that_the_perceptron_answers_as_its_lesson_says() -> None:
    says("perceptron", "σ(−3.13) = 0.04", "σ(6.70 − 3.13) = 0.97", "is 0.010, not 0.034", "slower]", ": 0.125")
    assert [round(1 / (1 + math.exp(-z)), 2) for z in (-3.13, 6.70 - 3.13)] == [0.04, 0.97]
    rates = [error("perceptron", {"training.learning_rate": rate}) for rate in (10.0, 1.0, 0.1)]
    assert rates == pytest.approx([0.010, 0.034, 0.125], abs=5e-4)


def test_that_without_a_hidden_layer_exclusive_or_ends_at_one_half() -> None:
    says("xor", "exactly ½, the mean error at 0.5, and the gradient at zero")
    trainer = trained("xor", dict(find_experiment("xor").variants[1].settings))
    assert answers(trainer) == pytest.approx(np.full((4, 1), 0.5))
    assert np.abs(weights(trainer)).max() < 1e-12
    assert max(gradient_norms(trainer)) < 1e-12


def test_that_exclusive_or_takes_three_units_and_likes_a_greater_rate() -> None:
    says("xor", "gets stuck near 0.25", "to 0.0031 after 10,000 steps, where 1 brings 0.0086")
    short = {"training.epochs": 10_000}
    assert error("xor", {**short, "training.learning_rate": 10.0}) == pytest.approx(0.0031, abs=5e-5)
    assert error("xor", short) == pytest.approx(0.0086, abs=5e-5)
    assert error("xor", {**short, "network.layers.0.units": 2}) == pytest.approx(0.25, abs=0.01)
    assert error("xor", {"training.epochs": 20_000, "network.layers.0.units": 3}) < 0.03


def test_that_the_units_of_the_wide_network_find_the_rows_that_its_lesson_names() -> None:
    says("xor-wide", "0.0090: no better", "unit 1 answers 0.92", "it says 0.85", "0, 0 (0.87)")
    says("xor-wide", "8.7 for unit 1, 5.8 for unit 3, and −7.9 for unit 5")
    trainer = trained("xor-wide")
    hidden = 1 / (1 + np.exp(-ROWS @ weights(trainer)))
    for unit, row, value in ((0, 2, 0.92), (2, 1, 0.85), (4, 0, 0.87)):
        assert hidden[row, unit] == pytest.approx(value, abs=5e-3)
        assert np.delete(hidden[:, unit], row).max() < 0.25
    assert weights(trainer, 1).ravel()[[0, 2, 4]] == pytest.approx([8.7, 5.8, -7.9], abs=0.05)
    assert score(trainer).mean_absolute_error == pytest.approx(0.0090, abs=5e-5)


def test_that_fewer_or_other_units_do_in_the_wide_network_as_its_lesson_says() -> None:
    says("xor-wide", "mean error of 0.26", "ends at 0.0049", "stuck at 0.25", "one row of four stays undecided")
    assert error("xor-wide", {"network.layers.0.units": 2}) == pytest.approx(0.26, abs=5e-3)
    assert error("xor-wide", {"network.layers.0.activation": "tanh"}) == pytest.approx(0.0049, abs=5e-5)
    relu = trained("xor-wide", {"network.layers.0.activation": "relu"})
    assert score(relu).mean_absolute_error == pytest.approx(0.25, abs=5e-3)
    assert answers(relu)[[1, 3]] == pytest.approx(np.full((2, 1), 0.5))
    three = answers(trained("xor-wide", {"network.layers.0.units": 3}))
    assert ((three > 0.4) & (three < 0.6)).sum() == 1


def test_that_the_deep_network_waits_on_a_plateau() -> None:
    says("xor-deep", "0.49 after 500 steps, 0.44 after 700, 0.07 after 1,000", "a mean error of 0.16", "reaches 0.01")
    errors = [error("xor-deep", steps=steps) for steps in (500, 700, 1000)]
    assert errors == pytest.approx([0.49, 0.44, 0.07], abs=5e-3)
    assert error("xor-wide", steps=500) == pytest.approx(0.16, abs=5e-3)
    early, cliff, late = (gradient_norms(trained("xor-deep", steps=steps)) for steps in (500, 800, 5000))
    assert max(early) < 0.01 < min(cliff) and max(late) < 0.001


def test_that_the_deep_network_does_as_its_lesson_says_with_other_settings() -> None:
    says("xor-deep", "ends at 0.0017 instead of 0.0064", "are enough: 0.012")
    assert error("xor-deep", {"training.learning_rate": 10.0}) == pytest.approx(0.0017, abs=5e-5)
    assert error("xor-deep") == pytest.approx(0.0064, abs=5e-5)
    two = {"network.layers.0.units": 2, "network.layers.1.units": 2}
    assert error("xor-deep", two) == pytest.approx(0.012, abs=5e-4)
    zeros = {f"network.layers.{layer}.initializer.name": "zeros" for layer in range(3)}
    assert answers(trained("xor-deep", zeros)) == pytest.approx(np.full((4, 1), 0.5), abs=1e-6)


def test_that_a_penalty_does_to_the_weights_what_the_table_says() -> None:
    for l2, row in ((0.0, "1.43 | 3.47 | 2.65"), (0.01, "1.63 | 3.22 | 2.42"), (0.3, "2.77 | 0.10 | 0.07")):
        trainer = trained("tanh-softmax", {"training.l2": l2})
        norms = [float(np.linalg.norm(weights(trainer, layer))) for layer in (0, 1)]
        assert f"{score(trainer).loss:.2f} | {norms[0]:.2f} | {norms[1]:.2f}" == row
        says("tanh-softmax", f"| {l2:g} | {row} |")
    assert 4 * math.log(2) == pytest.approx(2.77, abs=5e-3)
    assert score(trained("tanh-softmax", {"training.learning_rate": 0.1})).loss == pytest.approx(0.06, abs=5e-3)


def descend(name: str, steps: int, *, at_true: float) -> tuple[Array, Array, Array, int | None]:
    """Train in plain NumPy with `p + at_true` as the gradient at the true class's logit; -1 is right.

    Returns:
        The probabilities of the true classes (rows,), the logits (rows, 2) and the output biases (2,) after so many
        steps, and the first step whose softmax is no number where the row's largest logit is not taken away first.
    """
    trainer = trainer_of(name)
    training, split = trainer.spec.training, trainer.dataset.train
    x, labels, rows = np.asarray(split.x, np.float64), np.asarray(split.labels), np.arange(4)
    weight = [weights(trainer, layer).copy() for layer in range(len(trainer.network.layers))]
    bias = [np.zeros(matrix.shape[1]) for matrix in weight]
    is_tanh = trainer.spec.network.layers[0].activation == "tanh"
    broken = None
    for step in range(steps + 1):
        outputs = [x]
        for matrix, start in zip(weight[:-1], bias[:-1], strict=True):
            z = outputs[-1] @ matrix + start
            outputs.append(np.tanh(z) if is_tanh else 1 / (1 + np.exp(-z)))
        logits = outputs[-1] @ weight[-1] + bias[-1]
        with np.errstate(all="ignore"):
            naive = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        if broken is None and not np.isfinite(naive).all():
            broken = step
        p = softmax(logits)
        if step == steps:
            break
        d = p.copy()
        d[rows, labels] += at_true
        for layer in reversed(range(len(weight))):
            below = outputs[layer]
            gradient, of_bias = below.T @ d + training.l2 * weight[layer], d.sum(axis=0)
            d = (d @ weight[layer].T) * (1 - below * below if is_tanh else below * (1 - below))
            weight[layer] -= training.learning_rate * gradient
            bias[layer] -= training.learning_rate * of_bias
    return p[rows, labels], logits, bias[-1], broken


def test_that_the_right_sign_learns_as_the_engine_does() -> None:
    says("tanh-softmax", "have 0.81, 0.73, 0.64 and 0.52")
    p_true, logits, bias, broken = descend("tanh-softmax", 1000, at_true=-1.0)
    assert p_true == pytest.approx([0.81, 0.73, 0.64, 0.52], abs=5e-3)
    assert answers(trained("tanh-softmax"))[[0, 1, 2, 3], [0, 1, 1, 0]] == pytest.approx(p_true)
    assert bias.sum() == pytest.approx(0.0, abs=1e-9)
    assert np.abs(logits).max() < 5 and broken is None


def test_that_the_wrong_sign_only_pushes_all_logits_down() -> None:
    says(
        "tanh-softmax",
        "1½, ½ in place of −½, ½",
        "lose 0.08 a step: 80 after 1,000",
        "at −226, every probability is 0.50",
    )
    p_true, logits, bias, _ = descend("tanh-softmax", 1000, at_true=1.0)
    assert bias.sum() == pytest.approx(-80.0)
    assert logits == pytest.approx(np.full((4, 2), -226.0), abs=0.5)
    assert p_true == pytest.approx(np.full(4, 0.5), abs=5e-3)


def test_that_the_wrong_sign_ends_in_nothing_over_nothing() -> None:
    says("any-depth", "fall by 3.2 a step. At step 236 they are below −746", "is about e⁻⁷⁴⁵")
    _, later, _, broken = descend("any-depth", 300, at_true=1.0)
    _, logits, _, _ = descend("any-depth", 236, at_true=1.0)
    assert broken == 236 and logits.max() < -746
    assert (logits - later) / 64 == pytest.approx(np.full((4, 2), 3.2), abs=5e-3)
    assert math.exp(-745) > 0.0 == math.exp(-746)


def test_that_any_depth_learns_and_how_deep_sigmoids_starve() -> None:
    says("any-depth", "falls to 0.11 after 1,000 steps and below 0.001 after 10,000")
    says("any-depth", "0.0014, 0.0072, 0.039, 0.16, 0.70 and 2.6")
    assert score(trained("any-depth", steps=1000)).loss == pytest.approx(0.11, abs=5e-3)
    assert score(trained("any-depth")).loss < 0.001
    deep = {"network.layers": layers((5,) * 5, "sigmoid", 2, "lecun")}
    first = gradient_norms(trained("any-depth", deep, steps=1))
    assert first == pytest.approx([0.0014, 0.0072, 0.039, 0.16, 0.70, 2.6], rel=0.03)
    assert score(trained("any-depth", deep)).loss == pytest.approx(4 * math.log(2), abs=1e-3)
    tanh = {"network.layers": layers((5,) * 5, "tanh", 2, "lecun")}
    assert score(trained("any-depth", tanh, steps=3000)).loss < 0.01
    fast = {"training.learning_rate": 3.0}
    assert score(trained("any-depth", fast, steps=3000)).loss > 4 * math.log(2)
