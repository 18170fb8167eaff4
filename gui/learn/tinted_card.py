"""A rounded ground that turns green where something is reached."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.theme.theme import LIGHT, Theme

CardTone = Literal["plain", "success"]


class TintedCard(QWidget):
    """Widgets under each other on the colour of surfaces, inside a hairline; green where something is reached."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._tone: CardTone = "plain"
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 12)
        self.column.setSpacing(8)

    @property
    def theme(self) -> Theme:
        """The look that is applied."""
        return self._theme

    def set_tone(self, tone: CardTone) -> None:
        """Tint the ground."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(self._theme.border, 1))
        painter.setBrush(self._theme.surface)
        painter.drawRoundedRect(box, 8, 8)
        if self._tone == "success":
            line, fill = QColor(self._theme.success), QColor(self._theme.success)
            line.setAlphaF(0.45)
            fill.setAlphaF(0.09)
            painter.setPen(QPen(line, 1))
            painter.setBrush(fill)
            painter.drawRoundedRect(box, 8, 8)
        painter.end()
