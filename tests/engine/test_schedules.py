"""Schedules: the learning rate over the epochs, whatever the batch size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.schedules import SCHEDULES
from engine.spec import ScheduleSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, events, experiment


def rates(name: str, *, epochs: int = 10, **knobs: float) -> list[float]:
    """The share of a learning rate of 1 at the start of each epoch, and at the very end."""
    spec = ScheduleSpec(name, **knobs)
    return [spec.rate(1.0, progress, epochs) for progress in range(epochs + 1)]


def test_that_constant_stays() -> None:
    assert rates("constant") == [1.0] * 11


def test_that_step_falls_at_once_and_stays_until_the_next() -> None:
    expected = [1.0] * 3 + [0.5] * 3 + [0.25] * 3 + [0.125] * 2
    assert rates("step", every=3.0, factor=0.5) == expected
    assert ScheduleSpec("step", 3.0, 0.5).rate(1.0, 2.999, 10) == 1.0


def test_that_step_falls_on_time_where_the_quotient_is_a_hair_too_small() -> None:
    assert 0.3 / 0.1 < 3.0
    assert ScheduleSpec("step", 0.1, 0.1).rate(1.0, 0.3, 10) == pytest.approx(1e-3)


def test_that_exponential_meets_step_where_a_step_is_complete() -> None:
    found = rates("exponential", every=2.0, factor=0.25)
    assert found == pytest.approx([0.5**epoch for epoch in range(11)])


def test_that_cosine_goes_from_one_through_the_middle_to_its_factor() -> None:
    found = rates("cosine", factor=0.2)
    assert (found[0], found[5], found[10]) == pytest.approx((1.0, 0.6, 0.2))
    # Half-way down at a third of the way: cos(60 degrees) = 1/2.
    assert ScheduleSpec("cosine", factor=0.0).rate(1.0, 10 / 3, 10) == pytest.approx(0.75)


def test_that_one_cycle_rises_for_three_tenths_and_falls_to_almost_nothing() -> None:
    found = rates("one_cycle")
    assert found[0] == pytest.approx(1 / 25) and found[3] == pytest.approx(1.0)
    assert found[10] == pytest.approx(1 / 25 / 1e4)
    assert found[:4] == sorted(found[:4]) and found[3:] == sorted(found[3:], reverse=True)


def test_that_warm_up_is_a_straight_line_and_then_stays() -> None:
    assert rates("warm_up", every=4.0, factor=0.2) == pytest.approx([0.2, 0.4, 0.6, 0.8] + [1.0] * 7)


@pytest.mark.parametrize("name", SCHEDULES)
def test_that_the_chosen_rate_is_a_factor(name: str) -> None:
    spec = ScheduleSpec(name, 3.0, 0.5)
    assert spec.rate(0.08, 4.5, 10) == pytest.approx(0.08 * spec.rate(1.0, 4.5, 10))


@pytest.mark.parametrize("name", SCHEDULES)
def test_that_a_schedule_reads_the_knobs_it_names_and_no_other(name: str) -> None:
    reference = rates(name, every=3.0, factor=0.5)
    for knob, value in (("every", 4.0), ("factor", 0.6)):
        assert (rates(name, **{"every": 3.0, "factor": 0.5, knob: value}) == reference) == (
            knob not in SCHEDULES[name].knobs
        )


@given(
    st.sampled_from(sorted(SCHEDULES)),
    st.floats(1e-7, 1e6),
    st.floats(0.0, 1e7, exclude_min=True),
    st.floats(0.0, 10.0),
    st.floats(0.0, 1e7),
    st.integers(1, 10_000_000),
)
def test_that_every_legal_schedule_gives_a_rate_that_is_a_number(
    name: str, rate: float, every: float, factor: float, progress: float, epochs: int
) -> None:
    """Also beyond the planned end, for epochs can be taken away while training runs."""
    found = ScheduleSpec(name, every, factor).rate(rate, progress, epochs)
    assert math.isfinite(found) and 0.0 <= found <= 1e7


@pytest.mark.parametrize(("every", "factor"), [(0.001, 10.0), (5e-324, 10.0), (5e-324, 0.0), (0.01, 2.0)])
@pytest.mark.parametrize("name", SCHEDULES)
def test_that_extreme_knobs_end_in_no_crash(name: str, every: float, factor: float) -> None:
    for progress in (0.0, 0.5, 1.0, 300.0):
        assert math.isfinite(ScheduleSpec(name, every, factor).rate(0.1, progress, 10))


def trained(batch_size: int | None, **schedule: Any) -> Trainer:
    spec = experiment(batch_size=batch_size, epochs=6, learning_rate=0.4)
    for entry, value in schedule.items():
        spec = spec.with_value(f"training.schedule.{entry}", value)
    trainer = Trainer(spec, blobs(60))
    events(trainer)
    return trainer


@pytest.mark.parametrize("name", SCHEDULES)
def test_that_the_recorded_rate_is_the_schedules_at_the_rows_seen(name: str) -> None:
    trainer = trained(20, name=name, every=2.0, factor=0.5)
    spec = ScheduleSpec(name, 2.0, 0.5)
    expected = [spec.rate(0.4, batch / 3, 6) for batch in range(18)]
    np.testing.assert_allclose(trainer.recorder.history.view().column("learning_rate"), expected, rtol=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_that_the_batch_size_does_not_move_the_schedule(name: str) -> None:
    small, large = (trained(size, name=name, every=2.0, factor=0.5) for size in (10, 30))
    rates_of = [trainer.recorder.history.view().column("learning_rate") for trainer in (small, large)]
    np.testing.assert_allclose(rates_of[0][::3], rates_of[1], rtol=1e-12)
