"""The small panel beside the cross-hair: every curve's value at one step."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.watch.curve import Curve
from gui.watch.legend_entry import paint_swatch
from gui.watch.ticks import figure

_PAD = 8
_SWATCH = 18
_GAP = 6
_COLUMN_GAP = 14
_OFFSET = 12


class Readout(QWidget):
    """Floats over the plots and lets the mouse through; takes several columns where there is little height."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._heading = ""
        self._notes: list[str] = []
        self._rows: list[tuple[Curve, str]] = []
        self._columns = 1
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Values at the mouse"))
        set_text_role(self, "small")
        self.hide()

    def text(self) -> str:
        """What is written, a line a curve."""
        return "\n".join([self._heading, *self._notes, *(f"{curve.label}\t{value}" for curve, value in self._rows)])

    def show_values(
        self,
        heading: str,
        values: list[tuple[Curve, float | None]],
        at: QPoint,
        plot: QRect,
        notes: Sequence[str] = (),
    ) -> None:
        """Show `values` beside the place `at` of the parent, within `plot` or at least within the parent.

        Args:
            heading: The line above them.
            values: A line each.
            at: Where they belong.
            plot: Where there is room.
            notes: What happened there, a line each.
        """
        self._notes = list(notes)
        self._heading = heading
        self._rows = [(curve, figure(value)) for curve, value in values]
        host = self.parentWidget() or self
        room = host.rect().adjusted(4, 4, -4, -4)
        line = self._line_height()
        fitting = max(1, (room.height() - 2 * _PAD) // line - 1 - len(notes))
        self._columns = max(1, math.ceil(len(self._rows) / fitting))
        width = 2 * _PAD + self._columns * self._column_width() + (self._columns - 1) * _COLUMN_GAP
        texts = [self._heading_metrics().horizontalAdvance(heading), *map(self.fontMetrics().horizontalAdvance, notes)]
        width = max(width, 2 * _PAD + max(texts))
        height = 2 * _PAD + (1 + len(notes) + self._lines()) * line
        left, mirrored = at.x() + _OFFSET, at.x() - _OFFSET - width
        if left + width > room.right() or (left + width > plot.right() and mirrored >= plot.left()):
            left = mirrored
        left = max(room.left(), min(left, room.right() - width))
        top = max(room.top(), min(at.y(), room.bottom() - height))
        self.setGeometry(left, top, width, height)
        self.raise_()
        self.show()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _lines(self) -> int:
        return math.ceil(len(self._rows) / self._columns)

    def _line_height(self) -> int:
        return self.fontMetrics().height() + 2

    def _names(self) -> list[str]:
        crowded = self._columns > 1
        return [curve.short or curve.label if crowded else curve.label for curve, _ in self._rows]

    def _column_width(self) -> int:
        metrics = self.fontMetrics()
        names = max((metrics.horizontalAdvance(name) for name in self._names()), default=0)
        values = max((metrics.horizontalAdvance(value) for _, value in self._rows), default=0)
        return _SWATCH + _GAP + names + _COLUMN_GAP + values

    def _heading_font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _heading_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._heading_font())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, line = self._theme, self._line_height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.control_border))
        painter.setBrush(theme.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.text)
        painter.setFont(self._heading_font())
        left_align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right_align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(_PAD, _PAD, self.width() - 2 * _PAD, line), left_align, self._heading)
        painter.setFont(self.font())
        painter.setPen(theme.accent)
        for index, note in enumerate(self._notes, start=1):
            painter.drawText(QRect(_PAD, _PAD + index * line, self.width() - 2 * _PAD, line), left_align, note)
        width, lines = self._column_width(), self._lines()
        for index, ((curve, value), name) in enumerate(zip(self._rows, self._names(), strict=True)):
            x = _PAD + index // lines * (width + _COLUMN_GAP)
            y = _PAD + (1 + len(self._notes) + index % lines) * line
            paint_swatch(painter, QRectF(x, y, _SWATCH, line), curve, theme)
            painter.setPen(theme.muted_text)
            start = x + _SWATCH + _GAP
            painter.drawText(QRect(start, y, width - _SWATCH - _GAP, line), left_align, name)
            painter.setPen(theme.text)
            painter.drawText(QRect(start, y, width - _SWATCH - _GAP, line), right_align, value)
