"""The real `main()`, watched: prints when the first picture stood and when the first screen was ready, then ends.

`python -m tests.benchmarks.startup_probe START`, with START from `time.monotonic()` of whoever started it.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.screenshots.real_window import choose_platform

_REST_SECONDS = 0.15


class Watch(QObject):
    """Sees the first exposure of the window, and the first rest of the event loop after the network is there."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        from gui.session.session import Session
        from gui.session.state import Phase

        sessions = window.findChildren(Session)
        self._is_ready = lambda: all(session.state.phase is Phase.READY for session in sessions)
        self._window = window
        self._resting_since = 0.0
        self.painted = 0.0
        self.ready = 0.0
        window.windowHandle().installEventFilter(self)
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.aboutToBlock.connect(self._on_about_to_block)
        dispatcher.awake.connect(self._on_awake)
        # The loop must wake up for its rest to be noticed.
        self._timer = QTimer(self)
        self._timer.start(round(2000 * _REST_SECONDS))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose and not self.painted:
            watched.event(event)
            self.painted = time.monotonic()
            return True
        return False

    def _on_about_to_block(self) -> None:
        self._resting_since = time.monotonic()

    def _on_awake(self) -> None:
        rested = self._resting_since and time.monotonic() - self._resting_since >= _REST_SECONDS
        if rested and not self.ready and self._is_ready():
            self.ready = self._resting_since
            self._window.close()


def main(start: float) -> int:
    """Run the program until its first screen is ready."""
    choose_platform()
    watches: list[Watch] = []
    execute = QApplication.exec

    def watched_exec(application: QApplication | None = None) -> int:
        window = next(widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "mainWindow")
        watches.append(Watch(window))
        return execute()

    QApplication.exec = watched_exec  # type: ignore[method-assign]
    from gui.app import main as program

    code = program([])
    sys.stdout.write(json.dumps({"painted": watches[0].painted - start, "ready": watches[0].ready - start}) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
