"""A review of a whole split, computed in the compute thread: a slice a job, with training in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.review import Review
from gui.session.compute_thread import Job
from gui.session.posting import Posting
from gui.session.run import Run


@dataclass(frozen=True, eq=False)
class Reviewed:
    """What a network made of every row of a split.

    Attributes:
        run_id, step: Which network, and after how many updates.
        split_name: "validation", "test" or "train".
        labels, predicted: (rows,) true and given classes.
        certainty: (rows,) what the network claims for the class it gives, 0..1.
        losses: (rows,).
        confusion: (classes, classes) counts, rows true, columns given.
        seconds: What it cost the compute thread.
    """

    run_id: int
    step: int
    split_name: str
    labels: NDArray[np.int64]
    predicted: NDArray[np.int64]
    certainty: NDArray[np.float64]
    losses: NDArray[np.float64]
    confusion: NDArray[np.int64]
    seconds: float


@dataclass(eq=False)
class _Task:
    """A review under way: made and advanced in the compute thread."""

    run: Run
    split_name: str
    step: int = 0
    seconds: float = 0.0
    review: Review | None = field(default=None, repr=False)


class Reviewer(Posting):
    """Reviews one split at a time. Each slice is asked for from the GUI thread, so that training has its turns.

    Signals:
        reviewed(Reviewed): the newest wish is fulfilled.
    """

    reviewed = Signal(object)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit
        # Read by the thread as well: a task that is no longer this one was overtaken.
        self._task: _Task | None = None

    def is_busy_with(self, run: Run, split_name: str) -> bool:
        """Whether just that is under way."""
        task = self._task
        return task is not None and task.run is run and task.split_name == split_name

    def review(self, run: Run, split_name: str) -> None:
        """Have `reviewed` emitted, for data of classes. A review of the same that is under way is let finish."""
        if not self.is_busy_with(run, split_name):
            self._task = _Task(run, split_name)
            self._go_on(self._task)

    def cancel(self) -> None:
        """Nobody wants what is under way."""
        self._task = None

    def _go_on(self, task: _Task) -> None:
        if task is self._task:
            self._submit(lambda: self._work(task))

    def _work(self, task: _Task) -> None:
        """One slice, in the compute thread."""
        if task is not self._task:
            return
        begin = time.perf_counter()
        try:
            if task.review is None:
                snapshot = task.run.trainer.snapshot()
                task.step, task.review = snapshot.step, Review(snapshot, task.run.dataset, task.split_name)
            goes_on = task.review.step()
        except Exception:
            # The thread says what happened; the next wish must not wait for this one.
            self.post(lambda: self._deliver(task, None))
            raise
        task.seconds += time.perf_counter() - begin
        if goes_on:
            self.post(lambda: self._go_on(task))
            return
        reviewed = _reviewed(task, task.review)
        self.post(lambda: self._deliver(task, reviewed))

    def _deliver(self, task: _Task, reviewed: Reviewed | None) -> None:
        if task is self._task:
            self._task = None
            if reviewed is not None:
                self.reviewed.emit(reviewed)


def _reviewed(task: _Task, review: Review) -> Reviewed | None:
    """The results alone: the review itself holds a network with its workspace."""
    confusion = review.confusion()
    if review.labels is None or confusion is None:
        return None
    for array in (review.predicted, review.certainty, review.losses, confusion):
        array.setflags(write=False)
    return Reviewed(
        run_id=task.run.run_id,
        step=task.step,
        split_name=task.split_name,
        labels=review.labels,
        predicted=review.predicted,
        certainty=review.certainty,
        losses=review.losses,
        confusion=confusion,
        seconds=task.seconds,
    )
