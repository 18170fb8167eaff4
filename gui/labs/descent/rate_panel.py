"""The learning rate: a field, a slider over powers of ten, and under it what comes of each rate."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from engine.labs.descent import Outcome
from engine.labs.rates import COUNT, HIGHEST, LOWEST, borders, rate_range
from gui.inspect.picture import blend, text_on
from gui.labs.descent.words import outcome_word
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.scientific_spin import ScientificSpin

_HANDLE = 16.0
_PATTERNS = {
    "straight": Qt.BrushStyle.SolidPattern,
    "oscillating": Qt.BrushStyle.BDiagPattern,
    "slow": Qt.BrushStyle.Dense6Pattern,
    "diverging": Qt.BrushStyle.DiagCrossPattern,
}


class RateStrip(QWidget):
    """The outcomes along the rates, coloured, patterned, and named where there is room.

    Signals:
        rate_chosen(float): the person clicked on this rate.
    """

    rate_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rateStrip")
        self.setAccessibleName(self.tr("What comes of each learning rate"))
        self.setToolTip(self.tr("What comes of a descent of 200 steps with each rate; click to take a rate"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_role(self, "small")
        self._theme = LIGHT
        self._outcomes: tuple[Outcome, ...] = ()
        self._rate = LOWEST

    def show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Show the outcomes of the first rates, as many as are known."""
        self._outcomes = tuple(outcomes)
        self.update()

    def set_rate(self, rate: float) -> None:
        """Mark the rate in use."""
        self._rate = rate
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def x_of(self, rate: float) -> float:
        """Where a rate is, in pixels."""
        share = math.log(rate / LOWEST) / math.log(HIGHEST / LOWEST)
        return _HANDLE / 2 + share * (self.width() - _HANDLE)

    def color_of(self, outcome: Outcome) -> QColor:
        """The colour of an outcome."""
        theme = self._theme
        colors = {"straight": theme.success, "oscillating": theme.warning, "diverging": theme.danger}
        return blend(theme.surface, colors.get(outcome, theme.muted_text), 0.75)

    def sizeHint(self) -> QSize:
        return QSize(200, 2 * self.fontMetrics().height() + 10)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        share = (event.position().x() - _HANDLE / 2) / max(self.width() - _HANDLE, 1.0)
        rate = LOWEST * (HIGHEST / LOWEST) ** min(max(share, 0.0), 1.0)
        self.rate_chosen.emit(float(f"{rate:.3g}"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, metrics = self._theme, QFontMetricsF(self.font())
        bar = QRectF(_HANDLE / 2, 2, self.width() - _HANDLE, metrics.height() + 4)
        painter.fillRect(bar, theme.pressed)
        for outcome, low, high in borders(self._outcomes):
            left, right = self.x_of(low), self.x_of(high)
            part, color = QRectF(left, bar.top(), right - left, bar.height()), self.color_of(outcome)
            painter.fillRect(part, color if outcome == "straight" else blend(theme.surface, color, 0.45))
            painter.fillRect(part, QBrush(color, _PATTERNS[outcome]))
            word = outcome_word(outcome)
            width = metrics.horizontalAdvance(word) + 8
            if width + 4 <= part.width():
                plate = QRectF(part.center().x() - width / 2, part.top() + 2, width, part.height() - 4)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawRoundedRect(plate, 3, 3)
                painter.setPen(text_on(color))
                painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, word)
        painter.setPen(theme.muted_text)
        for power in range(round(math.log10(LOWEST)), round(math.log10(HIGHEST)) + 1):
            x = self.x_of(10.0**power)
            text = f"{10.0**power:g}"
            width = metrics.horizontalAdvance(text) + 2
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3))
            label = QRectF(left, bar.bottom() + 2, width, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(theme.text, 2))
        x = self.x_of(min(max(self._rate, LOWEST), HIGHEST))
        painter.drawLine(QPointF(x, bar.top() - 2), QPointF(x, bar.bottom() + 3))
        painter.end()


class RatePanel(QWidget):
    """Field, slider and strip.

    Signals:
        rate_edited(float): the person wants this learning rate.
    """

    rate_edited = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_showing = False
        self.spin = ScientificSpin(self.tr("Learning rate"), 0.1, LOWEST, HIGHEST, self)
        self.spin.setObjectName("descentRate")
        self.spin.setToolTip(self.tr("How far a step goes: learning rate × slope; 0.001 to 10"))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName("descentRateSlider")
        self.slider.setAccessibleName(self.tr("Learning rate"))
        self.slider.setToolTip(self.tr("The learning rate, from 0.001 to 10 in equal factors"))
        self.slider.setRange(0, COUNT - 1)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.strip = RateStrip(self)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        set_text_role(self.note, "small")
        set_text_tone(self.note, "muted")
        top = QHBoxLayout()
        label = QLabel(self.tr("Learning rate η"), self)
        label.setBuddy(self.spin)
        top.addWidget(label)
        top.addWidget(self.spin)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        for part in (self.slider, self.strip, self.note):
            column.addWidget(part)
        self.spin.valueChanged.connect(self._on_rate)
        self.strip.rate_chosen.connect(self._on_rate)
        self.slider.valueChanged.connect(lambda place: self._on_rate(float(f"{rate_range()[place]:.3g}")))

    def set_rate(self, rate: float) -> None:
        """Show this learning rate."""
        self._is_showing = True
        self.spin.setValue(rate)
        self.slider.setValue(min(range(COUNT), key=lambda place: abs(math.log(rate_range()[place] / rate))))
        self.strip.set_rate(rate)
        self._is_showing = False

    def show_outcomes(self, outcomes: Sequence[Outcome], note: str) -> None:
        """Show what comes of the first rates, with a sentence on it."""
        self.strip.show_outcomes(outcomes)
        if note != self.note.text():
            self.note.setText(note)
            self.strip.setAccessibleDescription(note)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.strip.apply_theme(theme)

    def _on_rate(self, rate: float) -> None:
        if not self._is_showing:
            self.rate_edited.emit(float(rate))
