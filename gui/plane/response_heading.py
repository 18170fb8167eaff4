"""What stands above the tiles of a layer: its name beside a bar of its colour, and how many of its units there are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.plane.layer_responses import LayerResponses
from gui.plane.response_grid import Block
from gui.theme.theme import Theme

_BADGE, _GAP = 9.0, 6.0
_LEAST_LETTERS = 3


def heading_height(bold: QFontMetricsF) -> float:
    """The room of two lines above the tiles."""
    return 2 * bold.height() + _GAP + 4


def least_width(layer: LayerResponses, bold: QFontMetricsF) -> float:
    """The width of a heading of as few characters as say it."""
    return max(bold.horizontalAdvance(text) for text in (_shortest(layer), str(layer.total))) + _BADGE + 2


def whole_width(layer: LayerResponses, bold: QFontMetricsF) -> float:
    """The width of a heading with the whole name."""
    return bold.horizontalAdvance(layer.name) + _BADGE + 2


def count_words(layer: int, total: int) -> str:
    """How many units a layer has; layer 0 are the inputs."""
    if layer == 0:
        return str(total)
    if total == 1:
        return _tr("1 unit")
    return _tr("{count} units").format(count=total)


def draw_heading(
    painter: QPainter, block: Block, layer: LayerResponses, right: float, style: tuple[QColor, QFont], theme: Theme
) -> None:
    """Draw the heading above a block, no farther than `right`; `style` is the layer's colour and the bold font."""
    color, bold = style
    plain, height, room = QFont(painter.font()), QFontMetricsF(bold).height(), right - block.left - _BADGE
    top = block.top - _GAP - 2 * height
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(block.left, top + 1, 3, 2 * height - 2), 1.5, 1.5)
    counts = count_words(block.layer, layer.total), str(layer.total)
    if block.shown < layer.total:
        words = _tr("{shown} of {count}").format(shown=block.shown, count=layer.total)
        counts = words, f"{block.shown}/{layer.total}"
    lines = ((bold, theme.text, (layer.name, _shortest(layer))), (plain, theme.muted_text, counts))
    for row, (font, ink, forms) in enumerate(lines):
        metrics = QFontMetricsF(font)
        if room < metrics.horizontalAdvance("00"):
            continue
        text = next((form for form in forms if metrics.horizontalAdvance(form) <= room), forms[-1])
        box = QRectF(block.left + _BADGE, top + row * height, room, height)
        painter.setFont(font)
        painter.setPen(ink)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, left, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 1))
    painter.setFont(plain)


def _shortest(layer: LayerResponses) -> str:
    """The last word of the name where that is a number, else so much of it that it is known."""
    last = layer.name.split()[-1] if layer.name.split() else ""
    return last if last.isdigit() else last[:_LEAST_LETTERS]


def _tr(words: str) -> str:
    return QCoreApplication.translate("ResponseMaps", words)
