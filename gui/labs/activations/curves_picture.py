"""Activation functions and their slopes as curves over one axis, with a place z on it that can be dragged."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.activations import ACTIVATIONS
from engine.labs.slopes import HIGH, LOW, Zone, curve, flat_zones
from engine.labs.sums import LayerSums
from gui.design.names import activation_title
from gui.inspect.picture import CachedPicture
from gui.labs.numbers import shown
from gui.plane.axes import Axes, Range, caption_height, draw_axes, draw_grid, plot_box
from gui.plane.lines import draw_line
from gui.theme.theme import Theme

_PLACES = 601
_UPPER_SHARE = 0.6
_MARGIN = 0.08
_BARS_SHARE = 0.3
_KEY_STEP, _FINE_STEP = 0.1, 0.01
_ORDER = tuple(ACTIVATIONS)


def function_pen(name: str, theme: Theme, *, is_first: bool = False) -> QPen:
    """The colour and the line style of a function; the first of several is drawn heavy and without a break."""
    place = _ORDER.index(name)
    if is_first:
        return QPen(theme.layer_color(place), 2.6)
    return QPen(theme.layer_color(place), 1.8, theme.layer_pen_style(place))


class CurvesPicture(CachedPicture):
    """Draws f above and f' below, over the sums of a layer; the flat zones of the first function are hatched.

    Signals:
        z_moved(float): the person moved the place.
    """

    z_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activationCurves")
        self.setAccessibleName(self.tr("Activation functions and their slopes"))
        self.setToolTip(self.tr("Drag to move z; arrows move it by 0.1, with Shift by 0.01, Home puts it to 0"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._names: tuple[str, ...] = ("sigmoid",)
        self._z = 0.0
        self._sums: LayerSums | None = None
        self._sums_color = 0

    def set_functions(self, names: tuple[str, ...]) -> None:
        """Draw these, at least one; the first is the one whose zones and tangent are shown."""
        if names != self._names:
            self._names = names
            self.redraw()

    def set_z(self, z: float) -> None:
        """Put the place here."""
        self._z = z
        self._describe()
        self.update()

    def show_sums(self, sums: LayerSums | None, layer: int) -> None:
        """Draw the sums of layer number `layer` behind the curves, or none."""
        self._sums, self._sums_color = sums, layer
        self.update()

    def axes(self) -> tuple[Axes, Axes]:
        """The axes of the values and those of the slopes."""
        metrics = QFontMetricsF(self.small_font())
        area = QRectF(self.rect())
        height = area.height() * _UPPER_SHARE
        upper = plot_box(QRectF(area.left(), area.top(), area.width(), height), metrics)
        lower = plot_box(QRectF(area.left(), area.top() + height, area.width(), area.height() - height), metrics)
        x = (LOW, HIGH)
        return Axes(upper, x, _limits(self._names, 0)), Axes(lower, x, _limits(self._names, 1))

    def draw(self, painter: QPainter) -> None:
        values, slopes = self.axes()
        if values.box.height() < 8 or slopes.box.height() < 8:
            return
        zones = flat_zones(self._names[0])
        for axes, quantity in ((values, 0), (slopes, 1)):
            for zone in zones:
                self._hatch(painter, axes, zone)
            draw_grid(painter, axes, self._theme)
            self._draw_zero(painter, axes)
            painter.save()
            painter.setClipRect(axes.box)
            for name in reversed(self._names):
                x, *both = _curve(name)
                pen = function_pen(name, self._theme, is_first=name == self._names[0])
                draw_line(painter, axes, x, both[quantity], pen)
            painter.restore()
            draw_axes(painter, axes, ("z", "a" if quantity == 0 else "f′"), self._theme)
        self._draw_captions(painter, values, slopes)
        for zone in zones:
            self._name_zone(painter, slopes, zone)

    def draw_overlay(self, painter: QPainter) -> None:
        values, slopes = self.axes()
        if values.box.height() < 8 or slopes.box.height() < 8:
            return
        theme, z = self._theme, self._z
        # Here, and not below the curves: sums that arrive while training then cost no redrawing of the curves.
        if self._sums is not None:
            self._draw_bars(painter, values, self._sums)
        for axes in (values, slopes):
            x = axes.to_screen(z, axes.y[0]).x()
            painter.setPen(QPen(theme.accent, 1))
            painter.drawLine(QPointF(x, axes.box.top()), QPointF(x, axes.box.bottom()))
        a, slope = (float(array[0]) for array in curve(self._names[0], np.array([z])))
        painter.save()
        painter.setClipRect(values.box)
        ends = np.array([z - 1.6, z + 1.6])
        draw_line(painter, values, ends, a + slope * (ends - z), QPen(theme.accent, 2))
        painter.restore()
        for name in reversed(self._names):
            both = [float(array[0]) for array in curve(name, np.array([z]))]
            for axes, value in zip((values, slopes), both, strict=True):
                self._draw_dot(painter, axes.to_screen(z, value), function_pen(name, theme).color())
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _hatch(self, painter: QPainter, axes: Axes, zone: Zone) -> None:
        color = QColor(self._theme.warning)
        color.setAlphaF(0.3 if zone.is_dead else 0.22)
        pattern = Qt.BrushStyle.DiagCrossPattern if zone.is_dead else Qt.BrushStyle.BDiagPattern
        painter.fillRect(_zone_box(axes, zone), QBrush(color, pattern))

    def _name_zone(self, painter: QPainter, axes: Axes, zone: Zone) -> None:
        """Write what the hatching means, at the top of the slopes, where the zone has the room."""
        words = self.tr("dead: no gradient") if zone.is_dead else self.tr("flat: saturated")
        metrics, box = QFontMetricsF(painter.font()), _zone_box(axes, zone)
        if metrics.horizontalAdvance(words) > box.width() - 8:
            words = self.tr("dead") if zone.is_dead else self.tr("flat")
        width = metrics.horizontalAdvance(words) + 8
        if width > box.width():
            return
        plate = QRectF(box.center().x() - width / 2, box.top() + 6, width, metrics.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.surface)
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(self._theme.warning)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_bars(self, painter: QPainter, axes: Axes, sums: LayerSums) -> None:
        """The histogram stands on the lower edge, its highest bar a part of the room."""
        highest = max(int(sums.counts.max()), 1)
        color = QColor(self._theme.layer_color(self._sums_color))
        color.setAlphaF(0.4)
        edges = np.linspace(LOW, HIGH, len(sums.counts) + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for left, right, count in zip(edges, edges[1:], sums.counts.tolist(), strict=False):
            height = count / highest * axes.box.height() * _BARS_SHARE
            start, stop = (axes.to_screen(value, axes.y[0]).x() for value in (float(left), float(right)))
            painter.drawRect(QRectF(start, axes.box.bottom() - height, stop - start - 1, height))
        painter.setPen(self._theme.muted_text)
        line = QRectF(axes.box.left() + 6, axes.box.bottom() - 22, axes.box.width() - 12, 18)
        for count, align, words in (
            (sums.below, Qt.AlignmentFlag.AlignLeft, self.tr("← {share} below")),
            (sums.above, Qt.AlignmentFlag.AlignRight, self.tr("{share} above →")),
        ):
            if count:
                painter.drawText(line, align | Qt.AlignmentFlag.AlignBottom, words.format(share=_share(count, sums)))

    def _draw_zero(self, painter: QPainter, axes: Axes) -> None:
        painter.setPen(QPen(self._theme.control_border, 1))
        zero = axes.to_screen(0.0, 0.0)
        painter.drawLine(QPointF(zero.x(), axes.box.top()), QPointF(zero.x(), axes.box.bottom()))
        if axes.y[0] < 0.0 < axes.y[1]:
            painter.drawLine(QPointF(axes.box.left(), zero.y()), QPointF(axes.box.right(), zero.y()))

    def _draw_captions(self, painter: QPainter, values: Axes, slopes: Axes) -> None:
        height = caption_height(QFontMetricsF(painter.font()))
        title = activation_title(self._names[0])
        for axes, words in (
            (values, self.tr("What passes forward: a = f(z), {name}").format(name=title)),
            (slopes, self.tr("What passes back: the slope f′(z)")),
        ):
            line = QRectF(axes.box.left(), axes.box.top() - height, axes.box.width(), height - 2)
            painter.setFont(self.small_font(bold=True))
            painter.setPen(self._theme.text)
            fitted = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)
            painter.setFont(self.small_font())

    def _draw_dot(self, painter: QPainter, at: QPointF, color: QColor) -> None:
        painter.setPen(QPen(self._theme.surface, 2))
        painter.setBrush(color)
        painter.drawEllipse(at, 5.5, 5.5)

    def _describe(self) -> None:
        a, slope = (float(array[0]) for array in curve(self._names[0], np.array([self._z])))
        words = self.tr("{name} at z = {z}: a = {a}, slope {slope}")
        spoken = words.format(name=activation_title(self._names[0]), z=shown(self._z), a=shown(a), slope=shown(slope))
        self.setAccessibleDescription(spoken)

    def _take(self, at: QPointF) -> None:
        axes = self.axes()[0]
        z = round(axes.within(axes.to_values(at))[0], 2)
        if z != self._z:
            self.z_moved.emit(z)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(event.position())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position())
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _KEY_STEP
        ways = {Qt.Key.Key_Left: -step, Qt.Key.Key_Right: step}
        if event.key() in ways:
            self.z_moved.emit(min(max(round(self._z + ways[Qt.Key(event.key())], 2), LOW), HIGH))
        elif event.key() == Qt.Key.Key_Home:
            self.z_moved.emit(0.0)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(560, 520)


@cache
def _curve(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    z = np.linspace(LOW, HIGH, _PLACES)
    return z, *curve(name, z)


def _limits(names: tuple[str, ...], quantity: int) -> Range:
    values = np.concatenate([_curve(name)[1 + quantity] for name in names])
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    margin = _MARGIN * (high - low)
    return low - margin, high + margin


def _zone_box(axes: Axes, zone: Zone) -> QRectF:
    left, right = axes.to_screen(zone.low, 0.0).x(), axes.to_screen(zone.high, 0.0).x()
    return QRectF(left, axes.box.top(), right - left, axes.box.height())


def _share(count: int, sums: LayerSums) -> str:
    share = 100 * count / sums.total
    return f"{share:.0f} %" if share >= 1 else "< 1 %"
