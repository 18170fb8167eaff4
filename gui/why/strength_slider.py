"""How far every pixel is moved, with a mark where the answer changes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QVBoxLayout, QWidget

from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

STEPS_OF_ONE = 100
"""Places of the slider between a strength of 0 and one of 1."""
MOST = 30
"""Its last place."""
_FIRST = 10
_TIP = 5.0
_GAP = 2


class StrengthSlider(QWidget):
    """A slider of whole places, each a hundredth of full ink, and under it the place where the answer changes.

    Signals:
        strength_changed(float): another strength, 0 to 0.3.
    """

    strength_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._mark: int | None = None
        self._words = ""
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName("strengthSlider")
        self.slider.setAccessibleName(self.tr("Strength of the change"))
        self.slider.setToolTip(
            self.tr(
                "How far every pixel is moved, as a share of full ink, to the side on which the loss of the answer"
                " grows (fast gradient sign method). The mark is the least that changes the answer"
            )
        )
        self.slider.setRange(0, MOST)
        self.slider.setSingleStep(1)
        self.slider.setPageStep(5)
        self.slider.setValue(_FIRST)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.valueChanged.connect(lambda place: self.strength_changed.emit(place / STEPS_OF_ONE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.slider, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_role(self, "small")

    @property
    def strength(self) -> float:
        """The strength that is chosen, 0 to 0.3."""
        return self.slider.value() / STEPS_OF_ONE

    @property
    def mark(self) -> float | None:
        """The strength that is marked."""
        return None if self._mark is None else self._mark / STEPS_OF_ONE

    def set_mark(self, strength: float | None, words: str = "") -> None:
        """Mark a strength and write `words` under it, or mark none."""
        mark = None if strength is None else round(strength * STEPS_OF_ONE)
        if (mark, words) != (self._mark, self._words):
            self._mark, self._words = mark, words
            self.slider.setAccessibleDescription(words)
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _x_of(self, place: int) -> float:
        """Where the middle of the handle is at a place of the slider."""
        option = QStyleOptionSlider()
        self.slider.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        handle = (
            self.slider.style().subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self.slider).width()
        )
        span = self.slider.width() - handle
        return self.slider.x() + handle / 2 + QStyle.sliderPositionFromValue(0, MOST, place, span)

    def _marked_area(self) -> QRectF:
        """The tip and the words under the slider."""
        if self._mark is None:
            return QRectF()
        width = self.fontMetrics().horizontalAdvance(self._words) + 4
        x, top = self._x_of(self._mark), self.slider.geometry().bottom() + 1
        left = min(max(x - width / 2, 0.0), max(self.width() - width, 0.0))
        return QRectF(left, top, width, self.height() - top)

    def sizeHint(self) -> QSize:
        below = round(_TIP) + _GAP + self.fontMetrics().height()
        return QSize(160, self.slider.sizeHint().height() + below)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._mark is not None and self._marked_area().contains(event.position()):
            self.slider.setValue(self._mark)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._mark is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, area = self._x_of(self._mark), self._marked_area()
        top = area.top()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent)
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x - _TIP, top + _TIP), QPointF(x + _TIP, top + _TIP)]))
        painter.setPen(self._theme.text)
        words = QRectF(area.left(), top + _TIP + _GAP, area.width(), self.fontMetrics().height())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()
