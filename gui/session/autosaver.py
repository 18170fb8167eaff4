"""What is learnt is kept while it is learnt, so that a crash or a power cut costs half a minute at most."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.checkpoint import Checkpoint, take_checkpoint
from engine.errors import EngineError
from engine.persistence import save
from gui.session.job_thread import Job
from gui.session.posting import Posting
from gui.session.run import Run

log = logging.getLogger(__name__)


class Autosaver(Posting):
    """Keeps the newest state of a run in one file, which is never the person's own.

    The state is copied in the compute thread, between two steps, and written in the thread of the files. While a slow
    disk writes, newer states take the place of those that wait.

    Signals:
        failed(str): it cannot be kept; a sentence says why. Said once, until it works again.

    Attributes:
        problem: Why the newest state is not kept, in a sentence, or "".
    """

    failed = Signal(str)

    def __init__(
        self,
        submit: Callable[[Job], None],
        submit_file: Callable[[Job], None],
        path: Path,
        parent: QObject | None = None,
    ) -> None:
        """`submit` has a job done in the compute thread, `submit_file` in that of the files; `path` is the file."""
        super().__init__(parent)
        self._submit = submit
        self._submit_file = submit_file
        self._path = path
        self.problem = ""
        # Of the compute thread: what was taken last.
        self._mark: tuple[object, ...] | None = None
        # Set by the compute thread, taken by that of the files.
        self._waiting: tuple[Run, Checkpoint] | None = None

    def keep(self, run: Run) -> None:
        """Keep `run` as it is now, unless it is kept already."""

        def take() -> None:
            mark = _mark_of(run)
            if mark == self._mark:
                return
            try:
                self._waiting = run, _state_of(run)
            except MemoryError:
                self._fail(self.tr("There is not enough memory to copy it."))
                return
            self._mark = mark
            self._submit_file(self._write)

        self._submit(take)

    def forget(self, run: Run | None) -> None:
        """What is kept, of `run` or of none, is not needed any more: it was saved, or there is nothing in it."""

        def drop() -> None:
            self._mark, self._waiting = None, None
            self._submit_file(lambda: self._remove(run))

        self._submit(drop)

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        run, checkpoint = waiting
        try:
            save(checkpoint, self._path)
        except EngineError as error:
            self._fail(str(error))
            return
        except MemoryError:
            self._fail(self.tr("There is not enough memory to write it."))
            return
        self.problem = ""
        # Taken up from the file of an earlier session, it is now in that of this one.
        self._drop_origin(run)

    def _remove(self, run: Run | None) -> None:
        _unlink(self._path)
        if run is not None:
            self._drop_origin(run)

    def _drop_origin(self, run: Run) -> None:
        recovery, run.recovery = run.recovery, None
        if recovery is not None and recovery != self._path:
            _unlink(recovery)

    def _fail(self, reason: str) -> None:
        # The next time it is tried again, even if nothing has changed.
        self._mark = None
        is_new, self.problem = not self.problem, reason
        if is_new:
            sentence = self.tr(
                "What is learnt cannot be kept against a crash. {reason} Save the network to another place."
            )
            self.post(lambda: self.failed.emit(sentence.format(reason=reason)))


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.info("The recovery file %s stays: %s", path, error)


def _state_of(run: Run) -> Checkpoint:
    """The run as it is; where its numbers ran out of range, as it was when all was well."""
    good = run.good.latest if run.trainer.divergence is not None else None
    return good or take_checkpoint(run.trainer)


def _mark_of(run: Run) -> tuple[object, ...]:
    """Differs wherever two states of a session's training do."""
    trainer = run.trainer
    changes = trainer.changes
    newest = changes[-1] if changes else None
    return run.run_id, trainer.steps, trainer.epoch, trainer.spec, trainer.waiting_changes, len(changes), newest
