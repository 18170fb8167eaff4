"""Teaching the network a person's own digits, in the compute thread: a slice a job, on a copy until it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from engine.arrays import Floats, frozen
from engine.errors import EngineError
from engine.own_digits import OwnDigit, samples_of
from engine.teaching import Taught, Teaching
from gui.session.job_thread import Job
from gui.session.run import Run
from gui.session.sliced_work import SlicedWork, Task

_SLICE_SECONDS = 0.01


@dataclass(eq=False)
class _Lesson(Task):
    digits: tuple[OwnDigit, ...]
    step: int = 0
    teaching: Teaching | None = field(default=None, repr=False)
    problem: str = ""


@dataclass(frozen=True, eq=False)
class _Before:
    """The weights that were there before a lesson, which ended after so many steps."""

    run: Run
    step: int
    parameters: Floats = field(repr=False)


class Teacher(SlicedWork[_Lesson]):
    """Gives one lesson at a time. The network changes only when all of it is done, between two steps of training.

    Signals:
        progressed(int, int): so many of so many parts are done.
        taught(Run, Taught): the network has the new weights.
        undone(Run): it has the old ones again.
        failed(str): a sentence on why nothing was changed.
    """

    progressed = Signal(int, int)
    taught = Signal(object, object)
    undone = Signal(object)
    failed = Signal(str)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(submit, parent)
        self._before: _Before | None = None

    def teach(self, run: Run, digits: tuple[OwnDigit, ...]) -> None:
        """Begin a lesson; one that is under way is given up, and has changed nothing."""
        self._begin(_Lesson(run, digits))

    def undo(self) -> None:
        """Bring back the weights from before the last lesson, bit by bit, unless they were trained on since."""
        before, self._before = self._before, None
        if before is not None:
            self._submit(lambda: self._bring_back(before))

    def forget(self) -> None:
        """Another network is there: the lesson is given up, and there is nothing to bring back in the one before."""
        self.cancel()
        self._before = None

    # In the compute thread.

    def _slice(self, task: _Lesson) -> bool:
        try:
            return self._advance(task)
        except EngineError as error:
            task.problem = str(error)
            return False

    def _advance(self, task: _Lesson) -> bool:
        """A slice of the lesson; False once it is over."""
        trainer = task.run.trainer
        if task.teaching is None:
            snapshot, dataset = trainer.snapshot(), task.run.dataset
            samples = samples_of(task.digits, dataset.image_shape or (0, 0), dataset.class_names)
            task.step, task.teaching = snapshot.step, Teaching(snapshot, dataset, samples)
        if trainer.steps != task.step:
            raise EngineError(self.tr("Training went on meanwhile: nothing was taught. Pause it and try again."))
        end = time.perf_counter() + _SLICE_SECONDS
        while time.perf_counter() < end:
            if not task.teaching.step():
                self._exchange(task, task.teaching.result())
                return False
        return True

    def _exchange(self, task: _Lesson, taught: Taught) -> None:
        """The new weights take the place of the old ones."""
        run = task.run
        before = _Before(run, task.step, frozen(run.trainer.network.parameters))
        note = self.tr("my digits: {before} → {after} of {count}").format(
            before=taught.known_before, after=taught.known, count=taught.samples
        )
        run.good.before_change(run.trainer, time.perf_counter())
        run.trainer.replace_parameters(taught.parameters, note)
        run.good.compare_anew(run.trainer)
        self.post(lambda: self._on_taught(task, before, taught))

    def _bring_back(self, before: _Before) -> None:
        trainer = before.run.trainer
        if trainer.steps != before.step:
            sentence = self.tr("Training has gone on since: the weights from before cannot be brought back.")
            self.post(lambda: self.failed.emit(sentence))
            return
        trainer.replace_parameters(before.parameters, "")
        before.run.good.compare_anew(trainer)
        self.post(lambda: self.undone.emit(before.run))

    # Back in the GUI thread.

    def _report(self, task: _Lesson) -> None:
        if task.teaching is not None:
            self.progressed.emit(task.teaching.done, task.teaching.parts)

    def _on_taught(self, task: _Lesson, before: _Before, taught: Taught) -> None:
        # Even where nobody waits for it any more, the weights are others now.
        self._before = before
        if task is self._task:
            self.cancel()
        self.taught.emit(task.run, taught)

    def _deliver(self, task: _Lesson) -> None:
        """What was taught has been said already: here only why nothing was."""
        self.failed.emit(task.problem)

    def _fail(self) -> None:
        self.failed.emit("")
