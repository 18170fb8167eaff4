"""The computation graph in pixels: where its nodes and edges are, run across or down."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainterPath

from engine.labs.graph import Graph
from gui.labs.chain.layout import place_nodes

MARGIN = 12.0
_SAMPLES = 24
# How far apart two edges between the same nodes begin, end and bulge.
_TWIN_ENDS, _TWIN_BULGE = 9.0, 14.0


class Geometry:
    """One way of laying a graph out.

    Attributes:
        runs_down: Whether the result is below rather than at the right.
        size: What it takes, margins and all.
        depth: How many layers there are; at least two.
    """

    def __init__(self, graph: Graph, node: QSizeF, gaps: tuple[float, float], *, runs_down: bool) -> None:
        """`gaps` are those between layers and between the lines of a layer."""
        placement = place_nodes(graph)
        self.runs_down = runs_down
        self.depth = placement.depth
        size = node.transposed() if runs_down else node
        along, across = size.width() + gaps[0], size.height() + gaps[1]
        self._boxes = []
        for layer, place in zip(placement.layers, placement.places, strict=True):
            a, b = MARGIN + layer * along, MARGIN + place * across
            corner = QPointF(b, a) if runs_down else QPointF(a, b)
            self._boxes.append(QRectF(corner, node))
        far = QPointF(max(box.right() for box in self._boxes), max(box.bottom() for box in self._boxes))
        self.size = QSize(round(far.x() + MARGIN), round(far.y() + MARGIN))
        self._paths = [self._path(graph, number) for number in range(len(graph.edges))]

    def offset(self, room: QSize) -> QPointF:
        """How far everything is moved so that it stands in the middle of `room`."""
        left, top = max(0, room.width() - self.size.width()), max(0, room.height() - self.size.height())
        return QPointF(left // 2, top // 2)

    def box(self, node: int) -> QRectF:
        """Where a node is, before it is moved."""
        return self._boxes[node]

    def path(self, edge: int) -> QPainterPath:
        """How an edge runs, before it is moved."""
        return self._paths[edge]

    def node_at(self, point: QPointF) -> int | None:
        """The node at a point."""
        return next((node for node, box in enumerate(self._boxes) if box.contains(point)), None)

    def edge_at(self, point: QPointF, near: float) -> int | None:
        """The edge nearest to a point, if one is as near as that."""
        best, nearest = None, near
        for number, path in enumerate(self._paths):
            if not path.boundingRect().adjusted(-near, -near, near, near).contains(point):
                continue
            for sample in range(_SAMPLES + 1):
                off = path.pointAtPercent(sample / _SAMPLES) - point
                distance = (off.x() ** 2 + off.y() ** 2) ** 0.5
                if distance < nearest:
                    best, nearest = number, distance
        return best

    def _path(self, graph: Graph, number: int) -> QPainterPath:
        edge = graph.edges[number]
        source, target = self._boxes[edge.source], self._boxes[edge.target]
        if self.runs_down:
            start, end = QPointF(source.center().x(), source.bottom()), QPointF(target.center().x(), target.top())
            bend, side = QPointF(0, (end.y() - start.y()) / 2), QPointF(1, 0)
        else:
            start, end = QPointF(source.right(), source.center().y()), QPointF(target.left(), target.center().y())
            bend, side = QPointF((end.x() - start.x()) / 2, 0), QPointF(0, 1)
        twins = [i for i, other in enumerate(graph.edges) if (other.source, other.target) == (edge.source, edge.target)]
        if len(twins) > 1:
            # The same operand twice, as in k * k.
            sign = -1.0 if number == twins[0] else 1.0
            start, end = start + side * (sign * _TWIN_ENDS), end + side * (sign * _TWIN_ENDS)
            side = side * (sign * _TWIN_BULGE)
        else:
            side = QPointF(0, 0)
        path = QPainterPath(start)
        path.cubicTo(start + bend + side, end - bend + side, end)
        return path
