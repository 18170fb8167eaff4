"""Gradient descent on a landscape, step by step, with the optimisers of the engine.

The place is the weight of a network that has nothing else, so that the engine's own update moves it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.descent import Descent
from engine.labs.landscape import Landscape
from engine.network import layers_on
from engine.optimizers import OPTIMIZERS
from engine.spec import LayerSpec, NetworkSpec, TrainingSpec

Outcome = Literal["straight", "oscillating", "slow", "diverging"]

MOST_STEPS = 500
# It rests where so many moves in a row are so small beside the longest; at a turn only a single one is.
_RESTING, _SMALL = 3, 1e-3
# And where the slope is so small beside the usual one: an optimiser may also creep on a slope.
_LEVEL = 3e-3
# So many times the reach of the picture is out of sight for good.
_FARTHEST = 1e3


@dataclass(frozen=True)
class Stand:
    """Where a descent is.

    Attributes:
        place: The inputs.
        height: The value of the function there.
        gradient: Its derivative by each input.
    """

    place: tuple[float, ...]
    height: float
    gradient: tuple[float, ...]

    @property
    def steepness(self) -> float:
        """The length of the gradient."""
        return math.hypot(*self.gradient)


def training_with(optimizer: str, rate: float, momentum: float, weight_decay: float = 0.0) -> TrainingSpec:
    """The settings of one descent.

    Raises:
        SpecError: One of them is impossible.
    """
    return TrainingSpec(optimizer=optimizer, learning_rate=rate, momentum=momentum, weight_decay=weight_decay)


class Walk:
    """A descent from a start.

    Attributes:
        stands: Where it was, the start first.
    """

    def __init__(self, landscape: Landscape, start: tuple[float, ...], training: TrainingSpec, reach: float) -> None:
        self._landscape = landscape
        self._training = training
        self._width, self._farthest = 2.0 * reach, _FARTHEST * reach
        self._level = _LEVEL * landscape.usual_steepness(reach)
        self._place = np.array(start, dtype=np.float64)
        self._gradient = np.zeros_like(self._place)
        network = NetworkSpec(inputs=len(start), layers=(LayerSpec(1, "identity", bias=False),), dtype="float64")
        optimizer = OPTIMIZERS[training.optimizer]
        self._descent = Descent(optimizer, self._place, self._gradient, layers_on(network, self._place))
        self._moves: list[float] = []
        self._longest = 0.0
        self._turns = 0
        self._has_diverged = False
        self.stands = [self._stand()]
        self._check()

    @property
    def steps(self) -> int:
        """Steps so far."""
        return len(self.stands) - 1

    @property
    def has_diverged(self) -> bool:
        """Whether it has run away, or to where there is no value."""
        return self._has_diverged

    @property
    def has_arrived(self) -> bool:
        """Whether it rests: its last moves were next to nothing on nearly level ground, or the start is level."""
        if self._has_diverged or not self._moves:
            return not self._has_diverged and not self.stands[0].steepness
        is_still = len(self._moves) >= _RESTING and max(self._moves) <= _SMALL * self._longest
        return is_still and self.stands[-1].steepness <= self._level

    @property
    def turns(self) -> int:
        """How often the slope met was against the one before: a valley was crossed."""
        return self._turns

    @property
    def outcome(self) -> Outcome:
        """What has come of it so far."""
        if self._has_diverged:
            return "diverging"
        if not self.has_arrived:
            return "slow"
        return "oscillating" if self._turns else "straight"

    def step(self) -> bool:
        """One step; False where it has diverged and stays where it was last seen."""
        if self._has_diverged:
            return False
        before = self.stands[-1]
        self._gradient[:] = before.gradient
        # On a slope that is too steep for its square to be a number it leaps to nowhere: it has diverged.
        with np.errstate(all="ignore"):
            self._descent.step(self._training, self._training.learning_rate, [before.steepness])
        now = self._stand()
        self.stands.append(now)
        self._check()
        if not self._has_diverged:
            move = math.dist(before.place, now.place)
            self._moves = [*self._moves[1 - _RESTING :], move]
            # Beside one long leap out of the picture every move in it would be small.
            self._longest = max(self._longest, min(move, self._width))
            against = sum(a * b for a, b in zip(before.gradient, now.gradient, strict=True))
            self._turns += against < 0.0
        return True

    def _stand(self) -> Stand:
        place = tuple(self._place.tolist())
        return Stand(place, *self._landscape.slope(place))

    def _check(self) -> None:
        now = self.stands[-1]
        size = max(map(abs, now.place))
        # Written so that NaN, which fails every comparison, is found too.
        self._has_diverged = not (size <= self._farthest and math.isfinite(now.height + now.steepness))
