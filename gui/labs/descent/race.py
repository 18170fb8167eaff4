"""The descents of several optimisers from one start, in step."""

from __future__ import annotations

from engine.labs.descent import MOST_STEPS, Walk, training_with
from engine.labs.landscape import Landscape
from engine.spec import TrainingSpec
from gui.labs.descent.state import DescentState

# What sets adamw apart from adam.
_DECAY = 0.1


class Race:
    """Walks by the name of their optimiser, the followed one last.

    Attributes:
        walks: Each with as many steps as the others, or fewer where it rests or has diverged.
    """

    def __init__(self, state: DescentState, landscape: Landscape) -> None:
        """Walk as many steps as the state has."""
        names = dict.fromkeys((*state.racers, state.optimizer))
        self._state = state
        reach = state.landscape_kind.reach
        self.walks = {name: Walk(landscape, state.place, training_of(state, name), reach) for name in names}
        for _ in range(state.steps):
            self.step()

    @property
    def lead(self) -> Walk:
        """The one that is followed."""
        return self.walks[self._state.optimizer]

    @property
    def is_over(self) -> bool:
        """Whether nobody would move any more, or all have moved enough."""
        steps = max(walk.steps for walk in self.walks.values())
        return steps >= MOST_STEPS or all(walk.has_arrived or walk.has_diverged for walk in self.walks.values())

    def step(self) -> None:
        """One step of each that is still on its way."""
        for walk in self.walks.values():
            if not walk.has_arrived:
                walk.step()


def training_of(state: DescentState, optimizer: str) -> TrainingSpec:
    """The settings of an optimiser at the state's rate and momentum."""
    return training_with(optimizer, state.rate, state.momentum, _DECAY if optimizer == "adamw" else 0.0)
