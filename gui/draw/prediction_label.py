"""The digit that a network reads, large, and how sure it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

_BETWEEN = "  "
_LARGER = 2.75
_GAP = 10
_LONG_ANSWER = 3


class PredictionLabel(QLabel):
    """`text()` is plain, as in "7  sure": an answer, two blanks and a comment; a hint has no two blanks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setObjectName("predictionLabel")
        self.setAccessibleName(self.tr("Answer"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_text_role(self, "body")

    def show_answer(self, answer: str, comment: str) -> None:
        """Show an answer and how sure it is."""
        self._show(f"{answer}{_BETWEEN}{comment}")

    def show_hint(self, hint: str) -> None:
        """Show what to do, or why there is no answer."""
        self._show(hint)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _show(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setAccessibleDescription(text)
            self.setToolTip(text)

    def _large_font(self, answer: str) -> QFont:
        font = QFont(self.font())
        # The name of a class that is no digit has to share the line with the comment.
        font.setPointSizeF(font.pointSizeF() * (_LARGER if len(answer) <= _LONG_ANSWER else 1.25))
        font.setBold(True)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def sizeHint(self) -> QSize:
        return QSize(180, QFontMetrics(self._large_font("0")).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect())
        answer, between, comment = self.text().partition(_BETWEEN)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        if not between:
            painter.setPen(self._theme.muted_text)
            painter.drawText(room, flags, answer)
            return
        painter.setFont(self._large_font(answer))
        painter.setPen(self._theme.accent)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, answer)
        room.setLeft(painter.fontMetrics().horizontalAdvance(answer) + _GAP)
        painter.setFont(self.font())
        painter.setPen(self._theme.text)
        painter.drawText(room, flags, comment)
