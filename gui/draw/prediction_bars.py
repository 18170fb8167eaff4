"""One bar a class: what the network makes of a drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.draw.certainty import percent, ranking
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

_GAP = 8
_TALLEST_BAR = 14.0
_ROOMY_ROW = 26
_MOST_FULL_ROWS = 16
# Text that is larger than usual gives way before the panel outgrows the screen.
_LOWEST_ROW = 18


class PredictionBars(QWidget):
    """Classes in their own order, never sorted: the eye finds a digit where it was before.

    The likeliest class has the accent colour, the second an outline in it. The columns have fixed widths, so
    nothing moves but the bars.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._names: tuple[str, ...] = ()
        self._probabilities = np.zeros(0)
        self._order: tuple[int, ...] = ()
        self.setObjectName("predictionBars")
        self.setAccessibleName(self.tr("Probability of each class"))
        self.setToolTip(self.tr("What the network's last layer says of the drawing, as shares that add up to 100 %"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        set_text_role(self, "small")
        self.set_classes([str(digit) for digit in range(10)])

    def probabilities(self) -> NDArray[np.float64]:
        """What is shown, (classes,); zeros while blank."""
        return self._probabilities.copy()

    def set_classes(self, names: Sequence[str]) -> None:
        """One row for each name; the bars are blank where the names are others than before."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self.updateGeometry()
            self.show_blank()

    def show_probabilities(self, probabilities: NDArray[np.floating]) -> None:
        """Show one probability a class, (classes,).

        Raises:
            ValueError: there are more or fewer of them than classes.
        """
        shown = np.array(probabilities, dtype=np.float64)
        if shown.shape != (len(self._names),):
            raise ValueError(f"{len(self._names)} classes need as many probabilities, not {shown.shape}")
        if self._order and np.array_equal(shown, self._probabilities):
            return
        self._probabilities = shown
        self._order = tuple(ranking(shown)[:2].tolist())
        self._describe()
        self.update()

    def show_blank(self) -> None:
        """Claim nothing."""
        self._probabilities = np.zeros(len(self._names))
        self._order = ()
        self._describe()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _describe(self) -> None:
        if not self._order:
            self.setAccessibleDescription(self.tr("Nothing is read yet"))
            return
        parts = [f"{self._names[index]} {percent(float(self._probabilities[index]))}" for index in self._order]
        self.setAccessibleDescription(", ".join(parts))

    def _figures_font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setBold(bold)
        row = self.height() / max(1, len(self._names))
        if QFontMetrics(font).height() > row:
            font.setPixelSize(max(6, int(row * 0.8)))
        return font

    def _paint_row(self, painter: QPainter, index: int, row: QRectF, name_width: int, share_width: int) -> None:
        theme = self._theme
        is_first = self._order[:1] == (index,)
        is_second = self._order[1:] == (index,)
        painter.setFont(self._figures_font(bold=is_first))
        painter.setPen(theme.text if is_first or is_second else theme.muted_text)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        name_box = QRectF(0, row.top(), name_width, row.height())
        name = painter.fontMetrics().elidedText(self._names[index], Qt.TextElideMode.ElideRight, name_width)
        painter.drawText(name_box, middle, name)
        probability = float(self._probabilities[index])
        if self._order and (is_first or is_second or probability >= 0.005):
            share_box = QRectF(row.right() - share_width, row.top(), share_width, row.height())
            painter.drawText(share_box, middle, percent(probability))
        height = min(_TALLEST_BAR, row.height() * 0.55)
        left = name_width + _GAP
        track = QRectF(left, row.center().y() - height / 2, row.right() - share_width - _GAP - left, height)
        self._paint_bar(painter, track, probability, is_first, is_second)

    def _paint_bar(self, painter: QPainter, track: QRectF, probability: float, is_first: bool, is_second: bool) -> None:
        theme = self._theme
        corner = min(3.0, track.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hover)
        painter.drawRoundedRect(track, corner, corner)
        width = probability * track.width()
        if width < 0.5:
            return
        bar = QRectF(track.left(), track.top(), max(width, 2.0), track.height())
        if is_second:
            tint = QColor(theme.accent)
            tint.setAlphaF(0.35)
            painter.setBrush(tint)
            painter.setPen(QPen(theme.accent, 1.0))
            bar.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setBrush(theme.accent if is_first else theme.disabled_text)
        corner = min(corner, bar.width() / 2)
        painter.drawRoundedRect(bar, corner, corner)

    def sizeHint(self) -> QSize:
        return QSize(240, len(self._names) * max(20, self.fontMetrics().height() + 3))

    def minimumSizeHint(self) -> QSize:
        rows = min(len(self._names), _MOST_FULL_ROWS)
        return QSize(120, rows * min(self.fontMetrics().height() + 2, _LOWEST_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self._figures_font(bold=True))
        widest = max(metrics.horizontalAdvance(name) for name in self._names)
        name_width = min(widest, self.width() // 3)
        share_width = metrics.horizontalAdvance(">99%")
        row_height = min(self.height() / len(self._names), max(_ROOMY_ROW, metrics.height() + 8))
        for index in range(len(self._names)):
            row = QRectF(0, index * row_height, self.width(), row_height)
            self._paint_row(painter, index, row, name_width, share_width)
