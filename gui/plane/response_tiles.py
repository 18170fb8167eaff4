"""Draws the responses of a layer's units: small maps as one image, or small curves."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.inspect.heatmap import GAP_LEVEL, color_table, indexed_image, quantise
from gui.plane.response_grid import GAP, Block
from gui.theme.theme import Theme

_PADDING = 3.0


def draw_maps(painter: QPainter, block: Block, values: NDArray[np.floating], limit: float, theme: Theme) -> None:
    """Draw the maps (units, s, s) of a layer as one image with gaps, in the diverging colours up to `limit`."""
    side = values.shape[1]
    # Cells that are as wide as the gap looks, at the scale at which tiles are drawn.
    gap = max(1, round(GAP * side / block.tile))
    rows = math.ceil(block.shown / block.columns)
    canvas = np.full((rows, side + gap, block.columns, side + gap), GAP_LEVEL, dtype=np.uint8)
    levels = quantise(values[: block.shown], limit)
    for unit in range(block.shown):
        row, column = divmod(unit, block.columns)
        canvas[row, :side, column, :side] = levels[unit]
    image = indexed_image(
        canvas.reshape(rows * (side + gap), block.columns * (side + gap)),
        color_table(theme.diverging, theme.surface),
    )
    scale = block.tile / side
    pitch = block.tile + GAP
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 4)
    # The gap in cells is a whole number, that on the screen is not: each is stretched to the other.
    stretch = pitch / ((side + gap) * scale)
    painter.drawImage(
        QRectF(block.left, block.top, image.width() * scale * stretch, image.height() * scale * stretch), image
    )
    # A unit that gives nothing has a tile all the same.
    painter.setPen(QPen(theme.border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for unit in range(block.shown):
        painter.drawRect(block.tile_box(unit).adjusted(-0.5, -0.5, 0.5, 0.5))


def draw_curves(
    painter: QPainter, block: Block, values: NDArray[np.floating], limit: float, color: QColor, theme: Theme
) -> None:
    """Draw the curves (units, s) of a layer, each in a tile of its own with a line at zero, from -limit to limit."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for unit in range(block.shown):
        tile = block.tile_box(unit)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(tile.adjusted(0.5, 0.5, -0.5, -0.5))
        inner = tile.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        middle = round(inner.center().y()) + 0.5
        painter.setPen(QPen(theme.grid, 1))
        painter.drawLine(QPointF(inner.left(), middle), QPointF(inner.right(), middle))
        x = np.linspace(inner.left(), inner.right(), values.shape[1])
        y = inner.center().y() - np.clip(values[unit] / limit, -1, 1) * inner.height() / 2
        painter.setPen(QPen(color, 1.5))
        points = zip(x.tolist(), y.tolist(), strict=True)
        painter.drawPolyline(QPolygonF([QPointF(across, down) for across, down in points]))
