"""How a kept digit looks: its image, and under it what it is and what the network reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.own.own_tile import OwnTile
from gui.theme.theme import LIGHT, Theme
from gui.widgets.ink_picture import ink_picture

_IMAGE_SIDE = 56
_PADDING = 6
_GAP = 3
_FULL_INK = 255
_Index = QModelIndex | QPersistentModelIndex


class DigitModel(QAbstractListModel):
    """The digits in the order in which they were kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[OwnTile] = []

    @property
    def tiles(self) -> list[OwnTile]:
        """What is shown."""
        return self._tiles

    def show(self, tiles: Sequence[OwnTile]) -> None:
        """Show these; where there are as many as before, what is selected stays so."""
        if len(tiles) == len(self._tiles):
            self._tiles = list(tiles)
            if tiles:
                self.dataChanged.emit(self.index(0), self.index(len(tiles) - 1))
            return
        self.beginResetModel()
        self._tiles = list(tiles)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._tiles)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not 0 <= index.row() < len(self._tiles):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            tile = self._tiles[index.row()]
            if tile.image is None:
                return self.tr("{label}, which shows nothing to read").format(label=tile.label)
            if not tile.answer:
                return self.tr("{label}, not read yet").format(label=tile.label)
            return self.tr("{label}, read as {answer}").format(label=tile.label, answer=tile.answer)
        return None


class DigitDelegate(QStyledItemDelegate):
    """Paints a tile. What is misread has a word and an outline as well as a colour."""

    def __init__(self, model: DigitModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = LIGHT
        self._size = QSize(_IMAGE_SIDE, _IMAGE_SIDE)

    def apply_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme

    def fit(self, metrics: QFontMetrics, width: int) -> QSize:
        """The size of the tiles from now on: as many columns as fit into a list of this width, and fill it."""
        words = metrics.horizontalAdvance(self.tr("{label}  read {answer}").format(label="0", answer="0"))
        least = max(_IMAGE_SIDE, round(1.1 * words)) + 2 * _PADDING
        columns = max(width // least, 1)
        self._size = QSize(width // columns, _IMAGE_SIDE + _GAP + metrics.height() + 2 * _PADDING)
        return self._size

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if not 0 <= index.row() < len(self._model.tiles):
            return
        tile = self._model.tiles[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        self._paint_ground(painter, QRectF(area), option)
        left = area.left() + (area.width() - _IMAGE_SIDE) // 2
        frame = QRect(left, area.top() + _PADDING, _IMAGE_SIDE, _IMAGE_SIDE)
        outline, width = (self._theme.danger, 2) if tile.is_misread else (self._theme.control_border, 1)
        painter.fillRect(frame.adjusted(-width, -width, width, width), outline)
        painter.fillRect(frame, self._theme.paper)
        if tile.image is not None:
            painter.drawImage(frame, ink_picture(tile.image, _FULL_INK, self._theme))
        line = QRect(area.left() + 2, frame.bottom() + 1 + _GAP, area.width() - 4, painter.fontMetrics().height())
        self._write(painter, line, tile)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRectF, option: QStyleOptionViewItem) -> None:
        state = option.state
        box = area.adjusted(1.5, 1.5, -1.5, -1.5)
        is_selected = state & QStyle.StateFlag.State_Selected
        if is_selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.selection if is_selected else self._theme.hover)
            painter.drawRoundedRect(box, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.accent, 1.5))
            painter.drawRoundedRect(box, 6, 6)

    def _write(self, painter: QPainter, line: QRect, tile: OwnTile) -> None:
        """The label, and behind it the answer, together in the middle."""
        strong = QFont(painter.font())
        strong.setWeight(QFont.Weight.DemiBold)
        answer, color = "", self._theme.muted_text
        if tile.is_misread:
            answer, color = self.tr("read {answer}").format(answer=tile.answer), self._theme.danger
        elif tile.answer:
            answer, color = "✓", self._theme.success
        gap = painter.fontMetrics().horizontalAdvance("  ") if answer else 0
        label_width = QFontMetrics(strong).horizontalAdvance(tile.label)
        width = label_width + gap + painter.fontMetrics().horizontalAdvance(answer)
        left = line.left() + max((line.width() - width) // 2, 0)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        plain = painter.font()
        painter.setFont(strong)
        painter.setPen(self._theme.text)
        painter.drawText(QRect(left, line.top(), line.width(), line.height()), middle, tile.label)
        painter.setFont(plain)
        painter.setPen(color)
        painter.drawText(QRect(left + label_width + gap, line.top(), line.width(), line.height()), middle, answer)
