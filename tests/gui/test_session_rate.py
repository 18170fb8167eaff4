from __future__ import annotations

import pytest

from gui.session.rate import Rate


def feed(rate: Rate, begin: float, rows: int, seconds: float, times: int) -> float:
    """`times` batches of `rows`, each `seconds` long; returns the moment after the last."""
    for number in range(1, times + 1):
        rate.add(rows, begin + number * seconds)
    return begin + times * seconds


def test_that_nothing_is_known_before_the_second_batch() -> None:
    rate = Rate()
    assert rate.samples_per_second is None
    rate.add(100, 5.0)

    assert rate.samples_per_second is None
    assert rate.overall is None


def test_that_a_first_figure_comes_soon_and_is_renewed_every_second() -> None:
    rate = Rate()
    rate.add(100, 0.0)
    rate.add(100, 0.1)
    assert rate.samples_per_second == pytest.approx(1000.0)
    # Twice as fast, but the figure stands until a second is full.
    rate.add(100, 0.15)
    assert rate.samples_per_second == pytest.approx(1000.0)

    feed(rate, 0.15, 100, 0.05, 40)
    assert rate.samples_per_second == pytest.approx(2000.0, rel=0.05)


def test_that_evaluations_do_not_count_as_training_time() -> None:
    rate = Rate()
    rate.add(100, 0.0)
    rate.skip(3.0)
    rate.add(100, 3.1)

    assert rate.samples_per_second == pytest.approx(1000.0)
    assert rate.overall == pytest.approx(100 / 3.1)


def test_that_a_pause_counts_for_nothing() -> None:
    rate = Rate()
    rate.add(100, 0.0)
    rate.add(100, 0.1)
    rate.pause()
    rate.add(100, 60.0)
    rate.add(100, 60.1)

    assert rate.samples_per_second == pytest.approx(1000.0)
    assert rate.overall == pytest.approx(1000.0)
