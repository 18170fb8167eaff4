"""The ink of a drawing, painted once into an image and from there to the screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from engine.drawing import BRUSH
from gui.draw.stroke_book import Strokes

# Each move paints the growing piece anew: one path has clean edges, many short ones on top of each other have not.
_LONGEST_PIECE = 64

Point = tuple[float, float]


class Ink:
    """Finished ink as an image with a transparent ground, and the piece that still grows as points.

    Curves run through the midpoints between neighbouring points, with the points as control points.

    Attributes:
        width: Of the pen, in units of the canvas; used from the next `redraw` on.
    """

    def __init__(self) -> None:
        self.image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        self._transform = QTransform()
        self._color = QColor(Qt.GlobalColor.black)
        self.width = BRUSH
        self._growing: list[Point] = []
        self._is_start = True

    def set_color(self, color: QColor) -> None:
        """Use this ink from the next `redraw` on."""
        self._color = color

    def set_frame(self, size: QSize, device_pixel_ratio: float, transform: QTransform) -> None:
        """Paint for a widget of `size` to whose pixels `transform` leads from canvas units; needs a `redraw`."""
        width, height = (max(1, round(side * device_pixel_ratio)) for side in size.toTuple())
        self._transform = transform
        self.image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.setDevicePixelRatio(device_pixel_ratio)

    def redraw(self, finished: Strokes, growing: Sequence[Point] = ()) -> None:
        """Paint all finished strokes anew; `growing` are the points of the one being drawn."""
        self.image.fill(Qt.GlobalColor.transparent)
        self._growing = list(growing)
        self._is_start = True
        for stroke in finished:
            self._paint(smooth_path(stroke.tolist()))

    def add(self, point: Point) -> QRectF:
        """Let the stroke being drawn grow; returns what that changes, in pixels of the widget."""
        self._growing.append(point)
        xs, ys = zip(*self._growing[-3:], strict=True)
        if len(self._growing) > _LONGEST_PIECE:
            self._paint(smooth_path(self._growing, from_start=self._is_start, to_end=False))
            self._growing = self._growing[-2:]
            self._is_start = False
        margin = self.width / 2 + 2
        area = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
        return self._transform.mapRect(area.adjusted(-margin, -margin, margin, margin))

    def draw_growing(self, painter: QPainter) -> None:
        """Draw what is not yet in the image."""
        if self._growing:
            self._take_pen(painter)
            painter.drawPath(smooth_path(self._growing, from_start=self._is_start))

    def _paint(self, path: QPainterPath) -> None:
        painter = QPainter(self.image)
        self._take_pen(painter)
        painter.drawPath(path)
        painter.end()

    def _take_pen(self, painter: QPainter) -> None:
        pen = QPen(self._color, self.width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # On top of the painter's own: a widget's painter may already be moved and scaled.
        painter.setTransform(self._transform, True)


def smooth_path(points: Sequence[Point], *, from_start: bool = True, to_end: bool = True) -> QPainterPath:
    """The curve through a stroke's points, a dot for a single one.

    Without `from_start` it begins at the first midpoint, without `to_end` it stops at the last.
    """
    first, last = QPointF(*points[0]), QPointF(*points[-1])
    if len(points) == 1:
        # A path of no length is not drawn, a very short one gets its round caps.
        path = QPainterPath(first)
        path.lineTo(first + QPointF(0.01, 0.0))
        return path
    middles = [QPointF((x + u) / 2, (y + v) / 2) for (x, y), (u, v) in pairwise(points)]
    path = QPainterPath(first if from_start else middles[0])
    path.lineTo(middles[0])
    for point, middle in zip(points[1:], middles[1:], strict=False):
        path.quadTo(QPointF(*point), middle)
    if to_end:
        path.lineTo(last)
    return path
