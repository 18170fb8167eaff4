"""What an empty view shows: an icon and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.theme.icons import icon_pixmap
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme

_ICON_SIZE = 40


class EmptyState(QWidget):
    """An icon, a sentence and an optional hint in the middle of the room that they are given."""

    def __init__(self, icon_name: str, sentence: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._theme = LIGHT
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = self._build_label("body")
        self._hint = self._build_label("small")
        set_text_tone(self._hint, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(4)
        layout.addWidget(self._icon)
        layout.addWidget(self._sentence)
        layout.addWidget(self._hint)
        # Slightly above the middle looks like the middle.
        layout.addStretch(5)
        self.set_text(sentence, hint)
        self._show_icon()

    def set_text(self, sentence: str, hint: str = "") -> None:
        """Show another sentence and hint."""
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(f"{sentence} {hint}".strip())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._show_icon()

    def _build_label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        set_text_role(label, "small" if role == "small" else "body")
        return label

    def _show_icon(self) -> None:
        color = self._theme.disabled_text
        self._icon.setPixmap(icon_pixmap(self._icon_name, color, _ICON_SIZE, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._show_icon()
