"""Values that are to be met: what the network answers, over what is wanted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gui.inspect.picture import figure
from gui.theme.theme import Theme
from gui.watch.ticks import linear_ticks

_MARGIN, _GAP = 24.0, 8.0
_DOT = 2.5
_REACH = 12.0
_WIDEST = 1.8
"""Times its height: wider, small errors would look like none."""
_FARTHEST = 1e300
"""What lies beyond is out of range: its sums are."""
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FitScatter:
    """Draws a dot a row; on the line every answer would be what is wanted."""

    def __init__(self, wanted: NDArray[np.floating], outputs: NDArray[np.floating], split_name: str) -> None:
        """(rows, k) each; `split_name` says in words where the rows are from."""
        self._rows, self._width = wanted.shape
        self._wanted, self._outputs = wanted.astype(np.float64).ravel(), outputs.astype(np.float64).ravel()
        self._split_name = split_name
        far = np.abs(self._outputs) > _FARTHEST
        self._outputs[far] = np.copysign(np.inf, self._outputs[far])
        finite = np.isfinite(self._outputs)
        both = np.concatenate([self._wanted, self._outputs[finite]])
        low, high = float(both.min()), float(both.max())
        room = 0.05 * (high - low) or 1.0
        self._low, self._high = low - room, high + room
        self._plot = QRectF(0, 0, 1, 1)

    def caption(self) -> str:
        error = float(np.abs(self._outputs - self._wanted).mean())
        words = _tr("{split}: {rows} rows, mean absolute error {error}")
        return words.format(split=self._split_name, rows=f"{self._rows:,}", error=figure(error))

    def draw(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        plain = QFont(painter.font())
        self._draw_heading(painter, area, heading, theme)
        painter.setFont(plain)
        metrics = QFontMetricsF(plain)
        top = area.top() + 12 + QFontMetricsF(heading).height() + _GAP
        left = area.left() + _MARGIN + metrics.height() + metrics.horizontalAdvance("−0.0000") + _GAP
        bottom = area.bottom() - 2 * metrics.height() - 2 * _GAP
        height = max(bottom - top, 1.0)
        self._plot = QRectF(left, top, max(min(_WIDEST * height, area.right() - _MARGIN - left), 1.0), height)
        self._draw_axes(painter, metrics, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.muted_text, 1, Qt.PenStyle.DashLine))
        painter.drawLine(self._plot.bottomLeft(), self._plot.topRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(0.7)
        painter.setBrush(theme.validation)
        for x, y in zip(*self._places(), strict=True):
            if math.isfinite(y):
                painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
        painter.setOpacity(1.0)

    def read_out(self, point: QPointF) -> list[str]:
        x, y = self._places()
        distance = np.nan_to_num(np.hypot(x - point.x(), y - point.y()), nan=np.inf)
        nearest = int(np.argmin(distance))
        return self._lines(nearest) if distance[nearest] <= _REACH else []

    def extent(self) -> tuple[int, int]:
        """Rows and outputs that keys can go to."""
        return self._rows, self._width

    def cell_box(self, cell: tuple[int, int]) -> QRectF:
        """Around a dot as it was last drawn."""
        x, y = self._places()
        index = cell[0] * self._width + cell[1]
        at = float(y[index]) if math.isfinite(y[index]) else self._plot.top()
        return QRectF(float(x[index]) - 5, at - 5, 10, 10)

    def words(self, row: int, column: int) -> list[str]:
        """A row in words, a line a fact."""
        return self._lines(row * self._width + column)

    def _lines(self, index: int) -> list[str]:
        wanted, given = float(self._wanted[index]), float(self._outputs[index])
        return [
            _tr("row {row}").format(row=index // self._width + 1),
            _tr("wanted {value}").format(value=figure(wanted)),
            _tr("answered {value}").format(value=figure(given)),
            _tr("error {value}").format(value=figure(given - wanted)),
        ]

    def _places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where the dots are: x and y of each."""
        span, plot = self._high - self._low, self._plot
        x = plot.left() + (self._wanted - self._low) / span * plot.width()
        return x, plot.bottom() - (self._outputs - self._low) / span * plot.height()

    def _draw_heading(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        painter.setFont(heading)
        painter.setPen(theme.text)
        metrics = QFontMetricsF(heading)
        title = QRectF(_MARGIN, area.top() + 12, area.width() - 2 * _MARGIN, metrics.height())
        words = metrics.elidedText(self.caption(), Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_axes(self, painter: QPainter, metrics: QFontMetricsF, theme: Theme) -> None:
        plot, height, span = self._plot, metrics.height(), self._high - self._low
        for tick in linear_ticks(self._low, self._high, max(2, int(plot.width() // (6 * height)))):
            x = plot.left() + (tick.place - self._low) / span * plot.width()
            painter.setPen(QPen(theme.grid, 1))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(theme.muted_text)
            painter.drawText(QRectF(x - 60, plot.bottom() + 2, 120, height), _MIDDLE, tick.text.replace("-", "−"))
        for tick in linear_ticks(self._low, self._high, max(2, int(plot.height() // (3 * height)))):
            y = plot.bottom() - (tick.place - self._low) / span * plot.height()
            painter.setPen(QPen(theme.grid, 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.muted_text)
            beside = QRectF(plot.left() - 120 - _GAP, y - height / 2, 120, height)
            painter.drawText(beside, _RIGHT, tick.text.replace("-", "−"))
        painter.setPen(theme.text)
        below = QRectF(plot.left(), plot.bottom() + height + 4, plot.width(), height)
        painter.drawText(below, _MIDDLE, _tr("wanted"))
        painter.save()
        painter.translate(_MARGIN, plot.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, plot.height(), height), _MIDDLE, _tr("answered"))
        painter.restore()


def _tr(words: str) -> str:
    return QCoreApplication.translate("FitScatter", words)
