"""The weights that the person follows, as curves over the steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from engine.follower import MOST
from engine.history import SeriesView
from engine.places import BIAS, WeightPlace
from gui.inspect.picture import CachedPicture
from gui.watch.ticks import figure, linear_ticks, step_ticks

_MARGIN, _GUTTER, _LEGEND = 16, 48, 168
_LEAST_HEIGHT, _HEIGHT = 64, 116


class FollowedWeights(CachedPicture):
    """A strip of curves with their names and newest values; hidden while nothing is followed.

    Signals:
        changed(): the person follows other weights.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("followedWeights")
        self.setAccessibleName(self.tr("Followed weights"))
        self.setToolTip(self.tr("The weights you follow: layer, input and unit of each, and its newest value"))
        self._places: tuple[WeightPlace, ...] = ()
        self._curves: dict[WeightPlace, SeriesView] = {}
        self._image_width = 0
        self._button = QToolButton(self)
        self._button.setObjectName("unfollowButton")
        self._button.setText("×")
        self._button.setAccessibleName(self.tr("Follow no weight"))
        self._button.setToolTip(self.tr("Follow none of these weights any more; a click on a weight ends one of them"))
        self._button.clicked.connect(self.clear)
        self.setMaximumHeight(_HEIGHT)
        self.hide()

    @property
    def places(self) -> tuple[WeightPlace, ...]:
        """Where the followed weights stand."""
        return self._places

    def curve(self, place: WeightPlace) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(steps, values) known of a followed weight; empty where nothing is. In a long run only some of them are."""
        view = self._curves.get(place)
        return (view.steps, view.column("value", "first")) if view is not None else (np.zeros(0), np.zeros(0))

    def toggle(self, place: WeightPlace) -> None:
        """Follow a weight, or no longer; the oldest goes where there would be too many."""
        if place in self._places:
            self._set(tuple(other for other in self._places if other != place))
        else:
            self._set((*self._places, place)[-MOST:])

    def follow(self, places: Sequence[WeightPlace]) -> None:
        """Follow these and no others."""
        self._set(tuple(places)[:MOST])

    @Slot()
    def clear(self) -> None:
        """Follow none."""
        self._set(())

    def set_image_width(self, width: int) -> None:
        """How wide the image is whose pixels the first layer reads; 0 where it reads no image."""
        self._image_width = width

    def show_curves(self, curves: Sequence[tuple[WeightPlace, SeriesView]]) -> None:
        """Take the newest values; they are drawn at the next `refresh()`."""
        before = {place: view.samples for place, view in self._curves.items()}
        self._curves = {place: view for place, view in curves if place in self._places}
        if before != {place: view.samples for place, view in self._curves.items()}:
            self.mark_dirty()

    def draw(self, painter: QPainter) -> None:
        painter.setPen(self._theme.border)
        painter.drawLine(QPointF(_MARGIN, 0.5), QPointF(self.width() - _MARGIN, 0.5))
        height = painter.fontMetrics().height()
        legend = self._legend_width()
        plot = QRectF(self.rect()).adjusted(_MARGIN + _GUTTER, 10, -_MARGIN - legend - 12, -height - 8)
        known = [self.curve(place) for place in self._places]
        steps = np.concatenate([curve[0] for curve in known]) if known else np.zeros(0)
        values = np.concatenate([curve[1] for curve in known]) if known else np.zeros(0)
        if values.size and plot.width() > 8:
            low, high = float(values.min()), float(values.max())
            room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
            box = (float(steps.min()), max(float(steps.max()), float(steps.min()) + 1), low - room, high + room)
            self._draw_axes(painter, plot, box, height)
            for index, curve in enumerate(known):
                self._draw_curve(painter, plot, box, curve, self._pen(index))
        for index, (place, curve) in enumerate(zip(self._places, known, strict=True)):
            self._draw_name(painter, plot, index, place, curve[1], height)

    def _pen(self, index: int) -> QPen:
        # A colour of its own in the order of the layers' colours; the style is the second sign.
        color: QColor = self._theme.layer_color(index)
        return QPen(color, 1.4, self._theme.layer_pen_style(index))

    def _draw_axes(self, painter: QPainter, plot: QRectF, box: tuple[float, ...], height: int) -> None:
        first, last, low, high = box
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in linear_ticks(low, high, max(2, int(plot.height() / (1.6 * height)))):
            y = plot.bottom() - (tick.place - low) / (high - low) * plot.height()
            painter.setPen(self._theme.grid)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(self._theme.muted_text)
            label = QRectF(plot.left() - _GUTTER, y - height / 2, _GUTTER - 6, height)
            painter.drawText(label, right, tick.text.replace("-", "−"))
        for tick in step_ticks(first, last, max(2, int(plot.width() / 72))):
            x = plot.left() + (tick.place - first) / (last - first) * plot.width()
            if x > plot.right() - 44:
                continue
            label = QRectF(x - 30, plot.bottom() + 3, 60, height)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, tick.text)
        painter.drawText(QRectF(plot.right() - 40, plot.bottom() + 3, 40, height), right, self.tr("step"))

    def _draw_curve(
        self,
        painter: QPainter,
        plot: QRectF,
        box: tuple[float, ...],
        curve: tuple[NDArray[np.float64], NDArray[np.float64]],
        pen: QPen,
    ) -> None:
        first, last, low, high = box
        steps, values = curve
        if not len(steps):
            return
        # A weight moves a little at a time: a point for every second one of the screen shows its way.
        chosen = np.unique(np.linspace(0, len(steps) - 1, min(len(steps), max(2, int(plot.width() / 2)))).astype(int))
        x = plot.left() + (steps[chosen] - first) / (last - first) * plot.width()
        y = plot.bottom() - (values[chosen] - low) / (high - low) * plot.height()
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(*pair) for pair in zip(x.tolist(), y.tolist(), strict=True)]))

    def _draw_name(
        self,
        painter: QPainter,
        plot: QRectF,
        index: int,
        place: WeightPlace,
        values: NDArray[np.float64],
        height: int,
    ) -> None:
        left, top = plot.right() + 12, 4 + index * (height + 1)
        painter.setPen(self._pen(index))
        painter.drawLine(QPointF(left, top + height / 2), QPointF(left + 16, top + height / 2))
        room = QRectF(left + 22, top, self._legend_width() - 22 - 20, height)
        painter.setPen(self._theme.text)
        newest = figure(float(values[-1]) if values.size else None)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, newest)
        painter.setPen(self._theme.muted_text)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._name(place))

    def _legend_width(self) -> int:
        """Room for a line, a name, a number and the button."""
        return max(_LEGEND, 22 + self.fontMetrics().horizontalAdvance("1: 27,27 → 511 −0.0000") + 20)

    def _name(self, place: WeightPlace) -> str:
        """Layer, input and unit in as few characters as say it."""
        source = str(place.row)
        if place.row == BIAS:
            source = self.tr("bias")
        elif place.layer == 0 and self._image_width:
            source = "{},{}".format(*divmod(place.row, self._image_width))
        return f"{place.layer + 1}: {source} → {place.unit}"

    def _set(self, places: tuple[WeightPlace, ...]) -> None:
        self._places = places
        self._curves = {place: view for place, view in self._curves.items() if place in places}
        self.setVisible(bool(places))
        self.updateGeometry()
        self.redraw()
        self.changed.emit()

    def minimumSizeHint(self) -> QSize:
        # Every name stands beside the curves.
        return QSize(240, max(_LEAST_HEIGHT, 8 + len(self._places) * (self.fontMetrics().height() + 1)))

    def sizeHint(self) -> QSize:
        return QSize(480, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = 20
        self._button.setGeometry(self.width() - _MARGIN - side, 4, side, side)
        super().resizeEvent(event)
