"""Three text sizes and a few tones, given as dynamic properties that the application's style sheet reads.

Because the style sheet owns the sizes, one change of the text scale reaches every label.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

TextRole = Literal["heading", "body", "small"]
TextTone = Literal["normal", "muted", "danger", "warning", "success"]


def set_text_role(widget: QWidget, role: TextRole) -> None:
    """Give `widget` one of the three text sizes; headings are also bolder."""
    if widget.property("textRole") != role:
        widget.setProperty("textRole", role)
        repolish(widget)


def set_text_tone(widget: QWidget, tone: TextTone) -> None:
    """Colour the text of `widget` by what it says; "muted" steps back."""
    if widget.property("textTone") != tone:
        widget.setProperty("textTone", tone)
        repolish(widget)


def tabular(widget: QWidget) -> None:
    """Give `widget` digits of equal width, so that figures that change do not move their neighbours."""
    font = widget.font()
    font.setFeature(QFont.Tag("tnum"), 1)
    widget.setFont(font)


def icon_size(widget: QWidget, lines: float = 1.4) -> QSize:
    """The size of an icon of `lines` text lines beside the text of `widget`; at least 16 pixels."""
    side = max(16, round(widget.fontMetrics().height() * lines))
    return QSize(side, side)


def repolish(widget: QWidget) -> None:
    """Let the style sheet see that a dynamic property of `widget` has changed."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it will be polished, properties and all, before it is first shown or measured
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
