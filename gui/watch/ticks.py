"""Where an axis has its marks and what is written there."""

from __future__ import annotations

import math
from typing import NamedTuple

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NICE = (1.0, 2.0, 5.0, 10.0)


class Tick(NamedTuple):
    """A mark: its place in the coordinates of the axis (a logarithm on a logarithmic axis), and its text."""

    place: float
    text: str


def linear_ticks(low: float, high: float, count: int) -> list[Tick]:
    """At most `count` round numbers from `low` to `high`."""
    spacing = nice_spacing(high - low, count)
    first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    decimals = max(0, -math.floor(math.log10(spacing) + 1e-9))
    plain = decimals <= 5 and max(abs(low), abs(high)) < 1e5
    values = [index * spacing for index in range(first, last + 1)]
    return [Tick(value, f"{value:.{decimals}f}" if plain else compact(value)) for value in values]


def log_ticks(low: float, high: float, count: int) -> list[Tick]:
    """At most `count` marks from 10**`low` to 10**`high`; places are logarithms."""
    span = high - low
    if span <= 0.5:
        ticks = linear_ticks(10**low, 10**high, count)
        return [Tick(math.log10(tick.place), tick.text) for tick in ticks if tick.place > 0]
    mantissas: tuple[int, ...] = (1, 2, 5) if 3 * span <= count else (1, 3) if 2 * span <= count else (1,)
    every = max(1, math.ceil(span / max(1, count)))
    exponents = [e for e in range(math.floor(low), math.floor(high) + 1) if e % every == 0]
    plain = low >= -4 and high <= 4
    ticks = []
    for exponent in exponents:
        for mantissa in mantissas:
            place = exponent + math.log10(mantissa)
            if low <= place <= high:
                ticks.append(Tick(place, _power(mantissa, exponent, plain)))
    return ticks


def step_ticks(low: float, high: float, count: int) -> list[Tick]:
    """About `count` round step numbers from `low` to `high`, as 500, 1.5k or 2M; two at least, where there are two."""
    values: list[float] = []
    # The round numbers need not lie well: a span of 30 may hold a single multiple of 20.
    for parts in (count, 2 * count, 4 * count):
        spacing = max(1.0, nice_spacing(high - low, parts))
        first, last = max(0, math.ceil(low / spacing - 1e-9)), math.floor(high / spacing + 1e-9)
        values = [index * spacing for index in range(first, last + 1)]
        if len(values) > 1:
            break
    return [Tick(value, _counted(value)) for value in values]


def nice_spacing(span: float, count: int) -> float:
    """The smallest of 1, 2, 5, 10, ... (times a power of ten) that divides `span` into at most `count` parts."""
    raw = max(span, 1e-300) / max(1, count)
    unit = 10.0 ** math.floor(math.log10(raw))
    return next(unit * nice for nice in _NICE if unit * nice >= raw * (1 - 1e-9))


def figure(value: float | None, small_digits: int = 3) -> str:
    """A value in about four digits, always as many; a tiny or huge one in `small_digits` and a power of ten."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if not 1e-2 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.{small_digits - 1}e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    decimals = max(0, 3 - math.floor(math.log10(abs(value)))) if abs(value) >= 1 else 4
    return f"{value:.{decimals}f}".replace("-", "−")


def compact(value: float) -> str:
    """A value in as few characters as say it."""
    mantissa, exponent = f"{value:.2e}".split("e")
    return "0" if value == 0 else f"{float(mantissa):g}e{int(exponent)}"


def _power(mantissa: int, exponent: int, plain: bool) -> str:
    if plain:
        return f"{mantissa * 10.0**exponent:.{max(0, -exponent)}f}"
    power = "10" + str(exponent).translate(_SUPERSCRIPT)
    return power if mantissa == 1 else f"{mantissa}·{power}"


def _counted(value: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.4g}{letter}"
    return f"{value:.0f}"
