"""A review of a whole split, computed in the compute thread: a slice a job, with training in between."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal

from engine.review import Review
from gui.session.run import Run
from gui.session.sliced_work import SlicedWork, Task


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
class _Review(Task):
    split_name: str
    step: int = 0
    review: Review | None = field(default=None, repr=False)


class Reviewer(SlicedWork[_Review]):
    """Reviews one split at a time.

    Signals:
        reviewed(Reviewed): the newest wish is fulfilled.
    """

    reviewed = Signal(object)

    def is_busy_with(self, run: Run, split_name: str) -> bool:
        """Whether just that is under way."""
        task = self._task
        return task is not None and task.run is run and task.split_name == split_name

    def review(self, run: Run, split_name: str) -> None:
        """Have `reviewed` emitted, for data of classes. A review of the same that is under way is let finish."""
        if not self.is_busy_with(run, split_name):
            self._begin(_Review(run, split_name))

    def _slice(self, task: _Review) -> bool:
        if task.review is None:
            snapshot = task.run.trainer.snapshot()
            task.step, task.review = snapshot.step, Review(snapshot, task.run.dataset, task.split_name)
        return task.review.step()

    def _deliver(self, task: _Review) -> None:
        """The results alone: the review itself holds a network with its workspace."""
        review = task.review
        confusion = None if review is None else review.confusion()
        if review is None or review.labels is None or confusion is None:
            return
        for array in (review.predicted, review.certainty, review.losses, confusion):
            array.setflags(write=False)
        self.reviewed.emit(
            Reviewed(
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
        )
