"""The bar of a class in the table of classes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui.own_data.cells import SHARE_ROLE
from gui.theme.theme import LIGHT, Theme

_MARGIN = 8.0
_THICKNESS = 8.0
_LEAST = 2.0


class BarDelegate(QStyledItemDelegate):
    """Paints how many rows a class has beside the longest bar."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._theme = LIGHT

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if share is None:
            return
        room = QRectF(option.rect).adjusted(_MARGIN, 0, -_MARGIN, 0)
        bar = QRectF(room.left(), room.center().y() - _THICKNESS / 2, room.width() * share, _THICKNESS)
        bar.setWidth(max(bar.width(), _LEAST))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.train)
        painter.drawRoundedRect(bar, 2, 2)
        painter.restore()
