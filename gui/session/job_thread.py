"""A thread that does jobs, one after the other, as long as the window lives."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)

Job = Callable[[], None]


class JobThread:
    """Does what is submitted in its order; a job that fails does not end it."""

    def __init__(self, name: str, on_failure: Callable[[Exception], None]) -> None:
        """`on_failure` is called in the thread with whatever a job raised."""
        self._on_failure = on_failure
        self._jobs: deque[Job] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; what was submitted before is done first."""
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Have `job` done in the thread, after those submitted before."""
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

    def _seconds_until_due(self) -> float | None:
        """When `_advance` is to be called while no job waits; None while there is nothing to do."""
        return None

    def _advance(self) -> None:
        """Do one piece of work that no job asked for."""

    def _loop(self) -> None:
        while True:
            if not self._jobs:
                wait = None if self._closing else self._seconds_until_due()
                if wait is None or wait > 0.0:
                    with self._wake:
                        if not self._jobs:
                            if self._closing:
                                return
                            self._wake.wait(wait)
                    continue
            self._do(self._jobs.popleft() if self._jobs else self._advance)

    def _do(self, piece: Job) -> None:
        try:
            piece()
        except Exception as error:  # The thread must outlive any failure; the session tells the person.
            log.exception("A piece of work failed")
            self._on_failure(error)
