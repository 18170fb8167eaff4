"""The picture of the network: nodes and edges from live weights and activations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.places import WeightPlace
from gui.inspect.heatmap import color_table, indexed_image, quantise, symmetric_limit
from gui.inspect.hover_card import draw_hover_card
from gui.inspect.network_captions import (
    NodeMeaning,
    column_pitch,
    draw_headings,
    draw_legend,
    draw_notes,
    headings,
    notes,
)
from gui.inspect.network_content import NetworkContent, fitting_content
from gui.inspect.network_edges import FEW_EDGES, Bundle, bundle, draw_bundle, edges_per_pair
from gui.inspect.network_formulas import edge_lines, unit_lines
from gui.inspect.network_layout import Column, arrange_columns
from gui.inspect.network_nodes import answers_width, draw_answers, draw_mark, draw_nodes, draw_pixels
from gui.inspect.network_responses import Responses
from gui.inspect.picture import CachedPicture, figure
from gui.widgets.paper import is_on_paper

_MARGIN = 24.0
_HEADING_HEIGHT = 56.0
_LAYER_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UNIT_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ROW_STEPS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


@dataclass(frozen=True)
class Target:
    """What is under a point: a unit of a column, or an edge of a pair of columns, or a column alone."""

    column: int
    unit: int | None = None
    edge: int | None = None


class NetworkView(CachedPicture):
    """Draws a network from live weights and, where given, the activations of a sample.

    Signals:
        layer_selected(int or None): the person chose a layer, 0 for the first after the inputs, or none.
        row_step_requested(int): of the few rows there are the next (1) or the one before (-1) shall run through.
        weight_chosen(WeightPlace): the person wants to know why this weight moves: an edge was double-clicked.
    """

    layer_selected = Signal(object)
    row_step_requested = Signal(int)
    weight_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName(self.tr("Network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._content: NetworkContent | None = None
        # What the picture shows, which is what the pointer points at, may be older than the newest content.
        self._drawn: NetworkContent | None = None
        self._responses: Responses | None = None
        self._columns: tuple[Column, ...] = ()
        self._bundles: tuple[Bundle, ...] = ()
        self._selected: int | None = None
        # Nodes and words lie above the edges, and above what a pointer brings out among them.
        self._front: QImage | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as they were last drawn."""
        return self._columns

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The edges as they were last drawn, one bundle a layer."""
        return self._bundles

    def clear(self) -> None:
        """Show no network."""
        self._content = self._responses = None
        self.mark_dirty()

    def show_network(
        self,
        sizes: Sequence[int],
        weights: Sequence[NDArray[np.floating]],
        biases: Sequence[NDArray[np.floating] | None] | None,
        activations_by_layer: Sequence[NDArray[np.floating] | None] | None,
        captions: Sequence[str],
        class_names: Sequence[str],
        image: NDArray[np.generic] | None,
        *,
        sums_by_layer: Sequence[NDArray[np.floating] | None] | None = None,
        formulas: Sequence[str] = (),
        row_note: str = "",
        input_names: Sequence[str] = (),
    ) -> None:
        """Take the newest state of a network; it is drawn at the next `refresh()`.

        Args:
            sizes: units a column, inputs first.
            weights: one (inputs, units) array a layer; kept, not copied.
            biases: one (units,) array or None a layer.
            activations_by_layer: one (units,) array or None a column, what the network received first and the answer
                last.
            captions: one text a column, such as "512 relu"; further lines are details, such as "dropout 0.2".
            class_names: one name an output, or empty.
            image: (height, width), drawn in place of input nodes; blank (zeros) where there is no sample yet.
            sums_by_layer: one (units,) array or None a layer, the z of which it makes its activations.
            formulas: one text a layer, how it does that, such as "a = max(z, 0)".
            row_note: which of a few rows runs through, such as "row 2 of 4"; empty where there is no choice.
            input_names: one name an input, or empty.
        """
        self._content = fitting_content(
            sizes,
            weights,
            biases,
            activations_by_layer,
            captions,
            class_names,
            image,
            sums=sums_by_layer,
            formulas=formulas,
            row_note=row_note,
            input_names=input_names,
        )
        self.mark_dirty()

    def show_responses(self, layers: Sequence[NDArray[np.floating]] | None) -> None:
        """Show in each node what its unit answers over all inputs; drawn at the next `refresh()`.

        Args:
            layers: one array a column, the inputs first: (units, side, side) over the plane, the top row first, or
                (units, points) along a line. With None, or those of another network, nodes are plain.
        """
        self._responses = None if layers is None else Responses(layers)
        self.mark_dirty()

    def set_selected_layer(self, layer: int | None) -> None:
        """Mark a layer, 0 for the first after the inputs; emits nothing."""
        if layer != self._selected:
            self._selected = layer
            self.redraw()

    def read_out(self, point: QPointF) -> str:
        """What is under `point`, a line a fact, or an empty text."""
        return "\n".join(self._lines(self._target(point)))

    def spoken(self) -> str:
        """What is pointed at, else the layers and, where a sample runs through, the answer, in words."""
        content = self._content
        if content is None:
            return self.tr("No network yet")
        pointed = "" if self._pointer is None else self.read_out(self._pointer)
        if pointed:
            return pointed.replace("\n", "; ")
        words = ", ".join(caption.replace("\n", " ") for caption in content.captions)
        answer = content.activations[-1]
        if answer is None or not len(answer):
            return words
        first = int(np.argmax(answer))
        name = content.class_names[first] if content.class_names else self.tr("output {index}").format(index=first)
        return self.tr("{name} {value} is the greatest answer; {layers}").format(
            name=name, value=figure(float(answer[first])), layers=words
        )

    def draw(self, painter: QPainter) -> None:
        self._front = None
        content = self._drawn = self._content
        if content is None:
            self._columns, self._bundles = (), ()
            painter.setPen(self._theme.muted_text)
            text = self.tr("No network yet. Choose an experiment, or add a layer.")
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            return
        self._arrange(content, QFontMetricsF(painter.font()))
        self._draw_selection(painter)
        for edges in self._bundles:
            draw_bundle(painter, edges, self._edge_colors(), self._theme.surface, self._is_fine())
        self._front = self._blank_layer()
        front = QPainter(self._front)
        front.setRenderHint(QPainter.RenderHint.Antialiasing)
        front.setFont(self.small_font())
        self._draw_front(front, content)
        front.end()

    def draw_overlay(self, painter: QPainter) -> None:
        target = None if self._pointer is None else self._target(self._pointer)
        if target is not None and (target.unit is not None or target.edge is not None):
            veil = QColor(self._theme.surface)
            veil.setAlphaF(0.7)
            painter.fillRect(self.rect(), veil)
            self._draw_touched(painter, target)
        if self._drawn is not None and is_on_paper():
            self._draw_front(painter, self._drawn)
        elif self._front is not None:
            painter.drawImage(QPointF(0, 0), self._front)
        if target is None or self._pointer is None:
            return
        self._draw_marked_node(painter, target)
        draw_hover_card(painter, self._pointer, self._lines(target), QRectF(self.rect()), self._theme)

    def _arrange(self, content: NetworkContent, metrics: QFontMetricsF) -> None:
        line = metrics.height()
        answers = answers_width(content, metrics, self.width())
        area = QRectF(self.rect()).adjusted(_MARGIN, 24 + 3 * line, -_MARGIN - answers, -(2 * line + 44))
        # Maps take what air there is, as long as there is no note below a column.
        tall = area.adjusted(0, 4 - line, 0, line + 12)
        if area.height() < 40 or area.width() < 40:
            area = tall = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        with_maps = self._fitting_responses(content) is not None
        self._columns = arrange_columns(
            content.sizes, tall if with_maps else area, content.image_shape, with_maps=with_maps
        )
        if with_maps and any(column.is_sampled for column in self._columns):
            self._columns = arrange_columns(content.sizes, area, content.image_shape, with_maps=True)
        count = edges_per_pair(len(content.weights))
        pairs = zip(content.weights, self._columns, self._columns[1:], strict=False)
        self._bundles = tuple(
            bundle(weight, before, after, content.image_shape if index == 0 else None, count)
            for index, (weight, before, after) in enumerate(pairs)
        )

    def _fitting_responses(self, content: NetworkContent) -> Responses | None:
        return self._responses if self._responses and self._responses.fits(content.sizes) else None

    def _draw_selection(self, painter: QPainter) -> None:
        if self._selected is None or not 0 <= self._selected < len(self._columns) - 1:
            return
        column = self._columns[self._selected + 1]
        half = min(column_pitch(self._columns) / 2 - 1, 44.0)
        painter.setPen(QPen(self._theme.accent, 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.selection)
        painter.drawRoundedRect(QRectF(column.x - half, 4, 2 * half, self.height() - 40), 8, 8)

    def _draw_front(self, painter: QPainter, content: NetworkContent) -> None:
        theme, columns = self._theme, self._columns
        metrics = QFontMetricsF(painter.font())
        bold = self.small_font(bold=True)
        pitch = column_pitch(columns)
        draw_nodes(painter, columns, content, self._fitting_responses(content), theme)
        draw_answers(painter, columns[-1], content, theme, self.width() - _MARGIN)
        lines = headings(content.captions, columns, QFontMetricsF(bold))
        draw_headings(painter, columns, lines, bold, self.width(), theme)
        texts, common = notes(columns, self._bundles, metrics, pitch)
        bottom = self.height() - 16 - metrics.height()
        draw_notes(painter, columns, texts, bottom - 8, theme)
        legend = QRectF(_MARGIN, bottom, self.width() - 2 * _MARGIN, metrics.height())
        draw_legend(painter, legend, self._edge_colors(), ", ".join(common), self._meaning(content), theme)

    def _meaning(self, content: NetworkContent) -> NodeMeaning:
        if any(column.is_mapped for column in self._columns):
            # Curves speak for themselves.
            return "responses" if self._responses and self._responses.is_plane else "nothing"
        return "nothing" if all(values is None for values in content.activations) else "activations"

    def _draw_touched(self, painter: QPainter, target: Target) -> None:
        """Bring out the edges of the node under the pointer, or the one edge."""
        for pair, edges in enumerate(self._bundles):
            if target.edge is not None:
                mask = np.arange(len(edges.source)) == (target.edge if pair == target.column - 1 else -1)
            elif pair == target.column:
                mask = edges.source == target.unit
            elif pair == target.column - 1:
                mask = edges.target == target.unit
            else:
                continue
            draw_bundle(painter, edges, self._edge_colors(), self._theme.surface, self._is_fine(), mask)

    def _draw_marked_node(self, painter: QPainter, target: Target) -> None:
        if target.unit is None or self._drawn is None:
            return
        draw_mark(painter, self._columns[target.column], target.unit, self._theme)
        box, shape = self._columns[0].image, self._drawn.image_shape
        if target.column == 1 and box is not None and shape is not None:
            # What this unit looks for, in place of the sample.
            pattern = self._drawn.weights[0][:, target.unit].reshape(shape)
            levels = quantise(pattern, symmetric_limit(pattern).value)
            draw_pixels(painter, box, indexed_image(levels, color_table(self._theme.diverging, self._theme.surface)))

    def _target(self, point: QPointF) -> Target | None:
        heading_reach = min(column_pitch(self._columns) / 2, 40.0) if self._columns else 0.0
        for index, column in enumerate(self._columns):
            unit = column.unit_at(point)
            if unit is not None:
                return Target(index, unit=unit)
            near = column.image.contains(point) if column.image is not None else False
            if near or (abs(point.x() - column.x) < heading_reach and point.y() < _HEADING_HEIGHT):
                return Target(index)
        for pair, edges in enumerate(self._bundles):
            edge = edges.nearest(point)
            if edge is not None:
                return Target(pair + 1, edge=edge)
        return None

    def _lines(self, target: Target | None) -> list[str]:
        content = self._drawn
        if target is None or content is None:
            return []
        if target.edge is not None:
            edges = self._bundles[target.column - 1]
            source, unit = int(edges.source[target.edge]), int(edges.target[target.edge])
            lines = edge_lines(content, target.column - 1, source, unit)
            return [*lines, self.tr("double-click: why it moves as it does")]
        if target.unit is not None:
            return unit_lines(content, target.column, target.unit)
        return content.captions[target.column].split("\n")

    def _edge_colors(self) -> tuple[QColor, QColor]:
        lut = self._theme.diverging
        return QColor(*lut[0].tolist()), QColor(*lut[-1].tolist())

    def _is_fine(self) -> bool:
        return sum(len(edges.source) for edges in self._bundles) > FEW_EDGES

    def _blank_layer(self) -> QImage:
        ratio = self.devicePixelRatioF()
        layer = QImage(self.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        return layer

    def _select(self, layer: int | None) -> None:
        if layer is None or 0 <= layer < len(self._columns) - 1:
            self.set_selected_layer(layer)
            self.layer_selected.emit(layer)

    def _step_row(self, by: int) -> None:
        if self._content is not None and self._content.row_note:
            self.row_step_requested.emit(by)

    def _point_at_unit(self, step: int) -> None:
        """As if the mouse were on the next node of the selected layer, or of the first."""
        index = 1 + (self._selected or 0)
        if index >= len(self._columns):
            return
        column = self._columns[index]
        target = None if self._pointer is None else self._target(self._pointer)
        place = -1 if step > 0 else len(column.y)
        if target is not None and target.column == index and target.unit is not None:
            place = int(np.flatnonzero(column.shown == target.unit)[0])
        place = min(max(place + step, 0), len(column.y) - 1)
        self._pointer = QPointF(column.x, float(column.y[place]))
        self.setAccessibleDescription(self.spoken())
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def sizeHint(self) -> QSize:
        return QSize(760, 440)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        target = self._target(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            if target is None:
                self._select(None)
            elif target.column:
                self._select(target.column - 1)
            else:
                self._step_row(1)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        target = self._target(event.position())
        if target is not None and target.edge is not None and event.button() == Qt.MouseButton.LeftButton:
            edges = self._bundles[target.column - 1]
            unit, row = int(edges.target[target.edge]), int(edges.source[target.edge])
            self.weight_chosen.emit(WeightPlace(target.column - 1, row, unit))
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _LAYER_STEPS:
            step = _LAYER_STEPS[key]
            self._pointer = None
            self._select((self._selected if self._selected is not None else -1 if step > 0 else 1) + step)
        elif key in _UNIT_STEPS:
            self._point_at_unit(_UNIT_STEPS[key])
        elif key in _ROW_STEPS:
            self._step_row(_ROW_STEPS[key])
        elif key == Qt.Key.Key_Escape and (self._selected is not None or self._pointer is not None):
            self._pointer = None
            self.update()
            self._select(None)
        else:
            super().keyPressEvent(event)
