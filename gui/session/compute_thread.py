"""The one thread that computes. It lives as long as the window and does one piece of work after another.

Jobs (anything callable) come first, in their order; between two of them, and while there are none, it advances the
training it was given, one trainer item at a time, if that is running and its pace allows. No matrix product of more
than one row is made anywhere else: two threads inside a threaded BLAS at once can get wrong numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gui.session.job_thread import JobThread


class Work(Protocol):
    """What the thread advances while no job waits."""

    def seconds_until_due(self) -> float | None:
        """How long until `advance` may be called; None while there is nothing to do."""
        ...

    def advance(self) -> None:
        """Do one piece of work."""
        ...


class ComputeThread(JobThread):
    """Runs jobs and, between them, a piece of `work` at a time."""

    def __init__(self, work: Work, on_failure: Callable[[Exception], None]) -> None:
        """`on_failure` is called in the thread with whatever a job or the work raised."""
        super().__init__("compute", on_failure)
        self._work = work

    def _seconds_until_due(self) -> float | None:
        return self._work.seconds_until_due()

    def _advance(self) -> None:
        self._work.advance()
