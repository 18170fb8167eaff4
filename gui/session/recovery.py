"""What was learnt but not saved, kept for the next start.

Each session has up to two files in the user's state folder, and a lock beside each while the program runs. A file
whose lock can be taken belongs to a session that is over: it is offered.
"""

from __future__ import annotations

import logging
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from PySide6.QtCore import QCoreApplication, QLockFile

from engine.errors import FileFormatError
from engine.persistence import SUFFIX, peek
from gui.session.autosaver import second_of

log = logging.getLogger(__name__)

_FOLDER_NAME = "recovery"


@dataclass(frozen=True)
class Orphan:
    """A recovery file of a session that is over.

    Attributes:
        saved_at: In seconds since 1970.
        file: Where the person saved it to last, or None.
        finished: All epochs are done.
    """

    path: Path
    saved_at: float
    experiment: str
    steps: int
    epochs: int
    file: Path | None = None
    finished: bool = False


class RecoveryFolder:
    """This session's recovery file, and those that others left.

    Attributes:
        path: Where this session's file is to be; `second_of(path)` is the place of another one.
        problem: Why no file can be kept there, in a sentence, or "".
    """

    def __init__(self, folder: Path | None = None) -> None:
        default = platformdirs.user_state_path("backprop-studio", appauthor=False) / _FOLDER_NAME
        self._folder = folder or default
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{uuid.uuid4().hex[:6]}{SUFFIX}"
        self.path = self._folder / name
        self._locks = [_lock_of(self.path), _lock_of(second_of(self.path))]
        self.problem = self._open()
        if not self.problem:
            self._clear_up()

    def orphans(self) -> list[Orphan]:
        """What earlier sessions left, the newest first."""
        if self.problem:
            return []
        found = []
        for path in self._folder.glob(f"*{SUFFIX}"):
            lock = _lock_of(path)
            if not lock.tryLock(0):
                continue
            lock.unlock()
            try:
                held = peek(path)
                found.append(Orphan(path, path.stat().st_mtime, *held))
            except (FileFormatError, OSError):
                log.info("The recovery file %s cannot be read", path, exc_info=True)
        return sorted(found, key=lambda orphan: orphan.saved_at, reverse=True)

    def hold(self, orphan: Orphan) -> bool:
        """Keep others from being offered `orphan`; False where another session was quicker."""
        lock = _lock_of(orphan.path)
        if not lock.tryLock(0):
            return False
        self._locks.append(lock)
        return True

    def release(self) -> None:
        """This session is over: whatever it wrote, or held and left, may be offered."""
        for lock in self._locks:
            lock.unlock()

    def _open(self) -> str:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return _tr("{folder} cannot be made: {why}.").format(folder=self._folder, why=error.strerror or error)
        if not all(lock.tryLock(0) for lock in self._locks):
            return _tr("{folder} cannot be written to.").format(folder=self._folder)
        return ""

    def _clear_up(self) -> None:
        """A session that was killed could remove neither its lock nor what it had half written."""
        for path in self._folder.glob(f".*{SUFFIX}.*.part"):
            lock = _lock_of(self._folder / path.name[1:].partition(".")[0])
            if lock.tryLock(0):
                lock.unlock()
                path.unlink(missing_ok=True)
        for path in self._folder.glob("*.lock"):
            lock = _lock_of(path)
            if not path.with_suffix(SUFFIX).exists() and lock.tryLock(0):
                lock.unlock()


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    # A lock of a program that ended is taken over whatever its age; one of a living program is not.
    lock.setStaleLockTime(0)
    return lock


def _tr(text: str) -> str:
    return QCoreApplication.translate("recovery", text)
