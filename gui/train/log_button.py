"""The sign in the status bar that the training is being logged, and the way to end that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gui.theme.icons import icon
from gui.theme.theme import Theme


class LogButton(QToolButton):
    """Seen while a log is written; pressing it ends the log."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("logButton")
        self.setText(self.tr("TensorBoard"))
        self.setAccessibleName(self.tr("Stop logging to TensorBoard"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoRaise(True)
        # No higher than the line beside it.
        self.setProperty("statusButton", True)
        self.hide()

    def show_folder(self, folder: Path | None) -> None:
        """Say where the log is written; None where there is none."""
        self.setVisible(folder is not None)
        words = self.tr("The training is logged to {folder} every two seconds: press to stop")
        self.setToolTip(words.format(folder=folder) if folder is not None else "")

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.setIcon(icon("plot", theme))
