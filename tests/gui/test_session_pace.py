from __future__ import annotations

import pytest

from gui.session import pace
from gui.session.pace import Pace


class Clock:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.now = 100.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(pace.time, "perf_counter", lambda: made.now)
    return made


def pace_at(speed: int) -> Pace:
    made = Pace()
    made.set_speed(speed)
    return made


def test_that_the_highest_speed_never_waits(clock: Clock) -> None:
    free = pace_at(0)
    for _ in range(3):
        assert free.seconds_until_due() == 0.0
        free.step_done()


def test_that_steps_are_evenly_spaced(clock: Clock) -> None:
    tens = pace_at(10)
    assert tens.seconds_until_due() <= 0.0
    for number in range(1, 4):
        tens.step_done()
        assert tens.seconds_until_due() == pytest.approx(0.1)
        clock.now = 100.0 + 0.1 * number


def test_that_a_step_that_took_long_does_not_delay_the_next(clock: Clock) -> None:
    tens = pace_at(10)
    clock.now += 0.04
    tens.step_done()

    assert tens.seconds_until_due() == pytest.approx(0.06)


def test_that_lost_time_is_made_up_for_only_a_little(clock: Clock) -> None:
    thousands = pace_at(1000)
    clock.now += 10.0
    made_up = 0
    while thousands.seconds_until_due() <= 0.0:
        thousands.step_done()
        made_up += 1

    assert 45 <= made_up <= 55


def test_that_another_speed_holds_at_once(clock: Clock) -> None:
    slow = pace_at(1)
    slow.step_done()
    assert slow.seconds_until_due() == pytest.approx(1.0)
    slow.set_speed(10_000)

    assert slow.seconds_until_due() <= 0.0


def test_that_a_new_start_waits_for_nothing(clock: Clock) -> None:
    slow = pace_at(1)
    for _ in range(3):
        slow.restart()
        assert slow.seconds_until_due() <= 0.0
        slow.step_done()
