"""Reads a lab's state, entry by entry: what is missing stays as it is, what is unknown or impossible is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.checks import nearest
from engine.errors import SpecError


class StateEntries:
    """The entries of `given` over those of `present`.

    Raises:
        SpecError: One is unknown; so do the methods where one is impossible.
    """

    def __init__(self, present: dict[str, Any], given: dict[str, Any]) -> None:
        for key in given:
            if key not in present:
                raise SpecError(key, f"The lab has no entry {key!r}{nearest(key, present)}")
        self._entries = {**present, **given}

    def name(self, key: str, known: Iterable[str]) -> str:
        """One of the known names."""
        value, names = self._entries[key], list(known)
        if not isinstance(value, str) or value not in names:
            raise SpecError(key, f"{key} cannot be {value!r}{nearest(str(value), names)}")
        return value

    def names(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """A list of known names, each once."""
        value, names = self._entries[key], list(known)
        if not isinstance(value, list) or not all(isinstance(x, str) and x in names for x in value):
            raise SpecError(key, f"{key} must be a list of names out of {', '.join(names)}.")
        return tuple(dict.fromkeys(value))

    def number(self, key: str, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        value = self._entries[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise SpecError(key, f"{key} must be a number from {low:g} to {high:g}.")
        return float(value)

    def count(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._entries[key]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise SpecError(key, f"{key} must be a whole number from {low} to {high}.")
        return value
