"""The picture of one layer's weights with its caption and colour bar."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from engine.places import BIAS, WeightPlace
from gui.inspect.color_bar import COLOR_BAR_WIDTH, draw_color_bar, limit_rule
from gui.inspect.heatmap import Limit, color_table, symmetric_limit
from gui.inspect.picture import CachedPicture, figure
from gui.inspect.weight_content import Quantity, WeightContent
from gui.inspect.weight_matrix import WeightMatrix
from gui.inspect.weight_tiles import WeightTiles
from gui.inspect.weight_unit import WeightUnit
from gui.theme.theme import LIGHT, Theme

_MARGIN = 16
_SCROLL_WIDTH = 10
# Down and across.
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_LEAST_MARK = 9.0
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WeightPicture(CachedPicture):
    """Draws one layer as image tiles or as a matrix, and a unit of the tiles large.

    Signals:
        pointer_moved(): another weight may be under the pointer.
        unit_changed(): a unit was enlarged, another one or none any more.
        weight_chosen(WeightPlace): the person clicked a weight of the matrix, or with the right button any weight, or
            pressed W on one.
    """

    pointer_moved = Signal()
    unit_changed = Signal()
    weight_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weightPicture")
        self.setAccessibleName(self.tr("Picture of the weights"))
        self._drawing: WeightTiles | WeightMatrix | WeightUnit | None = None
        self._content: WeightContent | None = None
        self._tiles: WeightTiles | None = None
        self._order: NDArray[np.intp] | None = None
        self._by_norm = False
        # The unit that is drawn large, and the place among the tiles that the keyboard has come to.
        self._enlarged: int | None = None
        self._cursor = 0
        # The weight that the keys read, in the matrix or a large unit: its input, or `BIAS`, and its unit.
        self._read: tuple[int, int] | None = None
        self._has_focus = False
        self._pressed: int | None = None
        self._limit = Limit(1.0, False)
        self._is_fixed = False
        self._zoom = 1.0
        self._table = color_table(LIGHT.diverging, LIGHT.surface)
        self._empty_text = ""
        self.setToolTip(
            self.tr(
                "Point at a weight to read it. Keys: arrows go from tile to tile or from weight to weight, Enter "
                "enlarges a unit, Page Up and Down go to its neighbours, Esc goes back, W follows the weight as a curve"
            )
        )
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

    @property
    def enlarged(self) -> int | None:
        """The unit that is drawn large, or None."""
        return self._enlarged

    @property
    def has_tiles(self) -> bool:
        """Whether the units have tiles, also while one of them is drawn large."""
        return self._tiles is not None

    @property
    def order(self) -> list[int]:
        """The units in the order of their tiles; empty where there are none."""
        units = self._content.units if self._tiles is not None and self._content is not None else 0
        return [self._tiles.unit_in(place) for place in range(units)] if self._tiles is not None else []

    def caption(self) -> str:
        """What is shown, and how much of it."""
        if self._drawing is None:
            return ""
        words = {
            "weights": "{what}",
            "gradient": self.tr("gradient of the last batch · {what}"),
            "change": self.tr("added by the last batch · {what}"),
        }
        return words[self._quantity()].format(what=self._drawing.caption())

    def displayed(self) -> NDArray[np.floating]:
        """The weights that are shown: (inputs, tiles), or (rows, columns) of the matrix; (0, 0) for none."""
        return self._drawing.displayed() if self._drawing else np.zeros((0, 0))

    def read_out(self, point: QPointF) -> str:
        """The weight at `point` in words, or an empty text."""
        found = self._drawing.find(point) if self._drawing else None
        return "" if found is None or self._content is None else self._content.read_out(*found)

    def read_out_at_pointer(self) -> str:
        """The weight that the keys read, or else that under the pointer, in words, or an empty text."""
        if self._read is not None and self._content is not None:
            return self._content.read_out(*self._read)
        return "" if self._pointer is None else self.read_out(self._pointer)

    def spoken(self) -> str:
        """What is shown, from where to where the numbers go, and the weight that the keys read, in words."""
        content = self._content
        if content is None:
            return self._empty_text
        low, high = figure(float(content.weight.min())), figure(float(content.weight.max()))
        words = self.tr("layer {number}: {what}; from {low} to {high}")
        text = words.format(number=content.layer + 1, what=self.caption(), low=low, high=high)
        return f"{self.read_out_at_pointer()}; {text}" if self._read is not None else text

    def show_content(self, content: WeightContent, as_tiles: bool) -> None:
        """Show a layer; tiles need the content's image shape."""
        self._content = content
        if self._read is not None and not self._has(content, *self._read):
            # First of all: whoever is told of another unit below asks what is read.
            self._read = None
        self._drawing = self._tiles = None
        if as_tiles and content.image_shape is not None:
            # Under the pointer the tiles stand still, so that a click meets the one that is pointed at.
            if not self._by_norm:
                self._order = None
            elif self._order is None or len(self._order) != content.units or self._pointer is None:
                self._order = content.by_norm
            self._drawing = self._tiles = WeightTiles(content, content.image_shape, self._order)
            self._cursor = min(self._cursor, content.units - 1)
        else:
            self._drawing = WeightMatrix(content)
        if self._enlarged is not None and (self._tiles is None or self._enlarged >= content.units):
            self._enlarged = None
            self.unit_changed.emit()
        self._show_enlarged()
        self._arrange()
        self.mark_dirty()

    def show_nothing(self, text: str) -> None:
        """Show `text` in place of weights."""
        self._drawing, self._content, self._tiles, self._empty_text = None, None, None, text
        self._read = None
        if self._enlarged is not None:
            self._enlarged = None
            self.unit_changed.emit()
        self._arrange()
        self.mark_dirty()

    def set_by_norm(self, by_norm: bool) -> None:
        """Order the tiles by the norm of their weights, the largest first, from the next content on."""
        self._by_norm, self._order = by_norm, None

    def set_fixed(self, fixed: bool) -> None:
        """Keep the present ends of the colour bar, or choose them by what is shown."""
        self._is_fixed = fixed
        self.redraw()

    def set_focus_shown(self, shown: bool) -> None:
        """Whether to mark the tile or weight that the keyboard has come to."""
        self._has_focus = shown
        self._set_read(self._read if shown else None)

    def enlarge(self, unit: int | None) -> None:
        """Draw a unit large, or all of them again; a unit without a tile is ignored."""
        if self._tiles is None or self._content is None or not (unit is None or 0 <= unit < self._content.units):
            return
        self._enlarged = unit
        self._read = None
        if unit is not None:
            self._move_cursor(self._tiles.place_of(unit))
        self._show_enlarged()
        self._arrange()
        self.redraw()
        self.unit_changed.emit()

    def press_key(self, key: int) -> bool:
        """Move among tiles or weights, enlarge a unit, go back, follow; False for a key that means nothing here."""
        pressed, content = Qt.Key(key), self._content
        if content is None:
            return False
        if pressed in _STEPS:
            self._step(*_STEPS[pressed])
        elif pressed == Qt.Key.Key_W and self._read is not None:
            self.weight_chosen.emit(WeightPlace(content.layer, *self._read))
        elif self._tiles is None:
            return False
        elif pressed in _ENTER:
            self.enlarge(self._tiles.unit_in(self._cursor) if self._enlarged is None else None)
        elif pressed == Qt.Key.Key_Escape and self._enlarged is not None:
            self.enlarge(None)
        elif pressed in _PAGES and self._enlarged is not None:
            self._go_to_tile(self._cursor + _PAGES[pressed])
        else:
            return False
        return True

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
        if not self._is_fixed:
            self._limit = symmetric_limit(shown)
        if isinstance(self._drawing, WeightTiles):
            self._drawing.draw(painter, self._limit.value, self._table)
        else:
            self._drawing.draw(painter, self._limit.value, self._table, self._theme)
        bar = QRectF(self.width() - COLOR_BAR_WIDTH - 8, area.top(), COLOR_BAR_WIDTH, min(area.height(), 240))
        rule = limit_rule(self._limit, fixed=self._is_fixed, quantity=self._quantity())
        draw_color_bar(painter, bar, self._limit, rule, self._table, self._theme)

    def draw_overlay(self, painter: QPainter) -> None:
        tiles = self._drawing
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not isinstance(tiles, WeightTiles):
            if tiles is not None and self._read is not None:
                self._draw_read(painter, tiles.box(self._read))
            return
        pointed = None if self._pointer is None else tiles.unit_at(self._pointer)
        if pointed is not None:
            painter.setPen(QPen(self._theme.muted_text, 1))
            painter.drawRect(tiles.tile(tiles.place_of(pointed)).adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._has_focus and self._cursor in tiles.shown:
            painter.setPen(QPen(self._theme.accent, 2))
            painter.drawRect(tiles.tile(self._cursor).adjusted(-1, -1, 1, 1))

    def _draw_read(self, painter: QPainter, cell: QRectF) -> None:
        """A frame around a weight, never smaller than can be seen, on a ground of its own."""
        box = cell.adjusted(-1, -1, 1, 1)
        grow = max(0.0, (_LEAST_MARK - box.width()) / 2), max(0.0, (_LEAST_MARK - box.height()) / 2)
        box.adjust(-grow[0], -grow[1], *grow)
        for pen in (QPen(self._theme.surface, 4), QPen(self._theme.accent, 2)):
            painter.setPen(pen)
            painter.drawRect(box)

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
        elif isinstance(drawing, WeightUnit):
            drawing.arrange(area)
        elif drawing is not None:
            drawing.arrange(area, self.devicePixelRatioF())
        if not isinstance(drawing, WeightUnit):
            # Behind an enlarged unit the tiles stay where they were scrolled to.
            self._scroll.setRange(0, hidden_rows)
        self._scroll.setVisible(hidden_rows > 0)
        self._scroll.setGeometry(math.ceil(area.right()) + 4, int(area.top()), _SCROLL_WIDTH, int(area.height()))

    def _quantity(self) -> Quantity:
        return self._content.quantity if self._content is not None else "weights"

    def _show_enlarged(self) -> None:
        content = self._content
        if self._tiles is None or content is None or content.image_shape is None:
            return
        if self._enlarged is None:
            self._drawing = self._tiles
        else:
            self._drawing = WeightUnit(content, content.image_shape, self._enlarged)

    def _step(self, down: int, across: int) -> None:
        """Go on by a tile or a weight."""
        self._has_focus = True
        if isinstance(self._drawing, WeightMatrix | WeightUnit):
            self._set_read(self._drawing.neighbour(self._read, down, across))
        elif self._tiles is not None:
            self._go_to_tile(self._cursor + across + down * self._tiles.grid.columns)

    def _go_to_tile(self, place: int) -> None:
        if self._tiles is None or self._content is None or not 0 <= place < self._content.units:
            return
        self._move_cursor(place)
        if self._enlarged is not None:
            self.enlarge(self._tiles.unit_in(place))

    def _set_read(self, place: tuple[int, int] | None) -> None:
        self._read = place
        self.update()
        self.pointer_moved.emit()

    def _has(self, content: WeightContent, row: int, unit: int) -> bool:
        """Whether what is drawn has this weight."""
        if isinstance(self._drawing, WeightTiles):
            return False
        return unit < content.units and (content.bias is not None if row == BIAS else row < content.inputs)

    def _move_cursor(self, place: int) -> None:
        self._cursor = place
        if self._tiles is not None and self._enlarged is None:
            row, grid = place // self._tiles.grid.columns, self._tiles.grid
            first = self._scroll.value()
            self._scroll.setValue(min(max(first, row - grid.visible_rows + 1), row))
        self.update()

    @Slot()
    def _on_scrolled(self) -> None:
        self._arrange()
        self.redraw()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 72)

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if event.button() == Qt.MouseButton.LeftButton and self._tiles is not None:
            self._pressed = self._tiles.unit_at(event.position()) if self._enlarged is None else self._enlarged
        by_button = event.button() == Qt.MouseButton.RightButton or isinstance(self._drawing, WeightMatrix)
        found = self._drawing.find(event.position()) if self._drawing is not None and by_button else None
        if found is not None and self._content is not None:
            self.weight_chosen.emit(WeightPlace(self._content.layer, *found))
        # The view takes the focus.
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self._tiles is not None and event.button() == Qt.MouseButton.LeftButton:
            if self._enlarged is not None:
                self.enlarge(None)
            elif self._tiles.unit_at(event.position()) == pressed:
                self.enlarge(pressed)
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._set_read(None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointer_moved.emit()
