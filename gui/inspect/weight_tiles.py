"""The first layer as image tiles: what each unit looks for in an image."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from gui.inspect.heatmap import indexed_image, mosaic, quantise
from gui.inspect.weight_content import WeightContent

MIN_TILE = 18.0
MAX_ZOOM = 8.0
_LARGE_PIXEL = 4.0


@dataclass(frozen=True)
class TileGrid:
    """Where the tiles stand: `scale` points a pixel of the mosaic, whose tiles have gaps of one pixel."""

    columns: int
    visible_rows: int
    total_rows: int
    scale: float


def tile_grid(units: int, image_shape: tuple[int, int], width: float, height: float, zoom: float) -> TileGrid:
    """The grid with the largest tiles that all fit, enlarged by `zoom`, but none narrower than `MIN_TILE`.

    Where they do not all fit, `visible_rows` is less than `total_rows`.
    """
    tall, wide = image_shape
    low, high = MIN_TILE / wide, max(MIN_TILE / wide, min(width / wide, height / tall))
    # Bisection over the scale: the number of tiles that fit falls steadily with it.
    for _ in range(24):
        middle = (low + high) / 2
        columns, rows = _fitting(image_shape, width, height, middle)
        low, high = (middle, high) if columns * rows >= units else (low, middle)
    limit = max(MIN_TILE / wide, min(width / wide, height / tall))
    scale = _even(min(low * zoom, limit), wide)
    columns, rows = _fitting(image_shape, width, height, scale)
    columns = min(columns, units)
    total = math.ceil(units / columns)
    return TileGrid(columns, min(rows, total), total, scale)


class WeightTiles:
    """Draws the weights of each unit as a small image, and tells which weight is under a point."""

    def __init__(
        self, content: WeightContent, image_shape: tuple[int, int], order: NDArray[np.intp] | None = None
    ) -> None:
        """`order` has the unit of each place; without it they stand in their own order."""
        self._content = content
        self._order = order
        self._displayed: NDArray[np.floating] | None = None
        self._image_shape = image_shape
        self._grid = TileGrid(1, 1, 1, 1.0)
        self._area = QRectF()
        self._first_row = 0

    @property
    def grid(self) -> TileGrid:
        return self._grid

    @property
    def shown(self) -> range:
        """The places that are in view; in their own order those are the units."""
        first = self._first_row * self._grid.columns
        return range(first, min(first + self._grid.visible_rows * self._grid.columns, self._content.units))

    def arrange(self, area: QRectF, zoom: float, first_row: int) -> None:
        """Choose the grid for `area`; `first_row` is how many rows of tiles are scrolled away."""
        self._grid = tile_grid(self._content.units, self._image_shape, area.width(), area.height(), zoom)
        self._first_row = max(0, min(first_row, self._grid.total_rows - self._grid.visible_rows))
        tall, wide = self._image_shape
        size = self._grid.columns * (wide + 1) - 1, self._grid.visible_rows * (tall + 1) - 1
        width, height = size[0] * self._grid.scale, size[1] * self._grid.scale
        self._area = QRectF(area.left(), area.top(), width, height)
        self._displayed = None

    def unit_at(self, point: QPointF) -> int | None:
        """The unit whose tile is under `point`, or None."""
        found = self.find(point)
        return None if found is None else found[1]

    def unit_in(self, place: int) -> int:
        """The unit that stands in a place."""
        return place if self._order is None else int(self._order[place])

    def place_of(self, unit: int) -> int:
        """Where a unit stands."""
        return unit if self._order is None else int(np.flatnonzero(self._order == unit)[0])

    def tile(self, place: int) -> QRectF:
        """Where the tile in a place is drawn."""
        row, column = divmod(place, self._grid.columns)
        tall, wide = self._image_shape
        scale = self._grid.scale
        x = self._area.left() + column * (wide + 1) * scale
        y = self._area.top() + (row - self._first_row) * (tall + 1) * scale
        return QRectF(x, y, wide * scale, tall * scale)

    def caption(self) -> str:
        shown, units = self.shown, self._content.units
        if len(shown) < units and self._order is not None:
            words = _tr("showing {shown} of {units} units, {first} to {last} by norm")
            return words.format(shown=len(shown), units=units, first=shown.start + 1, last=shown.stop)
        if len(shown) < units:
            words = _tr("showing {shown} of {units} units ({first} to {last})")
            return words.format(shown=len(shown), units=units, first=shown.start, last=shown.stop - 1)
        if self._order is not None:
            return _tr("{units} units, the largest norm first").format(units=units)
        return _tr("{units} units, a tile each").format(units=units)

    def displayed(self) -> NDArray[np.floating]:
        """(inputs, tiles): a column a tile, in the order of the tiles."""
        if self._displayed is None:
            first, last = self.shown.start, self.shown.stop
            weight, order = self._content.weight, self._order
            self._displayed = weight[:, first:last] if order is None else weight[:, order[first:last]]
        return self._displayed

    def draw(self, painter: QPainter, limit: float, table: list[int]) -> None:
        levels = quantise(self.displayed(), limit)
        image = indexed_image(mosaic(levels, self._image_shape, self._grid.columns), table)
        # Nearest would drop pixel rows from tiles smaller than their image, and give small pixels unequal sizes.
        uneven = self._grid.scale < _LARGE_PIXEL and not self._grid.scale.is_integer()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, uneven)
        target = QRectF(self._area)
        target.setHeight(image.height() * self._grid.scale)
        painter.drawImage(target, image)

    def find(self, point: QPointF) -> tuple[int, int] | None:
        """Input and unit of the weight under `point`; None outside."""
        tall, wide = self._image_shape
        x = math.floor((point.x() - self._area.left()) / self._grid.scale)
        y = math.floor((point.y() - self._area.top()) / self._grid.scale)
        column, pixel_column = divmod(x, wide + 1)
        row, pixel_row = divmod(y, tall + 1)
        inside = 0 <= column < self._grid.columns and 0 <= row < self._grid.visible_rows
        place = (self._first_row + row) * self._grid.columns + column
        if not inside or place >= self._content.units or pixel_column == wide or pixel_row == tall:
            return None
        return pixel_row * wide + pixel_column, self.unit_in(place)


def _fitting(image_shape: tuple[int, int], width: float, height: float, scale: float) -> tuple[int, int]:
    tall, wide = image_shape
    # One gap less than tiles in each direction.
    columns = math.floor((width / scale + 1) / (wide + 1))
    rows = math.floor((height / scale + 1) / (tall + 1))
    return max(columns, 1), max(rows, 1)


def _even(scale: float, wide: int) -> float:
    """A little less than `scale`: a whole number for large pixels, else one that makes all tiles look alike."""
    if scale >= _LARGE_PIXEL and math.floor(scale) * wide >= MIN_TILE:
        return float(math.floor(scale))
    # Tiles a whole number of points apart are all resampled in the same phase, so no gap looks wider than others.
    smallest = math.ceil(MIN_TILE * (wide + 1) / wide)
    return max(math.floor(scale * (wide + 1)), smallest) / (wide + 1)


def _tr(words: str) -> str:
    return QCoreApplication.translate("WeightTiles", words)
