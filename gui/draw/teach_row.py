"""Under the answer: what the drawing really was."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gui.theme.text import set_text_role, set_text_tone
from gui.widgets.digit_buttons import DigitButtons
from gui.widgets.elided_label import ElidedLabel


class TeachRow(QWidget):
    """A digit of the row names the drawing; hidden it keeps its room, so that the canvas stays as large as it is.

    Signals:
        digit_named(int): the drawing was that digit.
        own_digits_requested(): the person wants to see what was kept.
    """

    digit_named = Signal(int)
    own_digits_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("teachRow")
        self._words = ElidedLabel("", self)
        self._words.setObjectName("teachLabel")
        self._buttons = DigitButtons(
            "teachButton", self.tr("That was a {digit}: keep the drawing in My digits (Alt+{digit})"), self
        )
        self._show_button = self._build_show_button()
        set_text_role(self._words, "small")
        set_text_tone(self._words, "muted")
        self._head = QWidget(self)
        words = QHBoxLayout(self._head)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(6)
        words.addWidget(self._words, 1)
        words.addWidget(self._show_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._head)
        self._column.addWidget(self._buttons)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self._buttons.digit_chosen.connect(self.digit_named)
        self._show_button.clicked.connect(self.own_digits_requested)
        self.show_question()
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether the drawing can be named."""
        return not self.isHidden() and self._buttons.isEnabled()

    def set_compact(self, compact: bool) -> None:
        """Where room is short the digits stand alone."""
        if self._head.isHidden() is compact:
            return
        self._head.setHidden(compact)
        # A row that is hidden itself would not tell that it needs another height.
        self._column.invalidate()
        self.updateGeometry()

    @Slot()
    def show_question(self) -> None:
        """Ask what the drawing was."""
        self._show(self.tr("That was a…"), None)

    def show_kept(self, digit: int, sentence: str) -> None:
        """Say that the drawing was kept, and as which digit."""
        self._show(sentence, digit)

    def show_off(self, sentence: str) -> None:
        """Say why what is on the canvas cannot be kept."""
        self._show(sentence, None)
        self._buttons.setEnabled(False)

    def _show(self, sentence: str, digit: int | None) -> None:
        self._buttons.setEnabled(True)
        self._buttons.mark(digit)
        if self._words.text() != sentence:
            self._words.setText(sentence)
            self._words.setToolTip(sentence)

    def _build_show_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("showOwnDigitsButton")
        button.setText(self.tr("My digits"))
        button.setToolTip(self.tr("Show the digits that were kept, and let this network learn them"))
        button.setAccessibleName(self.tr("Show my digits"))
        button.setProperty("link", True)
        set_text_role(button, "small")
        return button
