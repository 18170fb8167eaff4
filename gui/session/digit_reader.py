"""What a network reads of a person's own digits, computed in the compute thread: some of them a job."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import Signal

from engine.snapshot import Snapshot
from gui.session.digit_keeper import KeptDigit
from gui.session.run import Run
from gui.session.sliced_work import SlicedWork, Task

_SLICE_SECONDS = 0.008


@dataclass(frozen=True, eq=False)
class DigitsRead:
    """What a network made of digits.

    Attributes:
        run_id, step: Which network, and after how many updates.
        kept: The digits.
        answers: The name of the class that it gives each of them; "" where there is nothing to read.
        seconds: What it cost the compute thread.
    """

    run_id: int
    step: int
    kept: tuple[KeptDigit, ...]
    answers: tuple[str, ...]
    seconds: float


@dataclass(eq=False)
class _Reading(Task):
    kept: tuple[KeptDigit, ...]
    snapshot: Snapshot | None = None
    answers: list[str] = field(default_factory=list)


class DigitReader(SlicedWork[_Reading]):
    """Reads for the newest wish only.

    Signals:
        read_done(DigitsRead): the newest wish is fulfilled.
    """

    read_done = Signal(object)

    def read(self, run: Run, kept: tuple[KeptDigit, ...]) -> None:
        """Have `read_done` emitted, for a network that reads drawings."""
        self._begin(_Reading(run, kept))

    def _slice(self, task: _Reading) -> bool:
        end = time.perf_counter() + _SLICE_SECONDS
        if task.snapshot is None:
            task.snapshot = task.run.trainer.snapshot()
        for one in task.kept[len(task.answers) :]:
            task.answers.append(_answer(task.snapshot, one))
            if time.perf_counter() > end:
                break
        return len(task.answers) < len(task.kept)

    def _deliver(self, task: _Reading) -> None:
        if task.snapshot is not None:
            answers = tuple(task.answers)
            read = DigitsRead(task.run.run_id, task.snapshot.step, task.kept, answers, task.seconds)
            self.read_done.emit(read)


def _answer(snapshot: Snapshot, kept: KeptDigit) -> str:
    image = kept.image(snapshot.image_shape or (0, 0))
    if image is None:
        return ""
    with np.errstate(over="ignore", invalid="ignore"):
        output = snapshot.read(image.reshape(-1))
    return snapshot.class_names[int(np.argmax(output))]
