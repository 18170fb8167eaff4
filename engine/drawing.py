"""Pen strokes -> the image a network reads: prepared exactly as its training images once were.

A network has only ever seen digits that somebody scaled, thickened and centred in one particular way, and it
reads a drawing well only if that gets the same treatment:

- (28, 28), MNIST: the ink's longer side becomes 20 pixels, grey by area averaging, and the centre of mass
  moves to the middle of the 28x28 square (LeCun, Cortes, Burges, "The MNIST database of handwritten digits").
- (8, 8), the UCI optical digits: NIST's form reader (Garris et al., NISTIR 5469, 1994) makes a black and
  white 32x32 picture: the ink box stretched to 20x32, the strokes thickened or thinned until there is a usual
  amount of ink, the slant removed. The number of black pixels in each 4x4 block is the value, 0..16.

The points are scaled, not the pixels, and the brush comes afterwards: a small drawing gets strokes as thick
as a large one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

STROKE_WIDTH = 2.6
"""Width of the pen in pixels of the 28x28 image; MNIST's own digits mostly have 1.7 to 4.0."""

_INK_SIDE = 20.0
_SIDE = 28
_CENTRE = 14.5  # the middle of pixel 14: the mean of pixel indices is then 14.0
_SOFT_EDGE = 0.5  # the brush fades over this many pixels; wider edges read worse (91.6 % -> 90.2 % at 2.0)
_CELL = 0.25  # side of one supersampling cell, in pixels

_BITMAP_SIDE = 32
_BITMAP_INK_WIDTH = 20
_BITMAP_STROKE_WIDTH = 4.0
_BITMAP_INK = (256, 412)  # fewer black pixels are thickened, more are thinned
_BITMAP_STRETCH = 3.0  # a thin 1 is not blown up into a block
_BITMAP_REACH = 7.0

_MANY_SAMPLES = 1_500
_MOST_SAMPLES = 30_000
_HUGE = 1e100  # differences and squares of anything below stay finite
_TINY = 1e-100  # a scale that divides by anything above stays finite
_ROUNDING = 1e-9  # a smaller share of the coordinates is rounding, not drawing


def prepare(strokes: Sequence[npt.ArrayLike], image_shape: tuple[int, int]) -> Bytes | None:
    """The image that a network with this input shape gets for a drawing.

    Args:
        strokes: one array (points, 2) a stroke, x to the right and y down, in any unit. Points that are not
            finite are dropped.
        image_shape: (height, width), one of `IMAGE_SHAPES`.

    Returns:
        uint8 (height, width), ink high on a zero ground: 0..255 for (28, 28), 0..16 for (8, 8). None if
        nothing is drawn, and for mere dots: they say nothing about a digit.

    Raises:
        ValueError: the shape is none of `IMAGE_SHAPES`, or a stroke is not (points, 2).
    """
    preparation = _PREPARATIONS.get(image_shape)
    if preparation is None:
        raise ValueError(f"a drawing can become an image of {IMAGE_SHAPES}, not of {image_shape}")
    lines = _usable(strokes)
    if all(_is_dot(line) for line in lines):
        return None
    return preparation(lines)


def _usable(strokes: Sequence[npt.ArrayLike]) -> list[FloatArray]:
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


def _is_dot(line: FloatArray) -> bool:
    return float(np.ptp(line, axis=0).max()) <= max(_TINY, _ROUNDING * float(np.abs(line).max()))


def _mnist_image(lines: list[FloatArray]) -> Bytes:
    low, extent = _box(lines)
    box = _INK_SIDE - STROKE_WIDTH
    samples = _samples([(line - low) * (box / extent.max()) for line in lines], spacing=0.25)
    margin = (STROKE_WIDTH + _SOFT_EDGE) / 2
    cells = math.ceil((box + 2 * margin) / _CELL)
    distance = _distance_to_ink((samples + margin) / _CELL, cells, reach=margin / _CELL) * _CELL
    coverage = np.clip((STROKE_WIDTH / 2 - distance) / _SOFT_EDGE + 0.5, 0.0, 1.0)
    image: Bytes = np.rint(_area_average(_area_average(coverage).T).T * 255.0).astype(np.uint8)
    return image


def _uci_image(lines: list[FloatArray]) -> Bytes:
    low, extent = _box(lines)
    target = np.array([_BITMAP_INK_WIDTH, _BITMAP_SIDE]) - _BITMAP_STROKE_WIDTH
    # a side of no length asks for no stretching: the other one decides
    scale = target / np.maximum(extent, extent.max() * 1e-6)
    scale = np.minimum(scale, scale[::-1] * _BITMAP_STRETCH)
    centred = [(line - low - extent / 2) * scale + _BITMAP_SIDE / 2 for line in lines]
    distance = _distance_to_ink(_samples(centred, spacing=0.5), _BITMAP_SIDE, reach=_BITMAP_REACH)
    bitmap = _without_slant(distance < _radius_for_ink(distance))
    blocks: Bytes = bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3), dtype=np.uint8)
    return blocks


_PREPARATIONS = {(28, 28): _mnist_image, (8, 8): _uci_image}

IMAGE_SHAPES: tuple[tuple[int, int], ...] = tuple(_PREPARATIONS)
"""The input shapes (height, width) for which a drawing can be prepared."""

FULL_INK = {(28, 28): 255, (8, 8): 16}
"""The value that a pixel full of ink has in an image of each shape."""


def _box(lines: list[FloatArray]) -> tuple[FloatArray, FloatArray]:
    points = np.concatenate(lines)
    low = points.min(axis=0)
    return low, points.max(axis=0) - low


def _samples(lines: list[FloatArray], spacing: float) -> FloatArray:
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


def _distance_to_ink(samples: FloatArray, side: int, reach: float) -> npt.NDArray[np.float32]:
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


def _area_average(coverage: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows of cells -> 28 rows of pixels, the centre of mass on row index 14.0.

    The integral over the cells is read off at the pixels' edges, so the shift need not be a whole cell.
    """
    mass = coverage.sum(axis=1)
    centre = float((mass * (np.arange(len(mass)) + 0.5)).sum() / mass.sum())
    integral = np.zeros((len(coverage) + 1, coverage.shape[1]), dtype=np.float32)
    np.cumsum(coverage, axis=0, out=integral[1:])
    edges = np.clip((np.arange(_SIDE + 1) - _CENTRE) / _CELL + centre, 0.0, len(coverage))
    below = np.minimum(edges.astype(np.int64), len(coverage) - 1)
    share = (edges - below).astype(np.float32)[:, None]
    at_edges = integral[below] * (1 - share) + integral[below + 1] * share
    rows: npt.NDArray[np.float32] = np.diff(at_edges, axis=0) * np.float32(_CELL)
    return rows


def _radius_for_ink(distance: npt.NDArray[np.float32]) -> float:
    """The pen's radius, or the next one that gives the bitmap neither too few nor too many black pixels."""
    radius = _BITMAP_STROKE_WIDTH / 2
    fewest, most = _BITMAP_INK
    in_order = np.sort(distance, axis=None)
    return float(min(max(radius, in_order[fewest]), max(in_order[most], 1.0), _BITMAP_REACH))


def _without_slant(bitmap: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows shifted until the left edges near the top and near the bottom stand above each other."""
    rows = np.flatnonzero(bitmap.any(axis=1))
    top, bottom = rows[0] + 2, rows[-1] - 2  # two rows in from the ends, where the edge is not an accident
    if bottom <= top or not (bitmap[top].any() and bitmap[bottom].any()):
        return bitmap
    slope = (int(bitmap[top].argmax()) - int(bitmap[bottom].argmax())) / (bottom - top)
    shift = np.rint((np.arange(_BITMAP_SIDE) - _BITMAP_SIDE // 2) * slope).astype(np.int64)
    source = np.arange(_BITMAP_SIDE) - shift[:, None]
    inside = (source >= 0) & (source < _BITMAP_SIDE)
    moved: npt.NDArray[np.bool_] = np.take_along_axis(bitmap, np.clip(source, 0, _BITMAP_SIDE - 1), axis=1)
    moved &= inside
    return moved
