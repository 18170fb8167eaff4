"""What a process with a window holds: its memory as the system counts it, and the things that must not grow."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.machine import resident_megabytes

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_ROLLUP = Path("/proc/self/smaps_rollup")
_FILES = Path("/proc/self/fd")


@dataclass(frozen=True)
class Footprint:
    """A process at one moment.

    Attributes:
        resident: Megabytes that lie in RAM.
        own: Those of them that are no file's: what the process has written. As `resident` where the system does not
            tell.
        objects: Python's, as its garbage collector knows them.
        threads: All of the process where the system tells, else Python's.
        files: Open ones; 0 where the system does not tell.
    """

    resident: float
    own: float
    objects: int
    threads: int
    files: int


def footprint() -> Footprint:
    """This process now."""
    resident = resident_megabytes() or 0.0
    tasks = Path("/proc/self/task")
    return Footprint(
        resident=resident,
        own=_own_megabytes() or resident,
        objects=len(gc.get_objects()),
        threads=len(os.listdir(tasks)) if tasks.is_dir() else threading.active_count(),
        files=len(os.listdir(_FILES)) if _FILES.is_dir() else 0,
    )


def qt_objects(root: QObject) -> int:
    """How many objects of Qt's there are below one. It prints them: handed to Python each would get a wrapper."""
    from PySide6.QtCore import qInstallMessageHandler

    lines: list[str] = []
    before = qInstallMessageHandler(lambda kind, context, line: lines.append(line))
    root.dumpObjectTree()
    qInstallMessageHandler(before)
    return len(lines)


def empty_caches() -> None:
    """Give back what is kept only to be faster, so that what is left is what is held on to.

    These are: garbage in cycles, Qt's pixmaps (at most 10 MB), Qt's style rules, which it keeps for the line edits of
    spin boxes beyond their end (0.9 KB each) until the style sheet changes, and pages that the C library may reuse.
    """
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtGui import QPixmapCache
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    # Without any sheet combo boxes would look otherwise for a moment, and take on more than they give back.
    application.setStyleSheet(application.styleSheet().rstrip() + "\n" * (1 + application.styleSheet().endswith("\n")))
    application.processEvents()
    QPixmapCache.clear()
    gc.collect()
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _own_megabytes() -> float | None:
    if not _ROLLUP.is_file():
        return None
    lines = _ROLLUP.read_text(encoding="ascii").splitlines()
    line = next(line for line in lines if line.startswith("Anonymous:"))
    return int(line.split()[1]) * 1024 / 1e6
