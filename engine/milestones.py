"""What a run passes on its way: milestones every so many steps, as articles print them, and its goal."""

from __future__ import annotations

from typing import NamedTuple

from engine.events import EpochRecord
from engine.experiments import Goal
from engine.trainer import Trainer


class Milestone(NamedTuple):
    """What held before the (step + 1)-th update; the error is None where the loss knows only labels."""

    step: int
    loss: float
    mean_absolute_error: float | None


class Milestones:
    """Takes the milestones of one training as it passes them.

    Attributes:
        taken: So far.
    """

    def __init__(self, trainer: Trainer, every: int | None) -> None:
        """`every` None takes none."""
        self.taken: list[Milestone] = []
        self._trainer = trainer
        self._every = every

    def consider(self) -> None:
        """Take one if it is due; to be called before the first step and at the end of each epoch but the last."""
        trainer = self._trainer
        if self._every is None or trainer.steps % self._every or trainer.epoch >= trainer.spec.training.epochs:
            return
        if self.taken and self.taken[-1].step >= trainer.steps:
            return
        score = trainer.evaluate(("train",))["train"]
        self.taken.append(Milestone(trainer.steps, score.loss, score.mean_absolute_error))


class GoalWatch:
    """Looks out for a goal at every epoch record.

    Attributes:
        goal: What is looked out for.
        value: What the newest record says of it; None where nothing was measured yet.
        met_at: The step of the first record that met it, or None.
    """

    def __init__(self, goal: Goal) -> None:
        self.value: float | None = None
        self.met_at: int | None = None
        self.goal = goal

    def consider(self, record: EpochRecord) -> None:
        """Take note of a record."""
        self.value = self.goal.measured(record.scores)
        if self.met_at is None and self.value is not None and self.goal.is_met_by(self.value):
            self.met_at = record.step
