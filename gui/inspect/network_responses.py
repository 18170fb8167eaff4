"""What every unit of a network answers over all inputs: a map where they are points of a plane, else a curve."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from gui.inspect.heatmap import color_table, indexed_image, quantise
from gui.inspect.network_layout import Column
from gui.theme.theme import Theme

# More of them do not show in a square of 40 points.
_MOST_CURVE_POINTS = 33
# Of half the height of a square, so that a curve does not run into its frame.
_CURVE_HEIGHT = 0.82


class Responses:
    """The responses of each column of units, inputs first, on a zero-centred scale that ends at the largest of them.

    What is painted is made once for each column that is shown, and again only for another theme.
    """

    def __init__(self, columns: Sequence[NDArray[np.floating]]) -> None:
        """`columns`: one array each, (units, side, side) with the top row first, or (units, points) for curves."""
        dimensions = {values.ndim for values in columns}
        is_sound = dimensions in ({2}, {3}) and all(values.size for values in columns)
        self._columns = tuple(columns) if is_sound else ()
        self._is_plane = dimensions == {3}
        self._theme: Theme | None = None
        self._images: dict[int, list[QImage]] = {}
        self._curves: dict[int, list[QPolygonF]] = {}

    @property
    def is_plane(self) -> bool:
        """Whether they are maps, else curves."""
        return self._is_plane

    def fits(self, sizes: Sequence[int]) -> bool:
        """Whether these are the responses of a network with so many units a column."""
        return [len(values) for values in self._columns] == list(sizes)

    def draw(self, painter: QPainter, column: Column, index: int, ring: QColor, theme: Theme) -> None:
        """Draw each node of the `index`-th column as a square with what its unit answers, framed in `ring`."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, unit in enumerate(column.shown.tolist()):
            box = column.square(place)
            if self._is_plane:
                painter.drawImage(box, self._images_of(index, theme)[unit])
            else:
                _draw_curve(painter, box, self._curves_of(index)[unit], ring, theme)
            painter.setPen(QPen(ring, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-0.75, -0.75, 0.75, 0.75), 2, 2)
        painter.restore()

    def _images_of(self, index: int, theme: Theme) -> list[QImage]:
        if theme is not self._theme:
            self._theme = theme
            self._images.clear()
        if index not in self._images:
            units, height, width = self._columns[index].shape
            levels = quantise(_scaled(self._columns[index]), 1.0).reshape(units * height, width)
            # Cut from one image: to give each its colours would cost more than to paint them.
            whole = indexed_image(levels, _color_table(theme))
            self._images[index] = [whole.copy(0, unit * height, width, height) for unit in range(units)]
        return self._images[index]

    def _curves_of(self, index: int) -> list[QPolygonF]:
        """Lines from x = 0 to 1, between y = -1 above and 1 below."""
        if index not in self._curves:
            values = self._columns[index]
            stride = -(-values.shape[1] // _MOST_CURVE_POINTS)
            heights = -_CURVE_HEIGHT * _scaled(values)[:, ::stride]
            x = np.linspace(0, 1, heights.shape[1]).tolist()
            self._curves[index] = [QPolygonF(list(map(QPointF, x, row))) for row in heights.tolist()]
        return self._curves[index]


@lru_cache(maxsize=4)
def _color_table(theme: Theme) -> list[int]:
    return color_table(theme.diverging, theme.surface)


def _scaled(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """-1 to 1 by the largest magnitude; what is no number is 0."""
    known = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    largest = float(np.abs(known).max(initial=0.0))
    return known / largest if largest > 0 else known


def _draw_curve(painter: QPainter, box: QRectF, curve: QPolygonF, color: QColor, theme: Theme) -> None:
    middle = box.center().y()
    painter.fillRect(box, theme.surface)
    painter.setPen(QPen(theme.border, 1))
    painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
    painter.setPen(QPen(color, 1.5))
    painter.drawPolyline(QTransform(box.width(), 0, 0, box.height() / 2, box.left(), middle).map(curve))
