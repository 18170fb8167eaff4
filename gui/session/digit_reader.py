"""What a network reads of a person's own digits, computed in the compute thread: some of them a job."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.snapshot import Snapshot
from gui.session.compute_thread import Job
from gui.session.digit_keeper import KeptDigit
from gui.session.posting import Posting
from gui.session.run import Run

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
class _Task:
    run: Run
    kept: tuple[KeptDigit, ...]
    snapshot: Snapshot | None = None
    answers: list[str] = field(default_factory=list)
    seconds: float = 0.0


class DigitReader(Posting):
    """Reads for the newest wish only. Each slice is asked for from the GUI thread, so that training has its turns.

    Signals:
        read_done(DigitsRead): the newest wish is fulfilled.
    """

    read_done = Signal(object)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit
        # Read by the thread as well: a task that is no longer this one was overtaken.
        self._task: _Task | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._task is not None

    def read(self, run: Run, kept: tuple[KeptDigit, ...]) -> None:
        """Have `read_done` emitted, for a network that reads drawings."""
        self._task = _Task(run, kept)
        self._go_on(self._task)

    def cancel(self) -> None:
        """Nobody wants what is under way."""
        self._task = None

    def _go_on(self, task: _Task) -> None:
        if task is self._task:
            self._submit(lambda: self._work(task))

    def _work(self, task: _Task) -> None:
        """Some of the digits, in the compute thread."""
        if task is not self._task:
            return
        begin = time.perf_counter()
        try:
            if task.snapshot is None:
                task.snapshot = task.run.trainer.snapshot()
            for one in task.kept[len(task.answers) :]:
                task.answers.append(_answer(task.snapshot, one))
                if time.perf_counter() - begin > _SLICE_SECONDS:
                    break
        except Exception:
            # The thread says what happened; the next wish must not wait for this one.
            self.post(lambda: self._deliver(task, None))
            raise
        task.seconds += time.perf_counter() - begin
        if len(task.answers) < len(task.kept):
            self.post(lambda: self._go_on(task))
            return
        read = DigitsRead(task.run.run_id, task.snapshot.step, task.kept, tuple(task.answers), task.seconds)
        self.post(lambda: self._deliver(task, read))

    def _deliver(self, task: _Task, read: DigitsRead | None) -> None:
        if task is self._task:
            self._task = None
            if read is not None:
                self.read_done.emit(read)


def _answer(snapshot: Snapshot, kept: KeptDigit) -> str:
    image = kept.image(snapshot.image_shape or (0, 0))
    if image is None:
        return ""
    with np.errstate(over="ignore", invalid="ignore"):
        output = snapshot.read(image.reshape(-1))
    return snapshot.class_names[int(np.argmax(output))]
