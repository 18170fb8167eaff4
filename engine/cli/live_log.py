"""A TensorBoard log that is written while a training runs."""

from __future__ import annotations

import time
from pathlib import Path

from engine.errors import EngineError
from engine.export.tensorboard import EventLog
from engine.trainer import Trainer

_SECONDS_BETWEEN = 2.0


class LiveLog:
    """Follows a training. What cannot be written any more does not end it.

    Attributes:
        problem: Why the log was given up, in words; "" where it was not.

    Raises:
        EngineError: A package is missing, or there can be no file in the folder.
    """

    def __init__(self, folder: Path, trainer: Trainer) -> None:
        self.problem = ""
        self._trainer = trainer
        self._log = EventLog(folder)
        self._log.add_graph(trainer.snapshot())
        self._due = time.monotonic()

    def follow(self) -> None:
        """Write what is new, where the last time was a while ago."""
        if time.monotonic() >= self._due:
            self._write()
            self._due = time.monotonic() + _SECONDS_BETWEEN

    def close(self) -> None:
        """Write what is still new, and end the file."""
        self._write()
        self._log.close()

    def _write(self) -> None:
        if self.problem:
            return
        recorder = self._trainer.recorder
        try:
            self._log.add(recorder.history.view(), recorder.records.view(), recorder.statistics.view())
        except EngineError as error:
            self.problem = str(error)
