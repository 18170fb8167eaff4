"""The sentences for single entries."""

from __future__ import annotations

import math

import pytest

from engine.checks import nearest, require_name, require_number, require_rate
from engine.errors import SpecError


def test_that_a_misspelt_name_gets_the_nearest_one() -> None:
    assert nearest("sigmiod", ["relu", "sigmoid", "tanh"]) == "; did you mean 'sigmoid'?"


def test_that_a_name_like_no_other_gets_the_list() -> None:
    assert nearest("xyz", ["tanh", "relu"]) == "; known: relu, tanh."
    assert nearest("xyz", map(str, range(100, 130))).endswith("123, 124 and 5 more.")


def test_that_an_unknown_name_is_refused_with_its_path() -> None:
    with pytest.raises(SpecError, match="no activation 'rulu'; did you mean 'relu'") as caught:
        require_name("activation", "rulu", ["relu", "tanh"], "activation")
    assert caught.value.path == "activation"


@pytest.mark.parametrize("rate", [0.0, 0.5, math.nextafter(1.0, 0.0)])
def test_that_a_share_below_one_is_a_rate(rate: float) -> None:
    require_rate("dropout", rate)


@pytest.mark.parametrize("rate", [-1e-9, 1.0, 2.0, math.nan, math.inf, -math.inf])
def test_that_anything_else_is_no_rate(rate: float) -> None:
    with pytest.raises(SpecError, match="input dropout must be at least 0 and below 1") as caught:
        require_rate("input_dropout", rate)
    assert caught.value.path == "input_dropout"


@pytest.mark.parametrize("value", [1, 1.0, 2.5, 10])
def test_that_a_number_within_its_bounds_passes(value: float) -> None:
    require_number("units", value, 1, 10)


@pytest.mark.parametrize("value", [0.999, 10.001, math.nan, math.inf, -math.inf])
def test_that_a_number_outside_its_bounds_is_refused_in_words(value: float) -> None:
    with pytest.raises(SpecError, match=r"batch size must be at least 1 and at most 10, not .+\.") as caught:
        require_number("batch_size", value, 1, 10)
    assert caught.value.path == "batch_size"


def test_that_an_open_bound_itself_is_refused() -> None:
    with pytest.raises(SpecError, match="above 0 and at most 1"):
        require_number("epsilon", 0.0, 0.0, 1.0, open_low=True)
    require_number("epsilon", math.nextafter(0.0, 1.0), 0.0, 1.0, open_low=True)
