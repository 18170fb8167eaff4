"""What a test has left behind: live threads and top-level widgets."""

from __future__ import annotations

import gc
import sys
import threading

# A thread that was told to stop may need a moment for its last lines.
GRACE_SECONDS = 1.0


def leaked_threads(before: set[threading.Thread]) -> list[str]:
    """Return the names of the threads that were not in `before` and are still alive."""
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:
        thread.join(GRACE_SECONDS)
    return [thread.name for thread in started if thread.is_alive()]


def window_addresses() -> set[int]:
    """Return the addresses of all top-level widgets, without holding on to them."""
    if not _application_runs():
        return set()
    from PySide6.QtWidgets import QApplication
    from shiboken6 import getCppPointer

    return {getCppPointer(widget)[0] for widget in QApplication.topLevelWidgets()}


def leaked_windows(before: set[int]) -> list[str]:
    """Return a description of each top-level widget that was not in `before` and is still there."""
    if not _application_runs():
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    # Outside an event loop nobody carries out deleteLater().
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if _windows_beyond(before):
        gc.collect()
    return _windows_beyond(before)


def _windows_beyond(before: set[int]) -> list[str]:
    from PySide6.QtWidgets import QApplication
    from shiboken6 import getCppPointer

    return [
        f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in QApplication.topLevelWidgets()
        # Menus and the like belong to their parent; the label of a tool tip belongs to Qt.
        if widget.parent() is None
        and widget.metaObject().className() != "QTipLabel"
        and getCppPointer(widget)[0] not in before
    ]


def _application_runs() -> bool:
    """Whether a QApplication exists, found out without importing Qt."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets is not None and widgets.QApplication.instance() is not None
