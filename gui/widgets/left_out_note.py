"""Says that steps of the preparation are left out, wherever an answer is shown that depends on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.theme.icons import icon_pixmap
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.elided_label import ElidedLabel

_ICON = 16


class LeftOutNote(QWidget):
    """A warning that names the steps, and a button that brings them back; hidden while none is left out.

    Signals:
        restore_requested(): every step is to be done again.
    """

    restore_requested = Signal()

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        """`place` tells the object names of two notes in one window apart."""
        super().__init__(parent)
        self.setObjectName(f"{place}LeftOutNote")
        self._icon = QLabel(self)
        self._label = ElidedLabel("", self)
        self._label.setObjectName(f"{place}LeftOutLabel")
        set_text_role(self._label, "small")
        set_text_tone(self._label, "warning")
        self._button = QPushButton(self.tr("Restore all"), self)
        self._button.setObjectName(f"{place}RestoreButton")
        self._button.setAccessibleName(self.tr("Restore all steps"))
        self._button.setToolTip(self.tr("Prepare drawings with every step again"))
        set_text_role(self._button, "small")
        self._button.clicked.connect(self.restore_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        self.apply_theme(LIGHT)
        self.show_left_out(())

    def show_left_out(self, names: Sequence[str]) -> None:
        """Name the steps that are left out."""
        words = self.tr("Without {0}").format(", ".join(names))
        if words != self._label.text():
            self._label.setText(words)
            self._label.setToolTip(words)
        self.setVisible(bool(names))

    def text(self) -> str:
        """What is said, "" where nothing is left out."""
        return "" if self.isHidden() else self._label.text()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._icon.setPixmap(icon_pixmap("warning", theme.warning, _ICON, self.devicePixelRatioF()))
