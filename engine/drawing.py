"""Pen strokes -> the image a network reads: prepared exactly as its training images once were.

A network has only ever seen digits that somebody scaled, thickened and centred in one particular way, and it
reads a drawing well only if that gets the same treatment:

- (28, 28), MNIST: the ink's longer side becomes 20 pixels, grey by area averaging, and the centre of mass
  moves to the middle of the 28x28 square (LeCun, Cortes, Burges, "The MNIST database of handwritten digits").
- (8, 8), the UCI optical digits: NIST's form reader (Garris et al., NISTIR 5469, 1994) makes a black and
  white 32x32 picture: the ink box stretched to 20x32, the strokes thickened or thinned until there is a usual
  amount of ink, the slant removed. The number of black pixels in each 4x4 block is the value, 0..16.

The points are scaled, not the pixels, and the brush comes afterwards: a small drawing gets strokes as thick
as a large one. Each of these steps can be left out, to see what it is worth.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from engine.ink import FloatArray, box_of, distance_to_ink, is_dot, samples_along, usable_lines

Bytes = npt.NDArray[np.uint8]

CANVAS_SIDE = 280.0
"""Side of the sheet that is drawn on, in the units of its points."""
BRUSH = 17.0
"""Width of the pen on that sheet."""
STROKE_WIDTH = 2.6
"""Width of the pen in pixels of the 28x28 image; MNIST's own digits mostly have 1.7 to 4.0."""

_INK_SIDE = 20.0
_SIDE = 28
_CENTRE = 14.5  # the middle of pixel 14: the mean of pixel indices is then 14.0
_SOFT_EDGE = 0.5  # the brush fades over this many pixels; wider edges read worse (91.6 % -> 90.2 % at 2.0)
_CELL = 0.25  # side of one supersampling cell, in pixels
_FARTHEST = 2.0  # sheets beyond the sheet: what is drawn farther off is not worth a raster as large

_BITMAP_SIDE = 32
_BITMAP_INK_WIDTH = 20
_BITMAP_STROKE_WIDTH = 4.0
_BITMAP_INK = (256, 412)  # fewer black pixels are thickened, more are thinned
_BITMAP_STRETCH = 3.0  # a thin 1 is not blown up into a block
_BITMAP_REACH = 7.0

STEPS = {(28, 28): ("size", "width", "grey", "centre"), (8, 8): ("box", "ink", "slant")}
"""What is done to a drawing, in this order, for an image of each shape (height, width).

size: the ink's longer side becomes 20 pixels; without, the sheet becomes the image.
width: the pen is 2.6 pixels wide; without, as wide as it was drawn.
grey: a pixel is as grey as the share of it that is inked; without, black or white.
centre: the centre of mass moves to the middle; without, the drawing stays where it is.
box: the ink box is stretched to 20x32 of 32x32; without, the sheet becomes the picture.
ink: the pen is as wide as it takes to get a usual amount of ink; without, as wide as it was drawn.
slant: the left edges near the top and the bottom stand above each other; without, it leans as it was drawn.
"""

IMAGE_SHAPES: tuple[tuple[int, int], ...] = tuple(STEPS)
"""The input shapes (height, width) for which a drawing can be prepared."""

FULL_INK = {(28, 28): 255, (8, 8): 16}
"""The value that a pixel full of ink has in an image of each shape."""


def prepare(
    strokes: Sequence[npt.ArrayLike],
    image_shape: tuple[int, int],
    *,
    stroke_width: float = STROKE_WIDTH,
    without: Collection[str] = (),
    brush: float = BRUSH,
) -> Bytes | None:
    """The image that a network with this input shape gets for a drawing.

    Args:
        strokes: one array (points, 2) a stroke, x to the right and y down, in any unit; where steps are left out
            in that of the sheet. Points that are not finite are dropped.
        image_shape: (height, width), one of `IMAGE_SHAPES`.
        stroke_width: width of the pen in pixels of the 28x28 image, above 0 and below 10; the 8x8 image has its own.
        without: steps to leave out, see `STEPS`.
        brush: width of the pen as drawn, in the sheet's units; it matters only where the steps that change it are out.

    Returns:
        uint8 (height, width), ink high on a zero ground: 0..255 for (28, 28), 0..16 for (8, 8). None if
        nothing is drawn, and for mere dots: they say nothing about a digit.

    Raises:
        ValueError: the shape is none of `IMAGE_SHAPES`, or a stroke is not (points, 2).
    """
    if image_shape not in STEPS:
        raise ValueError(f"a drawing can become an image of {IMAGE_SHAPES}, not of {image_shape}")
    lines = usable_lines(strokes)
    if all(is_dot(line) for line in lines):
        return None
    steps = frozenset(STEPS[image_shape]) - frozenset(without)
    if image_shape == (8, 8):
        return _uci_image(lines, brush, steps)
    return _mnist_image(lines, stroke_width, brush, steps)


def prepare_in_stages(
    strokes: Sequence[npt.ArrayLike],
    image_shape: tuple[int, int],
    *,
    without: Collection[str] = (),
    brush: float = BRUSH,
) -> list[Bytes]:
    """What each step makes of a drawing: as drawn, then after the first step, after the second, and so on.

    The last is what `prepare` returns. A step that is left out changes nothing. Empty where there is nothing to read.

    The arguments are those of `prepare`.
    """
    names = STEPS[image_shape]
    found = [
        prepare(strokes, image_shape, without={*without, *names[done:]}, brush=brush) for done in range(len(names) + 1)
    ]
    return [image for image in found if image is not None]


def _mnist_image(lines: list[FloatArray], stroke_width: float, brush: float, steps: frozenset[str]) -> Bytes:
    low, extent = box_of(lines)
    longer = float(extent.max())
    if "size" in steps:
        # Scaled so that the ink, which is as much longer than its points as the pen is wide, gets that long.
        box = _INK_SIDE - stroke_width if "width" in steps else _INK_SIDE * longer / (longer + brush)
        scale = box / longer
    else:
        scale = _SIDE / CANVAS_SIDE
        lines, low, longer = _on_sheet(lines)
        box = longer * scale
    width = stroke_width if "width" in steps else brush * scale
    samples = samples_along([(line - low) * scale for line in lines], spacing=_CELL)
    margin = (width + _SOFT_EDGE) / 2
    cells = math.ceil((box + 2 * margin) / _CELL)
    distance = distance_to_ink((samples + margin) / _CELL, cells, reach=margin / _CELL) * _CELL
    coverage = np.clip((width / 2 - distance) / _SOFT_EDGE + 0.5, 0.0, 1.0)
    # The raster's own corner within the image, where the drawing is to stay in its place.
    corner = (low * (_SIDE / CANVAS_SIDE) if "size" not in steps else _in_place(low, extent, box)) - margin
    fixed = None if "centre" in steps else corner
    pixels = _area_average(coverage, None if fixed is None else float(fixed[1]))
    pixels = _area_average(pixels.T, None if fixed is None else float(fixed[0])).T
    if "grey" not in steps:
        pixels = (pixels > 0.5).astype(np.float32)
    image: Bytes = np.rint(pixels * 255.0).astype(np.uint8)
    return image


def _on_sheet(lines: list[FloatArray]) -> tuple[list[FloatArray], FloatArray, float]:
    """The lines with what is far off the sheet brought nearer, their corner, and their longer side."""
    near = [np.clip(line, -_FARTHEST * CANVAS_SIDE, (1 + _FARTHEST) * CANVAS_SIDE) for line in lines]
    low, extent = box_of(near)
    return near, low, float(extent.max())


def _in_place(low: FloatArray, extent: FloatArray, box: float) -> FloatArray:
    """Where in the image the corner of the points goes if the middle of the drawing stays where it is on the sheet."""
    middle = np.clip((low + extent / 2) / CANVAS_SIDE, 0.0, 1.0) * _SIDE
    corner: FloatArray = middle - extent * (box / extent.max()) / 2
    return corner


def _area_average(coverage: npt.NDArray[np.float32], corner: float | None) -> npt.NDArray[np.float32]:
    """Rows of cells -> 28 rows of pixels.

    The integral over the cells is read off at the pixels' edges, so the shift need not be a whole cell.

    Args:
        coverage: (rows of cells, columns), 0..1.
        corner: Where the first row begins, in pixels; None puts the centre of mass on row index 14.0.
    """
    if corner is None:
        mass = coverage.sum(axis=1)
        centre = float((mass * (np.arange(len(mass)) + 0.5)).sum() / mass.sum())
        edges = (np.arange(_SIDE + 1) - _CENTRE) / _CELL + centre
    else:
        edges = (np.arange(_SIDE + 1) - corner) / _CELL
    integral = np.zeros((len(coverage) + 1, coverage.shape[1]), dtype=np.float32)
    np.cumsum(coverage, axis=0, out=integral[1:])
    edges = np.clip(edges, 0.0, len(coverage))
    below = np.minimum(edges.astype(np.int64), len(coverage) - 1)
    share = (edges - below).astype(np.float32)[:, None]
    at_edges = integral[below] * (1 - share) + integral[below + 1] * share
    rows: npt.NDArray[np.float32] = np.diff(at_edges, axis=0) * np.float32(_CELL)
    return rows


def _uci_image(lines: list[FloatArray], brush: float, steps: frozenset[str]) -> Bytes:
    bitmap_unit = _BITMAP_SIDE / CANVAS_SIDE
    if "box" in steps:
        low, extent = box_of(lines)
        target = np.array([_BITMAP_INK_WIDTH, _BITMAP_SIDE]) - _BITMAP_STROKE_WIDTH
        # a side of no length asks for no stretching: the other one decides
        scale = target / np.maximum(extent, extent.max() * 1e-6)
        scale = np.minimum(scale, scale[::-1] * _BITMAP_STRETCH)
        placed = [(line - low - extent / 2) * scale + _BITMAP_SIDE / 2 for line in lines]
    else:
        placed = [line * bitmap_unit for line in _on_sheet(lines)[0]]
    distance = distance_to_ink(samples_along(placed, spacing=0.5), _BITMAP_SIDE, reach=_BITMAP_REACH)
    radius = _radius_for_ink(distance) if "ink" in steps else max(brush * bitmap_unit / 2, 0.5)
    bitmap = distance < radius
    if "slant" in steps:
        bitmap = _without_slant(bitmap)
    blocks: Bytes = bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3), dtype=np.uint8)
    return blocks


def _radius_for_ink(distance: npt.NDArray[np.float32]) -> float:
    """The pen's radius, or the next one that gives the bitmap neither too few nor too many black pixels."""
    radius = _BITMAP_STROKE_WIDTH / 2
    fewest, most = _BITMAP_INK
    in_order = np.sort(distance, axis=None)
    return float(min(max(radius, in_order[fewest]), max(in_order[most], 1.0), _BITMAP_REACH))


def _without_slant(bitmap: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows shifted until the left edges near the top and near the bottom stand above each other."""
    rows = np.flatnonzero(bitmap.any(axis=1))
    if len(rows) < 2:
        return bitmap
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
