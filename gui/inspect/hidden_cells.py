"""What the hidden units answer on the rows of a truth table: a cell a unit, filled by its activation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gui.inspect.heatmap import color_table, quantise
from gui.inspect.network_nodes import answer_text
from gui.inspect.picture import figure, text_on
from gui.inspect.table_columns import Place
from gui.theme.theme import Theme

_CENTER = Qt.AlignmentFlag.AlignCenter


class HiddenCells:
    """The activations of each hidden layer on a zero-centred colour scale of the layer's own.

    The scale ends at 1, where sigmoid and tanh do, or at the largest magnitude where that is greater: then it does
    not move while the values do.
    """

    def __init__(self, layers: Sequence[NDArray[np.floating]]) -> None:
        """`layers`: one (rows, units) array each."""
        self._layers = tuple(layers)
        self._levels = []
        for values in self._layers:
            known = np.where(np.isfinite(values), values, 0.0)
            self._levels.append(quantise(known, max(1.0, float(np.abs(known).max(initial=0.0)))))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units a layer."""
        return tuple(values.shape[1] for values in self._layers)

    def unit(self, place: int) -> tuple[int, int]:
        """Layer and unit of the `place`-th of all units, counted from 0 layer by layer."""
        for layer, size in enumerate(self.sizes):
            if place < size:
                return layer, place
            place -= size
        raise IndexError(place)

    def words(self, row: int, layer: int, unit: int) -> list[str]:
        """A cell in words, a line a fact."""
        return [
            _tr("hidden layer {layer}, unit {unit}").format(layer=layer + 1, unit=unit),
            _tr("on row {row}: {value}").format(row=row + 1, value=figure(float(self._layers[layer][row, unit]))),
        ]

    def draw_cells(
        self,
        painter: QPainter,
        places: Sequence[Place],
        row: int,
        boxes: Sequence[QRect],
        with_figures: bool,
        theme: Theme,
    ) -> None:
        """Fill the `boxes` of a layer with the colours of its units' answers on `row`, and write those into them."""
        # The ground shows between the cells: what answers with 0 is seen to be there.
        painter.fillRect(boxes[0].united(boxes[-1]).adjusted(-1, -1, 1, 1), theme.grid)
        fills = _fills(theme)
        for place, box in zip(places, boxes, strict=True):
            fill = fills[self._levels[place.index][row, place.unit]]
            painter.fillRect(box, fill)
            if with_figures:
                painter.setPen(text_on(fill))
                painter.drawText(QRectF(box), _CENTER, answer_text(float(self._layers[place.index][row, place.unit])))


def cell_box(place: Place, top: float, height: float) -> QRect:
    """Where a cell is filled, in whole points: what lies beside and above it keeps a little away."""
    left, up = round(place.left), round(top) + 4
    return QRect(left, up, max(1, round(place.left + place.width) - 1 - left), max(1, round(top + height) - 5 - up))


def draw_block_headings(painter: QPainter, blocks: Sequence[Sequence[Place]], bottom: float, theme: Theme) -> None:
    """Draw above the cells of each layer its name, as long as all have room for, over a line in its colour."""
    metrics = QFontMetricsF(painter.font())
    height = metrics.height()
    sides = [(places[0].left, places[-1].left + places[-1].width) for places in blocks]
    layers = [places[0].index for places in blocks]
    long, short = (
        [form.format(layer=layer + 1) for layer in layers] for form in (_tr("hidden {layer}"), _tr("h{layer}"))
    )
    is_room = all(
        metrics.horizontalAdvance(text) <= right - left + 8 for text, (left, right) in zip(long, sides, strict=True)
    )
    for layer, text, (left, right) in zip(layers, long if is_room else short, sides, strict=True):
        painter.setPen(theme.muted_text)
        painter.drawText(QRectF((left + right) / 2 - 60, bottom - height - 5, 120, height), _CENTER, text)
        painter.setPen(QPen(theme.layer_color(layer), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(round(left), bottom), QPointF(round(right) - 1, bottom))


@lru_cache(maxsize=4)
def _fills(theme: Theme) -> list[QColor]:
    return [QColor(color) for color in color_table(theme.diverging, theme.surface)]


def _tr(words: str) -> str:
    return QCoreApplication.translate("TruthTable", words)
