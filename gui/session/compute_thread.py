"""The one thread that computes. It lives as long as the window and does one piece of work after another.

Jobs (anything callable) come first, in their order; between two of them, and while there are none, it advances the
training it was given, one trainer item at a time, if that is running and its pace allows. No matrix product of more
than one row is made anywhere else: two threads inside a threaded BLAS at once can get wrong numbers.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

Job = Callable[[], None]


class Work(Protocol):
    """What the thread advances while no job waits."""

    def seconds_until_due(self) -> float | None:
        """How long until `advance` may be called; None while there is nothing to do."""
        ...

    def advance(self) -> None:
        """Do one piece of work."""
        ...


class ComputeThread:
    """Runs jobs and, between them, a piece of `work` at a time."""

    def __init__(self, work: Work, on_failure: Callable[[Exception], None]) -> None:
        """`on_failure` is called in the thread with whatever a job or the work raised."""
        self._work = work
        self._on_failure = on_failure
        self._jobs: deque[Job] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._loop, name="compute", daemon=True)

    def start(self) -> None:
        """Start the thread; what was submitted before is done first."""
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Have `job` done in the thread, after those submitted before and before training goes on."""
        with self._wake:
            self._jobs.append(job)
            self._wake.notify()

    def close(self, seconds: float) -> bool:
        """Do the jobs that wait, then end the thread; False if that takes longer than `seconds`."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _loop(self) -> None:
        while True:
            if not self._jobs:
                wait = None if self._closing else self._work.seconds_until_due()
                if wait is None or wait > 0.0:
                    with self._wake:
                        if not self._jobs:
                            if self._closing:
                                return
                            self._wake.wait(wait)
                    continue
            self._do(self._jobs.popleft() if self._jobs else self._work.advance)

    def _do(self, piece: Job) -> None:
        try:
            piece()
        except Exception as error:  # The thread must outlive any failure; the session tells the person.
            log.exception("A piece of work failed")
            self._on_failure(error)
