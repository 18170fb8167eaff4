"""A small plot whose vertical axis is a logarithm, drawn on the axes that the planes use."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gui.plane.axes import RIGHT_MARGIN, Axes, Range, bottom_gutter, caption_height
from gui.theme.theme import Theme
from gui.watch.ticks import Tick, log_ticks

_GAP = 6.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class LogPlot:
    """Axes whose y are logarithms to the base 10; those of x are, too, where its marks say so."""

    axes: Axes
    x_ticks: tuple[Tick, ...]
    names: tuple[str, str]

    def draw_ground(self, painter: QPainter, bold: QFont, title: str, theme: Theme) -> None:
        """Draw grid, frame, marks, names and the title above them."""
        metrics, box = QFontMetricsF(painter.font()), self.axes.box
        height, plain = metrics.height(), QFont(painter.font())
        y_ticks = log_ticks(*self.axes.y, max(2, int(box.height() / (2.2 * height))))
        for tick in y_ticks:
            y = self.axes.to_screen(self.axes.x[0], tick.place).y()
            painter.setPen(QPen(theme.grid, 1))
            painter.drawLine(round(box.left()), round(y), round(box.right()), round(y))
            painter.setPen(theme.muted_text)
            painter.drawText(QRectF(0, y - height / 2, box.left() - _GAP, height), _RIGHT, tick.text)
        right = box.right() - metrics.horizontalAdvance(self.names[0]) - 2 * _GAP
        for tick in self.x_ticks:
            x, width = self.axes.to_screen(tick.place, 0.0).x(), metrics.horizontalAdvance(tick.text)
            if x + width / 2 <= right:
                painter.drawText(QRectF(x - width, box.bottom() + 4, 2 * width, height), _CENTER, tick.text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.control_border, 1))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(theme.text)
        painter.drawText(QRectF(box.left(), box.bottom() + 4, box.width(), height), _RIGHT, self.names[0])
        painter.setFont(bold)
        line = QRectF(box.left(), box.top() - caption_height(metrics), box.width(), caption_height(metrics) - 2)
        fitted = QFontMetricsF(bold).elidedText(title, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)
        painter.setFont(plain)


def log_box(area: QRectF, metrics: QFontMetricsF) -> QRectF:
    """Where the axes stand in `area`, below a title and beside powers of ten."""
    left = metrics.horizontalAdvance("10⁻¹²") + 2 * _GAP
    box = area.adjusted(left, caption_height(metrics), -RIGHT_MARGIN, -bottom_gutter(metrics))
    return QRectF(math.floor(box.left()), math.floor(box.top()), max(box.width(), 1.0), max(box.height(), 1.0))


def log_range(values: NDArray[np.float64], least: float, most: float) -> Range:
    """The whole powers of ten around positive values, within the exponents `least` and `most`."""
    known = values[np.isfinite(values) & (values > 0.0)]
    if not len(known):
        return least, most
    low = max(math.floor(math.log10(float(known.min()))), least)
    high = min(math.ceil(math.log10(float(known.max()))), most)
    return float(low), float(max(high, low + 1))


_CENTER = Qt.AlignmentFlag.AlignCenter
