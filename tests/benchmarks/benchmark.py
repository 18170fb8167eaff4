"""What a benchmark is: a name, what it measures, the figures it must reach, and the function that measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Figures = dict[str, float]


class Skipped(Exception):
    """It cannot be measured here; the sentence says what is missing."""


@dataclass(frozen=True)
class Options:
    """How to measure.

    Attributes:
        data: The data folder, or None for the usual one.
        quick: Fewer repetitions: a look, not a result.
    """

    data: Path | None = None
    quick: bool = False

    def count(self, usual: int, quick: int) -> int:
        """How often to repeat something."""
        return quick if self.quick else usual


@dataclass(frozen=True)
class Bar:
    """What a figure must reach; one of the two is given."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether `value` is good enough."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"


@dataclass(frozen=True)
class Benchmark:
    """One named measurement.

    Attributes:
        measures: One sentence on what is compared with what.
        bars: Name of a figure -> what it must reach. Other figures explain it.
        run: Returns the figures, or raises `Skipped`.
        takes_long: It runs only where it is asked for by name.
    """

    name: str
    measures: str
    bars: dict[str, Bar]
    run: Callable[[Options], Figures]
    takes_long: bool = False
