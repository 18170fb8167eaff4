from __future__ import annotations

import numpy as np
import pytest

from gui.watch.ranges import linear_range, log_range, step_range
from gui.watch.ticks import figure, linear_ticks, log_ticks, step_ticks


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.0, 1.0, ["0.0", "0.5", "1.0"]),
        (-0.03, 2.3, ["0", "1", "2"]),
        (0.011, 0.019, ["0.015"]),
        (0.0, 3e12, ["0", "1e12", "2e12", "3e12"]),
    ],
)
def test_that_linear_marks_are_round(low: float, high: float, texts: list[str]) -> None:
    assert [tick.text for tick in linear_ticks(low, high, 3)] == texts


@pytest.mark.parametrize(
    ("low", "high", "count", "texts"),
    [
        (-2.0, 1.0, 4, ["0.01", "0.1", "1", "10"]),
        (-7.0, -4.0, 4, ["10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴"]),
        (-3.2, -1.9, 6, ["0.001", "0.002", "0.005", "0.01"]),
        (-300.0, 300.0, 3, ["10⁻²⁰⁰", "10⁰", "10²⁰⁰"]),
    ],
)
def test_that_logarithmic_marks_are_powers(low: float, high: float, count: int, texts: list[str]) -> None:
    assert [tick.text for tick in log_ticks(low, high, count)] == texts


def test_that_a_narrow_logarithmic_axis_has_marks_too() -> None:
    ticks = log_ticks(np.log10(0.21), np.log10(0.29), 5)
    assert len(ticks) >= 2
    for tick in ticks:
        assert 10**tick.place == pytest.approx(float(tick.text))


def test_that_steps_are_counted_in_thousands_and_never_in_parts() -> None:
    assert [tick.text for tick in step_ticks(0, 3000, 6)] == ["0", "500", "1k", "1.5k", "2k", "2.5k", "3k"]
    assert [tick.text for tick in step_ticks(0, 2, 8)] == ["0", "1", "2"]
    assert [tick.text for tick in step_ticks(0, 2.2e6, 3)] == ["0", "1M", "2M"]


@pytest.mark.parametrize(("low", "high"), [(27, 57.6), (80, 280), (19.0, 39.4), (0, 1)])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_that_steps_have_two_marks_at_least(low: float, high: float, count: int) -> None:
    places = [tick.place for tick in step_ticks(low, high, count)]
    assert 2 <= len(places) <= 2 * count + 1
    assert all(place == round(place) and low <= place <= high for place in places)


@pytest.mark.parametrize("low", [-290.0, -3.0, 0.0, 250.0])
@pytest.mark.parametrize("span", [1e-6, 0.3, 1.0, 7.0, 50.0])
def test_that_no_range_of_logarithms_gets_a_crowd_of_marks(low: float, span: float) -> None:
    assert len(log_ticks(low, low + span, 6)) <= 8


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.18342, "0.1834"),
        (12.3456, "12.35"),
        (1234.5, "1234"),
        (0.00123, "1.23e−3"),
        (-3.5e7, "−3.50e7"),
        (0.0, "0"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_that_a_figure_has_about_four_digits(value: float | None, text: str) -> None:
    assert figure(value) == text


def test_that_the_step_axis_holds_the_data_and_stands_still_for_a_while() -> None:
    for last in (0.0, 7.0, 11.0, 459.0, 1e6):
        assert last <= step_range(last)[1] <= max(10.0, 1.05 * last)
    limits = {step_range(last)[1] for last in range(1000, 2001)}
    assert len(limits) < 20


@pytest.mark.parametrize(("low", "high"), [(0.1, 2.3), (5.0, 5.1), (-3.0, 4.0), (2.0, 2.0), (0.0, 0.0)])
def test_that_a_linear_range_holds_its_data(low: float, high: float) -> None:
    bottom, top = linear_range(low, high)
    assert bottom < low <= high < top


def test_that_a_linear_range_reaches_zero_where_that_costs_little() -> None:
    assert linear_range(0.2, 2.3)[0] < 0
    assert linear_range(5.0, 5.1)[0] > 4


@pytest.mark.parametrize(("low", "high"), [(-3.3, -1.1), (0.0, 0.0), (-200.0, 3.0)])
def test_that_a_logarithmic_range_holds_its_data_and_is_never_narrow(low: float, high: float) -> None:
    bottom, top = log_range(low, high)
    assert bottom < low <= high < top
    assert top - bottom >= 0.5
