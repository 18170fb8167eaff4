"""A layer as a matrix: inputs downwards, units across, the bias as a strip below."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from engine.places import BIAS
from gui.inspect.heatmap import indexed_image, quantise
from gui.inspect.picture import figure, text_on
from gui.inspect.weight_content import WeightContent
from gui.theme.theme import Theme

MAX_CELL_WIDTH, MAX_CELL_HEIGHT = 96, 56
# From this size on a cell has its number written into it, and rows and columns their index beside them.
_NUMBER_WIDTH, _NUMBER_HEIGHT = 52, 20
_INDEX_SIZE = 22
_STRIP_GAP = 8
_MIN_STRIP = 12
_GUTTER = 40


class WeightMatrix:
    """Draws the weights as a matrix of cells, and tells which weight is under a point."""

    def __init__(self, content: WeightContent) -> None:
        self._content = content
        self._rows = np.arange(content.inputs)
        self._columns = np.arange(content.units)
        self._area = QRectF()
        self._strip = QRectF()

    def arrange(self, area: QRectF, ratio: float) -> None:
        """Choose the size of the cells for `area`; `ratio` is the number of device pixels a point."""
        content, top = self._content, 18.0
        has_bias = content.bias is not None
        width, height = area.width() - _GUTTER, area.height() - top
        cell_width = _cell(width, content.units, MAX_CELL_WIDTH)
        cell_height = _cell(height - (_MIN_STRIP + _STRIP_GAP) * has_bias, content.inputs, MAX_CELL_HEIGHT)
        strip_height = max(_MIN_STRIP, min(cell_height, height * 0.2)) if has_bias else 0.0
        room = height - strip_height - _STRIP_GAP * has_bias
        cell_height = _cell(room, content.inputs, MAX_CELL_HEIGHT)
        # A cell smaller than a device pixel cannot be seen: evenly chosen rows and columns are drawn.
        self._rows = _chosen(content.inputs, math.floor(room * ratio))
        self._columns = _chosen(content.units, math.floor(width * ratio))
        size = max(cell_width * content.units, 1.0), max(cell_height * content.inputs, 1.0)
        left = area.left() + _GUTTER + math.floor(max(0.0, (width - size[0]) / 2))
        down = area.top() + top + math.floor(max(0.0, (room - size[1]) / 2))
        self._area = QRectF(left, down, size[0], size[1])
        self._strip = QRectF(left, self._area.bottom() + _STRIP_GAP, size[0], strip_height)

    def caption(self) -> str:
        content = self._content
        rows, columns = len(self._rows), len(self._columns)
        if (rows, columns) == content.weight.shape:
            text = _tr("{inputs} inputs down, {units} units across")
        elif columns == content.units:
            text = _tr("showing {rows} of {inputs} inputs down, {units} units across")
        else:
            text = _tr("showing {rows} of {inputs} inputs down, {columns} of {units} units across")
        return text.format(inputs=content.inputs, units=content.units, rows=rows, columns=columns)

    def displayed(self) -> NDArray[np.floating]:
        """(rows, columns) of the weights that have a cell."""
        weight = self._content.weight
        if (len(self._rows), len(self._columns)) == weight.shape:
            return weight
        return weight[np.ix_(self._rows, self._columns)]

    def draw(self, painter: QPainter, limit: float, table: list[int], theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        shown = self.displayed()
        levels = quantise(shown, limit)
        painter.drawImage(self._area, indexed_image(levels, table))
        self._draw_numbers(painter, self._area, shown, levels, table)
        bias = self._content.bias
        if bias is not None:
            row = bias[self._columns][None, :]
            levels = quantise(row, limit)
            painter.drawImage(self._strip, indexed_image(levels, table))
            self._draw_numbers(painter, self._strip, row, levels, table)
        self._draw_frame(painter, theme)

    def find(self, point: QPointF) -> tuple[int, int] | None:
        """Input and unit of the weight under `point`, `BIAS` for an input where it is a bias; None outside."""
        content = self._content
        column = _index(point.x(), self._area.left(), self._area.width(), len(self._columns))
        if column is None:
            return None
        unit = int(self._columns[column])
        if content.bias is not None and self._strip.contains(point):
            return BIAS, unit
        row = _index(point.y(), self._area.top(), self._area.height(), len(self._rows))
        return None if row is None else (int(self._rows[row]), unit)

    def neighbour(self, place: tuple[int, int] | None, down: int, across: int) -> tuple[int, int]:
        """The weight so many drawn cells from the one at `place`, at most at the edge; the first for None."""
        if place is None:
            return int(self._rows[0]), int(self._columns[0])
        rows, last = self._rows, len(self._rows) - 1
        # The bias is the row below the others.
        row = last + 1 if place[0] == BIAS else int(np.searchsorted(rows, place[0]))
        row = max(0, min(row + down, last + (self._content.bias is not None)))
        column = int(np.searchsorted(self._columns, place[1])) + across
        unit = int(self._columns[max(0, min(column, len(self._columns) - 1))])
        return (BIAS if row > last else int(rows[row])), unit

    def box(self, place: tuple[int, int]) -> QRectF:
        """Where the cell of a weight is drawn, or the one next to it where it has none."""
        area = self._strip if place[0] == BIAS else self._area
        rows = 1 if place[0] == BIAS else len(self._rows)
        row = 0 if place[0] == BIAS else min(int(np.searchsorted(self._rows, place[0])), rows - 1)
        column = min(int(np.searchsorted(self._columns, place[1])), len(self._columns) - 1)
        width, height = area.width() / len(self._columns), area.height() / rows
        return QRectF(area.left() + column * width, area.top() + row * height, width, height)

    def _draw_numbers(
        self,
        painter: QPainter,
        area: QRectF,
        values: NDArray[np.floating],
        levels: NDArray[np.uint8],
        table: list[int],
    ) -> None:
        rows, columns = values.shape
        width, height = area.width() / columns, area.height() / rows
        if width < _NUMBER_WIDTH or height < _NUMBER_HEIGHT:
            return
        for (row, column), value in np.ndenumerate(values):
            painter.setPen(text_on(QColor.fromRgba(table[levels[row, column]])))
            cell = QRectF(area.left() + column * width, area.top() + row * height, width, height)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, figure(float(value), 3))

    def _draw_frame(self, painter: QPainter, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.border)
        for box in (self._area, self._strip):
            if box.height() > 0:
                painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(theme.muted_text)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if self._strip.height() > 0:
            label = QRectF(self._strip.left() - 60, self._strip.top() - 4, 54, self._strip.height() + 8)
            painter.drawText(label, right, _tr("bias"))
        content = self._content
        width, height = self._area.width() / content.units, self._area.height() / content.inputs
        if height >= _INDEX_SIZE:
            for row in range(content.inputs):
                box = QRectF(self._area.left() - 40, self._area.top() + row * height, 34, height)
                painter.drawText(box, right, str(row))
        if width >= _INDEX_SIZE:
            for column in range(content.units):
                box = QRectF(self._area.left() + column * width, self._area.top() - 20, width, 18)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(column))


def _cell(room: float, count: int, largest: float) -> float:
    """The size of a cell: from 4 points on a whole number, so that all are of one size."""
    size = min(max(room, 1.0) / max(count, 1), largest)
    return float(math.floor(size)) if size >= 4 else size


def _chosen(count: int, room: int) -> NDArray[np.int_]:
    if count <= room or room < 1:
        return np.arange(count)
    return (np.arange(room) * 2 + 1) * count // (2 * room)


def _index(place: float, start: float, length: float, count: int) -> int | None:
    """Which of `count` cells along `length` has `place`; None outside."""
    index = math.floor((place - start) / length * count) if length > 0 else -1
    return index if 0 <= index < count else None


def _tr(words: str) -> str:
    return QCoreApplication.translate("WeightMatrix", words)
