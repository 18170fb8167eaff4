"""The axes of a plot and the hairlines behind its curves. Imported only once a plot is shown.

pyqtgraph's own tick search and grid cost several times what the curves do, so places and texts come from `ticks`.
"""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from gui.theme.theme import Theme
from gui.watch.line_style import draw_in_pixels, line_pen, lines_path
from gui.watch.ticks import Tick, linear_ticks, log_ticks, step_ticks
from gui.widgets.paper import is_on_paper

# The longest text that an axis label may have; it sets the width, so that the axes of all plots line up.
_LONGEST = "0.00000"
_GAP = 6
_BAND_ALPHA = 34
_GROUND_ALPHA = 215
# The least distance of two lines that mark changes, in pixels.
_CHANGE_GAP = 6

_Specs = tuple[tuple[QPen, QPointF, QPointF], list[Any], list[tuple[QRectF, int, str]]]


class _Axis(pg.AxisItem):
    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        # Labels may reach a little beyond the axis: the one at the top of the left axis does.
        self.setStyle(hideOverlappingLabels=False, tickLength=0)

    def apply_theme(self, theme: Theme) -> None:
        self.setTextPen(theme.muted_text)
        self.setPen(theme.border)

    def _bounds(self) -> QRectF:
        bounds: QRectF = self.mapRectFromParent(self.geometry())
        return bounds

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.style["tickFont"] or QFont())


class ValueAxis(_Axis):
    """The left axis, linear or logarithmic, always as wide as its longest possible label."""

    def __init__(self) -> None:
        super().__init__("left")
        self._log = False

    def set_log(self, log: bool) -> None:
        self._log = log
        self.picture = None
        self.update()

    def set_font(self, font: QFont) -> None:
        self.setTickFont(font)
        self.setWidth(round(self._metrics().horizontalAdvance(_LONGEST)) + _GAP)

    def ticks(self) -> list[Tick]:
        """The marks that fit."""
        low, high = self.range
        count = max(2, min(6, int(self._bounds().height() / (1.4 * self._metrics().height()))))
        return log_ticks(low, high, count) if self._log else linear_ticks(low, high, count)

    def generateDrawSpecs(self, p: QPainter) -> _Specs:
        bounds = self._bounds()
        low, high = self.range
        height = self._metrics().height()
        align = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip)
        texts = []
        for tick in self.ticks():
            y = bounds.bottom() - (tick.place - low) / (high - low) * bounds.height()
            rect = QRectF(bounds.left(), y - height / 2, bounds.width() - _GAP, height)
            texts.append((rect, align, tick.text))
        nothing = (QPen(Qt.PenStyle.NoPen), bounds.topRight(), bounds.bottomRight())
        return nothing, [], texts


class StepAxis(_Axis):
    """The bottom axis; its name stands at the right end of its numbers, so that it costs no room."""

    def __init__(self, name: str) -> None:
        super().__init__("bottom")
        self._name = name

    def set_font(self, font: QFont) -> None:
        self.setTickFont(font)
        self.setHeight(round(self._metrics().height()) + 4)

    def generateDrawSpecs(self, p: QPainter) -> _Specs:
        bounds, metrics = self._bounds(), self._metrics()
        low, high = self.range
        middle = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextDontClip)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextDontClip)
        name = QRectF(bounds)
        name.setLeft(bounds.right() - metrics.horizontalAdvance(self._name))
        texts = [(name, right, self._name)]
        count = max(2, min(8, int(bounds.width() / metrics.horizontalAdvance("000.0k+"))))
        for tick in step_ticks(low, high, count):
            x = bounds.left() + (tick.place - low) / (high - low) * bounds.width()
            half = metrics.horizontalAdvance(tick.text) / 2
            if x + half + _GAP < name.left():
                texts.append((QRectF(x - half, bounds.top(), 2 * half, bounds.height()), middle, tick.text))
        line = (line_pen(self.pen().color(), Qt.PenStyle.SolidLine), bounds.topLeft(), bounds.topRight())
        return line, [], texts


class _Overlay(pg.GraphicsObject):
    """Something that covers the whole view and is painted anew with its range."""

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return box.viewRect() if box is not None else QRectF()


class Backdrop(_Overlay):
    """What lies behind the curves: a hairline at each mark of the value axis, and a band of healthy values."""

    def __init__(self, axis: ValueAxis, band: tuple[float, float] | None) -> None:
        super().__init__()
        self._axis = axis
        self._band = band
        self._line_color = QColor()
        self._band_color = QColor()

    def apply_theme(self, theme: Theme) -> None:
        self._line_color = theme.grid
        self._band_color = theme.success
        self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        view = self.boundingRect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self._band:
            low, high = self._band
            fill = QColor(self._band_color)
            fill.setAlpha(_BAND_ALPHA)
            painter.fillRect(QRectF(view.left(), low, view.width(), high - low), fill)
        painter.setPen(line_pen(self._line_color, Qt.PenStyle.SolidLine))
        lines = [QLineF(view.left(), tick.place, view.right(), tick.place) for tick in self._axis.ticks()]
        if is_on_paper():
            draw_in_pixels(painter, lines_path(lines), painter.pen())
        else:
            painter.drawLines(lines)


class ChangeLines(_Overlay):
    """A thin vertical line with a foot at each step where something was changed, behind the curves."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[float, ...] = ()
        self._color = QColor()
        self.setZValue(4)

    def set_steps(self, steps: tuple[float, ...]) -> None:
        if steps != self._steps:
            self._steps = steps
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._color = theme.accent
        self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        view, transform = self.boundingRect(), painter.transform()
        # In pixels the view's top is its bottom: values grow upwards.
        start, end = transform.map(view.topLeft()), transform.map(view.bottomRight())
        scale = (end.x() - start.x()) / max(view.width(), 1e-300)
        bottom, top = round(start.y()), round(end.y())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        line = line_pen(self._color, Qt.PenStyle.DotLine)
        painter.setBrush(self._color)
        drawn = -math.inf
        for step in self._steps:
            x = round(start.x() + (step - view.left()) * scale)
            # A knob that is being turned makes a change with every step: one line stands for those beside it.
            if step < view.left() or step > view.right() or x - drawn < _CHANGE_GAP:
                continue
            drawn = x
            painter.setPen(line)
            painter.drawLine(x, top, x, bottom)
            painter.setPen(Qt.PenStyle.NoPen)
            foot = [QPointF(x - 4, bottom), QPointF(x + 5, bottom), QPointF(x + 0.5, bottom - 6)]
            painter.drawPolygon(QPolygonF(foot))
        painter.restore()


class BandLabel(_Overlay):
    """The name of the band at its upper left end, where the oldest values are, on a ground of its own."""

    def __init__(self, band: tuple[float, float] | None, text: str) -> None:
        super().__init__()
        self._band = band
        self._text = text
        self._color = QColor()
        self._ground = QColor()
        self._font = QFont()
        self.setZValue(100)

    def apply_theme(self, theme: Theme) -> None:
        self._color = theme.success
        self._ground = QColor(theme.surface)
        self._ground.setAlpha(_GROUND_ALPHA)
        self.update()

    def set_font(self, font: QFont) -> None:
        self._font = font
        self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if not self._band or not self._text:
            return
        view, metrics = self.boundingRect(), QFontMetricsF(self._font)
        corner = painter.transform().map(QPointF(view.left(), self._band[1]))
        size = metrics.size(0, self._text)
        # In a low plot the band is lower than its name.
        lowest = painter.transform().map(QPointF(view.right(), view.top())).y() - size.height()
        top = min(corner.y() + 2, lowest)
        plate = QRectF(corner.x() + 4, top, size.width() + 8, size.height())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(plate, 3, 3)
        painter.setFont(self._font)
        painter.setPen(self._color)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.restore()
