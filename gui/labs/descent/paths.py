"""How the path of each optimiser looks: its colour, its mark, and how it is drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.optimizers import OPTIMIZERS
from gui.plane.axes import Axes
from gui.plane.class_marks import class_color, draw_mark, mark_path
from gui.plane.lines import draw_path_line
from gui.theme.theme import Theme

# Marks nearer to each other would hide the path.
_APART = 8.0
_DOT, _HEAD = 3.4, 6.5


def number_of(optimizer: str) -> int:
    """The number by which its colour and its mark go."""
    return list(OPTIMIZERS).index(optimizer)


def path_color(theme: Theme, optimizer: str) -> QColor:
    """The colour of an optimiser, the same in the picture and in the legend."""
    return class_color(theme, number_of(optimizer))


def draw_path(painter: QPainter, axes: Axes, places: NDArray[np.float64], optimizer: str, theme: Theme) -> None:
    """Draw a path through `places` (n, 2), a mark at each place where there is room and a large one at the newest."""
    color = path_color(theme, optimizer)
    for pen in (QPen(theme.surface, 4.2), QPen(color, 1.8)):
        draw_path_line(painter, axes, places[:, 0], places[:, 1], pen)
    label = number_of(optimizer)
    marked = QPointF(-_APART, -_APART)
    for place in places.tolist():
        at = axes.to_screen(*place)
        if axes.contains(at, 10.0) and (at - marked).manhattanLength() >= _APART:
            marked = at
            painter.setPen(QPen(theme.surface, 0.8))
            painter.setBrush(color)
            painter.drawPath(mark_path(label, _DOT).translated(at))
    last = axes.to_screen(*axes.within((float(places[-1, 0]), float(places[-1, 1]))))
    draw_mark(painter, last, label, _HEAD, theme, hollow=False)


def draw_start(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """A ring round the start, on a ground of its own."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(theme.surface, 5), QPen(theme.text, 2)):
        painter.setPen(pen)
        painter.drawEllipse(at, 9.0, 9.0)
