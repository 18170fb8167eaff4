"""How the labs write numbers."""

from __future__ import annotations

import math


def shown(value: float) -> str:
    """Six significant digits, with a proper minus sign; what is no number is a question mark."""
    if math.isnan(value):
        return "?"
    return f"{value + 0.0:.6g}".replace("-", "−")


def factor(value: float) -> str:
    """A number in a product: a negative one in parentheses."""
    return f"({shown(value)})" if value < 0 else shown(value)
