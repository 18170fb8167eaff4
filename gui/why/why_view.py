"""The view that explains an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from engine.unusual import Oddity
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.why.change_panel import ChangePanel
from gui.why.oddity_gauge import OddityGauge
from gui.why.saliency_panel import SaliencyPanel
from gui.why.stages_strip import StagesStrip
from gui.widgets.empty_state import EmptyState

_MARGIN = 16
_COLUMN_GAP = 24
_GROUP_GAP = 16
# From this width on, in lines of text, there are two columns; from this height on the pictures are larger.
_WIDE_LINES = 45
_TALL = 460
# Whole pixels of the screen for each of 28, and a hairline on either side.
_PICTURE, _LARGE_PICTURE = 142, 198
_CHANGE, _LARGE_CHANGE = 86, 142


class WhyView(QWidget):
    """What a network receives of a drawing, how unusual that is, what speaks for the answer, what would change it.

    What it shows is asked for when it is drawn, at `refresh()`, and so for nobody while it is hidden.

    Signals:
        content_requested(): it is being refreshed; whoever has something newer shows it now.
        question_changed(): another `output` or `strength` is asked about.
        left_out_changed(frozenset): the person wants these steps of the preparation left out.
    """

    content_requested = Signal()
    question_changed = Signal()
    left_out_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whyView")
        self.setAccessibleName(self.tr("Why this answer"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = LIGHT
        self._changed = False
        self.strip = StagesStrip(self)
        self.gauge = OddityGauge(self)
        self.saliency = SaliencyPanel(self)
        self.change = ChangePanel(self)
        self._empty = EmptyState("draw", "", parent=self)
        self._no_answer = QLabel(self)
        self._no_answer.setObjectName("noAnswerLabel")
        self._no_answer.setWordWrap(True)
        self._scroll = QScrollArea(self)
        self._build_layout()
        self.strip.left_out_changed.connect(self.left_out_changed)
        self.saliency.output_chosen.connect(self.question_changed)
        self.change.strength_changed.connect(lambda strength: self.question_changed.emit())
        self.show_nothing(self.tr("Draw a digit"))

    @property
    def output(self) -> int | None:
        """The output that is asked about; None for the answer."""
        return self.saliency.output

    @property
    def strength(self) -> float:
        """The strength of the change that is to be shown, as a share of full ink."""
        return self.change.slider.strength

    def show_nothing(self, sentence: str, hint: str = "") -> None:
        """Claim nothing, and say what to do."""
        self._empty.set_text(sentence, hint)
        self._stack.setCurrentWidget(self._empty)
        self._has_changed()

    def show_stages(
        self, stages: Sequence[NDArray[np.uint8]], left_out: Collection[str], oddities: Sequence[Oddity] | None
    ) -> None:
        """Show how a drawing becomes what is received, see `StagesStrip` and `OddityGauge`."""
        self.strip.show_stages(stages, left_out)
        self._show_preparation(oddities)

    def show_received(
        self, image: NDArray[np.uint8], full_ink: int, words: str, oddities: Sequence[Oddity] | None
    ) -> None:
        """Show an image (height, width) that no stroke led to; `words` say how it came to be."""
        self.strip.show_received(image, full_ink, words)
        self._show_preparation(oddities)

    def show_no_answer(self, sentence: str) -> None:
        """Say why there is no answer that could be explained."""
        self._no_answer.setText(sentence)
        self._show_reasons(False)

    def set_classes(self, names: Sequence[str]) -> None:
        """The outputs that can be asked about."""
        self.saliency.set_classes(names)

    def show_saliency(
        self, shares: NDArray[np.floating], values: NDArray[np.floating], name: str, *, is_answer: bool
    ) -> None:
        """Show what speaks for an output, see `SaliencyPanel`."""
        self.saliency.show_saliency(shares, values, name, is_answer=is_answer)
        self._show_reasons(True)

    def show_change(
        self,
        shares: NDArray[np.floating],
        changed: NDArray[np.floating],
        probabilities: NDArray[np.floating],
        class_names: Sequence[str],
        answer: int,
        turning: tuple[float, int] | None,
    ) -> None:
        """Show what is read after a change, see `ChangePanel`."""
        self.change.show_change(shares, changed, probabilities, class_names, answer, turning)
        self._show_reasons(True)

    def refresh(self) -> bool:
        """Show what is newest; False where there was nothing new or nobody to see it."""
        if not self.isVisible():
            return False
        self._changed = False
        self.content_requested.emit()
        if self._changed:
            self.setAccessibleDescription(self.spoken())
        return self._changed

    def spoken(self) -> str:
        """What is shown, in words."""
        if self._stack.currentWidget() is self._empty:
            return self._empty.accessibleName()
        reasons = [self._no_answer.text()]
        if self._no_answer.isHidden():
            reasons = [self.saliency.title(), self.change.sentence()]
        return "; ".join(filter(None, [self.strip.note(), self.gauge.words(), *reasons]))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for part in (self.strip, self.gauge, self.saliency, self.change, self._empty):
            part.apply_theme(theme)
        self.update()

    def _show_preparation(self, oddities: Sequence[Oddity] | None) -> None:
        self.gauge.show_oddities(oddities)
        self._stack.setCurrentWidget(self._scroll)
        self._has_changed()

    def _show_reasons(self, known: bool) -> None:
        self._no_answer.setVisible(not known)
        self.saliency.setVisible(known)
        self.change.setVisible(known)
        self._has_changed()

    def _has_changed(self) -> None:
        self._changed = True

    def _build_layout(self) -> None:
        sees = QWidget(self)
        column = QVBoxLayout(sees)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        heading = QLabel(self.tr("What the network sees"), sees)
        set_text_role(heading, "heading")
        column.addWidget(heading)
        column.addWidget(self.strip)
        column.addWidget(self.gauge)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(sees)
        left.addWidget(self._no_answer)
        left.addWidget(self.saliency)
        left.addStretch(1)
        content = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(_MARGIN, 12, _MARGIN, 12)
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self.change, 1)
        self._scroll.setObjectName("whyScrollArea")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        # The view's own surface shines through.
        content.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._scroll)

    def _fit(self) -> None:
        """Two columns where there is room for them; the scroll bar's is never counted, so nothing jumps."""
        room = self.width() - 2 * _MARGIN - self._scroll.verticalScrollBar().sizeHint().width()
        wide = self.width() >= _WIDE_LINES * self.fontMetrics().height()
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        self._columns.setSpacing(_COLUMN_GAP if wide else _GROUP_GAP)
        self.strip.set_room((room - _COLUMN_GAP) // 2 if wide else room)
        tall = self.height() >= _TALL
        self.saliency.picture.set_room(_LARGE_PICTURE if tall else _PICTURE)
        self.change.set_room(_LARGE_CHANGE if tall else _CHANGE)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def sizeHint(self) -> QSize:
        return QSize(640, 440)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
