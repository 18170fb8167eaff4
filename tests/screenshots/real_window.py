"""Opens the real window, with settings and files of its own, and steers it as a person does."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from engine.spec import ExperimentSpec
from gui.app import SWITCH_SECONDS, create_window
from gui.main_window import MainWindow
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase
from tests.screenshots.user_folders import own_folders

_POLL_MILLISECONDS = 2
_LONGEST_WAIT = 30.0

W = TypeVar("W", bound=QObject)


class RealWindow:
    """The main window and the event loop around it.

    Attributes:
        window: The main window.
        session: Its session, to look at and to give designs to.
        run: The run it shows; None while data load.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        window = create_window(arguments)
        assert isinstance(window, MainWindow)
        self.window = window
        self.session = self.child(Session)
        self.run: Run | None = None
        self.session.run_changed.connect(self._on_run_changed)

    def child(self, kind: type[W], name: str = "") -> W:
        """The part of the window with this type and object name."""
        found = self.window.findChild(kind, name) if name else self.window.findChild(kind)
        if found is None:
            raise LookupError(f"the window has no {kind.__name__} {name!r}")
        return found

    def widget(self, name: str) -> QWidget:
        """The widget with this object name."""
        return self.child(QWidget, name)

    @property
    def phase(self) -> Phase:
        """What the session is doing."""
        return self.session.state.phase

    @property
    def steps(self) -> int:
        """Updates so far."""
        return self.run.trainer.steps if self.run is not None else 0

    def show(self, width: int, height: int) -> None:
        """Show the window in this size and wait until its network is there and its first picture is painted."""
        self.window.resize(width, height)
        self.window.show()
        self.wait_until(lambda: self.run is not None and self.phase is Phase.READY)
        self.spend(0.5)

    def design(self, spec: ExperimentSpec) -> None:
        """Wish for another design before the first step, and wait until it is what Start will train."""
        self.session.set_spec(spec)
        self.wait_until(lambda: self.run is not None and self.run.spec == spec and self.phase is Phase.READY)

    def set_full_speed(self) -> None:
        """Choose the speed Max."""
        combo = self.child(QComboBox, "speedCombo")
        combo.setCurrentIndex(combo.findData(0))

    def press_start(self) -> None:
        """Start, or pause."""
        self.child(QPushButton, "startButton").click()

    def start(self) -> None:
        """Press Start and wait for the first step."""
        before = self.steps
        self.press_start()
        self.wait_until(lambda: self.steps > before)

    def pause(self) -> None:
        """Press Pause and wait until training stands still."""
        if self.phase is Phase.TRAINING:
            self.press_start()
        self.wait_until(lambda: self.phase is not Phase.TRAINING)

    def spend(self, seconds: float) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Let the window live until `condition` holds.

        Raises:
            TimeoutError: it does not come to hold.
        """
        loop, timer, begin = QEventLoop(), QTimer(), time.perf_counter()
        timer.timeout.connect(lambda: loop.quit() if condition() or _too_late(begin) else None)
        timer.start(_POLL_MILLISECONDS)
        loop.exec()
        timer.stop()
        if not condition():
            raise TimeoutError(f"the window is still {self.phase.value}: {self.session.state.reason or 'no reason'}")

    def _on_run_changed(self, run: Run) -> None:
        self.run = run


@contextmanager
def opened(arguments: Sequence[str]) -> Iterator[RealWindow]:
    """A window of the application that is there; closed and deleted in the end, as if the program ended."""
    # As `gui.app.main` does: it decides how long a pen waits for training.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    real = RealWindow(arguments)
    try:
        yield real
    finally:
        real.window.close()
        real.window.deleteLater()
        # Outside an event loop nobody carries out deleteLater().
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
        sys.setswitchinterval(interval)


@contextmanager
def real_window(arguments: Sequence[str]) -> Iterator[RealWindow]:
    """A window in a process that has none yet; what it writes goes to a temporary folder."""
    with tempfile.TemporaryDirectory() as folder, own_folders(Path(folder)):
        application = QApplication.instance() or QApplication([sys.argv[0]])
        with opened(arguments) as real:
            yield real
        del application


def choose_platform() -> None:
    """Without a display the window is drawn into memory. Call it before the first QApplication."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _too_late(begin: float) -> bool:
    return time.perf_counter() - begin > _LONGEST_WAIT
