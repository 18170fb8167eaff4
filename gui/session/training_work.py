"""The training as the compute thread advances it: a trainer, whether it runs, how fast, and what is shown of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Dataset
from engine.events import BatchDone, EpochDone, EvaluationDone, Finished
from engine.experiments import experiment_of
from engine.follower import Follower
from engine.good_state import GoodStateKeeper
from engine.judge import AnswersOnValues
from engine.milestones import GoalWatch, Milestones
from engine.network import parameters_on
from engine.trainer import Trainer
from gui.session.frame import Frame, StepQuantity, TruthTable, Wishes
from gui.session.gate import Gate
from gui.session.mailbox import Mailbox
from gui.session.pace import Pace
from gui.session.rate import Rate

MAX_TABLE_ROWS = 16
MAX_FIT_ROWS = 500
# Steps up to so long take turns with the window: those of tiny networks always, others while a pen is down.
_GATED_BELOW_SECONDS = 0.0005
_GATED_BELOW_WITH_PEN = 0.006


class Until(Enum):
    """How far to go."""

    PAUSED = "paused"
    BATCH = "the end of the batch"
    EPOCH = "the end of the epoch"
    END = "the end"


class TrainingWork:
    """Advances a trainer. Everything but the two mailboxes and the gate is touched by the compute thread alone.

    Attributes:
        frames: Where a frame is left when one was asked for.
        gate: Held around each step of a tiny network, and by whoever paints: such steps and painting both need the
            interpreter's lock all the time, and would slow each other down far more than taking turns does. While a
            pen is down it is held around the steps of larger ones too, and while the drawing is read.
        pen_is_down: Whether somebody draws; set by the window.
        seconds: Spent on the trainer so far: neither pauses nor waiting for a chosen speed are in it.
        good: The last state in which all was well with the trainer.
    """

    def __init__(self, on_stopped: Callable[[int, Finished | None], None]) -> None:
        """`on_stopped` is called when training stops by itself: with the run and Finished, or None at a target."""
        self.frames: Mailbox[Frame] = Mailbox()
        self.gate = Gate()
        self.pen_is_down = False
        self.trainer: Trainer | None = None
        self.run_id = 0
        self.seconds = 0.0
        self.good = GoodStateKeeper()
        self._on_stopped = on_stopped
        self._newest: Wishes | None = None
        self._made: Wishes | None = None
        self._until = Until.PAUSED
        self._pace = Pace()
        self._rate = Rate()
        self._step_seconds = math.inf
        self._follower = Follower()
        self._milestones: Milestones | None = None
        self._goal: GoalWatch | None = None

    # Called from any thread.

    def ask_for_frame(self, wishes: Wishes) -> None:
        """Leave a frame in the mailbox after the next piece of work."""
        self._newest = wishes

    # Called in the compute thread.

    def set_trainer(
        self, trainer: Trainer | None, run_id: int, seconds: float = 0.0, good: GoodStateKeeper | None = None
    ) -> None:
        """Work on another trainer, paused; `seconds` were spent on it before, and `good` keeps its good state."""
        self.trainer, self.run_id, self.seconds = trainer, run_id, seconds
        self.good = good or GoodStateKeeper()
        self._until = Until.PAUSED
        self._rate = Rate()
        self._step_seconds = math.inf
        # The same weights of the other network, from its beginning.
        places = self._newest.follow if self._newest is not None else ()
        self._follower = Follower()
        if trainer is not None:
            self._follower.follow(places, trainer.steps, trainer.network.layers)
            self._milestones, self._goal = _outlook_of(trainer)

    def replace_data(self, trainer: Trainer, dataset: Dataset, *, goes_on: bool) -> None:
        """Let `trainer` learn from other rows, see there; what its goal was by the old ones no longer counts."""
        if trainer is self.trainer:
            self.good.before_change(trainer, time.perf_counter())
        trainer.replace_data(dataset, goes_on=goes_on)
        if trainer is self.trainer:
            self.good.compare_anew(trainer)
            if self._goal is not None:
                self._goal = GoalWatch(self._goal.goal)

    def change(self, trainer: Trainer, path: str, value: object) -> None:
        """Change an entry of the spec of `trainer`, see there."""
        if trainer is self.trainer:
            self.good.before_change(trainer, time.perf_counter())
        trainer.change(path, value)

    def go(self, until: Until) -> None:
        """Train until there, or pause."""
        if until is not Until.PAUSED and self.trainer is not None:
            self.good.begin(self.trainer, time.perf_counter())
        self._until = until
        self._pace.restart()
        self._rate.pause()

    def set_speed(self, speed: int) -> None:
        """Steps a second; 0 is as fast as the machine can."""
        self._pace.set_speed(speed)

    def seconds_until_due(self) -> float | None:
        """For the compute thread: when to call `advance`."""
        if self._until is Until.PAUSED or self.trainer is None:
            return None
        return self._pace.seconds_until_due()

    def advance(self) -> None:
        """One trainer item."""
        trainer = self.trainer
        if trainer is None:
            return
        begin, position = time.perf_counter(), trainer.position
        if self._step_seconds < (_GATED_BELOW_WITH_PEN if self.pen_is_down else _GATED_BELOW_SECONDS):
            self.gate.begin_step()
            # Waiting is not training.
            begin = time.perf_counter()
            try:
                event = trainer.step()
            finally:
                self.gate.end_step()
        else:
            event = trainer.step()
        now = time.perf_counter()
        self.seconds += now - begin
        if now >= self.good.due:
            self.good.consider(trainer, now)
        kind = type(event)
        if kind is BatchDone:
            self._step_seconds = now - begin
            self._rate.add(trainer.position - position, now)
            self._pace.step_done()
            if not self._follower.is_idle:
                self._follower.add(trainer.steps, trainer.network.layers)
        elif kind is EvaluationDone:
            self._rate.skip(now - begin)
        elif isinstance(event, EpochDone):
            self._look_out(event)
        self._stop_at_target(event)
        newest = self._newest
        if newest is not None and newest is not self._made:
            self.make_frame(newest)

    def make_frame(self, wishes: Wishes) -> None:
        """Leave a frame in the mailbox, unless something else was wished for since."""
        trainer = self.trainer
        if trainer is None or wishes is not self._newest:
            return
        self._made = wishes
        self._follower.follow(wishes.follow, trainer.steps, trainer.network.layers)
        last = trainer.recorder.history.last()
        batches = trainer.batches_per_epoch
        training = trainer.spec.training
        rows_left = (training.epochs - trainer.epoch) * trainer.dataset.train.rows - trainer.position
        rate = self._rate.overall
        self.frames.put(
            Frame(
                run_id=self.run_id,
                wishes=wishes,
                step=trainer.steps,
                epoch=trainer.epoch,
                epochs=training.epochs,
                batch=-(-trainer.position // (training.batch_size or trainer.dataset.train.rows)),
                batches=batches,
                loss=None if last is None else last[1],
                samples_per_second=self._rate.samples_per_second,
                seconds=self.seconds,
                seconds_left=max(rows_left, 0) / rate if rate else None,
                history=trainer.recorder.history.view(),
                records=trainer.recorder.records.view(),
                record=trainer.recorder.latest,
                statistics=trainer.recorder.statistics.view(),
                spec=trainer.spec,
                changes=tuple(trainer.changes),
                followed=self._follower.view(),
                snapshot=trainer.snapshot() if wishes.weights else None,
                of_step=_of_step(trainer, wishes.of_step),
                table=self._table(trainer) if wishes.table else None,
                fit=self._fit(trainer) if wishes.table else None,
                milestones=tuple(self._milestones.taken) if self._milestones is not None else (),
                goal=None if self._goal is None or self._goal.value is None else (self._goal.value, self._goal.met_at),
            )
        )

    def _look_out(self, event: EpochDone) -> None:
        if self._milestones is not None:
            self._milestones.consider()
        if self._goal is not None and event.record is not None:
            self._goal.consider(event.record)

    def _stop_at_target(self, event: object) -> None:
        if isinstance(event, Finished):
            self._until = Until.PAUSED
            self._on_stopped(self.run_id, event)
        elif isinstance(event, EpochDone if self._until is Until.EPOCH else BatchDone) and self._until is not Until.END:
            self._until = Until.PAUSED
            self._on_stopped(self.run_id, None)

    def _table(self, trainer: Trainer) -> TruthTable | None:
        if trainer.dataset.train.rows > MAX_TABLE_ROWS:
            return None
        answers = trainer.answers_on_train()
        return TruthTable(np.asarray(trainer.dataset.train.x), answers.wanted, answers.outputs, answers.hidden)

    def _fit(self, trainer: Trainer) -> AnswersOnValues | None:
        data = trainer.dataset
        if data.plane is not None or data.train.rows <= MAX_TABLE_ROWS:
            return None
        return trainer.answers_on_values(MAX_FIT_ROWS)


def _outlook_of(trainer: Trainer) -> tuple[Milestones, GoalWatch | None]:
    """The milestones and the goal of the experiment of that name, looked out for from here on."""
    experiment = experiment_of(trainer.spec)
    milestones = Milestones(trainer, experiment.milestone_every if experiment is not None else None)
    milestones.consider()
    goal = GoalWatch(experiment.goal) if experiment is not None else None
    if goal is not None and trainer.recorder.latest is not None:
        goal.consider(trainer.recorder.latest)
    return milestones, goal


def _of_step(
    trainer: Trainer, quantity: StepQuantity | None
) -> tuple[tuple[NDArray[Any], NDArray[Any] | None], ...] | None:
    trainer.keep_gradient(quantity == "gradient")
    flat = {"gradient": trainer.last_gradient, "change": trainer.last_change}[quantity]() if quantity else None
    if flat is None:
        return None
    return tuple((layer.weight, layer.bias) for layer in parameters_on(trainer.spec.network, flat))
