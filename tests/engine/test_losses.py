"""Each loss and its gradient against exact arithmetic and against each other."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from engine.losses import LOSSES, REDUCTIONS, Loss

SOFTMAX = LOSSES["softmax_cross_entropy"]
SQUARED = LOSSES["squared_error"]
SIGMOID = LOSSES["sigmoid_cross_entropy"]


def value_and_slope(
    loss: Loss, output: np.ndarray, target: np.ndarray, factor: float = 1.0
) -> tuple[float, np.ndarray]:
    d = np.full_like(output, np.nan)
    return loss.value_and_gradient(output, target, factor, d), d


def exact_softmax(row: list[float]) -> list[Decimal]:
    """The softmax in 60 digits, straight from its definition."""
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 60, 10**9, -(10**9)
        powers = [Decimal(z).exp() for z in row]
        return [power / sum(powers) for power in powers]


def exact_cross_entropy(row: list[float], true: int) -> float:
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 60, 10**9, -(10**9)
        return float(-exact_softmax(row)[true].ln())


LOGITS = [[0.0, 0.0, 0.0], [1.0, -2.0, 0.5], [30.0, 29.5, -40.0], [-3.0, -3.0, 7.0]]


@pytest.mark.parametrize("true", [0, 1, 2])
@pytest.mark.parametrize("row", LOGITS)
def test_that_cross_entropy_is_minus_the_logarithm_of_the_true_share(row: list[float], true: int) -> None:
    output, target = np.array([row]), np.array([true])
    expected = exact_cross_entropy(row, true)
    assert value_and_slope(SOFTMAX, output, target)[0] == pytest.approx(expected, rel=1e-13, abs=1e-15)
    assert SOFTMAX.row_losses(output, target)[0] == pytest.approx(expected, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("row", LOGITS)
def test_that_the_slope_of_cross_entropy_is_softmax_minus_one_hot(row: list[float]) -> None:
    _, d = value_and_slope(SOFTMAX, np.array([row]), np.array([1]))
    expected = [float(p) - (k == 1) for k, p in enumerate(exact_softmax(row))]
    np.testing.assert_allclose(d[0], expected, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("true", [0, 1])
def test_that_extreme_logits_give_a_finite_loss_and_slope(true: int, dtype: str) -> None:
    rows = [[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4], [-1e4, -1e4]]
    output, target = np.array(rows, dtype=dtype), np.full(4, true)
    total, d = value_and_slope(SOFTMAX, output, target)
    expected = [exact_cross_entropy(row, true) for row in rows]
    np.testing.assert_allclose(SOFTMAX.row_losses(output, target), expected, rtol=1e-6)
    assert total == pytest.approx(sum(expected), rel=1e-6)
    exact = [[float(p) - (k == true) for k, p in enumerate(exact_softmax(row))] for row in rows]
    np.testing.assert_allclose(d, exact, atol=1e-7)
    np.testing.assert_allclose(SOFTMAX.predict(output), [[float(p) for p in exact_softmax(row)] for row in rows])


def test_that_the_slopes_of_cross_entropy_add_up_to_zero_in_each_row() -> None:
    rng = np.random.default_rng(0)
    _, d = value_and_slope(SOFTMAX, rng.normal(size=(20, 7)), rng.integers(0, 7, 20))
    np.testing.assert_allclose(d.sum(axis=1), 0.0, atol=1e-15)


def test_that_shifting_all_logits_changes_neither_loss_nor_probabilities() -> None:
    rng = np.random.default_rng(0)
    output, target = rng.normal(size=(20, 7)), rng.integers(0, 7, 20)
    np.testing.assert_allclose(SOFTMAX.row_losses(output + 100.0, target), SOFTMAX.row_losses(output, target))
    np.testing.assert_allclose(SOFTMAX.predict(output + 100.0), SOFTMAX.predict(output))


def test_that_squared_error_adds_up_squares_over_the_outputs() -> None:
    output, target = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[0.0, 4.0], [0.5, -1.0]])
    # (1-0)^2 + (2-4)^2 = 5 and (0-0.5)^2 + 0 = 0.25
    assert SQUARED.row_losses(output, target).tolist() == [5.0, 0.25]
    value, d = value_and_slope(SQUARED, output, target)
    assert value == 5.25
    assert d.tolist() == [[2.0, -4.0], [-1.0, 0.0]]


def exact_sigmoid_loss(z: float, y: int) -> float:
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 60, 10**9, -(10**9)
        share = 1 / (1 + (-Decimal(z)).exp())
        return float(-(share if y else 1 - share).ln()) if abs(z) < 100 else max(0.0, -z if y else z)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-1e4, -800.0, -30.0, -1.5, 0.0, 0.3, 4.0, 30.0, 800.0, 1e4])
def test_that_sigmoid_cross_entropy_is_minus_the_logarithm_of_the_share_of_the_target(z: float, y: int) -> None:
    output, target = np.array([[z]]), np.array([[float(y)]])
    assert value_and_slope(SIGMOID, output, target)[0] == pytest.approx(exact_sigmoid_loss(z, y), rel=1e-12, abs=1e-13)
    share = 1 / (1 + math.exp(-max(min(z, 700.0), -700.0)))
    assert SIGMOID.predict(output)[0, 0] == pytest.approx(share, abs=1e-15)
    assert value_and_slope(SIGMOID, output, target)[1][0, 0] == pytest.approx(share - y, abs=1e-15)


def test_that_sigmoid_cross_entropy_adds_up_over_outputs_that_know_nothing_of_each_other() -> None:
    rng = np.random.default_rng(0)
    output, target = rng.normal(size=(5, 3)), rng.integers(0, 2, (5, 3)).astype(float)
    single = sum(SIGMOID.row_losses(output[:, [k]], target[:, [k]]) for k in range(3))
    np.testing.assert_allclose(SIGMOID.row_losses(output, target), single, rtol=1e-13)


def test_that_one_sigmoid_equals_a_softmax_over_two_logits() -> None:
    z = np.linspace(-5, 5, 11)[:, None]
    y = (np.arange(11) % 2)[:, None]
    two = np.hstack([np.zeros_like(z), z])
    np.testing.assert_allclose(SIGMOID.row_losses(z, y.astype(float)), SOFTMAX.row_losses(two, y[:, 0]), rtol=1e-12)
    np.testing.assert_allclose(SIGMOID.predict(z)[:, 0], SOFTMAX.predict(two)[:, 1], rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_that_the_value_is_the_sum_of_the_row_losses(name: str) -> None:
    output, target = example(name)
    loss = LOSSES[name]
    value, _ = value_and_slope(loss, output, target)
    assert value == pytest.approx(math.fsum(loss.row_losses(output, target)), rel=1e-13)


@pytest.mark.parametrize("name", LOSSES)
def test_that_the_slope_is_that_of_the_sum_of_the_row_losses_times_the_factor(name: str) -> None:
    output, target = example(name)
    loss, width, factor = LOSSES[name], 1e-5, 0.25
    _, d = value_and_slope(loss, output, target, factor)
    for place in np.ndindex(output.shape):
        up, down = output.copy(), output.copy()
        up[place] += width
        down[place] -= width
        numeric = (loss.row_losses(up, target).sum() - loss.row_losses(down, target).sum()) / (2 * width)
        assert d[place] == pytest.approx(factor * numeric, rel=1e-7, abs=1e-10)


@pytest.mark.parametrize("name", LOSSES)
def test_that_the_factor_scales_the_slope_but_not_the_value(name: str) -> None:
    output, target = example(name)
    value, d = value_and_slope(LOSSES[name], output, target)
    half_value, half = value_and_slope(LOSSES[name], output, target, factor=0.5)
    assert half_value == value
    np.testing.assert_allclose(half, 0.5 * d, rtol=1e-15)


@pytest.mark.parametrize("name", LOSSES)
def test_that_neither_outputs_nor_targets_are_changed(name: str) -> None:
    output, target = example(name)
    before = output.copy(), target.copy()
    LOSSES[name].value_and_gradient(output, target, 1.0, np.empty_like(output))
    LOSSES[name].row_losses(output, target)
    LOSSES[name].predict(output)[...] = 7.0
    np.testing.assert_array_equal(output, before[0])
    np.testing.assert_array_equal(target, before[1])


@pytest.mark.parametrize("name", LOSSES)
def test_that_what_is_no_number_reaches_the_value(name: str) -> None:
    output, target = example(name)
    output[1, 1] = math.nan
    with np.errstate(invalid="ignore"):
        assert math.isnan(value_and_slope(LOSSES[name], output, target)[0])


def test_that_predictions_of_a_softmax_are_probabilities() -> None:
    p = SOFTMAX.predict(np.random.default_rng(0).normal(0.0, 50.0, (30, 10)))
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=1), 1.0, rtol=1e-14)


def test_that_predictions_of_squared_error_are_the_outputs() -> None:
    output = np.array([[0.25, -3.0]])
    assert SQUARED.predict(output).tolist() == output.tolist()


def test_that_the_reductions_are_mean_and_sum() -> None:
    assert set(REDUCTIONS) == {"mean", "sum"}


def example(name: str) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    output = rng.normal(0.0, 2.0, (6, 4))
    return output, rng.integers(0, 4, 6) if LOSSES[name].needs_labels else rng.normal(size=(6, 4))
