"""A pair of axes: where values lie on the screen, and the numbers along the edges."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.theme.theme import Theme
from gui.watch.ticks import Tick, linear_ticks

Range = tuple[float, float]
Place = tuple[float, float]

RIGHT_MARGIN = 18.0
_GAP = 5.0
_WIDEST = "−0.00"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Axes:
    """Values from `x` and `y` (low, high each) in a box of the screen; y grows upwards."""

    box: QRectF
    x: Range
    y: Range

    def to_screen(self, x: float, y: float) -> QPointF:
        """Where a place is on the screen."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return QPointF(self.box.left() + across * self.box.width(), self.box.bottom() - up * self.box.height())

    def all_to_screen(self, places: NDArray[np.floating]) -> NDArray[np.float64]:
        """(n, 2) places on the screen of `places` (n, 2)."""
        low = np.array([self.x[0], self.y[0]])
        span = np.array([self.x[1] - self.x[0], self.y[1] - self.y[0]])
        share = (places - low) / span
        return np.stack(
            [self.box.left() + share[:, 0] * self.box.width(), self.box.bottom() - share[:, 1] * self.box.height()],
            axis=1,
        )

    def to_values(self, at: QPointF) -> Place:
        """The values at a point of the screen, also outside the box."""
        across = (at.x() - self.box.left()) / max(self.box.width(), 1e-9)
        up = (self.box.bottom() - at.y()) / max(self.box.height(), 1e-9)
        return self.x[0] + across * (self.x[1] - self.x[0]), self.y[0] + up * (self.y[1] - self.y[0])

    def within(self, place: Place) -> Place:
        """The nearest place inside the axes."""
        return min(max(place[0], self.x[0]), self.x[1]), min(max(place[1], self.y[0]), self.y[1])

    def contains(self, at: QPointF, slack: float = 0.0) -> bool:
        """Whether a point of the screen is inside, or no farther outside than `slack`."""
        return self.box.adjusted(-slack, -slack, slack, slack).contains(at)


def plot_box(area: QRectF, metrics: QFontMetricsF, *, square: bool = False) -> QRectF:
    """Where the axes stand in `area`: below a caption, beside and above their numbers; whole pixels, at least 1."""
    box = area.adjusted(left_gutter(metrics), caption_height(metrics), -RIGHT_MARGIN, -bottom_gutter(metrics))
    width, height = math.floor(max(box.width(), 1)), math.floor(max(box.height(), 1))
    if square:
        width = height = min(width, height)
    left = math.floor(box.left() + max(0.0, (box.width() - width) / 2))
    return QRectF(left, math.floor(box.top()), width, height)


def square_width(height: float, metrics: QFontMetricsF) -> float:
    """The width in which square axes fill `height`."""
    side = height - caption_height(metrics) - bottom_gutter(metrics)
    return left_gutter(metrics) + side + RIGHT_MARGIN


def caption_height(metrics: QFontMetricsF) -> float:
    """The room of a line above the axes, clear of a number at their upper end."""
    return metrics.height() + 11


def left_gutter(metrics: QFontMetricsF) -> float:
    """The room that the numbers left of the axes need."""
    return metrics.horizontalAdvance(_WIDEST) + _GAP + 6


def bottom_gutter(metrics: QFontMetricsF) -> float:
    """The room that the numbers below the axes need."""
    return metrics.height() + _GAP + 1


def x_ticks(axes: Axes, metrics: QFontMetricsF) -> list[Tick]:
    """The marks of the axis below that fit."""
    return linear_ticks(*axes.x, max(2, min(8, int(axes.box.width() / (1.5 * metrics.horizontalAdvance(_WIDEST))))))


def y_ticks(axes: Axes, metrics: QFontMetricsF) -> list[Tick]:
    """The marks of the axis at the left that fit."""
    return linear_ticks(*axes.y, max(2, min(8, int(axes.box.height() / (1.9 * metrics.height())))))


def draw_grid(painter: QPainter, axes: Axes, theme: Theme) -> None:
    """Draw a hairline at each mark, for axes whose ground is plain."""
    metrics, box = QFontMetricsF(painter.font()), axes.box
    painter.setPen(QPen(theme.grid, 1))
    for tick in x_ticks(axes, metrics):
        x = round(axes.to_screen(tick.place, axes.y[0]).x()) + 0.5
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
    for tick in y_ticks(axes, metrics):
        y = round(axes.to_screen(axes.x[0], tick.place).y()) + 0.5
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))


def draw_axes(painter: QPainter, axes: Axes, names: tuple[str, str], theme: Theme) -> None:
    """Draw a frame, the marks with their numbers, and the names beyond the far ends, where no number stands."""
    metrics, box = QFontMetricsF(painter.font()), axes.box
    height = metrics.height()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.control_border, 1))
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
    gutter = left_gutter(metrics)
    for tick in x_ticks(axes, metrics):
        x, text = axes.to_screen(tick.place, axes.y[0]).x(), tick.text.replace("-", "−")
        width = metrics.horizontalAdvance(text)
        # The minus sign hangs out, so that the digits stand under their mark.
        left = x - (width + (metrics.horizontalAdvance("−") if text.startswith("−") else 0)) / 2
        painter.setPen(theme.control_border)
        painter.drawLine(QPointF(x, box.bottom() + 1), QPointF(x, box.bottom() + 4))
        painter.setPen(theme.muted_text)
        painter.drawText(QRectF(left - 1, box.bottom() + _GAP, width + 2, height), _RIGHT, text)
    for tick in y_ticks(axes, metrics):
        y = axes.to_screen(axes.x[0], tick.place).y()
        painter.setPen(theme.control_border)
        painter.drawLine(QPointF(box.left() - 4, y), QPointF(box.left() - 1, y))
        painter.setPen(theme.muted_text)
        label = QRectF(box.left() - gutter, y - height / 2, gutter - _GAP - 2, height)
        painter.drawText(label, _RIGHT, tick.text.replace("-", "−"))
    painter.setPen(theme.text)
    width = metrics.horizontalAdvance(names[0]) + 2
    painter.drawText(QRectF(box.right() + 4, box.bottom() - height + 3, width, height), _RIGHT, names[0])
    above = caption_height(metrics)
    painter.drawText(QRectF(box.left() - gutter, box.top() - above, gutter - _GAP - 2, above - 2), _RIGHT, names[1])
