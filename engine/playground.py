"""What a person sets of a playground: data of one or two coordinates, made from a seed or placed by hand.

A network need not read the coordinates themselves: features are numbers made of them, such as a square or a product.
A circle around the origin is a straight line in the squares, so that even a network without a hidden layer finds it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import MAX_SEED, require_count, require_name, require_number
from engine.errors import SpecError

MAX_POINTS = 2_000
MAX_CLASSES = 6
FARTHEST = 4.0
"""Points placed by hand lie no farther from the origin along a coordinate."""


@dataclass(frozen=True)
class Feature:
    """A number made of the coordinates.

    Attributes:
        title: As it is written.
        make: Called with x1 and x2, (n,) each; x2 counts only where `needs_x2`.
        needs_x2: Whether it takes a second coordinate.
    """

    title: str
    make: Callable[[NDArray[np.float64], NDArray[np.float64]], Any]
    needs_x2: bool


FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", lambda x1, x2: x1, False),
    "x2": Feature("x₂", lambda x1, x2: x2, True),
    "x1_squared": Feature("x₁²", lambda x1, x2: x1 * x1, False),
    "x2_squared": Feature("x₂²", lambda x1, x2: x2 * x2, True),
    "x1_x2": Feature("x₁x₂", lambda x1, x2: x1 * x2, True),
    "sin_x1": Feature("sin πx₁", lambda x1, x2: np.sin(math.pi * x1), False),
    "sin_x2": Feature("sin πx₂", lambda x1, x2: np.sin(math.pi * x2), True),
}


@dataclass(frozen=True)
class PointSpec:
    """A point placed by hand: on a plane (x1, x2) with its class, or on a curve, where x2 is the value at x1."""

    x1: float
    x2: float
    label: int = 0
    held_out: bool = False

    def __post_init__(self) -> None:
        require_number("x1", self.x1, -FARTHEST, FARTHEST)
        require_number("x2", self.x2, -FARTHEST, FARTHEST)
        require_count("label", self.label, 0, MAX_CLASSES - 1)


@dataclass(frozen=True)
class PlaygroundSpec:
    """The settings of a playground; other data sets have no use for them.

    Attributes:
        rows: Points to make.
        noise: Standard deviation of what is added to their coordinates, or on a curve to their values.
        classes: For those that know classes.
        train_share: Of the points; the others are held out for validation.
        seed: Of the points, apart from that of the network.
        features: What the network reads of the coordinates, in this order.
        points: Placed by hand, in the place of those made from the seed; none stands for the latter.
    """

    rows: int = 300
    noise: float = 0.1
    classes: int = 2
    train_share: float = 0.7
    seed: int = 0
    features: tuple[str, ...] = ("x1", "x2")
    points: tuple[PointSpec, ...] = ()

    def __post_init__(self) -> None:
        require_count("rows", self.rows, 10, MAX_POINTS)
        require_number("noise", self.noise, 0.0, 1.0)
        require_count("classes", self.classes, 2, MAX_CLASSES)
        require_number("train_share", self.train_share, 0.1, 1.0)
        require_count("seed", self.seed, 0, MAX_SEED)
        if not self.features:
            raise SpecError("features", "The network needs something to read: choose at least one feature.")
        for i, name in enumerate(self.features):
            require_name(f"features.{i}", name, FEATURES, "feature")
        if len(set(self.features)) < len(self.features):
            raise SpecError("features", "A feature is listed twice: name each one once.")
        if len(self.points) > MAX_POINTS:
            raise SpecError("points", f"A playground holds at most {MAX_POINTS:,} points, not {len(self.points):,}.")
        for i, point in enumerate(self.points):
            if point.label >= self.classes:
                raise SpecError(f"points.{i}.label", f"Point {i} has class {point.label}; there are {self.classes}.")

    def is_read_like(self, other: PlaygroundSpec) -> bool:
        """Whether a network that learnt from one set of points can go on with those of the other."""
        return (self.features, self.classes) == (other.features, other.classes)


DEFAULT_PLAYGROUND = PlaygroundSpec()
