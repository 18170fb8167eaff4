"""Reading in small steps, between which others have their turn, see how far it is, and can end it."""

from __future__ import annotations

import time

from engine.datasets.own.survey import Cancelled as AskCancelled
from engine.datasets.own.survey import Progress
from engine.errors import Cancelled


class Pace:
    """To be called between steps of at most a few milliseconds."""

    def __init__(self, progress: Progress, cancelled: AskCancelled) -> None:
        self._progress = progress
        self._cancelled = cancelled

    def step(self, done: int, total: int) -> None:
        """Say how far it is, and let other threads run.

        Raises:
            Cancelled: Nobody wants it any more.
        """
        if self._cancelled():
            raise Cancelled("Reading your own data was cancelled.")
        self._progress(done, total)
        # Gives the interpreter's lock to whoever waits for it, a window for instance.
        time.sleep(0)
