"""One answer that can be chosen, as many lines high as its words need."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.theme.icons import icon_pixmap
from gui.theme.theme import LIGHT, Theme

Verdict = Literal["open", "right", "wrong", "other"]

_PADDING = 8
_MARK = 16
_FLAGS = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)


class AnswerButton(QAbstractButton):
    """A row with a ring before its words; once the question is answered a tick or a cross takes the ring's place."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._verdict: Verdict = "open"
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_verdict("open")

    @property
    def verdict(self) -> Verdict:
        """What is said of this answer: still open, the right one, wrongly chosen, or one of the others."""
        return self._verdict

    def show_verdict(self, verdict: Verdict) -> None:
        """Say what this answer was."""
        self._verdict = verdict
        words = {
            "open": "{0}",
            "right": self.tr("{0} (right)"),
            "wrong": self.tr("{0} (chosen, wrong)"),
            "other": self.tr("{0} (wrong)"),
        }
        self.setAccessibleName(words[verdict].format(self.text()))
        self.setToolTip(self.tr("Choose this answer") if verdict == "open" else "")
        if verdict != "open":
            self.unsetCursor()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _text_box(self, width: int) -> QRect:
        left = _PADDING + _MARK + _PADDING
        return QRect(left, _PADDING, max(width - left - _PADDING, 1), 10_000)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        box = self.fontMetrics().boundingRect(self._text_box(width), _FLAGS, self.text())
        return max(box.height(), _MARK) + 2 * _PADDING

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + _MARK + 3 * _PADDING
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _MARK + 2 * _PADDING)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_mark(painter)
        faint = self._verdict == "other"
        painter.setPen(self._theme.muted_text if faint else self._theme.text)
        box = self._text_box(self.width())
        box.setHeight(self.height() - 2 * _PADDING)
        painter.drawText(box, _FLAGS, self.text())
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._theme
        line, fill = QColor(theme.control_border), QColor(theme.field)
        if self._verdict == "open":
            if self.isDown():
                fill = theme.pressed
            elif self.underMouse():
                fill = theme.hover
        else:
            line = {"right": theme.success, "wrong": theme.danger}.get(self._verdict, theme.border)
            fill = QColor(line)
            fill.setAlphaF(0.1 if self._verdict in ("right", "wrong") else 0.0)
        painter.setBrush(fill)
        painter.setPen(QPen(theme.accent, 2) if self.hasFocus() else QPen(line, 1))
        inset = 1.0 if self.hasFocus() else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)

    def _paint_mark(self, painter: QPainter) -> None:
        theme = self._theme
        place = QRect(_PADDING, (self.height() - _MARK) // 2, _MARK, _MARK)
        if self._verdict in ("right", "wrong"):
            name, tone = ("check", theme.success) if self._verdict == "right" else ("close", theme.danger)
            painter.drawPixmap(place.topLeft(), icon_pixmap(name, tone, _MARK, self.devicePixelRatioF()))
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.control_border if self._verdict == "other" else theme.muted_text, 1.5))
        painter.drawEllipse(QRectF(place).adjusted(2, 2, -2, -2))
