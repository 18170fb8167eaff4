"""The headings above the columns of a network, the notes below, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from gui.inspect.network_edges import Bundle
from gui.inspect.network_layout import Column
from gui.inspect.network_nodes import sample_note
from gui.inspect.picture import blend
from gui.theme.theme import Theme

_CENTER = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_ACCENT_BAR = 20.0

NodeMeaning = Literal["nothing", "activations", "responses"]
"""What is told by the filling of the nodes."""


def headings(captions: Sequence[str], columns: Sequence[Column], metrics: QFontMetricsF) -> list[list[str]]:
    """The lines above each column, in the longest form that fits between the columns.

    First the caption as it is, then its heading with a word a line, then its first word, then nothing.
    """
    pitch = column_pitch(columns)
    rooms = [pitch if column.image is None else max(pitch, column.image.width()) for column in columns]
    whole = [caption.split("\n") for caption in captions]
    worded = [lines[0].split() for lines in whole]
    numbers = [words[:1] for words in worded]
    for form in (whole, worded, numbers):
        pairs = zip(form, rooms, strict=True)
        if all(metrics.horizontalAdvance(line) + 4 <= room for lines, room in pairs for line in lines):
            return form
    return [[] for _ in captions]


def draw_headings(
    painter: QPainter, columns: Sequence[Column], lines: list[list[str]], bold: QFont, right: float, theme: Theme
) -> None:
    """Draw the headings with a bar in the colour of the layer, as its curves in the plots have it.

    They stand over their columns, but not beyond the edges of a picture that ends at `right`.
    """
    plain = QFont(painter.font())
    metrics = QFontMetricsF(bold)
    height = metrics.height()
    for index, (column, texts) in enumerate(zip(columns, lines, strict=True)):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.muted_text if index == 0 else theme.layer_color(index - 1))
        width = min(_ACCENT_BAR, column.radius * 2 + 8) if column.image is None else _ACCENT_BAR
        painter.drawRoundedRect(QRectF(column.x - width / 2, 12, width, 3), 1.5, 1.5)
        half = max(map(metrics.horizontalAdvance, texts), default=0.0) / 2 + 4
        middle = max(half, min(column.x, right - half))
        for row, text in enumerate(texts):
            painter.setFont(bold if row == 0 else plain)
            painter.setPen(theme.text if row == 0 else theme.muted_text)
            painter.drawText(QRectF(middle - 120, 20 + row * height, 240, height), _CENTER, text)
    painter.setFont(plain)


def notes(
    columns: Sequence[Column], bundles: Sequence[Bundle], metrics: QFontMetricsF, pitch: float
) -> tuple[list[str], list[str]]:
    """What is left out, as a note below each column, and what is for the legend since it would not fit there."""
    texts = [sample_note(column) for column in columns]
    common = []
    if any(edges.left_out for edges in bundles):
        common.append(_tr("strongest edges only"))
    if not all(metrics.horizontalAdvance(text) + 8 <= pitch for text in texts):
        texts = ["" for _ in columns]
        common.append(_tr("≤ {count} units each").format(count=max(len(c.shown) for c in columns)))
    image = columns[0].image
    if image is not None:
        each = len(bundles[0].source) // max(len(columns[1].shown), 1)
        text = _tr("the {count} strongest\npixels of each unit").format(count=each)
        if max(map(metrics.horizontalAdvance, text.split("\n"))) <= image.width() + 24:
            texts[0] = text
    return texts, common


def draw_notes(painter: QPainter, columns: Sequence[Column], texts: list[str], bottom: float, theme: Theme) -> None:
    """Draw each note below its column, or below its image."""
    painter.setPen(theme.muted_text)
    height = QFontMetricsF(painter.font()).height()
    for column, text in zip(columns, texts, strict=True):
        if not text:
            continue
        top = bottom - height if column.image is None else column.image.bottom() + 8
        painter.drawText(QRectF(column.x - 120, top, 240, 2 * height), _CENTER, text)


def draw_legend(
    painter: QPainter, area: QRectF, colors: tuple[QColor, QColor], words: str, nodes: NodeMeaning, theme: Theme
) -> None:
    """Draw into the line `area` what is left out (`words`), and as much of what the colours mean as fits."""
    metrics = QFontMetricsF(painter.font())
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.setPen(theme.muted_text)
    painter.drawText(area, right, words)
    room = area.right() - (metrics.horizontalAdvance(words) + 16 if words else 0)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    entries = [(_tr("negative"), 16), (_tr("positive weight"), 16)]
    if nodes == "activations":
        entries.append((_tr("activation, relative to its layer"), 36))
    elif nodes == "responses":
        entries.append((_tr("response, relative to its layer"), 36))
    ends = np.cumsum([width + 6 + metrics.horizontalAdvance(text) + 16 for text, width in entries]) + area.left() - 16
    # One sign explained without the other would say less than none.
    count = int((ends <= room).sum())
    x = area.left()
    for index, (text, width) in enumerate(entries[:count] if count > 1 else []):
        end = x + width + 6 + metrics.horizontalAdvance(text)
        if index < len(colors):
            painter.setPen(QPen(colors[index], 2))
            painter.drawLine(QPointF(x, area.center().y()), QPointF(x + width, area.center().y()))
        elif nodes == "responses":
            _draw_scale(painter, QRectF(x, area.center().y() - 4, width, 8), theme)
        else:
            _draw_fill_samples(painter, QPointF(x, area.center().y()), theme)
        painter.setPen(theme.muted_text)
        painter.drawText(QRectF(x + width + 6, area.top(), end - x, area.height()), left, text)
        x = end + 16


def _draw_fill_samples(painter: QPainter, at: QPointF, theme: Theme) -> None:
    painter.setPen(QPen(theme.muted_text, 1.2))
    for step in range(3):
        painter.setBrush(blend(theme.surface, theme.muted_text, step / 2))
        painter.drawEllipse(at + QPointF(5 + 13 * step, 0), 4.5, 4.5)


def _draw_scale(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """From the smallest answer through zero to the greatest."""
    scale = QLinearGradient(box.topLeft(), box.topRight())
    for place in (0.0, 0.5, 1.0):
        scale.setColorAt(place, QColor(*theme.diverging[round(place * 255)].tolist()))
    painter.setPen(QPen(theme.control_border, 1))
    painter.setBrush(scale)
    painter.drawRect(box)


def column_pitch(columns: Sequence[Column]) -> float:
    """The distance of the two nearest columns."""
    return float(np.min(np.diff([column.x for column in columns])))


def _tr(words: str) -> str:
    return QCoreApplication.translate("NetworkCaptions", words)
