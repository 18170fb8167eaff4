"""What an experiment is: a spec with what goes with it in the window, and what it is to reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from engine.metrics import Score
from engine.places import WeightPlace
from engine.spec import ExperimentSpec

MAX_SPEED = 0
"""The speed that means: as fast as the machine can."""

Chapter = Literal["first steps", "depth", "curves", "playground", "digits"]
"""Where an experiment stands among the others."""

# What is worth seeing beside the design and the plots, by the kind of task; the first of the views comes to the front.
OF_IMAGES = ("network", "weights", "histograms", "output", "why", "mistakes", "runs", "draw", "ownDigits", "lesson")
OF_TABLES = ("output", "network", "weights", "histograms", "runs", "lesson")
OF_POINTS = ("output", "network", "weights", "histograms", "runs", "lesson")
# Data of one's own come without a lesson.
OF_OWN_IMAGES = tuple(name for name in OF_IMAGES if name != "lesson")
OF_OWN_ROWS = ("output", "network", "weights", "histograms", "mistakes", "runs")


@dataclass(frozen=True)
class Variant:
    """Another form of an experiment, to be compared with it.

    Attributes:
        settings: Dotted path in the spec and JSON value of what is different.
    """

    name: str
    title: str
    settings: tuple[tuple[str, Any], ...] = ()

    def applied_to(self, spec: ExperimentSpec) -> ExperimentSpec:
        """The spec with its settings."""
        for path, value in self.settings:
            spec = spec.with_value(path, value)
        return spec


@dataclass(frozen=True)
class Goal:
    """What the experiment is to reach, on the rows of a split.

    Attributes:
        at_least: Whether the bound is to be reached from below, or else from above.
    """

    split: Literal["train", "validation", "test"]
    quantity: Literal["loss", "accuracy", "mean_absolute_error"]
    bound: float
    at_least: bool = False

    def measured(self, scores: dict[str, Score]) -> float | None:
        """The quantity, where it was measured."""
        score = scores.get(self.split)
        value: float | None = None if score is None else getattr(score, self.quantity)
        return value

    def is_met_by(self, value: float) -> bool:
        """Whether the bound is reached; by NaN it is not."""
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True)
class Experiment:
    """A named experiment.

    Attributes:
        spec: Everything that decides the run.
        title: What a person reads in a list.
        summary: One sentence: what there is to see.
        chapter: With which others it belongs together.
        goal: What it reaches when all goes well.
        speed: Steps a second in the window; `MAX_SPEED` does not wait at all.
        milestone_every: Report loss and mean absolute error every so many steps; None reports none.
        published: Milestones as their source prints them: step and mean absolute error.
        panels: The panels of the window that have something to show of it, beside the design and the plots; of those
            that share a place the first is in front.
        follow: Single weights to follow as curves from the beginning.
        variants: Forms of it to compare; the first is the experiment itself.
    """

    spec: ExperimentSpec
    title: str
    summary: str
    chapter: Chapter
    goal: Goal
    speed: int = MAX_SPEED
    milestone_every: int | None = None
    published: tuple[tuple[int, float], ...] = ()
    panels: tuple[str, ...] = OF_IMAGES
    follow: tuple[WeightPlace, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def name(self) -> str:
        """The spec's name, by which the experiment is called."""
        return self.spec.name
