"""What every unit of a network gives over the plane or along the curve, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.inspect.hover_card import draw_hover_card
from gui.inspect.picture import KEYBOARD_REASONS, CachedPicture, figure
from gui.plane.layer_responses import LayerResponses, layer_responses
from gui.plane.response_grid import Block, arrange, neighbour
from gui.plane.response_heading import count_words, draw_heading, heading_height, least_width, whole_width
from gui.plane.response_tiles import draw_curves, draw_maps

Unit = tuple[int, int]
NO_UNIT: Unit = (-1, -1)

_MARGIN = 12.0
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# Along and down.
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ResponseMaps(CachedPicture):
    """A tile for each unit; pointing at one shows it large elsewhere, a click or Enter keeps it there.

    Signals:
        unit_hovered(int, int): layer and unit under the pointer or the keys; -1, -1 for none.
        unit_chosen(int, int): layer and unit that are to stay; -1, -1 for none any more.
    """

    unit_hovered = Signal(int, int)
    unit_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("responseMaps")
        self.setAccessibleName(self.tr("Responses of the units"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(
            self.tr(
                "What each unit gives for every input. Point at a tile to see it large, click to keep it. Keys: "
                "arrows go from tile to tile, Enter keeps one, Esc ends it"
            )
        )
        self._layers: tuple[LayerResponses, ...] = ()
        self._blocks: list[Block] | None = None
        self._hovered: Unit = NO_UNIT
        self._chosen: Unit = NO_UNIT
        self._by_keys = False
        self._input_names: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[LayerResponses, ...]:
        """What is shown."""
        return self._layers

    @property
    def current(self) -> Unit:
        """The unit that is to be seen large: that under pointer or keys, else the chosen one, else `NO_UNIT`."""
        return self._hovered if self._hovered != NO_UNIT else self._chosen

    def clear(self) -> None:
        """Show no units."""
        self.show_responses((), (), ())

    def show_responses(
        self, layers: Sequence[NDArray[np.floating]], total_units: Sequence[int], names: Sequence[str]
    ) -> None:
        """Show the units of each layer, the inputs first, the outputs last; drawn at the next `refresh()`.

        Args:
            layers: (units, s, s) float32 each, or (units, s) for a network of one input.
            total_units: how many units each layer has, or inputs; the array holds the first of them.
            names: what each layer is called.
        """
        sizes = [len(layer.values) for layer in self._layers]
        rows = zip(layers, total_units, names, strict=True)
        known = tuple(layer_responses(values, total, name) for values, total, name in rows)
        self._layers = known if all(layer.values.size for layer in known) else ()
        if sizes != [len(layer.values) for layer in self._layers]:
            self._blocks = None
            for unit, forget in ((self._hovered, self._hover), (self._chosen, self.choose)):
                if not self._has(unit):
                    forget(NO_UNIT)
        self._describe()
        self.mark_dirty()

    def set_input_names(self, names: Sequence[str]) -> None:
        """What the inputs are called; without names they are counted."""
        self._input_names = tuple(names)

    def choose(self, unit: Unit) -> None:
        """Keep a unit, or none."""
        if unit != self._chosen:
            self._chosen = unit
            self.update()
            self.unit_chosen.emit(*unit)

    def unit_name(self, unit: Unit) -> str:
        """What a unit is called."""
        if unit[0] == 0:
            known = unit[1] < len(self._input_names)
            return self._input_names[unit[1]] if known else self.tr("input {number}").format(number=unit[1] + 1)
        return self.tr("{layer}, unit {number}").format(layer=self._layers[unit[0]].name, number=unit[1] + 1)

    def unit_at(self, point: QPointF) -> Unit:
        """The unit whose tile is under `point`, or `NO_UNIT`."""
        for block in self.blocks():
            unit = block.unit_at(point)
            if unit is not None:
                return block.layer, unit
        return NO_UNIT

    def tile_box(self, unit: Unit) -> QRectF:
        """Where the tile of a unit is; empty where it has none."""
        for block in self.blocks():
            if block.layer == unit[0] and unit[1] < block.shown:
                return block.tile_box(unit[1])
        return QRectF()

    def blocks(self) -> list[Block]:
        """The tiles of each layer at the present size."""
        if self._blocks is None:
            bold = QFontMetricsF(self.small_font(bold=True))
            area = QRectF(self.rect()).adjusted(_MARGIN, heading_height(bold), -_MARGIN, -_MARGIN)
            sizes = [len(layer.values) for layer in self._layers]
            least, wishes = ([width(layer, bold) for layer in self._layers] for width in (least_width, whole_width))
            self._blocks = arrange(sizes, area, least, wishes)
        return self._blocks

    def read_out(self, point: QPointF) -> list[str]:
        unit = self.unit_at(point)
        return self._words(unit) if unit != NO_UNIT else []

    def spoken(self) -> str:
        """What the keys read, and what is shown, in words."""
        if not self._layers:
            return self.tr("No responses yet")
        layers = [f"{layer.name}: {count_words(index, layer.total)}" for index, layer in enumerate(self._layers)]
        read = self._words(self._hovered) if self._by_keys and self._hovered != NO_UNIT else []
        return "; ".join([*read, *layers])

    def draw(self, painter: QPainter) -> None:
        if not self._layers:
            painter.setPen(self._theme.muted_text)
            box = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box, flags, self.tr("What each unit gives appears here once the network is computed."))
            return
        blocks = self.blocks()
        for index, block in enumerate(blocks):
            layer, color = self._layers[block.layer], self._color(block.layer)
            right = blocks[index + 1].left - 6 if index + 1 < len(blocks) else self.width() - _MARGIN
            draw_heading(painter, block, layer, right, (color, self.small_font(bold=True)), self._theme)
            if layer.values.ndim == 3:
                draw_maps(painter, block, layer.values, layer.limit, self._theme)
            else:
                draw_curves(painter, block, layer.values, layer.limit, color, self._theme)

    def draw_overlay(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for unit, width in ((self._hovered, 1.5), (self._chosen, 2.5)):
            box = self.tile_box(unit)
            if not box.isEmpty():
                painter.setPen(QPen(self._theme.accent, width))
                painter.drawRect(box.adjusted(-width / 2, -width / 2, width / 2, width / 2))
        if self._hovered != NO_UNIT:
            at = self.tile_box(self._hovered).center() if self._by_keys or self._pointer is None else self._pointer
            draw_hover_card(painter, at, self._words(self._hovered), QRectF(self.rect()), self._theme)

    def _color(self, layer: int) -> QColor:
        """The colour that a layer has in every view; the inputs are none."""
        return self._theme.muted_text if layer == 0 else self._theme.layer_color(layer - 1)

    def _words(self, unit: Unit) -> list[str]:
        layer = self._layers[unit[0]]
        values = layer.values[unit[1]]
        low, high = figure(float(values.min())), figure(float(values.max()))
        words = [self.unit_name(unit), self.tr("from {low} to {high}").format(low=low, high=high)]
        if unit == self._chosen:
            words.append(self.tr("kept in view"))
        return words

    def _has(self, unit: Unit) -> bool:
        return 0 <= unit[0] < len(self._layers) and unit[1] < len(self._layers[unit[0]].values)

    def _hover(self, unit: Unit) -> None:
        if unit != self._hovered:
            self._hovered = unit
            self._describe()
            self.update()
            self.unit_hovered.emit(*unit)

    def _step(self, key: Qt.Key) -> None:
        """Go to the next tile in a direction; the first key shows where it begins."""
        blocks = self.blocks()
        if not blocks:
            return
        here = self.tile_box(self._hovered)
        self._by_keys = True
        if here.isEmpty():
            first = self._chosen if not self.tile_box(self._chosen).isEmpty() else (blocks[0].layer, 0)
            self._hover(first)
            return
        self._hover(neighbour(blocks, here, *_STEPS[key]) or self._hovered)

    def _end_keys(self) -> None:
        if self._by_keys:
            self._by_keys = False
            self._hover(NO_UNIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(key)
        elif key in _ENTER and self._hovered != NO_UNIT:
            self.choose(NO_UNIT if self._hovered == self._chosen else self._hovered)
        elif key == Qt.Key.Key_Escape and (self._by_keys or self._chosen != NO_UNIT):
            self._end_keys()
            self.choose(NO_UNIT)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self.unit_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self._layers:
            self.choose(NO_UNIT if unit == self._chosen else unit)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._by_keys = False
        unit = self.unit_at(event.position())
        self._hover(unit)
        self.setCursor(Qt.CursorShape.PointingHandCursor if unit != NO_UNIT else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._by_keys = False
        self._hover(NO_UNIT)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in KEYBOARD_REASONS:
            self._step(Qt.Key.Key_Right)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end_keys()
        super().focusOutEvent(event)

    def redraw(self) -> None:
        self._blocks = None
        super().redraw()

    def _describe(self) -> None:
        if self.spoken() != self.accessibleDescription():
            self.setAccessibleDescription(self.spoken())

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 96)

    def sizeHint(self) -> QSize:
        return QSize(320, 280)
