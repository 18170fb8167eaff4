"""The ground of a plot: a rounded card, outlined while the keys are the plot's."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.theme.theme import LIGHT, Theme
from gui.widgets.paper import is_on_paper

_RADIUS = 6
_OUTLINE = 1.5


class PlotCard(QWidget):
    """Fills itself with the colour of plots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if is_on_paper():
            painter.fillRect(self.rect(), self._theme.surface)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.accent, _OUTLINE) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.surface)
        edge = _OUTLINE / 2 if self.hasFocus() else 0.0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), _RADIUS, _RADIUS)
