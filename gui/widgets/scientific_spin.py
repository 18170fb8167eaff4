"""A field for numbers over many orders of magnitude, such as a learning rate."""

from __future__ import annotations

import math
import re

from PySide6.QtWidgets import QWidget

from gui.widgets.marked_spin import MarkedSpin

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def parse_number(text: str) -> float | None:
    """The finite number that `text` says, with a point or a comma, plain or scientific; None where it says none."""
    plain = text.strip().replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if math.isfinite(number) else None


def format_number(value: float) -> str:
    """At most six significant digits, as a person would type them: 0.08, 1e-7, 1e6."""
    mantissa, marker, exponent = f"{value:.6g}".partition("e")
    if marker:
        return f"{mantissa}e{int(exponent)}"
    if value and math.log10(abs(value)) % 1 == 0 and abs(value) >= 1e5:
        return f"{value:.0e}".replace("e+0", "e")
    return mantissa


class ScientificSpin(MarkedSpin):
    """A positive number, plain ("0.08") or scientific ("1e-3"); the arrows go 1, 2, 5, 10, ...

    Signals: those of `MarkedSpin`; `valueChanged` carries a float.
    """

    def __init__(
        self,
        name: str = "",
        value: float = 0.01,
        minimum: float = 1e-7,
        maximum: float = 1e6,
        parent: QWidget | None = None,
    ) -> None:
        self._minimum = minimum
        self._maximum = maximum
        super().__init__(name, float(value), parent)

    def minimum(self) -> float:
        """The smallest value."""
        return self._minimum

    def maximum(self) -> float:
        """The largest value."""
        return self._maximum

    def setRange(self, minimum: float, maximum: float) -> None:
        """Both ends belong to the range; a value outside is kept and marked."""
        self._minimum, self._maximum = minimum, maximum
        self._take_text(keep_value=True)
        self._show_mark()

    def parse(self, text: str) -> float:
        name = self.accessibleName() or self.tr("The value")
        if not text.strip():
            raise ValueError(self.tr("{0} is empty: type a number such as 0.01 or 1e-3.").format(name))
        value = parse_number(text)
        if value is None:
            raise ValueError(self.tr("{0}: “{1}” is not a number.").format(name, text.strip()))
        if value < self._minimum:
            raise ValueError(self.tr("{0} must be at least {1}.").format(name, format_number(self._minimum)))
        if value > self._maximum:
            raise ValueError(self.tr("{0} must be at most {1}.").format(name, format_number(self._maximum)))
        return value

    def format(self, value: float) -> str:
        return format_number(value)

    def stepped(self, value: float, steps: int) -> float:
        for _ in range(abs(steps)):
            value = _next_in_series(value, up=steps > 0)
        return min(max(value, self._minimum), self._maximum)


def _next_in_series(value: float, up: bool) -> float:
    """The neighbour of `value` among 1, 2, 5 times powers of ten."""
    exponent = math.floor(math.log10(value))
    series = [float(f"{digit}e{power}") for power in range(exponent - 1, exponent + 2) for digit in (1, 2, 5)]
    # A value that was computed may sit a rounding error beside a member of the series.
    if up:
        return min(member for member in series if member > value * (1 + 1e-9))
    return max(member for member in series if member < value * (1 - 1e-9))
