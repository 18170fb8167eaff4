"""Help > Self-check: asks for it, and shows what was found."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from gui.main_window import MainWindow
from gui.session.session import Session
from gui.widgets.report_dialog import ReportDialog


class SelfCheckDesk(QObject):
    """One self-check at a time."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._action = window.actions_by_name["self_check"]
        self._action.triggered.connect(self._on_asked)
        session.self_checker.checked.connect(self._on_checked)

    @Slot()
    def _on_asked(self) -> None:
        self._action.setEnabled(False)
        self._session.self_checker.check(self._session.data.data_dir)

    @Slot(str, str)
    def _on_checked(self, text: str, verdict: str) -> None:
        self._action.setEnabled(True)
        dialog = ReportDialog(self.tr("Self-check"), verdict, text, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
