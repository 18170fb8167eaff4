"""Each activation against the textbook formula, and far out where the formula overflows."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from engine.activations import ACTIVATIONS, Activation

TEXTBOOK: dict[str, Callable[[float], float]] = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1.0 / (1.0 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1.0,
    "softplus": lambda z: math.log(1.0 + math.exp(z)),
    "silu": lambda z: z / (1.0 + math.exp(-z)),
    "gelu": lambda z: 0.5 * z * (1.0 + math.tanh(math.sqrt(2.0 / math.pi) * (z + 0.044715 * z**3))),
}
# No zero among them: relu and leaky_relu have no slope there.
POINTS = [-7.5, -2.0, -0.6, -0.01, 0.02, 0.3, 1.0, 4.0, 9.0]


def through(activation: Activation, z: list[float], dtype: str = "float64") -> np.ndarray:
    values = np.array([z], dtype=dtype)
    activation.forward(values, np.full_like(values, np.nan))
    return values[0]


def slope(activation: Activation, z: list[float], d_a: float = 1.0, dtype: str = "float64") -> np.ndarray:
    a = np.array([z], dtype=dtype)
    scratch = np.full_like(a, np.nan)
    activation.forward(a, scratch)
    d = np.full_like(a, d_a)
    activation.backward(a, d, scratch)
    return d[0]


def test_that_every_activation_has_a_textbook_formula_here() -> None:
    assert ACTIVATIONS.keys() == TEXTBOOK.keys()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_the_values_are_those_of_the_textbook(name: str) -> None:
    expected = [TEXTBOOK[name](z) for z in POINTS]
    np.testing.assert_allclose(through(ACTIVATIONS[name], POINTS), expected, rtol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_backward_is_the_slope_of_the_textbook_function(name: str) -> None:
    width = 1e-5
    f = TEXTBOOK[name]
    expected = [(f(z + width) - f(z - width)) / (2 * width) for z in POINTS]
    np.testing.assert_allclose(slope(ACTIVATIONS[name], POINTS), expected, rtol=1e-6, atol=1e-11)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_the_incoming_slope_is_a_factor(name: str) -> None:
    once, thrice = slope(ACTIVATIONS[name], POINTS), slope(ACTIVATIONS[name], POINTS, d_a=-3.0)
    np.testing.assert_allclose(thrice, -3.0 * once, rtol=1e-14)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_huge_sums_stay_finite_and_keep_their_order(name: str, dtype: str) -> None:
    far = [-1e30, -1e4, -800.0, 0.0, 800.0, 1e4, 1e30]
    a = through(ACTIVATIONS[name], far, dtype)
    assert a.dtype == dtype
    assert np.isfinite(a).all()
    assert (np.diff(a) >= 0).all()
    assert np.isfinite(slope(ACTIVATIONS[name], far, dtype=dtype)).all()


def test_that_a_sigmoid_ends_at_exactly_zero_and_one() -> None:
    assert through(ACTIVATIONS["sigmoid"], [-1e4, 0.0, 1e4]).tolist() == [0.0, 0.5, 1.0]


def test_that_gelu_is_close_to_its_exact_form() -> None:
    """z times the chance that a normal number lies below z; the tanh form is at most 0.0005 away."""
    exact = [z * 0.5 * (1.0 + math.erf(z / math.sqrt(2.0))) for z in POINTS]
    np.testing.assert_allclose(through(ACTIVATIONS["gelu"], POINTS), exact, atol=5e-4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "softplus", "silu", "gelu"])
def test_that_the_relu_family_passes_large_sums_and_stops_or_dampens_very_negative_ones(name: str, dtype: str) -> None:
    assert through(ACTIVATIONS[name], [500.0], dtype)[0] == 500.0
    assert slope(ACTIVATIONS[name], [500.0], dtype=dtype)[0] == 1.0
    assert abs(through(ACTIVATIONS[name], [-500.0], dtype)[0]) <= 5.0
    assert abs(slope(ACTIVATIONS[name], [-500.0], dtype=dtype)[0]) <= 0.01 + 1e-9


def test_that_the_slope_of_a_relu_is_zero_at_its_kink() -> None:
    assert slope(ACTIVATIONS["relu"], [-1.0, 0.0, 1e-300]).tolist() == [0.0, 0.0, 1.0]


def test_that_the_fast_relu_slope_is_the_plain_mask() -> None:
    z = np.random.default_rng(0).normal(size=(50, 20))
    d_a = np.random.default_rng(1).normal(size=(50, 20))
    a, scratch = z.copy(), np.empty_like(z)
    ACTIVATIONS["relu"].forward(a, scratch)
    plain = d_a.copy()
    plain[a <= 0] = 0.0
    fast = d_a.copy()
    ACTIVATIONS["relu"].backward(a, fast, scratch)
    np.testing.assert_array_equal(fast, plain)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_what_is_no_number_is_not_hidden(name: str) -> None:
    with np.errstate(invalid="ignore"):
        assert np.isnan(through(ACTIVATIONS[name], [math.nan, 1.0])[0])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_backward_leaves_the_output_as_it_is(name: str) -> None:
    a, scratch = np.array([POINTS]), np.empty((1, len(POINTS)))
    ACTIVATIONS[name].forward(a, scratch)
    before = a.copy()
    ACTIVATIONS[name].backward(a, np.ones_like(a), scratch)
    np.testing.assert_array_equal(a, before)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_every_activation_shows_its_formula(name: str) -> None:
    assert ACTIVATIONS[name].formula.startswith("a = ")
