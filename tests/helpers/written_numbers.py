"""Numbers read back from what a view writes."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<![\w.])−?\d+\.?\d*(?:e[−+]?\d+)?")


def number(text: str) -> float:
    """The number that is written, with a minus sign where it is negative."""
    return float(text.replace("−", "-"))


def numbers(text: str) -> list[float]:
    """Every number in a sentence."""
    return [number(word) for word in _NUMBER.findall(text)]
