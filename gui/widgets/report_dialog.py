"""A report in lines, to be read or copied."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gui.theme.text import set_text_role

_CHARACTERS = 104
_LINES = 34
_SHARE_OF_SCREEN = 0.9


class ReportDialog(QDialog):
    """Stands beside the window, which goes on; Esc closes it."""

    def __init__(self, title: str, heading: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportDialog")
        self.setWindowTitle(title)
        self.setModal(False)
        label = QLabel(heading, self)
        label.setObjectName("reportHeading")
        label.setWordWrap(True)
        set_text_role(label, "heading")
        self._field = fixed_text(text, self)
        self._field.setObjectName("reportText")
        self._field.setAccessibleName(title)
        self._field.setToolTip(heading)
        self._copy_button = QPushButton(self.tr("&Copy"), self)
        self._copy_button.setObjectName("reportCopy")
        self._copy_button.setAccessibleName(self.tr("Copy"))
        self._copy_button.setToolTip(self.tr("Copy the report"))
        self._copy_button.setAutoDefault(False)
        self._copy_button.clicked.connect(self._on_copy)
        close = QPushButton(self.tr("Close"), self)
        close.setObjectName("reportClose")
        close.setAccessibleName(self.tr("Close"))
        close.setToolTip(self.tr("Close the report"))
        close.setProperty("primary", True)
        close.setDefault(True)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._copy_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addWidget(label)
        column.addWidget(self._field, 1)
        column.addLayout(buttons)
        close.setFocus()
        self._take_room()

    @property
    def text(self) -> str:
        """The report."""
        return self._field.toPlainText()

    def _take_room(self) -> None:
        """As much as the lines want, where the screen has it."""
        self.ensurePolished()
        metrics = self._field.fontMetrics()
        wanted = QSize(metrics.averageCharWidth() * _CHARACTERS, metrics.lineSpacing() * _LINES)
        self.resize(wanted.boundedTo(self.screen().availableGeometry().size() * _SHARE_OF_SCREEN))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._copy_button.setText(self.tr("Copied"))


def fixed_text(text: str, parent: QWidget) -> QPlainTextEdit:
    """A field of lines to read, in letters of one width and of the size of all text."""
    field = QPlainTextEdit(text, parent)
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    font = QFont()
    font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    font.setStyleHint(QFont.StyleHint.Monospace)
    field.setFont(font)
    field.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return field
