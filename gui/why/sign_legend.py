"""Which colour speaks against an answer, and which for it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.why.signed_picture import signed_picture

_BAR = 8
_STEPS = 129


class SignLegend(QWidget):
    """A bar of the colours, with a word under each end and one in the middle."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._words = ("", "", "")
        self._bar = QImage()
        self.setObjectName(object_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_role(self, "small")
        self.apply_theme(LIGHT)

    def show_words(self, negative: str, middle: str, positive: str) -> None:
        """Say what the ends and the middle mean."""
        if self._words != (negative, middle, positive):
            self._words = negative, middle, positive
            self.setAccessibleName(self.tr("From {0} to {1}").format(negative, positive))
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._bar = signed_picture(np.linspace(-1.0, 1.0, _STEPS)[None, :], 1.0, theme)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, _BAR + 4 + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = QRectF(0.5, 0.5, self.width() - 1, _BAR)
        painter.drawImage(bar, self._bar)
        painter.setPen(self._theme.control_border)
        painter.drawRect(bar)
        painter.setPen(self._theme.muted_text)
        line = QRectF(0, _BAR + 4, self.width(), self.fontMetrics().height())
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for side, words in zip(sides, self._words, strict=True):
            painter.drawText(line, side, words)
        painter.end()
