"""Keeps a widget square in the middle of whatever room there is."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class SquareFrame(QWidget):
    """Holds one widget, as large a square as fits."""

    def __init__(self, content: QWidget, smallest: int, preferred: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self._smallest = smallest
        self._preferred = preferred
        content.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self._preferred, self._preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._smallest, self._smallest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Height beyond the width would be empty room: leave it to the neighbours.
        self.setMaximumHeight(max(self.width(), self._smallest))
        side = min(self.width(), self.height())
        self._content.setGeometry((self.width() - side) // 2, 0, side, side)
