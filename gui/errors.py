"""Errors of the program itself: one calm dialog, however many there are and whichever thread they come from."""

from __future__ import annotations

import logging
import threading
import time
import traceback

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from engine.sharing import Shared, to_text
from gui.documents import Documents
from gui.log_file import log_folder
from gui.main_window import MainWindow
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase, SessionState
from gui.versions import blas_words, platform_words, versions, without_names
from gui.widgets.error_dialog import ErrorDialog

log = logging.getLogger(__name__)

QUIET_SECONDS = 10.0
"""After the dialog was closed, further errors go to the log alone for so long, unless they end a training."""

# How soon the dialog comes once a modal one, beside which it would be dead, is answered.
_PATIENCE_MS = 200


class ErrorDesk(QObject):
    """Shows the first error, counts those that come while it is shown, and then keeps quiet for a while."""

    _happened = Signal(object, str)

    def __init__(self, window: MainWindow, session: Session, documents: Documents) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._documents = documents
        self._run: Run | None = None
        self._dialog: ErrorDialog | None = None
        self._more = 0
        self._quiet_until = 0.0
        # Training was set going since the dialog was shown last.
        self._has_trained = False
        self._waiting: tuple[BaseException, str] | None = None
        self._later = QTimer(self)
        self._later.setInterval(_PATIENCE_MS)
        self._later.timeout.connect(self._show_waiting)
        # Never at once: the error may come out of the middle of a painting.
        self._happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)
        session.failed.connect(self._happened)
        session.run_changed.connect(self._on_run_changed)
        session.state_changed.connect(self._on_state_changed)
        window.theme_changed.connect(self._on_theme_changed)
        window.actions_by_name["show_log"].triggered.connect(self.show_log)

    def report(self, error: BaseException) -> None:
        """Tell the person of an error that is in the log already; from any thread."""
        try:
            self._happened.emit(error, threading.current_thread().name)
        except RuntimeError:
            # A thread may outlive the window.
            if isValid(self):
                raise

    @Slot()
    def show_log(self) -> None:
        """Open the folder that holds the log."""
        folder = log_folder()
        if not (folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))):
            sentence = self.tr("The log is kept in {folder}.").format(folder=folder)
            self._window.notices.show_notice("info", sentence, topic="log")

    @Slot(object, str)
    def _on_happened(self, error: BaseException, thread: str) -> None:
        try:
            self._take(error, thread)
        except Exception:  # One error must not ask for the next.
            log.exception("An error could not be shown")

    def _take(self, error: BaseException, thread: str) -> None:
        # Whatever fails in the computation stops it.
        has_ended = thread == "compute" and self._has_trained
        is_first = self._dialog is None and self._waiting is None and time.monotonic() >= self._quiet_until
        if has_ended or is_first:
            self._has_trained = False
            if self._dialog is not None:
                # What it says no longer holds.
                self._dialog.close()
            self._more, self._waiting = 0, (error, thread)
            self._show_waiting()
        elif self._dialog is not None or self._waiting is not None:
            self._more += 1
            if self._dialog is not None:
                self._dialog.set_more(self._more)

    @Slot()
    def _show_waiting(self) -> None:
        if QApplication.activeModalWidget() is not None:
            self._later.start()
            return
        self._later.stop()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._show(*waiting)

    def _show(self, error: BaseException, thread: str) -> None:
        dialog = ErrorDialog(self._comfort(), self._doing(thread), self._details(error, thread), self._window)
        dialog.apply_theme(self._window.theme)
        dialog.set_savable(self._run is not None)
        dialog.copy_requested.connect(self._documents.ask_copy)
        dialog.log_requested.connect(self.show_log)
        dialog.finished.connect(self._on_closed)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        if self._more:
            dialog.set_more(self._more)
        dialog.show()

    def _comfort(self) -> str:
        phase = self._session.state.phase
        if self._run is None or phase in (Phase.LOADING, Phase.ERROR):
            return self.tr("What you have saved is untouched.")
        if phase is Phase.TRAINING:
            return self.tr("Your network is still there, and training goes on.")
        if phase is Phase.PAUSED:
            return self.tr("Your network is still there; training is paused.")
        return self.tr("Your network is still there.")

    def _doing(self, thread: str) -> str:
        places = {
            threading.main_thread().name: self.tr("in the window"),
            "compute": self.tr("in the computation"),
            "files": self.tr("while a file was read or written"),
        }
        place = places.get(thread, self.tr("in the background"))
        if self._run is None:
            return self.tr("It happened {place}.").format(place=place)
        sentence = self.tr("It happened {place}, at step {steps:,} of {name}.")
        return sentence.format(place=place, name=self._run.spec.name, steps=self._run.trainer.steps)

    def _details(self, error: BaseException, thread: str) -> str:
        run = self._run
        lines = [
            ", ".join(f"{name} {version}" for name, version in versions().items()),
            platform_words(),
            f"BLAS: {blas_words()}",
            f'Log: "{log_folder()}"',
            f"Thread: {thread}; {self._session.state.phase.value}, step {run.trainer.steps if run else 0}",
            "",
            "".join(traceback.format_exception(error)),
            to_text(Shared(self._session.state.spec)),
        ]
        return without_names("\n".join(lines))

    @Slot(int)
    def _on_closed(self, result: int) -> None:
        self._dialog = None
        self._quiet_until = time.monotonic() + QUIET_SECONDS

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._run = run

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        self._has_trained = self._has_trained or state.phase is Phase.TRAINING

    @Slot(object)
    def _on_theme_changed(self, theme: object) -> None:
        if self._dialog is not None:
            self._dialog.apply_theme(self._window.theme)
