"""The part of the plane a plot shows while it follows its data.

Limits move in steps, so that an axis stands still for a while and the eye sees the curve grow, not shrink.
"""

from __future__ import annotations

import math

from gui.watch.ticks import nice_spacing

Range = tuple[float, float]

# The x axis is at most this much longer than the data.
_GROWTH = 1.05
_SHORTEST = 10.0
# Free room above and below the data, as a share of what is shown.
_PAD = 0.03


def step_range(last: float) -> Range:
    """From 0 to a little beyond `last`."""
    if last <= _SHORTEST:
        return 0.0, _SHORTEST
    return 0.0, _GROWTH ** math.ceil(math.log(last) / math.log(_GROWTH) - 1e-9)


def linear_range(low: float, high: float) -> Range:
    """A range around `low` to `high` with round ends; it reaches down to 0 where that costs little."""
    if 0 <= low < 0.5 * high:
        low = 0.0
    span = high - low
    if span <= 1e-9 * max(abs(low), abs(high), 1e-300):
        reach = abs(high) / 10 or 0.5
        low, high = low - reach, high + reach
        span = high - low
    unit = nice_spacing(span, 10)
    low, high = math.floor(low / unit) * unit, math.ceil(high / unit) * unit
    pad = _PAD * (high - low)
    return low - pad, high + pad


def log_range(low: float, high: float) -> Range:
    """A range around `low` to `high` (logarithms), in quarters of a decade and at least a half wide."""
    low, high = math.floor(low * 4) / 4, math.ceil(high * 4) / 4
    if high - low < 0.5:
        low, high = low - 0.25, high + 0.25
    pad = _PAD * (high - low)
    return low - pad, high + pad
