"""The geometry of ink: from the points of a pen to how near each spot of a raster is to its line.

Nothing here knows what the raster is for; `drawing` does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_MANY_SAMPLES = 1_500
_MOST_SAMPLES = 30_000
_HUGE = 1e100  # differences and squares of anything below stay finite
_TINY = 1e-100  # a scale that divides by anything above stays finite
_ROUNDING = 1e-9  # a smaller share of the coordinates is rounding, not drawing


def usable_lines(strokes: Sequence[npt.ArrayLike]) -> list[FloatArray]:
    """The strokes that have points, as float64 (points, 2), without points that are not finite.

    Raises:
        ValueError: A stroke is not (points, 2).
    """
    lines = []
    for stroke in strokes:
        points = np.asarray(stroke, dtype=np.float64)
        if points.size == 0:
            continue
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"a stroke has the shape (points, 2), not {points.shape}")
        points = points[(np.abs(points) < _HUGE).all(axis=1)]
        if len(points):
            lines.append(points)
    return lines


def is_dot(line: FloatArray) -> bool:
    """Whether a line has no length worth the name."""
    return float(np.ptp(line, axis=0).max()) <= max(_TINY, _ROUNDING * float(np.abs(line).max()))


def box_of(lines: list[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """The upper left corner (x, y) of all points, and the width and height they take."""
    points = np.concatenate(lines)
    low = points.min(axis=0)
    return low, points.max(axis=0) - low


def samples_along(lines: list[FloatArray], spacing: float) -> FloatArray:
    """Points (n, 2) along the lines, at most `spacing` apart, every corner among them.

    They are fewer where there is so much ink that they would not be told apart.
    """
    starts = np.concatenate([line[:-1] for line in lines])
    steps = np.concatenate([np.diff(line, axis=0) for line in lines])
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    longest_part = max(spacing, float(lengths.sum()) / _MOST_SAMPLES)
    parts = np.maximum(np.ceil(lengths / longest_part), 1.0).astype(np.int64)
    segment = np.repeat(np.arange(len(parts)), parts)
    fraction = (np.arange(len(segment)) - np.repeat(np.cumsum(parts) - parts, parts)) / parts[segment]
    along = starts[segment] + fraction[:, None] * steps[segment]
    samples = np.concatenate([along, *(line[-1:] for line in lines)])
    return samples if len(samples) <= _MANY_SAMPLES else _one_in_each_cell(samples, cell=1.6 * spacing)


def _one_in_each_cell(samples: FloatArray, cell: float) -> FloatArray:
    """The first sample of each square cell: bounded work however long somebody scribbles."""
    column, row = np.floor(samples / cell).astype(np.int64).T
    key = (row - row.min()) * (np.ptp(column) + 1) + column - column.min()
    first = np.full(key.max() + 1, -1, dtype=np.int64)
    first[key[::-1]] = np.arange(len(key))[::-1]
    return samples[first[first >= 0]]


def distance_to_ink(samples: FloatArray, side: int, reach: float) -> npt.NDArray[np.float32]:
    """Distance (side, side) of each cell's centre from the nearest sample, in cells; large beyond `reach`.

    Each sample touches only the cells within its reach: the cost grows with the ink, not with the square.
    """
    pad = math.ceil(reach + 0.5)
    inside = np.clip(samples - 0.5, -0.5, side - 0.5)
    nearest = np.rint(inside).astype(np.int64)
    offsets = np.arange(-pad, pad + 1)
    towards = ((nearest - inside)[:, :, None] + offsets).astype(np.float32) ** 2
    squared = towards[:, 1, :, None] + towards[:, 0, None, :]
    padded_side = side + 2 * pad + 1
    cells = nearest[:, :, None] + offsets + pad
    index = cells[:, 1, :, None] * padded_side + cells[:, 0, None, :]
    nearest_squared = np.full(padded_side * padded_side, np.float32(4.0 * side * side))
    np.minimum.at(nearest_squared, index.ravel(), squared.ravel())
    square = nearest_squared.reshape(padded_side, padded_side)
    distance: npt.NDArray[np.float32] = np.sqrt(square[pad : pad + side, pad : pad + side])
    return distance
