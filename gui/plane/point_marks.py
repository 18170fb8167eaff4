"""Draws many points at once: each kind of mark is drawn a single time and then stamped, and the whole is kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from gui.plane.axes import Axes
from gui.plane.class_marks import draw_mark, mark_pixmap
from gui.plane.points import Points
from gui.theme.theme import Theme
from gui.widgets.paper import is_on_paper

_LARGEST, _SMALLEST = 5.0, 2.6
# The side of a plane on which as many points as `_MANY` have room at the largest size.
_ROOMY_SIDE, _MANY = 360.0, 250
# Marks reach that far over the axes; those of points farther outside are cut.
_SLACK = 6.0


def mark_radius(axes: Axes, count: int) -> float:
    """How large the marks of `count` points are: smaller where there is little room or many of them."""
    side = min(axes.box.width(), axes.box.height())
    crowded = (_MANY / max(count, _MANY)) ** 0.3
    return round(min(max(_LARGEST * (side / _ROOMY_SIDE) ** 0.5 * crowded, _SMALLEST), _LARGEST) * 4) / 4


class PointMarks:
    """Keeps what it drew: while a network learns, the ground changes with every frame, but the points rest."""

    def __init__(self) -> None:
        self._layer = QPixmap()
        self._drawn: tuple[object, ...] = ()

    def draw(self, painter: QPainter, axes: Axes, points: Points, hidden: frozenset[int], theme: Theme) -> None:
        """Draw the points but for those `hidden`, by their indices."""
        box = axes.box.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        if is_on_paper():
            painter.save()
            painter.setClipRect(box)
            radius = mark_radius(axes, len(points))
            for at, label, hollow in _marks(axes, points, hidden):
                draw_mark(painter, at, label, radius, theme, hollow=hollow)
            painter.restore()
            return
        ratio = painter.device().devicePixelRatioF()
        wanted = (axes, points, hidden, theme, ratio)
        if self._drawn != wanted:
            self._drawn = wanted
            self._layer = QPixmap(QSize(int(box.width()), int(box.height())) * ratio)
            self._layer.setDevicePixelRatio(ratio)
            self._layer.fill(Qt.GlobalColor.transparent)
            stamping = QPainter(self._layer)
            stamping.translate(-box.topLeft())
            _stamp(stamping, axes, points, hidden, theme)
            stamping.end()
        painter.drawPixmap(box.topLeft(), self._layer)


def _stamp(painter: QPainter, axes: Axes, points: Points, hidden: frozenset[int], theme: Theme) -> None:
    radius, ratio = mark_radius(axes, len(points)), painter.device().devicePixelRatioF()
    stamps: dict[tuple[int, bool], QPixmap] = {}
    for at, label, hollow in _marks(axes, points, hidden):
        stamp = stamps.get((label, hollow))
        if stamp is None:
            stamp = stamps[label, hollow] = mark_pixmap(label, radius, theme, ratio, hollow=hollow)
        half = stamp.deviceIndependentSize().width() / 2
        painter.drawPixmap(at - QPointF(half, half), stamp)


def _marks(axes: Axes, points: Points, hidden: frozenset[int]) -> Iterator[tuple[QPointF, int, bool]]:
    """Place, class, and whether it is held out: those first, so that what is learnt from lies on top."""
    shown = points.finite
    shown[list(hidden)] = False
    places = axes.all_to_screen(points.places)
    for hollow in (True, False):
        chosen = np.flatnonzero(shown & (points.held_out == hollow))
        for (x, y), label in zip(places[chosen].tolist(), points.labels[chosen].tolist(), strict=True):
            yield QPointF(x, y), label, hollow
