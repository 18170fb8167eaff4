"""The shapes of the playgrounds, before noise: points of the plane within -1..1, and curves over a line.

Each takes the number of points and of classes and a generator; class c has the points c, c + classes, ... The
generator is NumPy's legacy RandomState, whose numbers are the same in every version (NEP 19): a saved network finds
its own points again.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Labels = NDArray[np.int64]

_TURNS = 1.5
_BLOB_DISTANCE, _BLOB_DEVIATION = 0.6, 0.12


def circles(rows: int, classes: int, rng: np.random.RandomState) -> tuple[Points, Labels]:
    """A disc and rings around it, with gaps as wide as they are."""
    labels = _labels(rows, classes)
    width = 1.0 / (2 * classes - 1)
    inner = 2 * labels * width
    # Even over the area, which grows with the square of the radius.
    radius = np.sqrt(inner**2 + rng.random_sample(rows) * ((inner + width) ** 2 - inner**2))
    angle = 2.0 * math.pi * rng.random_sample(rows)
    return _polar(radius, angle), labels


def moons(rows: int, classes: int, rng: np.random.RandomState) -> tuple[Points, Labels]:
    """Half circles in a chain, each hooked into the one before."""
    labels = _labels(rows, classes)
    angle = math.pi * rng.random_sample(rows)
    upward = labels % 2 == 0
    x = labels + np.cos(angle)
    y = np.where(upward, np.sin(angle), 0.5 - np.sin(angle))
    scale = 2.0 / (classes + 1)
    return np.column_stack(((x - (classes - 1) / 2) * scale, (y - 0.25) * scale)), labels


def spirals(rows: int, classes: int, rng: np.random.RandomState) -> tuple[Points, Labels]:
    """An arm for each class, all turning out from the middle."""
    labels = _labels(rows, classes)
    radius = 0.05 + 0.95 * rng.random_sample(rows)
    return _polar(radius, 2.0 * math.pi * (_TURNS * radius + labels / classes)), labels


def gaussians(rows: int, classes: int, rng: np.random.RandomState) -> tuple[Points, Labels]:
    """Round clouds on a circle."""
    labels = _labels(rows, classes)
    centre = _polar(np.full(rows, _BLOB_DISTANCE), 2.0 * math.pi * labels / classes + math.pi / 4)
    return centre + _BLOB_DEVIATION * rng.standard_normal((rows, 2)), labels


def sine(rows: int, rng: np.random.RandomState) -> Points:
    """The sine y = sin(2πx) at random places of -1..1."""
    x = np.sort(2.0 * rng.random_sample(rows) - 1.0)
    return np.column_stack((x, np.sin(2.0 * math.pi * x)))


def parabola(rows: int, rng: np.random.RandomState) -> Points:
    """The parabola y = x² - 0.5 at even places of -1..1."""
    x = np.linspace(-1.0, 1.0, rows)
    return np.column_stack((x, x * x - 0.5))


def line(rows: int, rng: np.random.RandomState) -> Points:
    """The line y = 0.1 x + 0.3 at random places of 0..1."""
    x = rng.random_sample(rows)
    return np.column_stack((x, 0.1 * x + 0.3))


def _labels(rows: int, classes: int) -> Labels:
    return np.arange(rows, dtype=np.int64) % classes


def _polar(radius: NDArray[np.float64], angle: NDArray[np.float64]) -> Points:
    return np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))
