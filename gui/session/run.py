"""A run: a trainer with what the GUI thread must know of it. The trainer itself is the compute thread's alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from engine.changes import Change
from engine.datasets import Dataset
from engine.good_state import GoodStateKeeper
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from gui.session.state import Phase


class Mark(NamedTuple):
    """Differs wherever two states of a run's training do."""

    steps: int
    epoch: int
    spec: ExperimentSpec
    waiting: tuple[tuple[str, Any], ...]
    changes: int
    newest: Change | None


@dataclass
class Run:
    """A network from its first weights on.

    Attributes:
        run_id: Counts the runs of a session.
        spec: What the trainer works by, live changes included.
        blas_threads: How many threads its matrix products use.
        touched: It was trained, or opened trained.
        saved: Nothing was learnt since it was saved.
        file: Where it was saved to or opened from, or None.
        recovery: The recovery file it was taken up from, until it is saved elsewhere; else None.
        kept: The `mark` of the state that is kept against a crash, or None; the compute thread's alone.
        finished: How its training ended, or "".
        seconds: How long it was computed until it was last put aside; the compute thread's alone, as the trainer is.
        good: Where to go back to when its numbers run out of range; its `state` may be read by anyone.
    """

    run_id: int
    trainer: Trainer = field(repr=False)
    spec: ExperimentSpec
    dataset: Dataset = field(repr=False)
    blas_threads: int
    touched: bool = False
    saved: bool = True
    file: Path | None = None
    recovery: Path | None = None
    kept: Mark | None = field(default=None, repr=False)
    finished: str = ""
    seconds: float = 0.0
    good: GoodStateKeeper = field(default_factory=GoodStateKeeper, repr=False)

    @property
    def mark(self) -> Mark:
        """Where its training is."""
        trainer = self.trainer
        newest = trainer.changes[-1] if trainer.changes else None
        return Mark(trainer.steps, trainer.epoch, trainer.spec, trainer.waiting_changes, len(trainer.changes), newest)

    @property
    def resting_phase(self) -> Phase:
        """The phase of a session that does nothing with this run."""
        return Phase.FINISHED if self.finished else Phase.PAUSED if self.touched else Phase.READY
