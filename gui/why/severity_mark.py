"""How far off something is, as a small meter of three segments."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme.theme import LIGHT, Theme

_SEGMENTS = 3
_SEGMENT = 7.0
_GAP = 2.0
_HEIGHT = 6.0


class SeverityMark(QWidget):
    """None to three of three segments are filled: the number says it, the colour only underlines it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._degree = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_degree(self, degree: int) -> None:
        """Fill `degree` segments, 0..3."""
        self._degree = degree
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(_SEGMENTS * _SEGMENT + (_SEGMENTS - 1) * _GAP), max(self.fontMetrics().height(), 12))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = self._theme
        filled = theme.danger if self._degree == _SEGMENTS else theme.warning
        top = (self.height() - _HEIGHT) / 2
        for place in range(_SEGMENTS):
            painter.setBrush(filled if place < self._degree else theme.pressed)
            painter.drawRoundedRect(QRectF(place * (_SEGMENT + _GAP), top, _SEGMENT, _HEIGHT), 2, 2)
        painter.end()
