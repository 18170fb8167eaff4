"""A field for numbers above zero that may be as small as they like."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QWidget

from gui.widgets.scientific_spin import ScientificSpin, parse_number


class PositiveField(ScientificSpin):
    """A number above zero, plain or scientific; zero itself is shut out without a smallest number in its place."""

    def __init__(self, name: str, value: float, maximum: float, parent: QWidget | None = None) -> None:
        super().__init__(name, value, math.ulp(0.0), maximum, parent)

    def parse(self, text: str) -> float:
        number = parse_number(text)
        if number is not None and number <= 0:
            raise ValueError(self.tr("{0} must be more than 0.").format(self.accessibleName()))
        return super().parse(text)
