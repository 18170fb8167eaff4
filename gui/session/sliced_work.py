"""Work that the compute thread does in slices, with training in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from gui.session.job_thread import Job
from gui.session.posting import Posting
from gui.session.run import Run


@dataclass(eq=False)
class Task:
    """Something to be done with a network; subclasses say what, and keep what has come of it.

    Attributes:
        run: Whose network.
        seconds: What it has cost the compute thread so far.
    """

    run: Run
    seconds: float = field(default=0.0, init=False)


T = TypeVar("T", bound=Task)


class SlicedWork(Posting, Generic[T]):
    """Does the newest task only. Each slice is asked for from the GUI thread, so that training has its turns.

    Subclasses say what a slice is and what is delivered.
    """

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit
        # Read by the thread as well: a task that is no longer this one was overtaken.
        self._task: T | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a task is under way."""
        return self._task is not None

    def cancel(self) -> None:
        """Nobody wants what is under way."""
        self._task = None

    def _begin(self, task: T) -> None:
        """Do this; a task that is under way is given up."""
        self._task = task
        self._go_on(task)

    def _slice(self, task: T) -> bool:
        """In the compute thread: do a slice; False where it was the last."""
        raise NotImplementedError

    def _report(self, task: T) -> None:
        """After a slice that was not the last, say how far it is."""

    def _deliver(self, task: T) -> None:
        """Say what has come of it."""
        raise NotImplementedError

    def _fail(self) -> None:
        """A slice failed; the thread says why."""

    def _go_on(self, task: T) -> None:
        if task is self._task:
            self._submit(lambda: self._work(task))

    def _work(self, task: T) -> None:
        """In the compute thread."""
        if task is not self._task:
            return
        # Waiting for the interpreter's lock is no work.
        begin = time.thread_time()
        try:
            goes_on = self._slice(task)
        except Exception:
            # The next task must not wait for this one.
            self.post(lambda: self._end(task, self._fail))
            raise
        task.seconds += time.thread_time() - begin
        if goes_on:
            self.post(lambda: self._after_slice(task))
        else:
            self.post(lambda: self._end(task, lambda: self._deliver(task)))

    def _after_slice(self, task: T) -> None:
        if task is self._task:
            self._report(task)
            # Whoever heard that may have given it up.
            self._go_on(task)

    def _end(self, task: T, say: Callable[[], None]) -> None:
        if task is self._task:
            self._task = None
            say()
