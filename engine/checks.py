"""Checks of single entries, with sentences a person can act on."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable

from engine.errors import SpecError

_MOST_NAMED = 25
MAX_SEED = 2**32 - 1
"""The largest that every generator of NumPy takes."""


def nearest(name: object, known: Iterable[str]) -> str:
    """A sentence's end that helps with a misspelt name: "; did you mean X?" or "; known: A, B."."""
    names = sorted(known)
    close = difflib.get_close_matches(str(name), names, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"; known: {', '.join(names[:_MOST_NAMED])}{more}."


def require_name(path: str, value: str, known: Collection[str], what: str) -> None:
    """Refuse a `value` that is not among the `known` names of a `what` (an activation, say)."""
    if value not in known:
        raise SpecError(path, f"There is no {what} {value!r}{nearest(value, known)}")


def require_rate(path: str, value: float) -> None:
    """Refuse what is not a share: at least 0 and below 1."""
    label = path.replace("_", " ")
    _require_real(path, value)
    if not 0.0 <= value < 1.0:
        raise SpecError(path, f"The {label} must be at least 0 and below 1, not {value:g}.")


def require_number(path: str, value: float, low: float, high: float, *, open_low: bool = False) -> None:
    """Refuse what does not lie between `low` and `high`, or is `low` itself where `open_low`."""
    label = path.replace("_", " ")
    _require_real(path, value)
    # Written so that NaN, which fails every comparison, is refused too.
    if not (math.isfinite(value) and (low < value if open_low else low <= value) and value <= high):
        bound = f"above {low:g}" if open_low else f"at least {low:g}"
        raise SpecError(path, f"The {label} must be {bound} and at most {high:g}, not {value:g}.")


def require_count(path: str, value: int, low: int, high: int) -> None:
    """Refuse what is no whole number between `low` and `high`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise SpecError(path, f"The {path.replace('_', ' ')} must be a whole number, not {value!r}.")
    require_number(path, value, low, high)


def _require_real(path: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SpecError(path, f"The {path.replace('_', ' ')} must be a number, not {value!r}.")
