"""Errors of the program itself: one calm dialog, however many there are and whichever thread they come from."""

from __future__ import annotations

import logging
import threading
import time
import traceback

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from shiboken6 import isValid

from engine.sharing import Shared, to_text
from gui.documents import Documents
from gui.log_file import log_folder
from gui.main_window import MainWindow
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase
from gui.versions import blas_words, platform_words, versions, without_names
from gui.widgets.error_dialog import ErrorDialog

log = logging.getLogger(__name__)

QUIET_SECONDS = 10.0
"""After the dialog was closed, further errors go to the log alone for so long."""


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
        # Never at once: the error may come out of the middle of a painting.
        self._happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)
        session.failed.connect(self._happened)
        session.run_changed.connect(self._on_run_changed)
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
            if self._dialog is not None:
                self._more += 1
                self._dialog.set_more(self._more)
            elif time.monotonic() >= self._quiet_until:
                self._show(error, thread)
        except Exception:  # One error must not ask for the next.
            log.exception("An error could not be shown")

    def _show(self, error: BaseException, thread: str) -> None:
        dialog = ErrorDialog(self._comfort(), self._doing(thread), self._details(error, thread), self._window)
        dialog.apply_theme(self._window.theme)
        dialog.set_savable(self._run is not None)
        dialog.copy_requested.connect(self._documents.ask_copy)
        dialog.log_requested.connect(self.show_log)
        dialog.finished.connect(self._on_closed)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog, self._more = dialog, 0
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
            f"Log: {log_folder()}",
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
    def _on_theme_changed(self, theme: object) -> None:
        if self._dialog is not None:
            self._dialog.apply_theme(self._window.theme)
