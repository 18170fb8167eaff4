"""How a line style looks two pixels thick, the same in plots and legends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

# Dashes and gaps in pixels.
_DASHES: dict[Qt.PenStyle, list[float]] = {
    Qt.PenStyle.DashLine: [8, 4],
    Qt.PenStyle.DotLine: [2, 3],
    Qt.PenStyle.DashDotLine: [9, 3, 2, 3],
    Qt.PenStyle.DashDotDotLine: [9, 3, 2, 3, 2, 3],
}
# The same in so few pixels that a piece of a dozen shows which it is.
_SHORT_DASHES: dict[Qt.PenStyle, list[float]] = {
    Qt.PenStyle.DashLine: [5, 4],
    Qt.PenStyle.DotLine: [2, 2],
    Qt.PenStyle.DashDotLine: [6, 2, 2, 2],
    Qt.PenStyle.DashDotDotLine: [4, 2, 2, 2, 2, 2],
}


def line_pen(
    color: QColor, style: Qt.PenStyle, width: float = 1.0, *, short: bool = False, cosmetic: bool = True
) -> QPen:
    """A pen of `width` pixels, `cosmetic` ones whatever the transformation; its dashes are equally long at every width.

    `short` makes them so short that a piece of a dozen pixels shows them.
    """
    pen = QPen(color, width)
    pen.setCosmetic(cosmetic)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if style in _DASHES:
        dashes = _SHORT_DASHES if short else _DASHES
        pen.setDashPattern([length / width for length in dashes[style]])
    else:
        pen.setStyle(style)
    return pen


def draw_in_pixels(painter: QPainter, path: QPainterPath, pen: QPen, width: float = 1.0) -> None:
    """Draw a path of the painter's coordinates with a pen of so many pixels, its dashes as long as they are in `pen`.

    The slow way, for what outlives the screen: many programs know no pens that keep their width.
    """
    wide = QPen(pen)
    wide.setCosmetic(False)
    wide.setWidthF(width)
    if pen.style() is Qt.PenStyle.CustomDashLine:
        wide.setDashPattern([length * pen.widthF() / width for length in pen.dashPattern()])
    shape = painter.worldTransform().map(path)
    painter.save()
    painter.resetTransform()
    painter.setPen(wide)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.restore()


def lines_path(lines: Sequence[QLineF]) -> QPainterPath:
    """Lines as one path."""
    path = QPainterPath()
    for line in lines:
        path.moveTo(line.p1())
        path.lineTo(line.p2())
    return path
