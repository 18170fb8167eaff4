"""A small card beside the pointer with the facts of what is under it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gui.theme.theme import Theme

_PADDING = 10.0
_DISTANCE = 14.0


def draw_hover_card(painter: QPainter, at: QPointF, lines: list[str], bounds: QRectF, theme: Theme) -> None:
    """Draw `lines`, the first as a heading, beside `at` and within `bounds`."""
    if not lines:
        return
    plain, bold = QFont(painter.font()), QFont(painter.font())
    bold.setWeight(QFont.Weight.DemiBold)
    fonts = [bold] + [plain] * (len(lines) - 1)
    height = QFontMetricsF(plain).lineSpacing()
    pairs = zip(fonts, lines, strict=True)
    width = max(QFontMetricsF(font).horizontalAdvance(line) for font, line in pairs) + 2 * _PADDING + 1
    card = QRectF(at.x() + _DISTANCE, at.y() + _DISTANCE, width, height * len(lines) + 2 * _PADDING - 4)
    if card.right() > bounds.right() - 4:
        card.moveRight(at.x() - _DISTANCE)
    if card.bottom() > bounds.bottom() - 4:
        card.moveBottom(at.y() - _DISTANCE)
    card.moveLeft(max(card.left(), bounds.left() + 4))
    card.moveTop(max(card.top(), bounds.top() + 4))
    painter.setPen(QPen(theme.control_border, 1))
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(card, 6, 6)
    for row, (font, line) in enumerate(zip(fonts, lines, strict=True)):
        painter.setFont(font)
        painter.setPen(theme.text if row == 0 else theme.muted_text)
        box = QRectF(card.left() + _PADDING, card.top() + _PADDING - 2 + row * height, width, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
    painter.setFont(plain)
