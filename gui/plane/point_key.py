"""The line below a picture with points: what the mouse does now, and what filled and hollow marks mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.plane.class_marks import draw_mark
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

_MARGIN = 12
_MARK, _GAP = 4.5, 17


class PointKey(QWidget):
    """A hint, as far as there is room for all of it, and at the right how many points there are of either kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pointKey")
        self._theme = LIGHT
        self._hint = ""
        self._train = self._held_out = 0
        set_text_role(self, "small")

    @property
    def hint(self) -> str:
        """What the mouse does now."""
        return self._hint

    def set_hint(self, hint: str) -> None:
        """Say what the mouse does now."""
        self._hint = hint
        self.setToolTip(hint)
        self.update()

    def set_counts(self, train: int, held_out: int) -> None:
        """Say how many points are learnt from, and how many are held out."""
        if (train, held_out) != (self._train, self._held_out):
            self._train, self._held_out = train, held_out
            self.setAccessibleName(" · ".join(words for words, _ in self._entries()))
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _entries(self) -> list[tuple[str, bool]]:
        """The words of each kind, and whether its mark is hollow; of points held out only where there are some."""
        entries = [(self.tr("training {count:,}").format(count=self._train), False)]
        if self._held_out:
            entries.append((self.tr("validation {count:,}").format(count=self._held_out), True))
        return entries

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height, right = self.height() - 4, float(self.width() - _MARGIN)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for words, hollow in reversed(self._entries()):
            width = metrics.horizontalAdvance(words) + 2
            painter.setPen(self._theme.muted_text)
            painter.drawText(QRectF(right - width, 0, width, height), middle, words)
            right -= width + _GAP
            draw_mark(painter, QPointF(right + _GAP / 2 - 1, height / 2), 0, _MARK, self._theme, hollow=hollow)
            right -= _GAP
        if metrics.horizontalAdvance(self._hint) <= right - _MARGIN:
            painter.setPen(self._theme.muted_text)
            painter.drawText(QRectF(_MARGIN, 0, right - _MARGIN, height), middle, self._hint)
        painter.end()
