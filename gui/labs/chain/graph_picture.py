"""The computation graph: values forward and derivatives backward on the nodes, local derivatives on the edges."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.labs.graph import Graph
from gui.inspect.hover_card import draw_hover_card
from gui.inspect.picture import KEYBOARD_REASONS, CachedPicture, blend
from gui.labs.chain.geometry import Geometry
from gui.labs.chain.words import edge_words, node_words, path_words
from gui.labs.numbers import shown

_PADDING = 10.0
_GAP_ACROSS = 18.0
_WIDEST_NODE = 210.0
_NEAR = 9.0
_CENTER = Qt.AlignmentFlag.AlignCenter
_KEY_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class GraphPicture(CachedPicture):
    """Draws the graph from left to right, or downwards where it is not wide enough for that.

    The paths of one variable are marked. The pointer, or the arrow keys, read one edge or node.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chainGraph")
        self.setAccessibleName(self.tr("Computation graph"))
        self.setToolTip(
            self.tr(
                "In a node: its formula, its value, and the derivative of the result by it. On an edge: the local "
                "derivative. Keys: left and right go from edge to edge, Esc ends it"
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._graph: Graph | None = None
        self._geometry: Geometry | None = None
        self._variable = ""
        self._chosen: int | None = None
        self._room = 0

    @property
    def geometry_shown(self) -> Geometry | None:
        """How the graph is laid out at present."""
        return self._geometry

    def show_graph(self, graph: Graph | None) -> None:
        """Show this graph, or nothing while there is none."""
        if graph is None or self._chosen is None or self._chosen >= len(graph.edges):
            self._chosen = None
        self._graph = graph
        self._fit()
        self._describe()

    def set_variable(self, name: str) -> None:
        """Mark the paths from this variable."""
        self._variable = name
        self._describe()
        self.redraw()

    def set_room(self, width: int) -> None:
        """The width there is: what is wider runs downwards, and what is wider even so is to be scrolled."""
        if width != self._room:
            self._room = width
            self._fit()

    def read_out(self, point: QPointF) -> list[str]:
        if self._graph is None or self._geometry is None:
            return []
        inside = point - self._geometry.offset(self.size())
        node = self._geometry.node_at(inside)
        if node is not None:
            return node_words(self._graph, node)
        edge = self._geometry.edge_at(inside, _NEAR)
        return [] if edge is None else edge_words(self._graph, self._graph.edges[edge])

    def spoken(self) -> str:
        """The chosen edge, else the derivative along the marked paths, in words."""
        if self._graph is None:
            return self.tr("No graph yet")
        if self._chosen is not None:
            return "; ".join(edge_words(self._graph, self._graph.edges[self._chosen]))
        result = f"{self._graph.result.name} = {shown(self._graph.result.value)}"
        return "; ".join(filter(None, [result, path_words(self._graph, self._variable) if self._variable else ""]))

    def draw(self, painter: QPainter) -> None:
        graph, geometry = self._graph, self._geometry
        if graph is None or geometry is None:
            return
        painter.translate(geometry.offset(self.size()))
        marked = {number for way in graph.ways(self._variable) for number in way.edges}
        nodes = {node for number in marked for node in (graph.edges[number].source, graph.edges[number].target)}
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Marked edges lie on top of the others.
        for number in sorted(range(len(graph.edges)), key=lambda number: number in marked):
            plain = QPen(self._theme.control_border, 1.4)
            painter.setPen(QPen(self._theme.validation, 2.6) if number in marked else plain)
            painter.drawPath(geometry.path(number))
        for index in range(len(graph.nodes)):
            self._draw_node(painter, geometry.box(index), index, index in nodes)
        for number in range(len(graph.edges)):
            self._draw_edge_label(painter, number, number in marked)

    def draw_overlay(self, painter: QPainter) -> None:
        graph, geometry = self._graph, self._geometry
        if graph is None or geometry is None:
            return
        offset = geometry.offset(self.size())
        number, at, lines = self._chosen, self._pointer, []
        if number is None and at is not None:
            lines = self.read_out(at)
            if geometry.node_at(at - offset) is None:
                number = geometry.edge_at(at - offset, _NEAR)
        if number is not None:
            painter.save()
            painter.translate(offset)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.accent, 4))
            painter.drawPath(geometry.path(number))
            self._draw_edge_label(painter, number, True)
            painter.restore()
        if self._chosen is not None:
            lines = edge_words(graph, graph.edges[self._chosen])
            at = offset + geometry.path(self._chosen).pointAtPercent(0.5)
        if at is not None:
            draw_hover_card(painter, at, lines, QRectF(self.visibleRegion().boundingRect()), self._theme)

    def _fit(self) -> None:
        """Lay the graph out for the room and the size of text that there is."""
        self._geometry = None
        if self._graph is not None:
            metrics = QFontMetricsF(self.small_font())
            across, down = _GAP_ACROSS * 1.4, _GAP_ACROSS * 0.5
            wide = self._geometry_for((4.5 * metrics.height(), across), runs_down=False)
            if wide.size.width() > self._room:
                self._geometry = self._geometry_for((2.4 * metrics.height(), down), runs_down=True)
            else:
                # What room is left goes between the layers, as far as the eye still follows.
                spare = (self._room - wide.size.width()) / (wide.depth - 1)
                gap = min(4.5 * metrics.height() + spare, 9.0 * metrics.height())
                self._geometry = self._geometry_for((gap, across), runs_down=False)
        self.setMinimumSize(self._geometry.size if self._geometry else QSize(0, 0))
        self.updateGeometry()
        self.redraw()

    def _geometry_for(self, gaps: tuple[float, float], *, runs_down: bool) -> Geometry:
        assert self._graph is not None
        return Geometry(self._graph, self._node_size(runs_down), gaps, runs_down=runs_down)

    def _node_lines(self, index: int, short: bool) -> tuple[str, str, str]:
        """What is written in a node; where there is little room, not by what the derivative is."""
        assert self._graph is not None
        node = self._graph.nodes[index]
        head = f"{node.name} = {node.formula}" if node.formula else node.name
        back = "∂" if short else f"∂{self._graph.result.name}/∂{node.name} ="
        return head, shown(node.value), f"{back} {shown(node.gradient)}"

    def _node_size(self, short: bool) -> QSizeF:
        """All nodes are as large as the largest needs it."""
        assert self._graph is not None
        bold, metrics = QFontMetricsF(self.small_font(bold=True)), QFontMetricsF(self.small_font())
        lines = [line for index in range(len(self._graph.nodes)) for line in self._node_lines(index, short)]
        widest = max(map(bold.horizontalAdvance, lines))
        return QSizeF(round(min(widest, _WIDEST_NODE) + 2 * _PADDING), round(3 * metrics.lineSpacing() + _PADDING))

    def _draw_edge_label(self, painter: QPainter, number: int, marked: bool) -> None:
        assert self._graph is not None and self._geometry is not None
        painter.setFont(self.small_font(bold=marked))
        metrics, text = QFontMetricsF(painter.font()), shown(self._graph.edges[number].derivative)
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height())
        box.moveCenter(self._geometry.path(number).pointAtPercent(0.5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.surface)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._theme.validation if marked else self._theme.muted_text)
        painter.drawText(box, _CENTER, text)

    def _draw_node(self, painter: QPainter, box: QRectF, index: int, marked: bool) -> None:
        theme = self._theme
        assert self._graph is not None and self._geometry is not None
        is_end = index < len(self._graph.variables) or index == len(self._graph.nodes) - 1
        painter.setPen(QPen(theme.validation if marked else theme.control_border, 2 if marked else 1))
        painter.setBrush(blend(theme.surface, theme.accent, 0.1) if is_end else theme.surface)
        painter.drawRoundedRect(box, 7, 7)
        head, value, back = self._node_lines(index, self._geometry.runs_down)
        height = (box.height() - _PADDING) / 3
        line = QRectF(box.left() + _PADDING / 2, box.top() + _PADDING / 2, box.width() - _PADDING, height)
        for text, color, bold in (
            (head, theme.muted_text, False),
            (value, theme.text, True),
            (back, theme.validation, False),
        ):
            painter.setFont(self.small_font(bold=bold))
            painter.setPen(color)
            metrics = QFontMetricsF(painter.font())
            painter.drawText(line, _CENTER, metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))
            line.translate(0, height)

    def _choose(self, number: int | None) -> None:
        self._chosen = number
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self.spoken() != self.accessibleDescription():
            self.setAccessibleDescription(self.spoken())

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._graph.edges) if self._graph else 0
        key = Qt.Key(event.key())
        if key in _KEY_STEPS and count:
            self._choose(0 if self._chosen is None else (self._chosen + _KEY_STEPS[key]) % count)
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in KEYBOARD_REASONS and self._chosen is None and self._graph and self._graph.edges:
            self._choose(0)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._choose(None)
        super().focusOutEvent(event)
