"""The pixels of the pictures of weights, read back through the colour table, against the weights."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from gui.inspect.heatmap import ZERO_LEVEL, color_table
from gui.inspect.weight_matrix import WeightMatrix
from gui.inspect.weight_picture import WeightPicture
from gui.inspect.weight_tiles import WeightTiles
from gui.inspect.weight_unit import WeightUnit
from gui.inspect.weight_view import WeightView
from gui.theme.theme import DARK, LIGHT, Theme

SHAPE = (8, 8)
INPUTS, UNITS = 64, 10


def weights_of(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return request.param


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> WeightView:
    view = WeightView()
    qtbot.addWidget(view)
    view.resize(720, 480)
    view.apply_theme(theme)
    view.show()
    return view


def painted(view: WeightView) -> QImage:
    """What stands on the screen."""
    view.refresh()
    return view.picture.grab().toImage()


def choose(view: WeightView, name: str, data: object) -> None:
    combo = view.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findData(data))


def values_in(image: QImage, box: QRectF, shape: tuple[int, int], limit: float, theme: Theme) -> np.ndarray:
    """The numbers whose colours stand in the cells of `box`, (rows, columns); NaN where the colour has no number."""
    levels = {rgb: level for level, rgb in reversed(list(enumerate(color_table(theme.diverging, theme.surface)[:-1])))}
    rows, columns = shape
    found = np.full(shape, np.nan)
    for row in range(rows):
        for column in range(columns):
            # A quarter into the cell: a number may be written in its middle.
            x = box.left() + (column + 0.25) * box.width() / columns
            y = box.top() + (row + 0.25) * box.height() / rows
            level = levels.get(image.pixel(int(x), int(y)))
            if level is not None:
                found[row, column] = (level - ZERO_LEVEL) * limit / ZERO_LEVEL
    return found


def assert_painted(found: np.ndarray, weights: np.ndarray, limit: float) -> None:
    """A colour is right to a level; neighbouring levels may share a colour, hence two."""
    np.testing.assert_allclose(found, np.clip(weights, -limit, limit), atol=2.0 * limit / ZERO_LEVEL)


def part(picture: WeightPicture, kind: type) -> object:
    drawing = picture._drawing
    assert isinstance(drawing, kind)
    return drawing


@pytest.mark.parametrize("order", ["index", "norm"])
def test_that_each_tile_is_the_image_of_its_unit_in_the_order_said(view: WeightView, theme: Theme, order: str) -> None:
    weight = weights_of(INPUTS, UNITS) * np.random.default_rng(1).permutation(np.linspace(0.1, 1.0, UNITS))
    view.show_weights([weight], None, SHAPE)
    choose(view, "weightOrderCombo", order)
    image, limit = painted(view), view.picture.limit.value
    by_norm = np.argsort([-np.linalg.norm(weight[:, unit]) for unit in range(UNITS)])
    tiles = part(view.picture, WeightTiles)
    for place, unit in enumerate(by_norm if order == "norm" else range(UNITS)):
        found = values_in(image, tiles.tile(place), SHAPE, limit, theme)
        assert_painted(found, weight[:, unit].reshape(SHAPE), limit)
    rows = [tiles.tile(place).top() for place in range(UNITS)]
    assert rows == sorted(rows)


def test_that_an_enlarged_unit_is_its_image(view: WeightView, theme: Theme) -> None:
    weight = weights_of(INPUTS, UNITS)
    view.show_weights([weight], None, SHAPE)
    painted(view)
    view.picture.enlarge(7)
    image = painted(view)
    box = part(view.picture, WeightUnit)._area
    limit = view.picture.limit.value
    assert_painted(values_in(image, box, SHAPE, limit, theme), weight[:, 7].reshape(SHAPE), limit)


def test_that_a_matrix_has_inputs_down_units_across_and_the_bias_below(view: WeightView, theme: Theme) -> None:
    weight, bias = weights_of(9, 13), weights_of(13)[::-1]
    view.show_weights([weight], [bias], None)
    image, limit = painted(view), view.picture.limit.value
    matrix = part(view.picture, WeightMatrix)
    assert_painted(values_in(image, matrix._area, weight.shape, limit, theme), weight, limit)
    assert_painted(values_in(image, matrix._strip, (1, 13), limit, theme), bias[None, :], limit)


def test_that_a_matrix_too_large_for_the_room_shows_the_rows_it_names(view: WeightView, theme: Theme) -> None:
    weight = weights_of(3000, 20)
    view.show_weights([weight], None, None)
    image, limit = painted(view), view.picture.limit.value
    matrix = part(view.picture, WeightMatrix)
    for row in range(0, matrix.displayed().shape[0], 17):
        height = matrix._area.height() / matrix.displayed().shape[0]
        box = QRectF(matrix._area.left(), matrix._area.top() + row * height, matrix._area.width(), height)
        named = matrix.find(QPointF(box.left() + 1, box.center().y()))
        assert named is not None
        assert_painted(values_in(image, box, (1, 20), limit, theme), weight[[named[0]]], limit)
