"""What comes of a descent for every learning rate of a range: straight home, swinging, still on the way, or gone."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.labs.descent import Outcome, Walk
from engine.labs.landscape import Landscape
from engine.spec import TrainingSpec

LOWEST, HIGHEST = 1e-3, 10.0
COUNT = 120
STEPS = 200
"""A descent that is not there after so many steps is on its way."""


def rate_range() -> tuple[float, ...]:
    """The rates that are tried, each the same factor above the one before."""
    return tuple(float(rate) for rate in np.geomspace(LOWEST, HIGHEST, COUNT))


def outcomes_of_parabola(curvature: float) -> tuple[Outcome, ...]:
    """What comes of plain descent on a parabola a/2 x², for each of `rate_range`, in closed form.

    A step multiplies the distance from the bottom by 1 - rate * a. Up to 1/a that is between 0 and 1; up to 2/a it is
    negative and the valley is crossed at every step, but never so far; beyond that each step lands farther away.
    """
    return tuple(
        "straight" if rate <= 1.0 / curvature else "oscillating" if rate < 2.0 / curvature else "diverging"
        for rate in rate_range()
    )


class RateSurvey:
    """Tries the rates one after the other, in slices as short as the caller likes.

    Attributes:
        outcomes: Of the rates tried so far, the lowest first.
    """

    def __init__(self, landscape: Landscape, start: tuple[float, ...], training: TrainingSpec, reach: float) -> None:
        self.outcomes: list[Outcome] = []
        self._landscape, self._start, self._training, self._reach = landscape, start, training, reach
        self._rates = rate_range()
        self._walk: Walk | None = None

    @property
    def is_done(self) -> bool:
        """Whether every rate was tried."""
        return len(self.outcomes) == len(self._rates)

    def advance(self, steps: int) -> None:
        """Make at most so many steps of descent."""
        for _ in range(steps):
            if self.is_done:
                return
            if self._walk is None:
                training = replace(self._training, learning_rate=self._rates[len(self.outcomes)])
                self._walk = Walk(self._landscape, self._start, training, self._reach)
            walk = self._walk
            if walk.has_arrived or walk.steps >= STEPS or not walk.step():
                self.outcomes.append(walk.outcome)
                self._walk = None


def borders(outcomes: tuple[Outcome, ...]) -> list[tuple[Outcome, float, float]]:
    """The stretches of equal outcome, each with the rates where it begins and ends, halfway between those tried."""
    ratio = math.sqrt((HIGHEST / LOWEST) ** (1.0 / (COUNT - 1)))
    rates = rate_range()
    stretches: list[tuple[Outcome, float, float]] = []
    for outcome, rate in zip(outcomes, rates, strict=False):
        low, high = max(rate / ratio, LOWEST), min(rate * ratio, HIGHEST)
        if stretches and stretches[-1][0] == outcome:
            stretches[-1] = (outcome, stretches[-1][1], high)
        else:
            stretches.append((outcome, low, high))
    return stretches
