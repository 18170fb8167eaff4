"""Timing that a busy machine disturbs as little as possible: two sides take turns, and their ratios are compared.

Whatever else runs slows both sides of a turn alike, so the ratio of a turn says more than either time, and the median
of the ratios forgets the turns in which only one side was disturbed.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Side = Callable[[], float]
"""Works for a moment and returns how fast it was: work a second."""

# Idle threads of a matrix library spin for some milliseconds before they sleep, on cores that the other side needs.
SETTLE_SECONDS = 0.06


@dataclass(frozen=True)
class Comparison:
    """Two sides in turns.

    Attributes:
        ours, theirs: Work a second in each turn.
    """

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratios(self) -> list[float]:
        """Our speed in units of theirs, turn by turn."""
        return [our / their for our, their in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def spread(self) -> float:
        """Between the quartiles of the ratios, as a share of their median."""
        low, _, high = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return (high - low) / self.ratio

    @property
    def our_speed(self) -> float:
        """The median of our work a second."""
        return statistics.median(self.ours)

    @property
    def their_speed(self) -> float:
        """The median of their work a second."""
        return statistics.median(self.theirs)


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """No collection falls into what is timed within."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def timed(work: Callable[[], float]) -> Side:
    """A side that is timed as a whole; `work` returns how much it did: rows, steps, pieces."""

    def side() -> float:
        with without_garbage_collection():
            begin = time.perf_counter()
            amount = work()
            return amount / (time.perf_counter() - begin)

    return side


def timed_for(seconds: float, piece: Callable[[], float]) -> Side:
    """A side that does one piece of work after another for so long; `piece` returns how much it did."""

    def work() -> float:
        amount, end = 0.0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            amount += piece()
        return amount

    return timed(work)


def compare(ours: Side, theirs: Side, turns: int) -> Comparison:
    """Let two sides work in turns; who begins alternates, and a first turn of each only warms up."""
    ours()
    theirs()
    our_speeds: list[float] = []
    their_speeds: list[float] = []
    for turn in range(turns):
        sides = ((ours, our_speeds), (theirs, their_speeds))
        for side, speeds in sides if turn % 2 == 0 else reversed(sides):
            time.sleep(SETTLE_SECONDS)
            speeds.append(side())
    return Comparison(tuple(our_speeds), tuple(their_speeds))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that at least `percent` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
