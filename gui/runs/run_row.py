"""A run as the table shows it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.spec import ExperimentSpec


@dataclass(frozen=True)
class RunRow:
    """One run.

    Attributes:
        key: Tells it from the others.
        name: What it is called.
        has_accuracy: Whether its task has an accuracy.
        seconds: Spent computing.
        changed: The entries of its design that were others at first, as dotted paths.
        accuracy: The best on the validation rows, or None.
        loss: The last, or None.
        ended: How its training ended, in a sentence.
        present: It is the one in training; the others are over.
        shown: Its curves are to be seen.
        comparable: Its curves mean the same as those of the present run.
    """

    key: int
    name: str
    spec: ExperimentSpec
    has_accuracy: bool
    steps: int
    epochs: int
    seconds: float
    accuracy: float | None
    loss: float | None
    changed: frozenset[str] = frozenset()
    ended: str = ""
    present: bool = False
    shown: bool = True
    comparable: bool = True
