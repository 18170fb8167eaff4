"""The last state of a training that was good: where to go back to once its numbers have run out of range."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.checkpoint import Checkpoint, take_checkpoint
from engine.datasets import Dataset
from engine.errors import SpecError
from engine.history import SeriesView
from engine.trainer import Trainer

INTERVAL_SECONDS = 5.0
# Changes that follow each other so soon are one edit: what counts is how things stood before the first of them.
_SAME_EDIT_SECONDS = 1.0
_COMPARED_STEPS = 100
_MOST_GROWTH = 2.0
_RATE = "training.learning_rate"


@dataclass(frozen=True, eq=False)
class GoodState:
    """A training at a moment when all was well with it.

    Attributes:
        checkpoint: The training.
        dataset: The rows that it learnt from.
        loss: The mean of its last steps, up to 100; None before the first.
        setbacks: How often training has gone on from here at a lower rate and diverged again.
    """

    checkpoint: Checkpoint
    dataset: Dataset
    loss: float | None
    setbacks: int = 0

    @property
    def step(self) -> int:
        """Updates so far."""
        return self.checkpoint.snapshot.step

    @property
    def learning_rate(self) -> float:
        """The rate that was set then, before its schedule; one that waited for the end of a batch counts."""
        rate: float = dict(self.checkpoint.waiting).get(_RATE, self.checkpoint.spec.training.learning_rate)
        return rate

    def lower_rate(self, diverged_rate: float) -> float | None:
        """A rate to try next, below its own and the one that diverged; None where no rate can be so low.

        Half of the lower one where that one let something be learnt. Where it did not, or half of it diverged again, a
        tenth; then a hundredth of what was tried last, and so on: from whatever rate, a few attempts get through.
        """
        failures = self.setbacks + (self.step == 0)
        rate = min(self.learning_rate, diverged_rate) / (10**failures if failures else 2)
        try:
            self.checkpoint.spec.with_value(_RATE, rate)
        except SpecError:
            return None
        return rate


class GoodStateKeeper:
    """Keeps one good state of a run, the newest.

    A state is good when every number in it is finite and the mean loss of the last steps is at most twice that of the
    good state before it. Where there is no loss to compare with, those since then are compared among themselves. Time
    is passed in, in seconds from any moment on; it runs on while the training rests.

    Attributes:
        state: The newest good state, or None before training was set going.
        due: When `consider` is to be called next.
    """

    def __init__(self) -> None:
        self.state: GoodState | None = None
        self.due = math.inf
        self._changed_at = -math.inf
        self._bar: float | None = None
        # The step that was gone back to, and how often.
        self._setbacks = (-1, 0)
        # The step from which on losses can be compared with each other.
        self._since = 0

    @property
    def latest(self) -> Checkpoint | None:
        """The newest good state as it can be saved."""
        return None if self.state is None else self.state.checkpoint

    def begin(self, trainer: Trainer, now: float) -> None:
        """Training is set going: where nothing was kept before, this state is what there is to go back to."""
        self.due = now + INTERVAL_SECONDS
        if self.state is None and _is_finite(trainer):
            self._since = trainer.steps
            self._take(trainer, _mean_loss(trainer.recorder.history.view()))

    def consider(self, trainer: Trainer, now: float) -> None:
        """Keep the present state, if it is good."""
        self.due = now + INTERVAL_SECONDS
        is_new = self.state is None or self.state.step != trainer.steps
        if not is_new or trainer.divergence is not None or trainer.waiting_changes or not _is_finite(trainer):
            return
        view = trainer.recorder.history.view()
        loss = _mean_loss(view)
        if loss is not None and self._is_good(view, loss):
            self._take(trainer, loss)

    def before_change(self, trainer: Trainer, now: float) -> None:
        """Spec, rows or weights are about to change while something was learnt: a hand is what most often does harm."""
        if trainer.steps and now >= self._changed_at + _SAME_EDIT_SECONDS:
            self.consider(trainer, now)
        self._changed_at = now

    def go_on_from(self, state: GoodState) -> None:
        """Training goes on from `state` at a lower rate, where another one diverged."""
        self._setbacks = (state.step, state.setbacks + 1)

    def compare_anew(self, trainer: Trainer) -> None:
        """Rows or weights are others: the losses from here on are not comparable with those before."""
        self._bar, self._since = None, trainer.steps

    def _take(self, trainer: Trainer, loss: float | None) -> None:
        step, setbacks = self._setbacks
        count = setbacks if step == trainer.steps else 0
        self.state = GoodState(take_checkpoint(trainer), trainer.dataset, loss, count)
        self._bar = loss

    def _is_good(self, view: SeriesView, loss: float) -> bool:
        if self._bar is not None:
            return loss <= _MOST_GROWTH * self._bar
        losses = view.column("loss")[view.steps >= self._since]
        if not len(losses):
            return True
        most = min(_rows_compared(view), max(1, len(losses) // 2))
        return _mean(losses[-most:]) <= _MOST_GROWTH * _mean(losses[:most])


def _is_finite(trainer: Trainer) -> bool:
    """Whether every number is; numbers so large that their sum is not are as good as out of range."""
    arrays = (trainer.network.parameters, *trainer.descent.slots.values())
    with np.errstate(over="ignore", invalid="ignore"):
        # Half the time of asking each.
        return all(math.isfinite(array.sum()) for array in arrays)


def _mean_loss(view: SeriesView) -> float | None:
    """Of the last steps; None where there are none, or where it is out of range."""
    losses = view.column("loss")[-_rows_compared(view) :]
    mean = _mean(losses) if len(losses) else math.nan
    return mean if math.isfinite(mean) else None


def _rows_compared(view: SeriesView) -> int:
    return max(1, _COMPARED_STEPS // view.stride)


def _mean(losses: np.ndarray) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(losses.mean())
