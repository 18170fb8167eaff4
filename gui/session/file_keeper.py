"""Reading and writing the session's files, in the compute thread, between two steps of training."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.checkpoint import take_checkpoint
from engine.errors import EngineError
from engine.persistence import load, save
from gui.session.job_thread import Job
from gui.session.posting import Posting
from gui.session.run import Run

log = logging.getLogger(__name__)


class FileKeeper(Posting):
    """Saves runs and loads checkpoints.

    Signals:
        loaded(Checkpoint, Path): a file was read.
        saved(Run, Path, int): a run was written as it was after so many steps.
        failed(str): a sentence on why a file could not be read or written.
    """

    loaded = Signal(object, object)
    saved = Signal(object, object, object)
    failed = Signal(str)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit
        self._wish = 0

    def load(self, path: Path) -> None:
        """Read a file; one that was asked for before and is not read yet is no longer wanted."""
        self._wish += 1
        wish = self._wish

        def work() -> None:
            checkpoint = load(path)
            self.post(lambda: self.loaded.emit(checkpoint, path) if wish == self._wish else None)

        self._attempt(work)

    def cancel(self) -> None:
        """Nobody waits any more for what is being read."""
        self._wish += 1

    def save(self, run: Run, path: Path) -> None:
        """Write a run."""

        def work() -> None:
            steps = run.trainer.steps
            _write(run, path)
            self.post(lambda: self.saved.emit(run, path, steps))

        self._attempt(work)

    def keep(self, run: Run, path: Path) -> None:
        """Write a run that was not saved, for the next start, as the last thing: nobody is there to be told."""

        def work() -> None:
            try:
                _write(run, path)
            except EngineError as error:
                log.error("What was learnt is lost. %s", error)

        self._submit(work)

    def _attempt(self, work: Job) -> None:
        def guarded() -> None:
            try:
                work()
            except EngineError as error:
                sentence = str(error)
                self.post(lambda: self.failed.emit(sentence))

        self._submit(guarded)


def _write(run: Run, path: Path) -> None:
    """Save, and only then drop the recovery file that the run was taken up from."""
    save(take_checkpoint(run.trainer), path)
    recovery, run.recovery = run.recovery, None
    if recovery is not None and recovery != path:
        recovery.unlink(missing_ok=True)
