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


def line_pen(color: QColor, style: Qt.PenStyle, width: float = 1.0) -> QPen:
    """A pen of `width` pixels whatever the transformation; its dashes are equally long at every width."""
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if style in _DASHES:
        pen.setDashPattern([length / width for length in _DASHES[style]])
    else:
        pen.setStyle(style)
    return pen
