"""Draws the nodes of a network, its input image, and the words around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage, QPainter, QPen

from gui.inspect.heatmap import indexed_image
from gui.inspect.network_content import NetworkContent, Values
from gui.inspect.network_layout import Column
from gui.inspect.network_responses import Responses
from gui.inspect.picture import blend, figure, fixed, text_on
from gui.theme.theme import Theme

# From this radius on a node has its activation written into it.
_NUMBER_RADIUS = 15.0
_ANSWER_BAR = 56.0
_SMALLEST_PIXELS = 7
_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def draw_nodes(
    painter: QPainter, columns: Sequence[Column], content: NetworkContent, responses: Responses | None, theme: Theme
) -> None:
    """Draw every node with a ring in the colour of its layer, filled by its activation within its layer.

    Nodes that are squares have what their unit answers over all inputs in them.
    """
    for index, column in enumerate(columns):
        if column.image is not None:
            draw_input_image(painter, column.image, content.image, theme)
            continue
        ring = theme.muted_text if index == 0 else theme.layer_color(index - 1)
        if column.is_mapped and responses is not None:
            responses.draw(painter, column, index, ring, theme)
            continue
        activation = content.activations[index]
        fills = _fills(activation, column.shown, index == len(columns) - 1, ring, theme)
        painter.setPen(QPen(ring, 1.0 if column.radius < 5 else 2.0))
        for y, fill in zip(column.y.tolist(), fills, strict=True):
            painter.setBrush(fill)
            painter.drawEllipse(QPointF(column.x, y), column.radius, column.radius)
        is_answered_beside = index == len(columns) - 1 and content.class_names
        if activation is not None and column.radius >= _NUMBER_RADIUS and not is_answered_beside:
            for place, (unit, fill) in enumerate(zip(column.shown, fills, strict=True)):
                painter.setPen(text_on(fill))
                painter.drawText(column.square(place), _CENTER, answer_text(float(activation[unit])))
        if column.is_sampled:
            _draw_ellipsis(painter, column, theme)


def draw_mark(painter: QPainter, column: Column, unit: int, theme: Theme) -> None:
    """Mark the node of `unit`, if it is drawn."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.accent, 2))
    for place in np.flatnonzero(column.shown == unit).tolist():
        around = column.square(place).adjusted(-3, -3, 3, 3)
        if column.is_mapped:
            painter.drawRoundedRect(around, 3, 3)
        else:
            painter.drawEllipse(around)


def draw_input_image(painter: QPainter, box: QRectF, image: NDArray[np.generic] | None, theme: Theme) -> None:
    """Draw the image with its largest value in the colour of ink, its smallest (at most 0) in that of paper."""
    if image is not None:
        values = image.astype(np.float32)
        low = min(0.0, float(values.min()))
        values -= low
        values *= 255 / max(float(values.max()), 1e-12)
        draw_pixels(painter, box, indexed_image(values.astype(np.uint8), _ink_table(theme)))
    painter.setPen(QPen(theme.control_border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))


@lru_cache(maxsize=4)
def _ink_table(theme: Theme) -> list[int]:
    return [blend(theme.paper, theme.ink, level / 255).rgb() for level in range(256)]


def draw_pixels(painter: QPainter, box: QRectF, image: QImage) -> None:
    """Draw a small image into `box` with its pixels as squares."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, box.width() < image.width())
    painter.drawImage(box, image)


def answers_width(content: NetworkContent, metrics: QFontMetricsF, room: float) -> float:
    """The room that the words beside the outputs need, at most a third of `room`."""
    names = max((metrics.horizontalAdvance(name) for name in content.class_names), default=0.0)
    number = metrics.horizontalAdvance("0.00")
    answers = 0.0 if content.activations[-1] is None else number + 8
    bar = _ANSWER_BAR + 8 if answers and content.class_names and room > 560 else 0.0
    return min(names + bar + answers + 12, room / 3)


def draw_answers(painter: QPainter, column: Column, content: NetworkContent, theme: Theme, right: float) -> None:
    """Draw beside the outputs the names of their classes and what the network says of each."""
    activation = content.activations[-1]
    is_written_inside = column.radius >= _NUMBER_RADIUS and not column.is_mapped
    if not content.class_names and (activation is None or is_written_inside):
        return
    usual = QFont(painter.font())
    painter.setFont(fitting_font(usual, column))
    metrics = QFontMetricsF(painter.font())
    names = max((metrics.horizontalAdvance(name) for name in content.class_names), default=0.0)
    left = column.x + column.radius + 8
    names = min(names, max(right - left, 0.0))
    number_left = right - metrics.horizontalAdvance("0.00")
    best = best_answer(activation)
    plain, strong = QFont(painter.font()), QFont(painter.font())
    strong.setWeight(QFont.Weight.Bold)
    line = metrics.height()
    for unit, y in zip(column.shown.tolist(), column.y.tolist(), strict=True):
        painter.setFont(strong if unit == best else plain)
        painter.setPen(theme.text if unit == best or activation is None else theme.muted_text)
        if content.class_names:
            # A bold name is a little wider than it was measured.
            box = QRectF(left, y - line / 2, names + 6, line)
            name = metrics.elidedText(content.class_names[unit], Qt.TextElideMode.ElideRight, names + 1)
            painter.drawText(box, _LEFT, name)
        if activation is None or number_left < left + names:
            continue
        value = float(activation[unit])
        # To the left of it there is room for a bold number or a long one.
        painter.drawText(
            QRectF(number_left - 40, y - line / 2, right - number_left + 40, line), _RIGHT, answer_text(value)
        )
        bar = QRectF(left + names + 8, y - 3, number_left - 8 - (left + names + 8), 6)
        if content.class_names and bar.width() > 16 and 0 <= value <= 1:
            _draw_bar(painter, bar, value, theme.layer_color(len(content.weights) - 1), theme)
    painter.setFont(usual)


def fitting_font(font: QFont, column: Column) -> QFont:
    """`font`, smaller where its lines would lie over each other beside the nodes."""
    spacing = float(np.diff(column.y).min()) if len(column.y) > 1 else math.inf
    # Figures have nothing below the line, so that they may come a little nearer.
    size = 0.85 * spacing
    if QFontInfo(font).pixelSize() <= size:
        return font
    fitting = QFont(font)
    fitting.setPixelSize(max(_SMALLEST_PIXELS, int(size)))
    return fitting


def best_answer(activation: Values | None) -> int:
    """The output that says most; -1 where there is none, as among outputs that are no numbers."""
    return int(np.argmax(activation)) if activation is not None and np.isfinite(activation).all() else -1


def answer_text(value: float) -> str:
    """What a unit says, in a few characters; a dash where it says no number."""
    if not math.isfinite(value):
        return "–"
    return fixed(value, 2) if abs(value) < 10 else figure(value)


def _draw_bar(painter: QPainter, bar: QRectF, share: float, color: QColor, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.grid)
    painter.drawRoundedRect(bar, 3, 3)
    if share > 0.005:
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(bar.width() * share, 6), bar.height()), 3, 3)


def _fills(
    activation: Values | None, shown: NDArray[np.int_], is_answer: bool, full: QColor, theme: Theme
) -> list[QColor]:
    """The surface for 0 (or the smallest, where that is negative), `full` for the largest that is drawn."""
    if activation is None:
        return [theme.surface] * len(shown)
    values = activation[shown]
    low, high = min(0.0, float(values.min())), float(values.max())
    if is_answer and low >= 0:
        # A share of 0.4 is no full answer, even where it is the largest.
        high = max(high, 1.0)
    shares = np.nan_to_num((values - low) / max(high - low, 1e-12))
    return [blend(theme.surface, full, share) for share in shares.tolist()]


def _draw_ellipsis(painter: QPainter, column: Column, theme: Theme) -> None:
    """Three dots below the nodes: there are more."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.muted_text)
    for step in range(3):
        painter.drawEllipse(QPointF(column.x, column.y[-1] + column.radius + 6 + 4.5 * step), 1.2, 1.2)


def sample_note(column: Column) -> str:
    """How many of the units are drawn, or an empty text where all are."""
    if not column.is_sampled:
        return ""
    words = QCoreApplication.translate("NetworkNodes", "{shown} of {size}")
    return words.format(shown=len(column.shown), size=column.size)
