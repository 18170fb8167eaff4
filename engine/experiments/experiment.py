"""What an experiment is: a spec with the words and the pace that go with it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.spec import ExperimentSpec

MAX_SPEED = 0
"""The speed that means: as fast as the machine can."""


@dataclass(frozen=True)
class Experiment:
    """A named experiment.

    Attributes:
        spec: Everything that decides the run.
        title: What a person reads in a list.
        summary: One sentence: what there is to see.
        speed: Steps a second in the window; `MAX_SPEED` does not wait at all.
        milestone_every: Report loss and mean absolute error every so many steps; None reports none.
    """

    spec: ExperimentSpec
    title: str
    summary: str
    speed: int = MAX_SPEED
    milestone_every: int | None = None

    @property
    def name(self) -> str:
        """The spec's name, by which the experiment is called."""
        return self.spec.name
