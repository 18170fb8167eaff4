"""Three matrices of the same entries: what backpropagation found, what was measured, and how far they are apart."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.labs.gradient_table import BIAS, MOST_INPUTS, MOST_UNITS, GradientTable
from gui.inspect.hover_card import draw_hover_card
from gui.inspect.picture import CachedPicture, text_on
from gui.labs.numbers import shown

Kind = Literal["analytic", "measured", "errors"]

KINDS: tuple[Kind, ...] = ("analytic", "measured", "errors")
LEAST_ERROR, MOST_ERROR = -12.0, 0.0
"""The exponents at the ends of the colours of errors."""
_GAP = 16.0
_GUTTER = 6.0
_LEAST_CELL = 3.0
_STACKED = 80
"""Narrower than so many characters, the matrices stand below each other."""
_WAYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MatricesPicture(CachedPicture):
    """Draws the matrices beside each other, or one below the other where there is little width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradientMatrices")
        self.setAccessibleName(self.tr("The gradient, found and measured"))
        self.setToolTip(self.tr("Rows are inputs of the layer (b: the bias), columns its units; arrows read an entry"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._table: GradientTable | None = None
        self._cursor: tuple[int, int] | None = None

    def show_table(self, table: GradientTable | None) -> None:
        """Show a table, also one that is not measured to its end; None shows nothing."""
        changed = table is None or self._table is None or table.analytic.shape != self._table.analytic.shape
        self._table = table
        if changed:
            self._cursor = None
        self.setAccessibleDescription(self.entry_in_words(self._cursor or (table.worst if table else None)))
        self.redraw()

    def entry_in_words(self, place: tuple[int, int] | None) -> str:
        """What is known of an entry."""
        return "; ".join(self._lines(place))

    def boxes(self) -> dict[Kind, QRectF]:
        """Where the cells of each matrix are; empty while there is no table."""
        if self._table is None:
            return {}
        metrics = QFontMetricsF(self.small_font())
        rows, columns = self._table.analytic.shape
        left, top = metrics.horizontalAdvance("0000") + _GUTTER, _top(metrics)
        stacked = self._is_stacked(self.width())
        width = self.width() if stacked else (self.width() - 2 * _GAP) / 3
        cell = self._cell_size(self.width(), rows, columns)
        height = top + cell[1] * rows + 2
        boxes: dict[Kind, QRectF] = {}
        for place, kind in enumerate(KINDS):
            x, y = (0.0, place * (height + _GAP)) if stacked else (place * (width + _GAP), 0.0)
            boxes[kind] = QRectF(x + left, y + top, cell[0] * columns, cell[1] * rows)
        return boxes

    def wanted_height(self, width: int) -> int:
        """How high the matrices are in a picture of this width."""
        rows, columns = (MOST_INPUTS, MOST_UNITS) if self._table is None else self._table.analytic.shape
        height = _top(QFontMetricsF(self.small_font())) + self._cell_size(width, rows, columns)[1] * rows + 2
        return math.ceil(3 * height + 2 * _GAP if self._is_stacked(width) else height)

    def read_out(self, point: QPointF) -> list[str]:
        return self._lines(self._entry_at(point))

    def draw(self, painter: QPainter) -> None:
        table = self._table
        if table is None:
            return
        for kind, box in self.boxes().items():
            self._draw_heading(painter, box, kind)
            self._draw_cells(painter, box, kind, table)
            self._draw_numbers(painter, box, table)
        worst = table.worst
        if worst is not None:
            box = self.boxes()["errors"]
            cell = _cell(box, table.errors.shape, *worst)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.surface, 4))
            painter.drawRect(cell)
            painter.setPen(QPen(self._theme.text, 2))
            painter.drawRect(cell)

    def draw_overlay(self, painter: QPainter) -> None:
        table = self._table
        if table is None:
            return
        place, at = self._cursor, self._pointer
        if place is None and at is not None:
            place = self._entry_at(at)
        if place is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.accent, 2))
        for box in self.boxes().values():
            painter.drawRect(_cell(box, table.errors.shape, *place))
        if self._cursor is not None:
            at = _cell(self.boxes()["analytic"], table.errors.shape, *place).center()
        if at is not None:
            draw_hover_card(painter, at, self._lines(place), QRectF(self.rect()), self._theme)

    def _draw_heading(self, painter: QPainter, box: QRectF, kind: Kind) -> None:
        words = {
            "analytic": (self.tr("Backpropagation"), self.tr("dL/dw")),
            "measured": (self.tr("Measured"), self.tr("from L at w ± h, w ± 2h")),
            "errors": (self.tr("Relative error"), self.tr("dark 10⁻¹² … bright 1")),
        }
        title, note = words[kind]
        height = QFontMetricsF(painter.font()).height()
        room = QRectF(box.left(), box.top() - 2 * height - 8, box.width(), height + 2)
        painter.setFont(self.small_font(bold=True))
        painter.setPen(self._theme.text)
        metrics = QFontMetricsF(painter.font())
        used = metrics.horizontalAdvance(title) + 10
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(title, _ELIDE, room.width()))
        painter.setFont(self.small_font())
        room.setLeft(room.left() + used)
        if QFontMetricsF(painter.font()).horizontalAdvance(note) <= room.width():
            painter.setPen(self._theme.muted_text)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, note)

    def _draw_cells(self, painter: QPainter, box: QRectF, kind: Kind, table: GradientTable) -> None:
        values = {"analytic": table.analytic, "measured": table.measured, "errors": table.errors}[kind]
        limit = _largest(table.analytic)
        metrics = QFontMetricsF(painter.font())
        writes = box.width() / values.shape[1] >= metrics.horizontalAdvance("−0.00000") + 4
        for row, column in np.ndindex(values.shape):
            cell, value = _cell(box, values.shape, row, column), float(values[row, column])
            color = self._color(kind, value, limit)
            painter.setPen(QPen(self._theme.surface, 1))
            painter.setBrush(color)
            painter.drawRect(cell)
            if writes and math.isfinite(value):
                painter.setPen(text_on(color))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, _in_cell(kind, value))

    def _draw_numbers(self, painter: QPainter, box: QRectF, table: GradientTable) -> None:
        """The numbers of inputs and units along the edges, counted from 1; as many as there is room for."""
        metrics = QFontMetricsF(painter.font())
        painter.setPen(self._theme.muted_text)
        rows, columns = table.errors.shape
        if box.height() / rows >= metrics.height() * 0.8:
            for row, number in enumerate(table.inputs.tolist()):
                cell = _cell(box, (rows, columns), row, 0)
                label = QRectF(cell.left() - 60, cell.top(), 60 - _GUTTER, cell.height())
                painter.drawText(label, _RIGHT, "b" if number == BIAS else str(number + 1))
        if box.width() / columns >= metrics.horizontalAdvance("00") + 2:
            for column, number in enumerate(table.units.tolist()):
                cell = _cell(box, (rows, columns), 0, column)
                label = QRectF(cell.left() - 10, cell.top() - metrics.height() - 3, cell.width() + 20, metrics.height())
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, str(number + 1))

    def _color(self, kind: Kind, value: float, limit: float) -> QColor:
        if not math.isfinite(value):
            return self._theme.hover
        if kind == "errors":
            share = (math.log10(max(value, 1e-300)) - LEAST_ERROR) / (MOST_ERROR - LEAST_ERROR)
            table = self._theme.sequential
        else:
            share, table = (value / limit + 1.0) / 2.0, self._theme.diverging
        return QColor(*table[round(min(max(share, 0.0), 1.0) * 255)].tolist())

    def _lines(self, place: tuple[int, int] | None) -> list[str]:
        table = self._table
        if table is None or place is None:
            return []
        lines = [
            entry_name(table, place),
            self.tr("backpropagation {value}").format(value=shown(float(table.analytic[place]))),
        ]
        if np.isfinite(table.measured[place]):
            lines.append(self.tr("measured {value}").format(value=shown(float(table.measured[place]))))
            lines.append(self.tr("relative error {value}").format(value=error_text(float(table.errors[place]))))
        return lines

    def _entry_at(self, point: QPointF) -> tuple[int, int] | None:
        if self._table is None:
            return None
        rows, columns = self._table.errors.shape
        for box in self.boxes().values():
            if box.contains(point):
                row = int((point.y() - box.top()) / box.height() * rows)
                column = int((point.x() - box.left()) / box.width() * columns)
                return min(row, rows - 1), min(column, columns - 1)
        return None

    def _is_stacked(self, width: int) -> bool:
        return width < _STACKED * self.fontMetrics().averageCharWidth()

    def _cell_size(self, width: int, rows: int, columns: int) -> tuple[float, float]:
        """Width and height of a cell: no higher than wide, and of two lines at most, or three in a small matrix."""
        metrics = QFontMetricsF(self.small_font())
        left = metrics.horizontalAdvance("0000") + _GUTTER
        room = width if self._is_stacked(width) else (width - 2 * _GAP) / 3
        cell = max((room - left - 2) / columns, _LEAST_CELL)
        return cell, min(cell, (2.0 if rows > 4 else 3.0) * metrics.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        table = self._table
        if table is not None and event.key() in _WAYS:
            rows, columns = table.errors.shape
            down, right = _WAYS[Qt.Key(event.key())] if self._cursor is not None else (0, 0)
            row, column = self._cursor or table.worst or (0, 0)
            self._cursor = min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)
            self.setAccessibleDescription(self.entry_in_words(self._cursor))
            self.update()
        elif event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self._cursor = None
            self.update()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(900, 320)


_ELIDE = Qt.TextElideMode.ElideRight
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def error_text(error: float) -> str:
    """A relative error, or a step, in two digits at most."""
    if not math.isfinite(error):
        return "∞"
    if error >= 0.01 or error == 0.0:
        return f"{error:.2g}"
    return f"{error:.1e}".replace(".0e", "e").replace("e-0", "e-").replace("-", "−")


def entry_name(table: GradientTable, place: tuple[int, int]) -> str:
    """Which weight an entry is about, in words."""
    number, unit = int(table.inputs[place[0]]), int(table.units[place[1]]) + 1
    if number == BIAS:
        return _tr("bias of unit {unit}").format(unit=unit)
    return _tr("weight from input {number} to unit {unit}").format(number=number + 1, unit=unit)


def _cell(box: QRectF, shape: tuple[int, ...], row: int, column: int) -> QRectF:
    rows, columns = shape[0], shape[1]
    width, height = box.width() / columns, box.height() / rows
    return QRectF(box.left() + column * width, box.top() + row * height, width, height)


def _top(metrics: QFontMetricsF) -> float:
    """The room above the cells: a heading and the numbers of the units."""
    return 2 * metrics.height() + 10


def _largest(values: NDArray[np.float64]) -> float:
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0


def _in_cell(kind: Kind, value: float) -> str:
    """In so few characters that a cell has room for them."""
    size = abs(value)
    if kind == "errors" or (size != 0.0 and not 5e-4 <= size < 100.0):
        return f"{'−' if value < 0.0 else ''}{error_text(size)}".replace("e+0", "e").replace("e+", "e")
    return f"{value + 0.0:.4f}".replace("-", "−")


def _tr(words: str) -> str:
    return QCoreApplication.translate("MatricesPicture", words)
