"""How a line style looks two pixels thick, the same in plots and legends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

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


def line_pen(color: QColor, style: Qt.PenStyle, width: float = 1.0, *, short: bool = False) -> QPen:
    """A pen of `width` pixels whatever the transformation; its dashes are equally long at every width.

    `short` makes them so short that a piece of a dozen pixels shows them.
    """
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if style in _DASHES:
        dashes = _SHORT_DASHES if short else _DASHES
        pen.setDashPattern([length / width for length in dashes[style]])
    else:
        pen.setStyle(style)
    return pen
