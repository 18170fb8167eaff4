"""A handful of samples with what is wanted of the network and what it answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.inspect.hidden_cells import HiddenCells, cell_box, draw_block_headings
from gui.inspect.picture import figure, fixed
from gui.inspect.table_columns import BAR_GAP, Arrangement, Kind, Needs, Place, arrange_table
from gui.theme.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_GAP = 12.0
# So many inputs are measured: those of a wide table look alike.
_MEASURED = 12
# Longer names of inputs are cut.
_WIDEST_NAME = 96.0


class TruthTable:
    """Draws inputs, hidden units, wanted and given outputs row by row, with the error and whether the row is right.

    A row is right where each output is nearer to the wanted value than to any other value wanted of that output
    (where only one value is ever wanted: nearer than a half).
    """

    def __init__(
        self,
        inputs: NDArray[np.floating],
        wanted: NDArray[np.floating],
        outputs: NDArray[np.floating],
        hidden: Sequence[NDArray[np.floating]] = (),
        input_names: Sequence[str] = (),
    ) -> None:
        self._input_names = tuple(input_names) if len(input_names) == inputs.shape[1] else ()
        self._inputs, self._wanted, self._outputs = inputs, wanted, outputs
        self._hidden = HiddenCells(hidden)
        self._error = np.abs(outputs - wanted)
        self._right = _right_rows(wanted, outputs)
        self._arrangement: Arrangement | None = None
        self._top = 0.0
        self._row_height = 1.0
        self._shown = len(inputs)

    @property
    def right(self) -> NDArray[np.bool_]:
        """(rows,): whether each row is right."""
        return self._right

    @property
    def arrangement(self) -> Arrangement | None:
        """The columns as they were last drawn."""
        return self._arrangement

    def caption(self) -> str:
        return "; ".join([self._verdict(), *self._left_out()])

    def draw(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        plain, body = QFont(painter.font()), QFont(heading)
        body.setWeight(QFont.Weight.Normal)
        self._arrange(area, QFontMetricsF(plain), QFontMetricsF(heading))
        self._draw_caption(painter, area, heading, theme)
        painter.setFont(plain)
        self._draw_header(painter, theme)
        for row in range(self._shown):
            self._draw_row(painter, row, body, heading, theme)
        painter.setFont(plain)
        self._draw_hidden(painter, theme)

    def read_out(self, point: QPointF) -> list[str]:
        row = math.floor((point.y() - self._top) / self._row_height)
        if not 0 <= row < self._shown:
            return []
        for place in self._places("hidden"):
            if place.left <= point.x() < place.left + place.width:
                return self._hidden.words(row, place.index, place.unit)
        return self.words(row, 0)

    def extent(self) -> tuple[int, int]:
        """Rows and columns that keys can go to: a row as a whole, then each of the hidden units, drawn or not."""
        return self._shown, 1 + sum(self._hidden.sizes)

    def cell_box(self, cell: tuple[int, int]) -> QRectF:
        """Where a row was last drawn, or a hidden unit in it."""
        row, column = cell
        top = self._top + row * self._row_height
        if column:
            layer, unit = self._hidden.unit(column - 1)
            for place in self._places("hidden"):
                if (place.index, place.unit) == (layer, unit):
                    return QRectF(cell_box(place, top, self._row_height))
        left, right = self._sides()
        return QRectF(left - 8, top, right - left + 16, self._row_height)

    def words(self, row: int, column: int) -> list[str]:
        """A row, or from column 1 on a hidden unit on that row, in words, a line a fact."""
        if column:
            return self._hidden.words(row, *self._hidden.unit(column - 1))
        verdict = _tr("right") if self._right[row] else _tr("wrong")
        return [
            _tr("row {row}: {verdict}").format(row=row + 1, verdict=verdict),
            _tr("inputs {values}").format(values=_figures(self._inputs[row])),
            _tr("wanted {values}").format(values=_figures(self._wanted[row])),
            _tr("output {values}").format(values=_figures(self._outputs[row])),
            _tr("largest absolute error {error}").format(error=figure(float(self._error[row].max()))),
            _tr("right: nearest to the wanted value"),
        ]

    def _verdict(self) -> str:
        words = _tr("{right} of {rows} right, mean absolute error {error}")
        error = figure(float(self._error.mean()))
        return words.format(right=int(self._right.sum()), rows=len(self._inputs), error=error)

    def _left_out(self) -> list[str]:
        if self._arrangement is None:
            return []
        notes = []
        rows, inputs, outputs = len(self._inputs), self._inputs.shape[1], self._outputs.shape[1]
        if self._shown < rows:
            notes.append(_tr("showing {shown} of {rows} rows").format(shown=self._shown, rows=rows))
        if (shown := len(self._places("input"))) < inputs:
            notes.append(_tr("showing {shown} of {inputs} inputs").format(shown=shown, inputs=inputs))
        if (shown := len(self._places("output"))) < outputs:
            notes.append(_tr("showing {shown} of {outputs} outputs").format(shown=shown, outputs=outputs))
        if self._hidden.sizes and not any(self._arrangement.hidden):
            return [*notes, _tr("no room for the hidden units")]
        for layer, (units, size) in enumerate(zip(self._arrangement.hidden, self._hidden.sizes, strict=True), start=1):
            if len(units) < size:
                words = _tr("showing {shown} of {units} units of hidden {layer}")
                notes.append(words.format(shown=len(units), units=size, layer=layer))
        return notes

    def _places(self, kind: Kind | None = None) -> list[Place]:
        """The columns of that kind, or all of them, as they were last drawn."""
        places = self._arrangement.places if self._arrangement else ()
        return [place for place in places if kind in (None, place.kind)]

    def _sides(self) -> tuple[float, float]:
        """Where the rows begin and end."""
        places = self._places()
        return (places[0].left, places[-1].left + places[-1].width) if places else (0.0, 0.0)

    def _arrange(self, area: QRectF, small: QFontMetricsF, heading: QFontMetricsF) -> None:
        inputs, outputs = self._inputs.shape[1], self._outputs.shape[1]
        needs = self._needs(small, heading)
        self._arrangement = arrange_table(area, needs, inputs, outputs, self._hidden.sizes)
        self._top = area.top() + 16 + heading.height() + 16 + heading.height() + 8
        room_down = area.bottom() - 8 - self._top
        self._row_height = min(max(room_down / len(self._inputs), heading.height() + 6), 44.0)
        self._shown = max(1, min(len(self._inputs), math.floor(room_down / self._row_height + 1e-6)))

    def _needs(self, small: QFontMetricsF, heading: QFontMetricsF) -> Needs:
        """What the columns need; outputs as wide as they may become, so that nothing moves while they do."""

        def widest(values: NDArray[np.floating], name: str) -> float:
            texts = {_short(value) for value in values[:, :_MEASURED].ravel().tolist()}
            return max(small.horizontalAdvance(name), *map(heading.horizontalAdvance, texts)) + _GAP

        def name_width(name: str) -> float:
            return min(small.horizontalAdvance(name) + _GAP, _WIDEST_NAME)

        return Needs(
            input=max((widest(self._inputs, self._title("input")), *map(name_width, self._input_names))),
            wanted=widest(self._wanted, self._title("wanted")),
            output=max(small.horizontalAdvance(self._title("output")), heading.horizontalAdvance("−0.000")) + _GAP,
            error=heading.horizontalAdvance("0.000") + _GAP,
            cell=small.horizontalAdvance("−0.00") + 8,
        )

    def _title(self, kind: Kind, number: int = 1) -> str:
        if kind == "input" and self._input_names:
            return self._input_names[number - 1]
        several = self._outputs.shape[1] > 1
        words = {
            "input": _tr("in {number}"),
            "wanted": _tr("want {number}") if several else _tr("wanted"),
            "output": _tr("output {number}") if several else _tr("output"),
            "error": _tr("error"),
        }.get(kind, "")
        return words.format(number=number)

    def _draw_caption(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        """The caption in a line, or, where it is too long, what is left out in a second one."""
        plain, metrics = QFont(painter.font()), QFontMetricsF(heading)
        left = self._sides()[0]
        box = QRectF(left, area.top() + 16, area.right() - left - 8, metrics.height())
        lines = [(heading, theme.text, self.caption())]
        if metrics.horizontalAdvance(self.caption()) > box.width():
            box.moveTop(area.top() + 8)
            lines = [(heading, theme.text, self._verdict()), (plain, theme.muted_text, "; ".join(self._left_out()))]
        for font, color, words in lines:
            painter.setFont(font)
            painter.setPen(color)
            text = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            box.translate(0, metrics.height())

    def _draw_header(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(theme.muted_text)
        height = QFontMetricsF(painter.font()).height()
        for place in self._places():
            width = self._number_width(place)
            words = self._title(place.kind, place.index + 1)
            text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(width) - 2)
            painter.drawText(QRectF(place.left, self._top - height - 8, width, height), _RIGHT, text)
        painter.setPen(theme.border)
        left, right = self._sides()
        painter.drawLine(QPointF(left, self._top - 3), QPointF(right, self._top - 3))

    def _draw_hidden(self, painter: QPainter, theme: Theme) -> None:
        with_figures = self._arrangement is not None and self._arrangement.has_figures
        blocks = [list(block) for _, block in groupby(self._places("hidden"), key=lambda place: place.index)]
        draw_block_headings(painter, blocks, self._top - 3, theme)
        for block, row in product(blocks, range(self._shown)):
            boxes = [cell_box(place, self._top + row * self._row_height, self._row_height) for place in block]
            self._hidden.draw_cells(painter, block, row, boxes, with_figures, theme)

    def _draw_row(self, painter: QPainter, row: int, plain: QFont, strong: QFont, theme: Theme) -> None:
        top, height = self._top + row * self._row_height, self._row_height
        for place in self._places():
            box = QRectF(place.left, top, place.width, height)
            number = QRectF(place.left, top, self._number_width(place), height)
            painter.setFont(strong if place.kind == "output" else plain)
            painter.setPen(theme.text if place.kind == "output" else theme.muted_text)
            if place.kind == "sign":
                _draw_sign(painter, box.center() + QPointF(6, 0), bool(self._right[row]), theme)
            elif place.kind == "output":
                painter.drawText(number, _RIGHT, fixed(float(self._outputs[row, place.index]), 3))
                if number.width() < place.width:
                    bar_left = number.right() + BAR_GAP
                    bar = QRectF(bar_left, box.center().y() - 3, box.right() - 4 - bar_left, 6)
                    self._draw_bar(painter, bar, row, place.index, theme)
            elif place.kind == "error":
                painter.drawText(number, _RIGHT, fixed(float(self._error[row].max()), 3))
            elif place.kind != "hidden":
                values = self._inputs if place.kind == "input" else self._wanted
                painter.drawText(number, _RIGHT, _short(float(values[row, place.index])))
        if row + 1 < self._shown:
            painter.setPen(theme.grid)
            bottom = round(top + height) - 0.5
            left, right = self._sides()
            painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))

    def _number_width(self, place: Place) -> float:
        """The part of a column that its figure is aligned in."""
        return self._arrangement.figure if self._arrangement and place.kind == "output" else place.width

    def _draw_bar(self, painter: QPainter, bar: QRectF, row: int, index: int, theme: Theme) -> None:
        """A bar from zero to the output, with a tick at the wanted value."""
        wanted = self._wanted[:, index]
        low, high = min(0.0, float(wanted.min())), max(1e-9, float(wanted.max()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.grid)
        painter.drawRoundedRect(bar, 3, 3)
        places = [
            bar.left() + bar.width() * min(max((value - low) / (high - low), 0.0), 1.0)
            for value in (0.0, float(np.nan_to_num(self._outputs[row, index])), float(wanted[row]))
        ]
        start, end = sorted(places[:2])
        if end - start > 0.5:
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(QRectF(start, bar.top(), end - start, bar.height()), 3, 3)
        painter.setBrush(theme.text)
        painter.drawRect(QRectF(places[2] - 1, bar.top() - 4, 2, bar.height() + 8))


def _right_rows(wanted: NDArray[np.floating], outputs: NDArray[np.floating]) -> NDArray[np.bool_]:
    right = np.ones(len(wanted), dtype=bool)
    for index in range(wanted.shape[1]):
        values = np.unique(wanted[:, index])
        if len(values) == 1:
            right &= np.abs(outputs[:, index] - wanted[:, index]) < 0.5
        else:
            nearest = values[np.argmin(np.abs(outputs[:, index, None] - values), axis=1)]
            right &= nearest == wanted[:, index]
    return right


def _draw_sign(painter: QPainter, at: QPointF, right: bool, theme: Theme) -> None:
    """A tick, or a cross: the shape says it, not the colour alone."""
    color = QColor(theme.success if right else theme.danger)
    painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    if right:
        painter.drawPolyline([at + QPointF(-5, 0), at + QPointF(-1.5, 3.5), at + QPointF(5, -4)])
    else:
        painter.drawLine(at + QPointF(-4, -4), at + QPointF(4, 4))
        painter.drawLine(at + QPointF(-4, 4), at + QPointF(4, -4))


def _short(value: float) -> str:
    """At most seven characters, so that a column of inputs can be narrow."""
    if abs(value) >= 1e4:
        return f"{value:.1e}".replace("-", "−")
    return fixed(value, 0 if value.is_integer() else 2)


def _figures(values: NDArray[np.floating]) -> str:
    text = ", ".join(figure(value) for value in values[:8].tolist())
    return text + (", …" if len(values) > 8 else "")


def _tr(words: str) -> str:
    return QCoreApplication.translate("TruthTable", words)
