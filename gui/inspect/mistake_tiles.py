"""How a judged row looks in the gallery: its image with three short lines, or one line where it is no image."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.inspect.judged_rows import JudgedRows
from gui.theme.theme import LIGHT, Theme
from gui.widgets.ink_picture import ink_picture

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_IMAGE_SIDE = 56
_PADDING = 6
_GAP = 8
_LONGEST_TEXT = 120
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class TileModel(QAbstractListModel):
    """The rows that are shown, in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: JudgedRows | None = None
        self._order: NDArray[np.intp] = np.empty(0, np.intp)

    @property
    def rows(self) -> JudgedRows | None:
        """All rows of the split."""
        return self._rows

    @property
    def order(self) -> NDArray[np.intp]:
        """Those that are shown."""
        return self._order

    def show(self, rows: JudgedRows | None, order: NDArray[np.intp]) -> None:
        """Show other rows. A list stays where it is scrolled, and whatever points at a row goes on pointing at it."""
        self.layoutAboutToBeChanged.emit()
        pointing = [(index, int(self._order[index.row()])) for index in self.persistentIndexList()]
        self._rows, self._order = rows, order
        for index, row in pointing:
            found = np.flatnonzero(order == row)
            self.changePersistentIndex(index, self.index(int(found[0])) if len(found) else QModelIndex())
        self.layoutChanged.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if self._rows is None or not 0 <= index.row() < len(self._order):
            return None
        row = int(self._order[index.row()])
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return ", ".join(self._rows.verdict(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._rows.name(row)}: {', '.join(self._rows.verdict(row))}"
        return None


class TileDelegate(QStyledItemDelegate):
    """Paints a tile.

    Attributes:
        marked: The row whose image is on the canvas, or None.
    """

    def __init__(self, model: TileModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = LIGHT
        self._size = QSize(_IMAGE_SIDE, _IMAGE_SIDE)
        self.marked: int | None = None

    def apply_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme

    def fit(self, metrics: QFontMetrics, width: int) -> QSize:
        """The size of the tiles from now on: as many columns as fit into a list of this width, and fill it."""
        self._size = self._fitting(metrics, width)
        return self._size

    def _fitting(self, metrics: QFontMetrics, width: int) -> QSize:
        rows, line = self._model.rows, metrics.height()
        if rows is None or rows.image_shape is None:
            return QSize(width, line + 2 * _PADDING)
        # A little more for the bolder line.
        longest = max(
            (metrics.horizontalAdvance(self.tr("read as {0}").format(n)) for n in rows.class_names), default=0
        )
        text = min(round(1.1 * longest), _LONGEST_TEXT) + 4
        columns = max(width // (_IMAGE_SIDE + _GAP + text + 2 * _PADDING), 1)
        return QSize(width // columns, max(_IMAGE_SIDE, 3 * line) + 2 * _PADDING)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rows, row = self._model.rows, index.data(ROW_ROLE)
        if rows is None or row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        self._paint_ground(painter, QRectF(area), option, is_marked=row == self.marked)
        inside = area.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        image = rows.image(row)
        if image is None:
            words = f"{rows.name(row)}: {', '.join(rows.verdict(row))}"
            self._write(painter, inside, words, self._theme.text)
        else:
            self._paint_image(painter, inside, image, rows.full_ink)
            inside.setLeft(inside.left() + _IMAGE_SIDE + _GAP)
            self._paint_words(painter, inside, rows, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRectF, option: QStyleOptionViewItem, *, is_marked: bool) -> None:
        state = option.state
        box = area.adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_marked or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.selection if is_marked else self._theme.hover)
            painter.drawRoundedRect(box, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.accent, 1.5))
            painter.drawRoundedRect(box, 6, 6)

    def _paint_image(self, painter: QPainter, inside: QRect, image: NDArray[Any], full_ink: int) -> None:
        height, width = image.shape
        zoom = _IMAGE_SIDE / max(height, width)
        # Whole pixels where it can be; large images are made smaller.
        zoom = float(int(zoom)) if zoom >= 1 else zoom
        size = QSize(round(width * zoom), round(height * zoom))
        top = inside.top() + (inside.height() - size.height()) // 2
        frame = QRect(inside.left() + (_IMAGE_SIDE - size.width()) // 2, top, size.width(), size.height())
        painter.fillRect(frame.adjusted(-1, -1, 1, 1), self._theme.control_border)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < 1)
        painter.drawImage(frame, ink_picture(image, full_ink, self._theme))

    def _paint_words(self, painter: QPainter, inside: QRect, rows: JudgedRows, row: int) -> None:
        is_right = rows.labels[row] == rows.predicted[row]
        true, given, claim = rows.verdict(row)
        line = painter.fontMetrics().height()
        top = inside.top() + (inside.height() - 3 * line) // 2
        plain, strong = QFont(painter.font()), QFont(painter.font())
        strong.setWeight(QFont.Weight.DemiBold)
        color = self._theme.accent if is_right else self._theme.danger
        for place, (words, font, ink) in enumerate(
            ((true, plain, self._theme.text), (given, strong, color), (claim, plain, self._theme.muted_text))
        ):
            painter.setFont(font)
            self._write(painter, QRect(inside.left(), top + place * line, inside.width(), line), words, ink)

    def _write(self, painter: QPainter, box: QRect, words: str, ink: object) -> None:
        painter.setPen(ink)
        painter.drawText(box, _LEFT, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width()))
