"""What the text in a field stands for: a number, nothing, or the name of a class."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

NOTHING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "?", "-", "--", ".", "missing"))
_LARGEST = float(np.finfo(np.float32).max)
# From here on two whole numbers may be one as floating-point numbers.
_LARGEST_WHOLE = 2.0**53


def is_missing(text: str) -> bool:
    """Whether the field says that there is no value."""
    return text.strip().casefold() in NOTHING


def number_in(text: str) -> float | None:
    """The number in the field, NaN where a value is missing; None where it is a text."""
    try:
        # Python reads 1_000 as a number, nobody else does.
        return float(text) if "_" not in text else None
    except ValueError:
        return math.nan if is_missing(text) else None


def numbers_in(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """The numbers in a column's fields, NaN where a value is missing; None where one is a text."""
    if "_" not in "".join(texts):
        try:
            return np.fromiter(map(float, texts), np.float64, len(texts))
        except ValueError:
            pass
    numbers = [number_in(text) for text in texts]
    return None if None in numbers else np.array(numbers, dtype=np.float64)


def without_infinities(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same array; what float32 cannot hold counts as missing."""
    with np.errstate(invalid="ignore"):
        values[np.abs(values) > _LARGEST] = np.nan
    return values


def class_order(names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Number and name of the class that each of the names stands for.

    Numbers are in their order, and 1, 1.0 and 01 are one; other names, and numbers of 16 digits and more, which tell
    things apart and count nothing, are in alphabetical order.
    """
    names = list(names)
    numbers = [number_in(name) for name in names]
    if names and all(number is not None and abs(number) < _LARGEST_WHOLE for number in numbers):
        values = dict(zip(names, (float(number or 0.0) for number in numbers), strict=True))
        places = {value: place for place, value in enumerate(sorted(set(values.values())))}
        return {name: (places[value], _written(value)) for name, value in values.items()}
    return {name: (place, name) for place, name in enumerate(sorted(names))}


def listed(names: Sequence[str], most: int = 6) -> str:
    """The names as part of a sentence, the first few of many."""
    shown = [name if len(name) <= 40 else f"{name[:37]}..." for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most:,} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def counted(count: int, what: str) -> str:
    """The count with its noun: "1 row", "3 rows"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
