"""Ten small buttons in a row, one a digit."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

DIGITS = 10
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class DigitButtons(QWidget):
    """One stop for Tab: the arrows go from digit to digit, and typing a digit presses its button.

    Signals:
        digit_chosen(int): a digit was pressed.
    """

    digit_chosen = Signal(int)

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        """The buttons are called `name` with their digit behind it; `tip` has a place "{digit}" for it."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._buttons = [self._build_button(digit, name, tip) for digit in range(DIGITS)]
        for button in self._buttons:
            row.addWidget(button, 1)
        self._stop_at(0)

    def mark(self, digit: int | None) -> None:
        """Show which digit holds, or that none does."""
        for number, button in enumerate(self._buttons):
            button.setChecked(number == digit)
        if digit is not None:
            self._stop_at(digit)

    def _build_button(self, digit: int, name: str, tip: str) -> _DigitButton:
        button = _DigitButton(self)
        button.setText(str(digit))
        button.setObjectName(f"{name}{digit}")
        button.setProperty("digitButton", True)
        button.setToolTip(tip.format(digit=digit))
        button.setAccessibleName(tip.format(digit=digit))
        button.clicked.connect(lambda: self._choose(digit))
        return button

    def _choose(self, digit: int) -> None:
        # A checkable button turns itself; what holds is told by `mark`.
        button = self._buttons[digit]
        button.setChecked(not button.isChecked())
        self._stop_at(digit)
        self.digit_chosen.emit(digit)

    def _stop_at(self, digit: int) -> None:
        for number, button in enumerate(self._buttons):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == digit else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = next((number for number, button in enumerate(self._buttons) if button.hasFocus()), 0)
        if event.key() in _STEPS:
            there = (here + _STEPS[Qt.Key(event.key())]) % DIGITS
            self._stop_at(there)
            self._buttons[there].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.text() in map(str, range(DIGITS)):
            self._buttons[int(event.text())].click()
        else:
            super().keyPressEvent(event)


class _DigitButton(QToolButton):
    """A small button that leaves the keys of the row to the row."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)
