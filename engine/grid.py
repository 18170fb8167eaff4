"""The places that are looked at to see what a network makes of a whole plane, or of a line."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.datasets.dataset import Plane
from engine.preparation import Preparation
from engine.snapshot import Snapshot

Range = tuple[float, float]
Bounds = tuple[Range, Range]
"""The lowest and highest x1, and x2."""

_LEAST_REACH = 1.25
# So far inside the bounds of a plane points stay, to be seen whole.
_RIM = 0.05
# Of its width what a curve goes on for on either side of its points.
_BEYOND = 0.05
# Bounds are such multiples, so that they stay while points move a little.
_ROUND = 0.25


def bounds_of(plane: Plane) -> Bounds:
    """What is looked at of a plane or curve: all its points, and some room around them.

    A plane is a square around the origin that reaches 1.25 far, or farther in quarters. Along a curve both ranges are
    rounded outwards to quarters, hold at least 0..1 (values: 0..0.5) and are then widened by 5 % on either side.
    """
    if plane.is_curve:
        return _range(plane.points[:, 0], 1.0), _range(plane.points[:, 1], 0.5)
    farthest = float(np.abs(plane.points).max(initial=0.0)) + _RIM
    reach = max(_LEAST_REACH, math.ceil(farthest / _ROUND) * _ROUND)
    return (-reach, reach), (-reach, reach)


def _range(values: NDArray[np.float64], least: float) -> Range:
    low = math.floor(float(values.min(initial=0.0)) / _ROUND) * _ROUND
    high = math.ceil(float(values.max(initial=least)) / _ROUND) * _ROUND
    beyond = _BEYOND * (high - low)
    return low - beyond, high + beyond


class Grid:
    """Places side by side, made once and looked at again as a network learns.

    On a plane they are the centres of the cells of a square, row by row from the top (the highest x2), each row from
    the lowest x1. Along a curve they are evenly spaced from one bound of x1 to the other. Some of the places, the
    middle one of each block, are enough for what single units give.

    Attributes:
        features, is_curve: What is read of a place, and whether it lies on a line.
        bounds: What they cover.
        side: Places along an edge of the square, or along the curve.
        unit_side: Chosen ones along it.
        x: (side,) the places along a curve, else None.
        inputs: (rows, features) float64, what a network reads of each place: `side` rows for a curve, else side².
        chosen: The rows of the chosen ones, in their order.
    """

    def __init__(self, plane: Plane, bounds: Bounds, side: int, unit_side: int) -> None:
        """`side` is a multiple of `unit_side`."""
        self.features, self.is_curve = plane.settings.features, plane.is_curve
        self.bounds, self.side, self.unit_side = bounds, side, unit_side
        stride = side // unit_side
        along = np.arange(stride // 2, side, stride)
        self.x: NDArray[np.float64] | None = None
        if plane.is_curve:
            self.x = np.linspace(*bounds[0], side)
            self.x.setflags(write=False)
            self.inputs, self.chosen = plane.inputs(self.x[:, None]), along
        else:
            middle = (np.arange(side) + 0.5) / side
            x1, x2 = (low + middle * (high - low) for low, high in bounds)
            self.inputs = plane.inputs(np.column_stack([np.tile(x1, side), np.repeat(x2[::-1], side)]))
            self.chosen = (along[:, None] * side + along).reshape(-1)
        self._prepared: tuple[Preparation, Floats] | None = None

    def suits(self, plane: Plane, bounds: Bounds, side: int, unit_side: int) -> bool:
        """Whether a grid made of these would be the same."""
        own = self.features, self.is_curve, self.bounds, self.side, self.unit_side
        return own == (plane.settings.features, plane.is_curve, bounds, side, unit_side)

    def prepared_for(self, snapshot: Snapshot) -> Floats:
        """The inputs as this network wants them, kept for the next one that wants the same.

        Raises:
            EngineError: The network reads another number of features.
        """
        before = self._prepared
        if before is None or before[0] is not snapshot.preparation or before[1].dtype != snapshot.spec.dtype:
            before = self._prepared = snapshot.preparation, snapshot.prepare(self.inputs)
        return before[1]
