"""What a lab stands in: its title, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme.icons import icon
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme


class LabFrame(QWidget):
    """A lab under a heading.

    Signals:
        closed(): the person wants back to the experiment.
    """

    closed = Signal()

    def __init__(self, name: str, title: str, lab: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}LabFrame")
        self.setAccessibleName(title)
        self._theme = LIGHT
        self._lab = lab
        heading = QLabel(title, self)
        set_text_role(heading, "heading")
        self._close = QPushButton(self.tr("Back"), self)
        self._close.setObjectName(f"{name}LabClose")
        self._close.setAccessibleName(self.tr("Close the lab"))
        self._close.setToolTip(self.tr("Back to the experiment; the lab keeps its state (Esc)"))
        self._close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 12, 8)
        top.addWidget(heading, 1)
        top.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(lab, 1)

    @property
    def lab(self) -> QWidget:
        """The lab itself."""
        return self._lab

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._close.setIcon(icon("close", theme))
        self._lab.apply_theme(theme)  # type: ignore[attr-defined]
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
