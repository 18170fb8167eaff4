"""Reading and writing networks that the person opens and saves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.checkpoint import Checkpoint, take_checkpoint
from engine.errors import EngineError
from engine.persistence import load, peek, save
from gui.session.job_thread import Job
from gui.session.pending import Opened, Origin
from gui.session.posting import Posting
from gui.session.run import Mark, Run

Adapt = Callable[[Checkpoint], Checkpoint]


class FileKeeper(Posting):
    """Takes runs down in the compute thread, between two steps; reads and writes in the thread of the files.

    Signals:
        loaded(Opened): a file was read.
        saved(Run, Path, Mark): a run was written as it was at that `Run.mark`.
        copied(Path): a copy of a run was written.
        failed(str): a sentence on why a file could not be read or written.
    """

    loaded = Signal(object)
    saved = Signal(object, object, object)
    copied = Signal(object)
    failed = Signal(str)

    def __init__(
        self, submit: Callable[[Job], None], submit_file: Callable[[Job], None], parent: QObject | None = None
    ) -> None:
        """`submit` has a job done in the compute thread, `submit_file` in that of the files."""
        super().__init__(parent)
        self._submit = submit
        self._submit_file = submit_file
        self._wish = 0

    def load(self, path: Path, origin: Origin = "file", adapt: Adapt | None = None) -> None:
        """Read a file, and adapt what is in it; one that was asked for before is no longer wanted."""
        self._wish += 1
        wish = self._wish

        def read() -> None:
            if wish != self._wish:
                return
            checkpoint = load(path)
            saved_as = peek(path).file if origin == "recovery" else path if origin == "file" else None
            opened = Opened(checkpoint if adapt is None else adapt(checkpoint), path, origin, saved_as)
            self.post(lambda: self.loaded.emit(opened) if wish == self._wish else None)

        self._submit_file(lambda: self._attempt(read))

    def cancel(self) -> None:
        """Nobody waits any more for what is being read."""
        self._wish += 1

    def save(self, run: Run, path: Path) -> None:
        """Write a run; what was there before is kept beside it."""

        def write(checkpoint: Checkpoint, mark: Mark) -> None:
            save(checkpoint, path, backup=True)
            self.post(lambda: self.saved.emit(run, path, mark))

        self._take(run, write)

    def save_copy(self, run: Run, path: Path) -> None:
        """Write a run that goes on as if it had not been written."""

        def write(checkpoint: Checkpoint, mark: Mark) -> None:
            save(checkpoint, path, backup=True)
            self.post(lambda: self.copied.emit(path))

        self._take(run, write)

    def _take(self, run: Run, write: Callable[[Checkpoint, Mark], None]) -> None:
        def take() -> None:
            checkpoint, mark = take_checkpoint(run.trainer), run.mark
            self._submit_file(lambda: self._attempt(lambda: write(checkpoint, mark)))

        self._submit(lambda: self._attempt(take))

    def _attempt(self, work: Job) -> None:
        try:
            work()
        except EngineError as error:
            sentence = str(error)
            self.post(lambda: self.failed.emit(sentence))
        except MemoryError:
            self.post(lambda: self.failed.emit(self.tr("There is not enough memory for this file.")))
