"""Where the columns and nodes of a network stand, and which units of a large layer are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

MAX_NODES = 16
_MIN_SPACING = 11.0
# Outputs stand nearer to each other before one is left out: it might be the answer.
_MIN_OUTPUT_SPACING = 7.0
_MAX_SPACING = 92.0
_SMALLEST_IMAGE = 56.0
_MIN_RADIUS, _MAX_RADIUS = 2.5, 22.0
# Half the side of a node that shows a response; in a smaller one nothing is recognised.
_MIN_MAP, _MAX_MAP = 6, 20
_MAP_SPACING = 76.0
# Beside a small node a pointer is still on it.
_REACH, _LEAST_REACH = 3.0, 6.0


@dataclass(frozen=True, eq=False)
class Column:
    """One layer of nodes, or the inputs as an image.

    Attributes:
        size: number of units there are.
        shown: indices of the units drawn, evenly chosen; empty for an image.
        x: centre of the column.
        y: (shown,) centres of the nodes.
        radius: of the nodes; half the side of squares.
        image: where the input image stands, or None.
        is_mapped: whether the nodes are squares that show responses.
    """

    size: int
    shown: NDArray[np.int_]
    x: float
    y: NDArray[np.float64]
    radius: float
    image: QRectF | None = None
    is_mapped: bool = False

    @property
    def is_sampled(self) -> bool:
        """Whether some units are left out."""
        return self.image is None and len(self.shown) < self.size

    @property
    def left(self) -> float:
        """Where edges arrive."""
        return self.x - self.radius if self.image is None else self.image.left()

    @property
    def right(self) -> float:
        """Where edges leave."""
        return self.x + self.radius if self.image is None else self.image.right()

    def square(self, place: int) -> QRectF:
        """The square around the node at `place` among those drawn."""
        return QRectF(self.x - self.radius, float(self.y[place]) - self.radius, 2 * self.radius, 2 * self.radius)

    def unit_at(self, point: QPointF) -> int | None:
        """The unit whose node is at `point`, if any."""
        if self.image is not None:
            return None
        place = int(np.argmin(np.abs(self.y - point.y())))
        across, down = abs(point.x() - self.x), abs(point.y() - float(self.y[place]))
        distance = max(across, down) if self.is_mapped else np.hypot(across, down)
        return int(self.shown[place]) if distance <= max(self.radius + _REACH, _LEAST_REACH) else None


def sampled_units(size: int, room: int) -> NDArray[np.int_]:
    """At most `room` of the units 0..size-1, evenly spread, first and last among them."""
    if size <= room:
        return np.arange(size)
    if room == 1:
        return np.zeros(1, dtype=int)
    return np.linspace(0, size - 1, room).round().astype(int)


def arrange_columns(
    sizes: Sequence[int], area: QRectF, image_shape: tuple[int, int] | None, *, with_maps: bool = False
) -> tuple[Column, ...]:
    """Columns from left to right in `area`, nodes centred on its middle line.

    With an `image_shape` (height, width) the inputs stand as an image. `with_maps` there are squares for responses in
    every column that has room for them.
    """
    room, output_room = (max(1, min(MAX_NODES, int(area.height() / s))) for s in (_MIN_SPACING, _MIN_OUTPUT_SPACING))
    units = [sampled_units(size, room) for size in sizes[:-1]]
    units.append(sampled_units(sizes[-1], output_room if sizes[-1] <= output_room else room))
    counted = units[1:] if image_shape is not None else units
    tightest = min(area.height() / max(len(chosen) for chosen in counted), _MAX_SPACING)
    image = None if image_shape is None else _image_box(area, image_shape, len(sizes))
    x = _column_centres(area, len(sizes), image)
    pitch = min(np.diff(x), default=area.width())
    radius = float(np.clip(min(tightest * 0.36, pitch * 0.2), _MIN_RADIUS, _MAX_RADIUS))
    columns = []
    for index, (size, shown) in enumerate(zip(sizes, units, strict=True)):
        if index == 0 and image is not None:
            columns.append(Column(size, np.zeros(0, int), float(x[0]), np.zeros(0), 0.0, image))
            continue
        room_each = area.height() / len(shown)
        half = _half_map(room_each, pitch) if with_maps and len(shown) == size else 0
        # Small layers spread a little, so that their edges are easier to tell apart.
        spacing = min(room_each, _MAP_SPACING if half else tightest * 1.3)
        steps = np.arange(len(shown), dtype=np.float64) - (len(shown) - 1) / 2
        y = area.center().y() + steps * spacing
        if half:
            # On whole points the squares are as sharp as they can be.
            columns.append(Column(size, shown, float(round(x[index])), y.round(), float(half), is_mapped=True))
        else:
            columns.append(Column(size, shown, float(x[index]), y, radius))
    return tuple(columns)


def _half_map(room: float, pitch: float) -> int:
    """Half the side of a square that is one of a column, each with so much `room`; 0 where that is too little."""
    half = int(min(room * 0.42, pitch * 0.2, _MAX_MAP))
    return half if half >= _MIN_MAP else 0


def _column_centres(area: QRectF, count: int, image: QRectF | None) -> NDArray[np.float64]:
    if image is None:
        return np.linspace(area.left() + _MAX_RADIUS, area.right() - _MAX_RADIUS, count)
    rest = image.right() + (area.right() - _MAX_RADIUS - image.right()) * np.arange(1, count) / (count - 1)
    return np.array([image.center().x(), *rest])


def _image_box(area: QRectF, image_shape: tuple[int, int], columns: int) -> QRectF:
    height, width = image_shape
    largest = min(area.height() * 0.6, max(area.width() / (columns + 1), _SMALLEST_IMAGE), 196.0)
    scale = largest / max(height, width)
    if scale >= 1:
        scale = float(int(scale))
    box = QRectF(0, 0, width * scale, height * scale)
    box.moveCenter(area.center())
    box.moveLeft(area.left())
    # Whole points keep the pixels of the image crisp.
    return QRectF(box.toAlignedRect().topLeft(), box.size())
