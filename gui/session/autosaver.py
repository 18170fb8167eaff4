"""What is learnt is kept while it is learnt, so that a crash or a power cut costs half a minute at most.

There are two files: one for the network that is there, and one for the network whose place it took, which can still be
brought back.
"""

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


def second_of(path: Path) -> Path:
    """The file beside `path` for the other one of two runs."""
    return path.with_stem(f"{path.stem}-2")


class Autosaver(Posting):
    """Keeps the newest state of a run in a file, which is never the person's own.

    The state is copied in the compute thread, between two steps, and written in a thread for that alone: it must not
    wait for files on slow disks. While it writes, newer states of a run take the place of those that wait.

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
        """`submit` has a job done in the compute thread, `submit_file` in the one that writes.

        `path` and `second_of(path)` are the files.
        """
        super().__init__(parent)
        self._submit = submit
        self._submit_file = submit_file
        self._paths = (path, second_of(path))
        self.problem = ""
        # Run -> its newest state, left by the compute thread for the one that writes.
        self._waiting: dict[int, Checkpoint] = {}
        # Of the thread that writes: file -> the run that is in it.
        self._held: dict[Path, int] = {}

    def keep(self, run: Run, beside: Run | None) -> None:
        """Keep `run` as it is now, unless it is kept already; of others only `beside` is still needed."""
        needed = {one.run_id for one in (run, beside) if one is not None}

        def take() -> None:
            mark = run.mark
            if mark == run.kept:
                return
            try:
                self._waiting[run.run_id] = _state_of(run)
            except MemoryError:
                self._fail(run, self.tr("There is not enough memory to copy it."))
                return
            run.kept = mark
            self._submit_file(lambda: self._write(run, needed))

        self._submit(take)

    def forget(self, run: Run) -> None:
        """What is kept of `run` is not needed any more: it was saved."""

        def drop() -> None:
            run.kept = None
            self._waiting.pop(run.run_id, None)
            self._submit_file(lambda: self._remove(run))

        self._submit(drop)

    def forget_all_but(self, run: Run | None) -> None:
        """What is kept of other runs is not needed any more."""
        needed = set() if run is None else {run.run_id}
        self._submit(lambda: self._submit_file(lambda: self._remove_but(needed)))

    def _write(self, run: Run, needed: set[int]) -> None:
        checkpoint = self._waiting.pop(run.run_id, None)
        if checkpoint is None:
            return
        path = next((path for path, held in self._held.items() if held == run.run_id), None)
        if path is None:
            path = next(path for path in self._paths if self._held.get(path) not in needed)
        try:
            save(checkpoint, path, file=run.file)
        except EngineError as error:
            self._fail(run, str(error))
            return
        except MemoryError:
            self._fail(run, self.tr("There is not enough memory to write it."))
            return
        self.problem = ""
        self._held[path] = run.run_id
        self._remove_but(needed)
        # Taken up from the file of an earlier session, it is now in one of this session.
        _drop_origin(run)

    def _remove_but(self, needed: set[int]) -> None:
        for path in [path for path, held in self._held.items() if held not in needed]:
            del self._held[path]
            _unlink(path)

    def _remove(self, run: Run) -> None:
        self._remove_but({held for held in self._held.values() if held != run.run_id})
        _drop_origin(run)

    def _fail(self, run: Run, reason: str) -> None:
        # The next time it is tried again, even if nothing has changed.
        run.kept = None
        is_new, self.problem = not self.problem, reason
        if is_new:
            sentence = self.tr(
                "What is learnt cannot be kept against a crash. {reason} Save the network to another place."
            )
            self.post(lambda: self.failed.emit(sentence.format(reason=reason)))


def _drop_origin(run: Run) -> None:
    recovery, run.recovery = run.recovery, None
    if recovery is not None:
        _unlink(recovery)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.info("The recovery file %s stays: %s", path, error)


def _state_of(run: Run) -> Checkpoint:
    """The run as it is; where its numbers ran out of range, as it was when all was well."""
    good = run.good.latest if run.trainer.divergence is not None else None
    return good or take_checkpoint(run.trainer)
