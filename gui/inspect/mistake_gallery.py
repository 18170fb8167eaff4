"""The gallery of mistakes: a list of tiles of which only the visible ones are painted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from gui.inspect.hover_card import draw_hover_card
from gui.inspect.judged_rows import JudgedRows
from gui.inspect.mistake_tiles import ROW_ROLE, TileDelegate, TileModel
from gui.inspect.picture import figure
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.widgets.tile_list import lay_out_tiles

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MARGIN = 2


class MistakeGallery(QListView):
    """Tiles in their order; a click or Enter chooses one.

    Signals:
        row_chosen(object): the row of the split, an int.
    """

    row_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakeGallery")
        self.setAccessibleName(self.tr("Mistakes, the greatest loss first"))
        self.setToolTip(
            self.tr("Click an image to have it read on the canvas. Keys: arrows go from image to image, Enter does it")
        )
        self._theme = LIGHT
        self._pointer: QPointF | None = None
        self._empty_text = ""
        self._tiles = TileModel(self)
        self._delegate = TileDelegate(self._tiles, self)
        self.setModel(self._tiles)
        self.setItemDelegate(self._delegate)
        lay_out_tiles(self, _MARGIN)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setObjectName("mistakeGalleryScroll")
        self.verticalScrollBar().setAccessibleName(self.tr("Rows of tiles"))
        self.verticalScrollBar().setToolTip(self.tr("Scroll to the mistakes with a smaller loss"))
        set_text_role(self, "small")
        self.clicked.connect(self._choose)

    @property
    def shown(self) -> list[int]:
        """The rows that are shown, in their order."""
        return [int(row) for row in self._tiles.order]

    def show_rows(self, rows: JudgedRows | None, order: NDArray[np.intp], empty_text: str = "") -> None:
        """Show the rows `order` of `rows`, or `empty_text` where there are none."""
        self._empty_text = empty_text
        self._tiles.show(rows, order)
        self._fit()
        self.viewport().update()

    def mark(self, row: int | None) -> None:
        """Mark the tile of a row, or none."""
        self._delegate.marked = row
        self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._delegate.apply_theme(theme)
        self.viewport().update()

    def read_out(self, point: QPointF) -> list[str]:
        """What is under `point` of the viewport, a line a fact."""
        rows, index = self._tiles.rows, self.indexAt(point.toPoint())
        if rows is None or not index.isValid():
            return []
        row = index.data(ROW_ROLE)
        loss = self.tr("loss {loss}").format(loss=figure(float(rows.losses[row])))
        lines = [rows.name(row), ", ".join(rows.verdict(row)), loss]
        return lines if rows.image_shape is None else [*lines, self.tr("click: have it read on the canvas")]

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.row_chosen.emit(row)

    def _fit(self) -> None:
        """Tiles that fill the width, whether the scroll bar is there or not: it must not come and go by itself."""
        width = self.width() - 2 * (self.frameWidth() + _MARGIN) - self.verticalScrollBar().sizeHint().width() - 3
        size = self._delegate.fit(self.fontMetrics(), max(width, 1))
        if size != self.gridSize():
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def sizeHint(self) -> QSize:
        return QSize(360, 260)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing finds nothing: every tile begins with the same word."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        self.viewport().update()
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.read_out(QPointF(event.pos())):
            # The card beside the pointer says it.
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer = None
            self.viewport().update()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bounds = QRectF(self.viewport().rect())
        if not self._tiles.rowCount():
            painter.setPen(self._theme.muted_text)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(bounds.adjusted(8, 8, -8, -8), flags, self._empty_text)
        elif self._pointer is not None:
            draw_hover_card(painter, self._pointer, self.read_out(self._pointer), bounds, self._theme)
        painter.end()
