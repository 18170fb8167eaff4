"""Where the tiles of the units stand: a block of tiles a layer, from the inputs to the outputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

GAP = 4.0
_BLOCK_GAP, _LEAST_BLOCK_GAP = 16.0, 8.0
_SMALLEST, _LARGEST = 22.0, 96.0


@dataclass(frozen=True)
class Block:
    """The tiles of a layer: the first `shown` of its units in rows of `columns`, from `left`, `top` on."""

    layer: int
    shown: int
    columns: int
    left: float
    top: float
    tile: float

    @property
    def box(self) -> QRectF:
        """Where the tiles stand."""
        rows = math.ceil(self.shown / self.columns)
        return QRectF(self.left, self.top, _extent(self.columns, self.tile), _extent(rows, self.tile))

    def tile_box(self, unit: int) -> QRectF:
        """Where the tile of a unit stands."""
        row, column = divmod(unit, self.columns)
        pitch = self.tile + GAP
        return QRectF(self.left + column * pitch, self.top + row * pitch, self.tile, self.tile)

    def unit_at(self, point: QPointF) -> int | None:
        """The unit whose tile is under `point`."""
        pitch = self.tile + GAP
        column, row = math.floor((point.x() - self.left) / pitch), math.floor((point.y() - self.top) / pitch)
        unit = row * self.columns + column
        inside = 0 <= column < self.columns and row >= 0 and unit < self.shown
        return unit if inside and self.tile_box(unit).contains(point) else None


def arrange(units: Sequence[int], area: QRectF, headings: Sequence[float], wishes: Sequence[float]) -> list[Block]:
    """Blocks side by side in `area`, below their headings, with the largest tiles of which all units have one.

    Headings and gaps give way to tiles. Where even so not all have one, those of the widest layers are left out, but
    every layer keeps a column.

    Args:
        units: how many there are, layer by layer.
        area: what the tiles may take.
        headings: the least width of the heading of each layer.
        wishes: the width that each heading would rather have, where room is left.
    """
    if not units or area.width() < _SMALLEST or area.height() < _SMALLEST:
        return []
    largest = max(_SMALLEST, min(_LARGEST, area.height()))
    no_headings = [0.0] * len(units)
    for least, more, gap in ((headings, wishes, _BLOCK_GAP), (no_headings, headings, _LEAST_BLOCK_GAP)):
        for tile in range(math.floor(largest), math.floor(_SMALLEST) - 1, -1):
            columns = _columns(units, tile, area.height())
            widths = _widths(columns, tile, least)
            if _sum(widths, gap) <= area.width():
                return _blocks(units, columns, tile, area, widths, more)
    columns = _fewer(_columns(units, _SMALLEST, area.height()), area.width())
    widths = [_extent(count, _SMALLEST) for count in columns]
    if _sum(widths, _LEAST_BLOCK_GAP) > area.width():
        # Where there are very many layers tiles become narrow.
        width = (area.width() - GAP * (len(units) - 1)) / len(units)
        return _blocks(units, columns, min(_SMALLEST, width), area, [width] * len(units), headings)
    return _blocks(units, columns, _SMALLEST, area, widths, headings)


def neighbour(blocks: Sequence[Block], here: QRectF, along: int, down: int) -> tuple[int, int] | None:
    """Layer and unit of the next tile from `here` in a direction; None where there is none.

    Up and down stay in their column; to the side the next layer's tile is the one nearest in height.
    """
    best, nearest = None, math.inf
    for block in blocks:
        for unit in range(block.shown):
            way = block.tile_box(unit).center() - here.center()
            ahead, aside = (way.x() * along, way.y()) if along else (way.y() * down, way.x())
            distance = ahead + 4 * abs(aside)
            if ahead > 1 and (along or abs(aside) < 1) and distance < nearest:
                best, nearest = (block.layer, unit), distance
    return best


def _columns(units: Sequence[int], tile: float, height: float) -> list[int]:
    """The fewest columns in which the tiles of each layer are no higher than `height`."""
    return [math.ceil(count / _rows(tile, height)) for count in units]


def _rows(tile: float, height: float) -> int:
    return max(1, math.floor((height + GAP) / (tile + GAP)))


def _fewer(columns: Sequence[int], width: float) -> list[int]:
    """As many of the smallest columns as there is room for, taken from the widest layers first."""
    left = list(columns)
    while _sum([_extent(count, _SMALLEST) for count in left], _LEAST_BLOCK_GAP) > width and max(left) > 1:
        left[left.index(max(left))] -= 1
    return left


def _widths(columns: Sequence[int], tile: float, headings: Sequence[float]) -> list[float]:
    return [max(_extent(count, tile), heading) for count, heading in zip(columns, headings, strict=True)]


def _sum(widths: Sequence[float], gap: float) -> float:
    return sum(widths) + gap * (len(widths) - 1)


def _blocks(
    units: Sequence[int],
    columns: Sequence[int],
    tile: float,
    area: QRectF,
    widths: Sequence[float],
    wishes: Sequence[float],
) -> list[Block]:
    """The blocks with these widths, and more where one wishes for it and there is room."""
    gap = min(_BLOCK_GAP, (area.width() - sum(widths)) / max(len(widths) - 1, 1))
    spare = max(0.0, area.width() - sum(widths) - gap * (len(widths) - 1))
    blocks, left = [], area.left()
    for layer, (count, wide, width) in enumerate(zip(units, columns, widths, strict=True)):
        blocks.append(Block(layer, min(count, wide * _rows(tile, area.height())), wide, left, area.top(), tile))
        more = min(max(wishes[layer] - width, 0.0), spare)
        spare -= more
        left += width + more + gap
    return blocks


def _extent(count: int, tile: float) -> float:
    return count * (tile + GAP) - GAP
