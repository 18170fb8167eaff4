"""The picture of one layer's weights with its caption and colour bar."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from gui.inspect.color_bar import COLOR_BAR_WIDTH, draw_color_bar
from gui.inspect.heatmap import Limit, color_table, symmetric_limit
from gui.inspect.picture import CachedPicture
from gui.inspect.weight_content import WeightContent
from gui.inspect.weight_matrix import WeightMatrix
from gui.inspect.weight_tiles import WeightTiles
from gui.theme.theme import LIGHT, Theme

_MARGIN = 16
_SCROLL_WIDTH = 10


class WeightPicture(CachedPicture):
    """Draws one layer as image tiles or as a matrix.

    Signals:
        pointer_moved(): another weight may be under the pointer.
    """

    pointer_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weightPicture")
        self.setAccessibleName(self.tr("Picture of the weights"))
        self._drawing: WeightTiles | WeightMatrix | None = None
        self._limit = Limit(1.0, False)
        self._zoom = 1.0
        self._table = color_table(LIGHT.diverging, LIGHT.surface)
        self._empty_text = ""
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._scroll.setObjectName("weightTileScroll")
        self._scroll.setAccessibleName(self.tr("Rows of tiles"))
        self._scroll.setToolTip(self.tr("Scroll to the units whose tiles are out of view"))
        self._scroll.valueChanged.connect(self._on_scrolled)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.hide()

    @property
    def limit(self) -> Limit:
        """The ends of the colour bar."""
        return self._limit

    def caption(self) -> str:
        """What is shown, and how much of it."""
        return self._drawing.caption() if self._drawing else ""

    def displayed(self) -> NDArray[np.floating]:
        """The weights that are shown: (inputs, tiles), or (rows, columns) of the matrix; (0, 0) for none."""
        return self._drawing.displayed() if self._drawing else np.zeros((0, 0))

    def read_out(self, point: QPointF) -> str:
        """The weight at `point` in words, or an empty text."""
        return self._drawing.read_out(point) if self._drawing else ""

    def read_out_at_pointer(self) -> str:
        """The weight under the pointer in words, or an empty text."""
        return "" if self._pointer is None else self.read_out(self._pointer)

    def show_content(self, content: WeightContent, as_tiles: bool) -> None:
        """Show a layer; tiles need the content's image shape."""
        if as_tiles and content.image_shape is not None:
            self._drawing = WeightTiles(content, content.image_shape)
        else:
            self._drawing = WeightMatrix(content)
        self._arrange()
        self.mark_dirty()

    def show_nothing(self, text: str) -> None:
        """Show `text` in place of weights."""
        self._drawing, self._empty_text = None, text
        self._arrange()
        self.mark_dirty()

    def set_zoom(self, zoom: float) -> None:
        """Enlarge the tiles by `zoom` over the size at which all fit."""
        self._zoom = zoom
        self._arrange()
        self.redraw()

    def apply_theme(self, theme: Theme) -> None:
        self._table = color_table(theme.diverging, theme.surface)
        super().apply_theme(theme)

    def draw(self, painter: QPainter) -> None:
        painter.setPen(self._theme.muted_text)
        if self._drawing is None:
            box = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box, flags, self._empty_text)
            return
        area = self._area()
        text = painter.fontMetrics().elidedText(self.caption(), Qt.TextElideMode.ElideRight, self.width() - 2 * _MARGIN)
        caption = QRectF(_MARGIN, 0, self.width() - 2 * _MARGIN, area.top() - 8)
        painter.drawText(caption, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        shown = self._drawing.displayed()
        self._limit = symmetric_limit(shown)
        if isinstance(self._drawing, WeightTiles):
            self._drawing.draw(painter, self._limit.value, self._table)
        else:
            self._drawing.draw(painter, self._limit.value, self._table, self._theme)
        bar = QRectF(self.width() - COLOR_BAR_WIDTH - 8, area.top(), COLOR_BAR_WIDTH, min(area.height(), 240))
        draw_color_bar(painter, bar, self._limit, self._table, self._theme)

    def _area(self) -> QRectF:
        top = self.fontMetrics().height() + 12
        width = self.width() - _MARGIN - COLOR_BAR_WIDTH - 8 - 24
        return QRectF(_MARGIN, top, max(width, 8), max(self.height() - top - 8, 8))

    def _arrange(self) -> None:
        """Choose places and sizes; tells the scroll bar what is out of view."""
        area, drawing = self._area(), self._drawing
        hidden_rows = 0
        if isinstance(drawing, WeightTiles):
            drawing.arrange(area, self._zoom, self._scroll.value())
            hidden_rows = drawing.grid.total_rows - drawing.grid.visible_rows
            self._scroll.setPageStep(drawing.grid.visible_rows)
        elif drawing is not None:
            drawing.arrange(area, self.devicePixelRatioF())
        self._scroll.setRange(0, hidden_rows)
        self._scroll.setVisible(hidden_rows > 0)
        self._scroll.setGeometry(math.ceil(area.right()) + 4, int(area.top()), _SCROLL_WIDTH, int(area.height()))

    @Slot()
    def _on_scrolled(self) -> None:
        self._arrange()
        self.redraw()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    def sizeHint(self) -> QSize:
        return QSize(720, 420)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._scroll.isVisible():
            self._scroll.event(event)
        else:
            super().wheelEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.pointer_moved.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointer_moved.emit()
