"""Reading and writing the session's files, in the compute thread, between two steps of training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.checkpoint import take_checkpoint
from engine.errors import EngineError
from engine.persistence import load, save
from gui.session.compute_thread import Job
from gui.session.run import Run


class FileKeeper(QObject):
    """Saves runs and loads checkpoints.

    Signals:
        loaded(Checkpoint, Path): a file was read.
        saved(Run, Path, int): a run was written as it was after so many steps.
        failed(str): a sentence on why a file could not be read or written.
    """

    loaded = Signal(object, object)
    saved = Signal(object, object, object)
    failed = Signal(str)
    _posted = Signal(object)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit
        self._posted.connect(self._on_posted)

    def load(self, path: Path) -> None:
        """Read a file."""

        def work() -> None:
            checkpoint = load(path)
            self._posted.emit(lambda: self.loaded.emit(checkpoint, path))

        self._attempt(work)

    def save(self, run: Run, path: Path) -> None:
        """Write a run."""

        def work() -> None:
            steps = run.trainer.steps
            save(take_checkpoint(run.trainer), path)
            self._posted.emit(lambda: self.saved.emit(run, path, steps))

        self._attempt(work)

    def _attempt(self, work: Job) -> None:
        def guarded() -> None:
            try:
                work()
            except EngineError as error:
                sentence = str(error)
                self._posted.emit(lambda: self.failed.emit(sentence))

        self._submit(guarded)

    @Slot(object)
    def _on_posted(self, call: Callable[[], None]) -> None:
        call()
