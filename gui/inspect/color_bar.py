"""The bar that says which colour means which weight."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.inspect.heatmap import GAP_LEVEL, Limit, indexed_image
from gui.inspect.picture import figure
from gui.inspect.weight_content import Quantity
from gui.theme.theme import Theme

BAR_WIDTH = 12
# Bar, gap and a number such as -0.0031.
COLOR_BAR_WIDTH = 72


def draw_color_bar(painter: QPainter, area: QRectF, limit: Limit, rule: str, table: list[int], theme: Theme) -> None:
    """Draw a vertical bar with its numbers into `area`, and below it the `rule` by which the limit was chosen."""
    line = painter.fontMetrics().height()
    bar = QRectF(area.left(), area.top(), BAR_WIDTH, area.height() - 2 * line - 12)
    if bar.height() < 3 * line:
        bar.setHeight(area.height())
        rule = ""
    levels = np.arange(GAP_LEVEL - 1, -1, -1, dtype=np.uint8)[:, None]
    painter.drawImage(bar, indexed_image(levels, table))
    painter.setPen(theme.border)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
    places = ((bar.top() + line / 2, limit.value), (bar.center().y(), 0.0), (bar.bottom() - line / 2, -limit.value))
    painter.setPen(theme.text)
    left = bar.right() + 6
    for y, value in places:
        box = QRectF(left, y - line / 2, area.right() - left, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, figure(value))
    if rule:
        painter.setPen(theme.muted_text)
        box = QRectF(area.left(), bar.bottom() + 6, area.width(), 2 * line + 6)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, rule)


def limit_rule(limit: Limit, *, fixed: bool, quantity: Quantity) -> str:
    """How the ends of the bar were chosen, in two short lines."""
    if fixed:
        return _tr("fixed\nscale")
    words = _tr("99.5 % of\n|{what}|") if limit.robust else _tr("largest\n|{what}|")
    names = {"weights": _tr("weight"), "gradient": _tr("gradient"), "change": _tr("change")}
    return words.format(what=names[quantity])


def _tr(words: str) -> str:
    return QCoreApplication.translate("ColorBar", words)
