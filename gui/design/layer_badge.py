"""The sign of a layer: a bar of its colour with its name, the same in the list and beside what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.theme.theme import LIGHT

_BAR_WIDTH = 4
_BAR_HEIGHT = 16
_TEXT_LEFT = 10


def paint_badge(painter: QPainter, rect: QRect, text: str, bar: QColor, ink: QColor) -> None:
    """Paint the bar and the text into `rect`, left-aligned and vertically centred."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(bar)
    height = min(_BAR_HEIGHT, rect.height() - 6)
    top = rect.top() + (rect.height() - height) // 2
    painter.drawRoundedRect(QRectF(rect.left(), top, _BAR_WIDTH, height), 2, 2)
    painter.setPen(ink)
    room = rect.adjusted(_TEXT_LEFT, 0, 0, 0)
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()


class LayerBadge(QWidget):
    """A bar and a name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._color: QColor = LIGHT.muted_text

    def set_layer(self, text: str, color: QColor) -> None:
        """Show the layer's name and colour."""
        self._text, self._color = text, color
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_TEXT_LEFT + metrics.horizontalAdvance(self._text) + 2, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = self.palette().windowText().color()
        paint_badge(QPainter(self), self.rect(), self._text, self._color, ink)
