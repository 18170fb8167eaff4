"""A field for whole or decimal numbers in a plain range."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.scientific_spin import format_number, parse_number

_WHOLE = re.compile(r"[-+]?\d+")


class NumberField(MarkedSpin):
    """A number of a range, whole (`decimals=False`) or decimal.

    With `setSpecialValueText` an empty field is a legal wish of its own ("all rows"): its value is the minimum, and
    the text stands in the field as a placeholder.

    Signals: those of `MarkedSpin`; `valueChanged` carries an int, or a float with `decimals`.
    """

    def __init__(
        self,
        name: str = "",
        value: float = 0,
        minimum: float = 0,
        maximum: float = 1_000_000,
        *,
        decimals: bool = False,
        step: float = 1,
        below_maximum: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`below_maximum` shuts `maximum` itself out, as for a dropout rate."""
        self._decimals = decimals
        self._minimum = minimum
        self._maximum = maximum
        self._step = step
        self._below_maximum = below_maximum
        self._special_text = ""
        super().__init__(name, float(value) if decimals else int(value), parent)

    def minimum(self) -> float:
        """The smallest value."""
        return self._minimum

    def maximum(self) -> float:
        """The largest value, or the first too large one with `below_maximum`."""
        return self._maximum

    def setRange(self, minimum: float, maximum: float) -> None:
        """A value outside is kept and marked."""
        self._minimum, self._maximum = minimum, maximum
        self._take_text(keep_value=True)
        self._show_mark()

    def setSpecialValueText(self, text: str) -> None:
        """Let an empty field mean the minimum, and show `text` in it."""
        self._special_text = text
        self.lineEdit().setPlaceholderText(text)
        self.lineEdit().setText(self.format(self._value))
        self._take_text(keep_value=True)
        self._show_mark()
        self.updateGeometry()

    def specialValueText(self) -> str:
        return self._special_text

    def parse(self, text: str) -> float:
        plain = text.strip()
        name = self.accessibleName() or self.tr("The value")
        if self._special_text and plain in ("", self._special_text):
            return self._number(self._minimum)
        if not plain:
            raise ValueError(self.tr("{0} is empty: type a number.").format(name))
        number = parse_number(plain)
        if number is None:
            raise ValueError(self.tr("{0}: “{1}” is not a number.").format(name, plain))
        if not self._decimals and not _WHOLE.fullmatch(plain):
            raise ValueError(self.tr("{0} must be a whole number.").format(name))
        if number < self._minimum:
            raise ValueError(self.tr("{0} must be at least {1}.").format(name, self._shown(self._minimum)))
        if number > self._maximum and not self._below_maximum:
            raise ValueError(self.tr("{0} must be at most {1}.").format(name, self._shown(self._maximum)))
        if number >= self._maximum and self._below_maximum:
            raise ValueError(self.tr("{0} must be less than {1}.").format(name, self._shown(self._maximum)))
        return self._number(number)

    def format(self, value: float) -> str:
        if self._special_text and value == self._minimum:
            return ""
        return self._shown(value)

    def stepped(self, value: float, steps: int) -> float:
        # Adding 0.1 ten times must give 1, not 0.9999999999999999.
        number = round(value + steps * self._step, 9)
        highest = self._maximum - self._step if self._below_maximum else self._maximum
        # An arrow up never lowers a value that lies above the last step.
        upper = max(round(highest, 9), value)
        return self._number(min(max(number, self._minimum), upper))

    def _number(self, value: float) -> float:
        return float(value) if self._decimals else int(value)

    def _shown(self, value: float) -> str:
        return format_number(value) if self._decimals else str(int(value))
