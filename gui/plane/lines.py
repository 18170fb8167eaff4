"""Draws lines of many values on axes, whatever the values are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.plane.axes import Axes

# Beyond the axes by so many times their size a line goes no farther: the painter cannot count that far.
_FARTHEST = 4.0


def draw_line(painter: QPainter, axes: Axes, x: NDArray[np.floating], y: NDArray[np.floating], pen: QPen) -> None:
    """Draw a line through the places x (n,), y (n,); where one is not a number the line is broken."""
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for piece in pieces(axes, x, y):
        painter.drawPolyline(QPolygonF([QPointF(*place) for place in piece.tolist()]))


def draw_path_line(painter: QPainter, axes: Axes, x: NDArray[np.floating], y: NDArray[np.floating], pen: QPen) -> None:
    """Draw a line like `draw_line`, but one that may cross itself, with an opaque pen without dashes.

    As one outline its crossings would be worked out, which takes a long path half a second; part by part it takes none.
    """
    # Its square ends overlap at the bends; round ones would be outlines again.
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    for piece in pieces(axes, x, y):
        painter.drawLines([QLineF(*ends) for ends in np.hstack([piece[:-1], piece[1:]]).tolist()])


def pieces(axes: Axes, x: NDArray[np.floating], y: NDArray[np.floating]) -> list[NDArray[np.float64]]:
    """The unbroken pieces of a line on the screen, (n, 2) each with at least two places."""
    places = np.stack([_tamed(x, axes.x), _tamed(y, axes.y)], axis=1)
    broken = np.flatnonzero(np.isnan(places[:, 0]) | np.isnan(places[:, 1]))
    parts = np.split(axes.all_to_screen(places), broken)
    # Each part but the first begins with the place at which the line is broken.
    whole = [part if index == 0 else part[1:] for index, part in enumerate(parts)]
    return [part for part in whole if len(part) > 1]


def _tamed(values: NDArray[np.floating], limits: tuple[float, float]) -> NDArray[np.float64]:
    span = _FARTHEST * (limits[1] - limits[0])
    return np.clip(values.astype(np.float64), limits[0] - span, limits[1] + span)
