"""Schedules: how the learning rate changes over a run, as a share of the one that was chosen.

They are functions of the progress in epochs, not in steps, so that the batch size may change on the way.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

_ONE_CYCLE_RISE = 0.3
_ONE_CYCLE_START = 1.0 / 25.0
_ONE_CYCLE_END = _ONE_CYCLE_START / 1e4


@dataclass(frozen=True)
class Schedule:
    """A schedule.

    Attributes:
        multiplier: Of the learning rate, given how far the run has come, how long it is planned (epochs both), `every`
            (epochs) and `factor`.
        formula: The same in words.
        knobs: Which of `every` and `factor` it reads.
    """

    multiplier: Callable[[float, float, float, float], float]
    formula: str
    knobs: tuple[str, ...] = ()


def _unchanged(progress: float, length: float, every: float, factor: float) -> float:
    return 1.0


def _step(progress: float, length: float, every: float, factor: float) -> float:
    # 0.3 / 0.1 is a little less than 3: a step must not come a batch late for that.
    return _power(factor, math.floor(_periods(progress, every) + 1e-9))


def _exponential(progress: float, length: float, every: float, factor: float) -> float:
    return _power(factor, _periods(progress, every))


def _cosine(progress: float, length: float, every: float, factor: float) -> float:
    """Loshchilov, Hutter 2017, equation 5, one period long."""
    return _cosine_between(1.0, factor, progress / length)


def _one_cycle(progress: float, length: float, every: float, factor: float) -> float:
    """Smith, Topin 2018, with cosine slopes: up from 1/25 over 30 % of the run, then down to almost nothing."""
    done = progress / length
    if done < _ONE_CYCLE_RISE:
        return _cosine_between(_ONE_CYCLE_START, 1.0, done / _ONE_CYCLE_RISE)
    return _cosine_between(1.0, _ONE_CYCLE_END, (done - _ONE_CYCLE_RISE) / (1.0 - _ONE_CYCLE_RISE))


def _warm_up(progress: float, length: float, every: float, factor: float) -> float:
    return factor + (1.0 - factor) * min(progress / every, 1.0)


def _periods(progress: float, every: float) -> float:
    """How often `every` has passed; bounded, as a tiny `every` would make it infinite, which has no floor."""
    return min(progress / every, 1e9)


def _power(factor: float, exponent: float) -> float:
    """Python raises where NumPy would return infinity; the rate that comes of it is bounded by the caller."""
    try:
        return math.pow(factor, exponent)
    except OverflowError:
        return math.inf


def _cosine_between(start: float, end: float, done: float) -> float:
    return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * min(max(done, 0.0), 1.0)))


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule(_unchanged, "the learning rate stays"),
    "step": Schedule(_step, "× factor, at once, every so many epochs", ("every", "factor")),
    "exponential": Schedule(_exponential, "× factor over so many epochs, little by little", ("every", "factor")),
    "cosine": Schedule(_cosine, "half a cosine from 1 down to factor, over the whole run", ("factor",)),
    "one_cycle": Schedule(_one_cycle, "up from 1/25 over the first 30 % of the run, then down to almost nothing"),
    "warm_up": Schedule(_warm_up, "up from factor in a straight line over so many epochs", ("every", "factor")),
}
