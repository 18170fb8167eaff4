"""One written digit, written again: by a hand a little different, on another place of the paper, with another pen.

Points are varied, not pixels: a slanted 7 keeps its stroke width, and a bar that sits a little higher meets the stem
where it would. What a canvas does to a drawing is done too: small drawings have few points on a coarse grid.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Strokes = Sequence[NDArray[np.float64]]

ROTATION = 12.0
"""Degrees; this and the next four are the most by which a digit is changed, either way."""
SLANT = 20.0
"""Degrees by which upright strokes lean more."""
ASPECT = 0.25
"""Natural logarithm of height by width."""
STROKE_SHIFT = 0.04
"""Of the digit's longer side: strokes of one digit move against each other."""
STROKE_SCALE = 0.1
"""And become so much longer or shorter, as a share of themselves."""
TREMOR = 0.005
"""Of the digit's longer side, for each point by itself."""
SIZES = (40.0, 260.0)
"""Longer side of the drawing on a canvas of 280 units, whose points are whole units."""
WIDTHS = (1.7, 3.8)
"""Width of the pen in pixels of the 28x28 image, as MNIST's digits have it."""
HASTY = 0.3
"""The share of the strokes of which only every other point is seen."""

# As on the canvas: a stroke begins where it has moved so far, and closer points are left out.
_FIRST_STEP = 3.0
_STEP = 2.0


@dataclass(frozen=True, eq=False)
class Writing:
    """A digit as it stands on the canvas.

    Attributes:
        strokes: One array (points, 2) a stroke.
        stroke_width: Width of the pen in pixels of the 28x28 image.
    """

    strokes: Strokes
    stroke_width: float


def vary(strokes: Strokes, *, rng: np.random.Generator) -> Writing:
    """The strokes (points, 2), none empty, written again; the state of `rng` decides how."""
    low, extent = _box(strokes)
    turn = _transformation(rng)
    lines = [(stroke - low - extent / 2) / max(extent.max(), 1e-9) @ turn.T for stroke in strokes]
    if len(lines) > 1:
        lines = [_moved_by_itself(line, rng) for line in lines]
    lines = [line + TREMOR * _either_way(rng, line.shape) for line in lines]
    low, extent = _box(lines)
    scale = _between(SIZES, rng) / max(extent.max(), 1e-9)
    width = _between(WIDTHS, rng)
    return Writing([_as_seen(np.rint((line - low) * scale), rng) for line in lines], width)


def _box(lines: Strokes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = np.concatenate(lines)
    low = points.min(axis=0)
    return low, points.max(axis=0) - low


def _transformation(rng: np.random.Generator) -> NDArray[np.float64]:
    """A matrix (2, 2) that stretches, slants and turns columns (x, y)."""
    turned, leant, stretched = _either_way(rng, (3,))
    angle, lean, aspect = math.radians(turned * ROTATION), math.tan(math.radians(leant * SLANT)), stretched * ASPECT
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    matrix: NDArray[np.float64] = turn @ [[1.0, lean], [0.0, 1.0]] @ np.diag(np.exp([-aspect / 2, aspect / 2]))
    return matrix


def _moved_by_itself(line: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    middle = line.mean(axis=0)
    down, right, longer = _either_way(rng, (3,))
    moved: NDArray[np.float64] = (line - middle) * (1.0 + STROKE_SCALE * longer) + middle
    return moved + STROKE_SHIFT * np.array([right, down])


def _as_seen(points: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    if rng.random() < HASTY:
        points = np.concatenate([points[:-1:2], points[-1:]])
    kept = points[:1].tolist()
    step = _FIRST_STEP
    for point in points[1:].tolist():
        if math.dist(point, kept[-1]) >= step:
            kept.append(point)
            step = _STEP
    return np.array(kept)


def _either_way(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return 2.0 * rng.random(shape) - 1.0


def _between(bounds: tuple[float, float], rng: np.random.Generator) -> float:
    """A number between the bounds, every ratio as likely as any other."""
    low, high = bounds
    return float(low * (high / low) ** rng.random())
