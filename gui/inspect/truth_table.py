"""A handful of samples with what is wanted of the network and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.inspect.picture import figure
from gui.theme.theme import Theme

_MARGIN = 24.0
_MAX_WIDTH = 760.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# Widths as shares: figures, an output with its bar, the sign.
_PLAIN, _WITH_BAR, _SIGN = 1.0, 2.4, 0.6
# The part of an output that its number takes; the bar has the rest.
_NUMBER_SHARE = 0.45
_NARROWEST = 44.0


@dataclass(frozen=True)
class _Place:
    """A column: its kind, which input or output it shows, and where it stands."""

    kind: str
    index: int
    left: float
    width: float


class TruthTable:
    """Draws inputs, wanted and given outputs row by row, with the absolute error and whether the row is right.

    A row is right where each output is nearer to the wanted value than to any other value wanted of that output
    (where only one value is ever wanted: nearer than a half).
    """

    def __init__(
        self, inputs: NDArray[np.floating], wanted: NDArray[np.floating], outputs: NDArray[np.floating]
    ) -> None:
        self._inputs, self._wanted, self._outputs = inputs, wanted, outputs
        self._error = np.abs(outputs - wanted)
        self._right = _right_rows(wanted, outputs)
        self._places: list[_Place] = []
        self._top = 0.0
        self._row_height = 1.0
        self._shown = len(inputs)

    @property
    def right(self) -> NDArray[np.bool_]:
        """(rows,): whether each row is right."""
        return self._right

    def caption(self) -> str:
        return "; ".join([self._verdict(), *self._left_out()])

    def _verdict(self) -> str:
        words = _tr("{right} of {rows} right, mean absolute error {error}")
        error = figure(float(self._error.mean()))
        return words.format(right=int(self._right.sum()), rows=len(self._inputs), error=error)

    def _left_out(self) -> list[str]:
        notes = []
        rows = len(self._inputs)
        if self._shown < rows:
            notes.append(_tr("showing {shown} of {rows} rows").format(shown=self._shown, rows=rows))
        inputs, shown = self._inputs.shape[1], sum(place.kind == "input" for place in self._places)
        if self._places and shown < inputs:
            notes.append(_tr("showing {shown} of {inputs} inputs").format(shown=shown, inputs=inputs))
        return notes

    def draw(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        self._arrange(area, QFontMetricsF(heading))
        plain = QFont(painter.font())
        self._draw_caption(painter, area, heading, theme)
        painter.setFont(plain)
        self._draw_header(painter, theme)
        body = QFont(heading)
        body.setWeight(QFont.Weight.Normal)
        for row in range(self._shown):
            self._draw_row(painter, row, body, heading, theme)
        painter.setFont(plain)

    def _draw_caption(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        """The caption in a line, or, where it is too long, what is left out in a second one."""
        plain, metrics = QFont(painter.font()), QFontMetricsF(heading)
        box = QRectF(self._places[0].left, area.top() + 16, area.right() - self._places[0].left - 8, metrics.height())
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

    def read_out(self, point: QPointF) -> list[str]:
        row = math.floor((point.y() - self._top) / self._row_height)
        return self.words(row, 0) if 0 <= row < self._shown else []

    def extent(self) -> tuple[int, int]:
        """Rows and columns that keys can go to: a row is read as a whole."""
        return self._shown, 1

    def cell_box(self, cell: tuple[int, int]) -> QRectF:
        """Where a row was last drawn."""
        last = self._places[-1]
        left = self._places[0].left - 8
        top = self._top + cell[0] * self._row_height
        return QRectF(left, top, last.left + last.width + 8 - left, self._row_height)

    def words(self, row: int, column: int) -> list[str]:
        """A row in words, a line a fact."""
        verdict = _tr("right") if self._right[row] else _tr("wrong")
        return [
            _tr("row {row}: {verdict}").format(row=row + 1, verdict=verdict),
            _tr("inputs {values}").format(values=_figures(self._inputs[row])),
            _tr("wanted {values}").format(values=_figures(self._wanted[row])),
            _tr("output {values}").format(values=_figures(self._outputs[row])),
            _tr("largest absolute error {error}").format(error=figure(float(self._error[row].max()))),
            _tr("right: nearest to the wanted value"),
        ]

    def _arrange(self, area: QRectF, heading: QFontMetricsF) -> None:
        inputs, outputs = self._inputs.shape[1], self._outputs.shape[1]
        fixed = (_PLAIN + _WITH_BAR) * outputs + _PLAIN + _SIGN
        room = min(area.width() - 2 * _MARGIN, _MAX_WIDTH)
        # Of many inputs the first are shown; the read-out has them all.
        inputs = max(1, min(inputs, math.floor(room / _NARROWEST - fixed)))
        kinds = [("input", i, _PLAIN) for i in range(inputs)]
        kinds += [("wanted", i, _PLAIN) for i in range(outputs)]
        kinds += [("output", i, _WITH_BAR) for i in range(outputs)]
        kinds += [("error", 0, _PLAIN), ("sign", 0, _SIGN)]
        unit = room / sum(share for _, _, share in kinds)
        x = area.left() + (area.width() - room) / 2
        self._places = []
        for kind, index, share in kinds:
            self._places.append(_Place(kind, index, x, share * unit))
            x += share * unit
        self._top = area.top() + 16 + heading.height() + 16 + heading.height() + 8
        room_down = area.bottom() - 8 - self._top
        self._row_height = min(max(room_down / len(self._inputs), heading.height() + 6), 44.0)
        self._shown = max(1, min(len(self._inputs), math.floor(room_down / self._row_height + 1e-6)))

    def _draw_header(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(theme.muted_text)
        height = QFontMetricsF(painter.font()).height()
        several = self._outputs.shape[1] > 1
        for place in self._places:
            words = {
                "input": _tr("in {number}"),
                "wanted": _tr("want {number}") if several else _tr("wanted"),
                "output": _tr("output {number}") if several else _tr("output"),
                "error": _tr("error"),
                "sign": "",
            }[place.kind].format(number=place.index + 1)
            width = place.width * _NUMBER_SHARE if place.kind == "output" else place.width
            text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(width) - 2)
            painter.drawText(QRectF(place.left, self._top - height - 8, width, height), _RIGHT, text)
        painter.setPen(theme.border)
        last = self._places[-1]
        painter.drawLine(QPointF(self._places[0].left, self._top - 3), QPointF(last.left + last.width, self._top - 3))

    def _draw_row(self, painter: QPainter, row: int, plain: QFont, strong: QFont, theme: Theme) -> None:
        top, height = self._top + row * self._row_height, self._row_height
        for place in self._places:
            box = QRectF(place.left, top, place.width, height)
            if place.kind == "sign":
                _draw_sign(painter, box.center() + QPointF(6, 0), bool(self._right[row]), theme)
                continue
            painter.setFont(strong if place.kind == "output" else plain)
            painter.setPen(theme.text if place.kind == "output" else theme.muted_text)
            if place.kind == "output":
                number = f"{float(self._outputs[row, place.index]):.3f}"
                painter.drawText(QRectF(box.left(), top, box.width() * _NUMBER_SHARE, height), _RIGHT, number)
                bar_left = box.left() + box.width() * _NUMBER_SHARE + 12
                bar = QRectF(bar_left, box.center().y() - 3, box.right() - 4 - bar_left, 6)
                self._draw_bar(painter, bar, row, place.index, theme)
            elif place.kind == "error":
                painter.drawText(box, _RIGHT, f"{float(self._error[row].max()):.3f}")
            else:
                values = self._inputs if place.kind == "input" else self._wanted
                painter.drawText(box, _RIGHT, _short(float(values[row, place.index])))
        if row + 1 < self._shown:
            painter.setPen(theme.grid)
            last = self._places[-1]
            bottom = round(top + height) - 0.5
            painter.drawLine(QPointF(self._places[0].left, bottom), QPointF(last.left + last.width, bottom))

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
        return f"{value:.1e}"
    return f"{value:.0f}" if value.is_integer() else f"{value:.2f}"


def _figures(values: NDArray[np.floating]) -> str:
    text = ", ".join(figure(value) for value in values[:8].tolist())
    return text + (", …" if len(values) > 8 else "")


def _tr(words: str) -> str:
    return QCoreApplication.translate("TruthTable", words)
