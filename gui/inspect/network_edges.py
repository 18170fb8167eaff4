"""Which edges are drawn between two columns, and how: the strongest ones, as fine curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui.inspect.network_layout import Column
from gui.inspect.picture import blend
from gui.widgets.paper import is_on_paper

MAX_EDGES = 400
# All pairs together; a fine curve costs about 5 us.
_EDGE_BUDGET = 480
_MIN_EDGES = 48
# Up to this many edges in all are drawn as strokes of true width, which cost ten times as much.
FEW_EDGES = 48
_MIN_PIXELS = 3
_LEVELS = 8
_HIT_DISTANCE = 5.0
# Curves across less than this are so steep that others above and below do not make them wider.
_STEEP = 60.0


@dataclass(frozen=True, eq=False)
class Bundle:
    """The drawn edges of one layer; all arrays have one entry an edge.

    Attributes:
        source: index of the input it comes from.
        target: index of the unit it goes to.
        y0, y1: where it leaves and arrives.
        strength: magnitude of the weight as a share of the largest of the layer.
        positive: whether the weight is above zero.
        x0, x1: where all edges leave and arrive.
        left_out: whether there are weaker edges between the drawn nodes.
    """

    source: NDArray[np.int_]
    target: NDArray[np.int_]
    y0: NDArray[np.float64]
    y1: NDArray[np.float64]
    strength: NDArray[np.floating]
    positive: NDArray[np.bool_]
    x0: float
    x1: float
    left_out: bool

    def nearest(self, point: QPointF) -> int | None:
        """The edge at `point`: of those within a few points the strongest; None where there is none."""
        span = self.x1 - self.x0
        if not (len(self.source) and span > 0 and self.x0 < point.x() < self.x1):
            return None
        y = self.y0 + (self.y1 - self.y0) * _height_share((point.x() - self.x0) / span)
        # Steep curves are nearer than their vertical distance says.
        slope = 1.5 * (self.y1 - self.y0) / span
        distance = np.abs(y - point.y()) / np.hypot(1, slope)
        close = np.where(distance < _HIT_DISTANCE, self.strength, -1.0)
        best = int(np.argmax(close))
        return best if close[best] >= 0 else None


def edges_per_pair(pairs: int) -> int:
    """How many edges each of `pairs` layers may draw."""
    return min(MAX_EDGES, max(_MIN_EDGES, _EDGE_BUDGET // max(pairs, 1)))


def bundle(
    weight: NDArray[np.floating],
    before: Column,
    after: Column,
    image_shape: tuple[int, int] | None,
    count: int,
) -> Bundle:
    """The strongest `count` edges between the drawn nodes of two columns.

    From an image every unit has its own strongest pixels, and an edge leaves at the height of its pixel.
    """
    if before.image is not None and image_shape is not None:
        part = weight[:, after.shown]
        each = min(len(part), max(_MIN_PIXELS, count // (2 * len(after.shown))))
        rows = np.argpartition(np.abs(part), len(part) - each, axis=0)[-each:]
        row, column = rows.ravel(), np.tile(np.arange(len(after.shown)), each)
        source = row
        y0 = before.image.top() + (row // image_shape[1] + 0.5) * before.image.height() / image_shape[0]
    else:
        part = weight[np.ix_(before.shown, after.shown)]
        chosen = np.arange(part.size)
        if part.size > count:
            chosen = np.argpartition(np.abs(part).ravel(), part.size - count)[-count:]
        row, column = np.divmod(chosen, part.shape[1])
        source, y0 = before.shown[row], before.y[row]
    values = part[row, column]
    largest = max(float(weight.max()), -float(weight.min()), float(np.finfo(np.float32).tiny))
    return Bundle(
        source,
        after.shown[column],
        y0,
        after.y[column],
        np.clip(np.nan_to_num(np.abs(values) / largest), 0.0, 1.0),
        values > 0,
        before.right,
        after.left,
        len(values) < part.size,
    )


def draw_bundle(
    painter: QPainter,
    edges: Bundle,
    colors: tuple[QColor, QColor],
    ground: QColor,
    fine: bool,
    mask: NDArray[np.bool_] | None = None,
) -> None:
    """Draw the edges, weak ones first; `colors` are those of negative and positive weights.

    Weak edges come near the colour of the `ground`. Fine edges are one to three cosmetic curves beside each other,
    which the raster engine draws ten times faster than one wide stroke. With a `mask` only those edges are drawn,
    none of them faint.
    """
    level = np.minimum((edges.strength * _LEVELS).astype(int), _LEVELS - 1)
    shown = np.ones(len(level), dtype=bool) if mask is None else mask
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for step in range(_LEVELS):
        for sign in (False, True):
            chosen = np.flatnonzero((level == step) & (edges.positive == sign) & shown)
            if not len(chosen):
                continue
            share = (step + 0.5) / _LEVELS
            opacity = 0.06 + 0.88 * share
            # Opaque on purpose: the raster engine hands each tall translucent curve to a thread pool, which costs
            # 60 us a curve instead of 5 and takes the cores from the training.
            color = blend(ground, colors[int(sign)], opacity if mask is None else max(opacity, 0.6))
            pen = QPen(color, 1.0 if fine else 0.8 + 4.2 * share)
            pen.setCosmetic(fine and not is_on_paper())
            painter.setPen(pen)
            steep = edges.x1 - edges.x0 < _STEEP
            passes = 1 if steep or not fine else 1 + int(share > 0.45) + int(share > 0.75)
            painter.drawPath(_path(edges, chosen, passes))


def _path(edges: Bundle, chosen: NDArray[np.int_], passes: int) -> QPainterPath:
    path = QPainterPath()
    x0, x1 = edges.x0, edges.x1
    middle = (x0 + x1) / 2
    starts, ends = edges.y0[chosen].tolist(), edges.y1[chosen].tolist()
    for shift in range(passes):
        offset = shift * 0.8 - (passes - 1) * 0.4
        for start, end in zip(starts, ends, strict=True):
            path.moveTo(x0, start + offset)
            path.cubicTo(middle, start + offset, middle, end + offset, x1, end + offset)
    return path


def _height_share(x_share: float) -> float:
    """How much of its way up a curve has gone where it has gone `x_share` of its way across."""
    t = np.linspace(0, 1, 65)
    return float(np.interp(x_share, 1.5 * t - 1.5 * t**2 + t**3, 3 * t**2 - 2 * t**3))
