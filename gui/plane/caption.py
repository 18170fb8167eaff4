"""The line above axes: what is shown, and where colours are values, what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from gui.plane.axes import Axes, caption_height
from gui.theme.theme import Theme

_BAR_WIDTH, _BAR_HEIGHT = 56.0, 8.0
_GAP = 6.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class ColorKey:
    """A row of colours, with what its first and its last one mean."""

    row: QImage
    ends: tuple[str, str]


def draw_caption(
    painter: QPainter, axes: Axes, bold: QFont, words: tuple[str, str], key: ColorKey | None, theme: Theme
) -> None:
    """Write a title and, as far as there is room, the key at the right and a note behind the title."""
    plain, metrics = QFont(painter.font()), QFontMetricsF(painter.font())
    height, box = caption_height(metrics), axes.box
    line = QRectF(box.left(), box.top() - height, box.width(), height - 2)
    title, note = words
    needed = QFontMetricsF(bold).horizontalAdvance(title) + 2 * _GAP
    if key is not None:
        # The title goes before the numbers, which the pointer reads as well, and these before the note.
        for ends in (key.ends, ("", "")):
            width = _key_width(metrics, ends)
            if needed + width <= line.width():
                _draw_key(painter, line, ColorKey(key.row, ends), theme)
                line.setRight(line.right() - width - 2 * _GAP)
                break
    painter.setFont(bold)
    painter.setPen(theme.text)
    painter.drawText(line, _LEFT, QFontMetricsF(bold).elidedText(title, Qt.TextElideMode.ElideRight, line.width()))
    painter.setFont(plain)
    line.setLeft(line.left() + needed)
    if metrics.horizontalAdvance(note) <= line.width():
        painter.setPen(theme.muted_text)
        painter.drawText(line, _LEFT, note)


def _key_width(metrics: QFontMetricsF, ends: tuple[str, str]) -> float:
    return _BAR_WIDTH + sum(metrics.horizontalAdvance(end) + _GAP for end in ends if end)


def _draw_key(painter: QPainter, line: QRectF, key: ColorKey, theme: Theme) -> None:
    """Draw the colours between the words, ending where the line ends."""
    metrics = QFontMetricsF(painter.font())
    right = line.right() - (metrics.horizontalAdvance(key.ends[1]) + _GAP if key.ends[1] else 0.0)
    bar = QRectF(right - _BAR_WIDTH, line.center().y() - _BAR_HEIGHT / 2, _BAR_WIDTH, _BAR_HEIGHT)
    painter.drawImage(bar, key.row)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.border)
    painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.setPen(theme.muted_text)
    painter.drawText(line, _RIGHT, key.ends[1])
    painter.drawText(
        QRectF(line.left(), line.top(), bar.left() - _GAP - line.left(), line.height()), _RIGHT, key.ends[0]
    )
