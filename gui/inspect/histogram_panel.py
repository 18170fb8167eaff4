"""The histograms of one layer over time in one frame: as ridges one before the other, or laid over each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.statistics import BINS
from gui.inspect.histogram_content import Moment, outline, thinned, value_range
from gui.inspect.picture import blend
from gui.theme.theme import Theme
from gui.watch.ticks import linear_ticks, log_ticks, step_ticks

GUTTER = 40.0
# Two ridges nearer than this are one stripe.
_RIDGE_DISTANCE = 5.0
_MOST_OVERLAID = 24
# A single line needs no room for others, more of them share this part of the height.
_ONE_RIDGE, _RIDGE_SHARE = 0.85, 0.42
_HIT_DISTANCE = 12.0
_PALEST = 0.28
# How much wider bold letters are, at most.
_BOLD = 1.2
# A number at the axis with the room around it.
_NUMBER_ROOM = 44


@dataclass(frozen=True)
class Style:
    """How histograms are drawn: `ridges` or laid over each other, and whether heights are logarithms."""

    ridges: bool = True
    log: bool = False


@dataclass(frozen=True, eq=False)
class Line:
    """A drawn histogram: its points on the screen, and the height it stands on."""

    moment: Moment
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    base: float
    age: float

    def height_at(self, x: float) -> float:
        """The y of the line at `x`; its base outside."""
        return float(np.interp(x, self.x, self.y, left=self.base, right=self.base))

    def polygon(self) -> QPolygonF:
        return QPolygonF([QPointF(x, y) for x, y in zip(self.x.tolist(), self.y.tolist(), strict=True)])


class HistogramPanel:
    """Draws the moments of one layer, and tells which bin of which moment is under a point."""

    def __init__(self, layer: int, title: str, moments: Sequence[Moment], style: Style) -> None:
        self.layer = layer
        self.title = title
        self.moments = tuple(moments)
        self._style = style
        self._plot = QRectF()
        self._lines: list[Line] = []
        self._range = value_range(moments) if moments else (0.0, 1.0)
        self._step = (self._range[1] - self._range[0]) / BINS
        self._top = 1.0

    @property
    def shown(self) -> tuple[Moment, ...]:
        """The moments that are drawn, oldest first."""
        return tuple(line.moment for line in self._lines)

    def arrange(self, area: QRectF, line_height: float) -> None:
        """Put the lines into `area`, which has a gutter at the left, a heading above and an axis below."""
        plot = area.adjusted(GUTTER, line_height + 4, -4, -line_height - 4)
        self._plot, self._lines = plot, []
        if not self.moments or plot.width() < 8 or plot.height() < 8:
            return
        ridge = plot.height() * (_RIDGE_SHARE if len(self.moments) > 1 else _ONE_RIDGE)
        room = plot.height() - ridge
        most = max(2, math.floor(room / _RIDGE_DISTANCE)) if self._style.ridges else _MOST_OVERLAID
        chosen = [self.moments[i] for i in thinned(len(self.moments), most)]
        outlines = [outline(moment, self._step) for moment in chosen]
        heights = [np.log10(1 + counts) if self._style.log else counts for _, counts in outlines]
        self._top = max(float(height.max()) for height in heights) or 1.0
        first, last = chosen[0].step, chosen[-1].step
        tall = ridge if self._style.ridges else plot.height() - 4
        for moment, (values, _), height in zip(chosen, outlines, heights, strict=True):
            place = (moment.step - first) / (last - first) if last > first else 1.0
            base = plot.bottom() - ((1 - place) * room if self._style.ridges else 0.0)
            x = plot.left() + (values - self._range[0]) / (self._range[1] - self._range[0]) * plot.width()
            self._lines.append(Line(moment, x, base - height / self._top * tall, base, place))

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw everything but the heading; the newest comes last and so in front."""
        if not self._lines:
            return
        self._draw_axes(painter, theme)
        self._draw_axis_words(painter, theme)
        color = theme.layer_color(self.layer)
        painter.save()
        # All numbers equal: the line is as wide as a bin and may begin before the axis.
        painter.setClipRect(self._plot.adjusted(-1, -2, 1, 1))
        for line in self._lines:
            polygon = line.polygon()
            stroke = blend(theme.surface, color, _PALEST + (1 - _PALEST) * line.age)
            if self._style.ridges:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(blend(theme.surface, color, 0.08 + 0.34 * line.age))
                painter.drawPolygon(polygon)
            elif line is self._lines[-1]:
                fill = QColor(color)
                fill.setAlphaF(0.18)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                painter.drawPolygon(polygon)
            painter.setPen(QPen(stroke, 1.6 if line is self._lines[-1] else 1))
            painter.drawPolyline(polygon)
        painter.restore()

    def hit(self, point: QPointF) -> tuple[Line, int] | None:
        """The line under `point`, the foremost of several, and the bin of it; None where there is none."""
        if not self._plot.adjusted(0, -4, 0, 4).contains(point):
            return None
        low, high = self._range
        value = low + (point.x() - self._plot.left()) / self._plot.width() * (high - low)
        # A line as narrow as a point of the screen can be pointed at all the same.
        slack = (high - low) / self._plot.width() * 3
        best: tuple[Line, int] | None = None
        nearest = _HIT_DISTANCE
        for line in reversed(self._lines):
            histogram = line.moment.histogram
            bin_ = line.moment.bin_at(value)
            if bin_ is None and histogram.low - slack <= value <= histogram.high + slack:
                bin_ = line.moment.bin_at(min(max(value, histogram.low), histogram.high))
            if bin_ is None:
                continue
            y = line.height_at(point.x())
            if self._style.ridges and y - 1 <= point.y() <= line.base + 1:
                return line, bin_
            if abs(y - point.y()) < nearest:
                nearest, best = abs(y - point.y()), (line, bin_)
        return best

    def line_back(self, back: int) -> Line | None:
        """The drawn line so many before the newest; None where there are not so many."""
        return self._lines[-1 - back] if 0 <= back < len(self._lines) else None

    def place_of(self, line: Line, bin_: int) -> QPointF:
        """Where the middle of a bin is drawn."""
        low, high = self._range
        value = line.moment.histogram.low + (bin_ + 0.5) * line.moment.bin_width
        x = self._plot.left() + (value - low) / (high - low) * self._plot.width()
        return QPointF(x, line.height_at(x))

    def read_out(self, line: Line, bin_: int) -> list[str]:
        """What a bin says, a line a fact."""
        moment, histogram = line.moment, line.moment.histogram
        words = [_tr("step {step:,} · epoch {epoch:,}").format(step=moment.step, epoch=moment.epoch)]
        if moment.bin_width > 0:
            low = histogram.low + bin_ * moment.bin_width
            high = histogram.high if bin_ == BINS - 1 else low + moment.bin_width
            words.append(_tr("from {low} to {high}").format(low=_signed(low), high=_signed(high)))
        else:
            words.append(_tr("all equal to {value}").format(value=_signed(histogram.low)))
        words.append(_tr("{count:,} of {total:,} values").format(count=histogram.counts[bin_], total=moment.total))
        if moment.silent:
            words.append(_tr("units that gave 0 for every row: {count:,}").format(count=moment.silent))
        return words

    def draw_mark(self, painter: QPainter, line: Line, x: float, theme: Theme) -> None:
        """Bring a line to the front, with a dot at `x`."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.text, 1.4))
        painter.drawPolyline(line.polygon())
        painter.setPen(QPen(theme.surface, 1.4))
        painter.setBrush(theme.text)
        painter.drawEllipse(QPointF(x, line.height_at(x)), 4, 4)

    def _draw_axes(self, painter: QPainter, theme: Theme) -> None:
        plot, line_height = self._plot, painter.fontMetrics().height()
        low, high = self._range
        centre = Qt.AlignmentFlag.AlignCenter
        for tick in linear_ticks(low, high, max(2, int(plot.width() / _NUMBER_ROOM))):
            x = plot.left() + (tick.place - low) / (high - low) * plot.width()
            painter.setPen(theme.control_border if tick.place == 0 else theme.grid)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 3))
            painter.setPen(theme.muted_text)
            text = tick.text.replace("-", "−")
            width = painter.fontMetrics().horizontalAdvance(text) + 2
            # The outermost numbers stay within the panel.
            left = min(max(x - width / 2, plot.left() - GUTTER / 2), plot.right() + 4 - width)
            painter.drawText(QRectF(left, plot.bottom() + 3, width, line_height), centre, text)
        painter.setPen(theme.control_border)
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for y, text in self._upward_ticks(line_height):
            painter.setPen(theme.control_border)
            painter.drawLine(QPointF(plot.left() - 3, y), QPointF(plot.left(), y))
            painter.setPen(theme.muted_text)
            painter.drawText(QRectF(plot.left() - GUTTER, y - line_height / 2, GUTTER - 6, line_height), right, text)

    def _upward_ticks(self, line_height: float) -> list[tuple[float, str]]:
        """Steps beside ridges, counts beside lines that share a base."""
        plot = self._plot
        if self._style.ridges:
            first, last = self._lines[0], self._lines[-1]
            steps = last.moment.step - first.moment.step
            share = (last.base - first.base) / steps if steps else 0.0
            most = max(2, int((last.base - first.base) / (1.8 * line_height)))
            ticks = step_ticks(first.moment.step, last.moment.step, most)
            return [(first.base + (tick.place - first.moment.step) * share, tick.text) for tick in ticks]
        most = max(2, int(plot.height() / (2.2 * line_height)))
        if self._style.log:
            # A height is log(1 + count), so that nothing is at the bottom.
            ticks = log_ticks(0, math.log10(max(10**self._top - 1, 1.0)), most)
            places = [(math.log10(1 + 10**tick.place), tick.text) for tick in ticks]
        else:
            places = list(step_ticks(0, self._top, most))
        return [(plot.bottom() - place / self._top * (plot.height() - 4), text) for place, text in places]

    def _draw_axis_words(self, painter: QPainter, theme: Theme) -> None:
        """What the marks at the left mean; above the oldest ridge there is room beside the lines."""
        height = painter.fontMetrics().height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.muted_text)
        if self._style.ridges:
            box = QRectF(self._plot.left() - GUTTER, self._plot.top(), GUTTER - 6, height)
            painter.drawText(box, right, _tr("step"))
            return
        words, metrics = _tr("count per {width}").format(width=f"{self._step:.2g}"), painter.fontMetrics()
        # In the line of the heading, which is bold and begins before the plot; or inside, where counts are few.
        beside = metrics.horizontalAdvance(self.title) * _BOLD + metrics.horizontalAdvance(words) + GUTTER / 2
        top = self._plot.top() - height - 4 if beside < self._plot.width() + GUTTER - 12 else self._plot.top()
        painter.drawText(QRectF(self._plot.left(), top, self._plot.width(), height), right, words)


def _signed(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _tr(words: str) -> str:
    return QCoreApplication.translate("HistogramPanel", words)
