"""What the network sees: the drawing after each step of its preparation."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.drawing import FULL_INK, STEPS
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.why.pixel_picture import PixelPicture
from gui.why.stage_card import StageCard
from gui.why.step_words import step_words
from gui.widgets.ink_picture import ink_picture
from gui.widgets.left_out_note import LeftOutNote

_ARROW = 16
_SHORTEST_ARROW = 12
# Two and three pixels of the screen for one of 28, and a hairline on either side.
_SMALLEST = 58
_LARGEST = 86


class StagesStrip(QWidget):
    """The stages from left to right, or the one image that is read as it is.

    Signals:
        left_out_changed(frozenset): the person wants these steps left out.
    """

    left_out_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._left_out: frozenset[str] = frozenset()
        self._received: tuple[NDArray[np.uint8], int] | None = None
        self._arrows: list[QLabel] = []
        self._cards = {shape: self._build_cards(steps) for shape, steps in STEPS.items()}
        self._rows = {shape: self._build_row(cards) for shape, cards in self._cards.items()}
        self.received = PixelPicture("receivedPicture", self.tr("What the network receives"), self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        set_text_role(self._words, "small")
        set_text_tone(self._words, "muted")
        self._given = QWidget(self)
        given = QHBoxLayout(self._given)
        given.setContentsMargins(0, 0, 0, 0)
        given.setSpacing(12)
        given.addWidget(self.received, 0, Qt.AlignmentFlag.AlignTop)
        given.addWidget(self._words, 1)
        self._note = LeftOutNote("why", self)
        self._note.restore_requested.connect(lambda: self.left_out_changed.emit(frozenset()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (*self._rows.values(), self._given):
            column.addWidget(part)
        column.addWidget(self._note)
        self._show_only(self._given)

    def cards(self, image_shape: tuple[int, int]) -> list[StageCard]:
        """The cards of the stages for images of this shape (height, width), as drawn first."""
        return self._cards[image_shape]

    def show_stages(self, stages: Sequence[NDArray[np.uint8]], left_out: Collection[str]) -> None:
        """Show what each step makes of a drawing.

        Args:
            stages: (height, width) each, as drawn and after every step.
            left_out: the steps that are not done.
        """
        shape = (stages[0].shape[0], stages[0].shape[1])
        self._left_out, self._received = frozenset(left_out), None
        for card, step, image in zip(self._cards[shape], ("", *STEPS[shape]), stages, strict=True):
            card.show_image(image, FULL_INK[shape], done=step not in left_out)
        self._note.show_left_out([step_words(step).name for step in STEPS[shape] if step in left_out])
        self._show_only(self._rows[shape])

    def show_received(self, image: NDArray[np.uint8], full_ink: int, words: str) -> None:
        """Show an image (height, width) that no stroke led to; `words` say how it came to be."""
        self._words.setText(words)
        self._received = image, full_ink
        self._make_received()
        self._note.show_left_out(())
        self._show_only(self._given)

    def set_room(self, width: int) -> None:
        """Let the pictures be as large as fits into `width` pixels."""
        for cards in self._cards.values():
            fitting = (width - _ARROW * (len(cards) - 1)) // len(cards)
            side = max(_SMALLEST, min(fitting, _LARGEST))
            for card in cards:
                card.picture.set_room(side)
        self.received.set_room(_LARGEST)

    def note(self) -> str:
        """Which steps are left out, in words."""
        return self._note.text()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for cards in self._cards.values():
            for card in cards:
                card.apply_theme(theme)
        self.received.apply_theme(theme)
        self._note.apply_theme(theme)
        self._make_received()

    def _build_cards(self, steps: Sequence[str]) -> list[StageCard]:
        cards = [StageCard(step, self) for step in ("", *steps)]
        for card in cards:
            card.toggled.connect(self._on_toggled)
        return cards

    def _build_row(self, cards: Sequence[StageCard]) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for card in cards:
            if card is not cards[0]:
                line.addWidget(self._build_arrow(card))
            line.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        return row

    def _build_arrow(self, card: StageCard) -> QLabel:
        arrow = QLabel("→", self)
        arrow.setMinimumWidth(_SHORTEST_ARROW)
        arrow.setMaximumWidth(_ARROW)
        arrow.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # In the middle of the pictures, not of their captions too.
        arrow.setContentsMargins(0, 0, 0, 2 * arrow.fontMetrics().height() // 3 * 2)
        set_text_tone(arrow, "muted")
        return arrow

    def _show_only(self, row: QWidget) -> None:
        for part in (*self._rows.values(), self._given):
            part.setVisible(part is row)

    def _make_received(self) -> None:
        if self._received is not None:
            self.received.show_picture(ink_picture(*self._received, self._theme))

    def _on_toggled(self, step: str, done: bool) -> None:
        self._left_out = self._left_out - {step} if done else self._left_out | {step}
        self.left_out_changed.emit(self._left_out)
