"""Activation functions as curves: the value, the slope, and the zones where the slope is next to nothing.

Both come from the engine's own functions, which work in place: the slope is what `backward` makes of a gradient of 1.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS

LOW, HIGH = -6.0, 6.0
FLAT = 0.05
"""A slope below this share of the steepest one is called flat: a gradient that passes there all but ends."""
_PLACES = 2401


class Zone(NamedTuple):
    """Where a function is flat, from `low` to `high`; `is_dead` where no gradient at all passes."""

    low: float
    high: float
    is_dead: bool


def curve(name: str, z: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The activation a = f(z) and its derivative f'(z), of z's shape, in float64.

    Raises:
        KeyError: There is no such function.
    """
    function = ACTIVATIONS[name]
    a = np.array(z, np.float64)
    scratch, slope = np.empty_like(a), np.ones_like(a)
    function.forward(a, scratch)
    function.backward(a, slope, scratch)
    return a, slope


@cache
def steepest(name: str) -> float:
    """The greatest |f'| between `LOW` and `HIGH`."""
    return float(np.abs(curve(name, _places())[1]).max())


def is_flat(name: str, z: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the sums `z` lie where the function is flat."""
    flat: NDArray[np.bool_] = np.abs(curve(name, z)[1]) < FLAT * steepest(name)
    return flat


@cache
def flat_zones(name: str) -> tuple[Zone, ...]:
    """The zones between `LOW` and `HIGH` where the function is flat, from left to right."""
    z = _places()
    flat = np.concatenate([[False], is_flat(name, z), [False]])
    starts, stops = np.flatnonzero(flat[1:] & ~flat[:-1]), np.flatnonzero(flat[:-1] & ~flat[1:]) - 1
    slope = curve(name, z)[1]
    return tuple(
        Zone(float(z[start]), float(z[stop]), not slope[start : stop + 1].any())
        for start, stop in zip(starts, stops, strict=True)
    )


def slope_through(name: str, z: float, layers: int) -> float:
    """What is left of a gradient behind so many layers whose sums all lie at z: f'(z) to their power."""
    return float(curve(name, np.array([z]))[1][0]) ** layers


def _places() -> NDArray[np.float64]:
    return np.linspace(LOW, HIGH, _PLACES)
