"""The view of the weights."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QToolButton

from gui.inspect.heatmap import color_table, quantise
from gui.inspect.weight_content import WeightContent
from gui.inspect.weight_tiles import MIN_TILE, tile_grid
from gui.inspect.weight_unit import WeightUnit
from gui.inspect.weight_view import WeightView
from gui.theme.theme import DARK, LIGHT
from tests.helpers.written_numbers import number

PIXEL_TEXT = re.compile(r"from input \((\d+), (\d+)\), to unit (\d+): (\S+)")
UNIT_TEXT = re.compile(r"from (?:input|unit) (\d+)(?: of layer \d+)?, to unit (\d+): (\S+)")
BIAS_TEXT = re.compile(r"bias of unit (\d+): (\S+)")


def weights_of(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(size=pair).astype(np.float32) for pair in pairwise(sizes)]


def biases_of(*sizes: int) -> list[np.ndarray]:
    return [np.random.default_rng(1).normal(size=size).astype(np.float32) for size in sizes[1:]]


@pytest.fixture
def view(qtbot) -> WeightView:
    view = WeightView()
    qtbot.addWidget(view)
    view.resize(720, 480)
    view.show()
    return view


def show(view: WeightView, *sizes: int, image_shape: tuple[int, int] | None = None) -> list[np.ndarray]:
    weights = weights_of(*sizes)
    view.show_weights(weights, biases_of(*sizes), image_shape)
    view.refresh()
    return weights


def points(view: WeightView, step: int = 7) -> list[QPointF]:
    picture = view.picture
    return [
        QPointF(x + 0.5, y + 0.5) for x in range(0, picture.width(), step) for y in range(0, picture.height(), step)
    ]


def test_that_the_chooser_lists_every_layer_with_its_index_as_data(view: WeightView) -> None:
    show(view, 12, 5, 3)
    combo = view.findChild(QComboBox, "weightLayerCombo")
    assert [combo.itemText(i) for i in range(combo.count())] == ["layer 1", "layer 2"]
    assert [combo.itemData(i) for i in range(combo.count())] == [0, 1]


def test_that_a_matrix_shows_the_weights_in_their_order(view: WeightView) -> None:
    weights = show(view, 12, 5, 3)
    assert (view.displayed() == weights[0]).all()
    view.set_layer(1)
    assert (view.displayed() == weights[1]).all()


def test_that_tiles_show_a_column_of_weights_a_unit(view: WeightView) -> None:
    weights = show(view, 64, 10, 4, image_shape=(8, 8))
    assert view.findChild(QComboBox, "weightModeCombo").currentData() == "tiles"
    assert (view.displayed() == weights[0]).all()


def test_that_only_the_first_layer_of_an_image_network_has_tiles(view: WeightView) -> None:
    show(view, 64, 10, 4, image_shape=(8, 8))
    mode = view.findChild(QComboBox, "weightModeCombo")
    assert mode.isVisible()
    view.set_layer(1)
    assert not mode.isVisible()


def test_that_an_image_shape_that_does_not_fit_the_inputs_is_ignored(view: WeightView) -> None:
    show(view, 10, 4, image_shape=(8, 8))
    assert not view.findChild(QComboBox, "weightModeCombo").isVisible()


def test_that_tiles_that_do_not_fit_are_said_to_be_missing(view: WeightView) -> None:
    weights = show(view, 784, 2000, 10, image_shape=(28, 28))
    shown = view.displayed().shape[1]
    assert 0 < shown < 2000
    assert f"showing {shown} of 2000 units" in view.picture.caption()
    assert (view.displayed() == weights[0][:, :shown]).all()


def test_that_larger_tiles_are_fewer_and_said_to_be(view: WeightView) -> None:
    show(view, 784, 100, 10, image_shape=(28, 28))
    assert view.displayed().shape[1] == 100
    view.findChild(QSlider, "weightTileSizeSlider").setValue(60)
    assert view.displayed().shape[1] < 100
    assert "of 100 units" in view.picture.caption()


@pytest.mark.parametrize("units", [1, 10, 64, 512, 5000])
@pytest.mark.parametrize("image_shape", [(28, 28), (8, 8), (3, 50), (40, 5)])
def test_that_tiles_fill_the_room_without_leaving_it(units: int, image_shape: tuple[int, int]) -> None:
    grid = tile_grid(units, image_shape, 640, 400, zoom=1.0)
    tall, wide = image_shape
    assert wide * grid.scale >= MIN_TILE
    if grid.visible_rows > 1:
        assert (grid.visible_rows * (tall + 1) - 1) * grid.scale <= 400
    assert (grid.columns * (wide + 1) - 1) * grid.scale <= 640
    assert grid.columns * grid.total_rows >= units


@pytest.mark.parametrize("scrolled", [0, 3])
def test_that_the_read_out_of_a_tile_is_the_weight_there(view: WeightView, scrolled: int) -> None:
    weights = show(view, 784, 2000, 10, image_shape=(28, 28))
    view.picture.findChild(type(view.picture._scroll), "weightTileScroll").setValue(scrolled)
    seen = set()
    for point in points(view):
        text = view.picture.read_out(point)
        if found := PIXEL_TEXT.fullmatch(text):
            row, column, unit = map(int, found.groups()[:3])
            assert number(found[4]) == pytest.approx(weights[0][row * 28 + column, unit], rel=1e-3)
            seen.add(unit)
        else:
            assert text == ""
    assert len(seen) > 50
    assert (min(seen) > 0) == (scrolled > 0)


def test_that_the_read_out_names_the_weight_whose_color_is_painted(view: WeightView) -> None:
    weights = show(view, 64, 6, image_shape=(8, 8))[0]
    image = view.picture.grab().toImage()
    table = color_table(LIGHT.diverging, LIGHT.surface)
    checked = 0
    for point in points(view, step=5):
        if found := PIXEL_TEXT.fullmatch(view.picture.read_out(point)):
            row, column, unit = map(int, found.groups()[:3])
            level = quantise(weights[row * 8 + column, unit].reshape(1, 1), view.picture.limit.value)[0, 0]
            color = image.pixelColor(int(point.x()), int(point.y()))
            assert color == QColor.fromRgba(table[level])
            checked += 1
    assert checked > 100


@pytest.mark.parametrize("sizes", [(3, 4, 1), (900, 700), (700, 5)])
def test_that_the_read_out_of_a_matrix_is_the_weight_or_bias_there(view: WeightView, sizes: tuple[int, ...]) -> None:
    weights = show(view, *sizes)[0]
    bias = biases_of(*sizes)[0]
    kinds = {"weight": 0, "bias": 0}
    for point in points(view, step=5):
        text = view.picture.read_out(point)
        if found := UNIT_TEXT.fullmatch(text):
            assert number(found[3]) == pytest.approx(weights[int(found[1]), int(found[2])], rel=1e-3)
            kinds["weight"] += 1
        elif found := BIAS_TEXT.fullmatch(text):
            assert number(found[2]) == pytest.approx(bias[int(found[1])], rel=1e-3)
            kinds["bias"] += 1
        else:
            assert text == ""
    assert min(kinds.values()) > 0


def test_that_rows_that_are_left_out_are_said_to_be(view: WeightView) -> None:
    weights = show(view, 900, 20)[0]
    rows = view.displayed().shape[0]
    assert 0 < rows < 900
    assert f"showing {rows} of 900 inputs" in view.picture.caption()
    assert all((row == weights).all(axis=1).any() for row in view.displayed())


def test_that_a_later_layer_names_the_units_it_reads(view: WeightView) -> None:
    show(view, 3, 4, 2)
    view.set_layer(1)
    assert any("of layer 1, to unit" in view.picture.read_out(point) for point in points(view))


def test_that_moving_the_pointer_shows_the_weight_in_the_view(view: WeightView, qtbot) -> None:
    show(view, 3, 4, 2)
    place = next(point for point in points(view) if view.picture.read_out(point))
    label = view.findChild(QLabel, "weightReadout")
    qtbot.mouseMove(view.picture, place.toPoint())
    qtbot.waitUntil(lambda: label.text() == view.picture.read_out(QPointF(place.toPoint())))


def test_that_the_layer_stays_chosen_when_the_weights_change(view: WeightView) -> None:
    show(view, 12, 5, 3)
    view.set_layer(1)
    show(view, 12, 5, 3)
    assert view.layer == 1
    show(view, 12, 3)
    assert view.layer == 0


def test_that_choosing_a_layer_is_told(view: WeightView, qtbot) -> None:
    show(view, 12, 5, 3)
    with qtbot.waitSignal(view.layer_changed) as told:
        view.findChild(QComboBox, "weightLayerCombo").setCurrentIndex(1)
    assert told.args == [1]


def test_that_nothing_is_drawn_twice(view: WeightView) -> None:
    show(view, 12, 5, 3)
    assert not view.dirty
    assert not view.refresh()
    view.show_weights(weights_of(12, 5, 3), None, None)
    assert view.dirty
    assert view.refresh()


def test_that_a_hidden_view_does_no_work(view: WeightView) -> None:
    view.hide()
    show(view, 12, 5, 3)
    assert view.dirty


def test_that_a_cleared_view_shows_no_weights(view: WeightView) -> None:
    show(view, 12, 5, 3)
    view.clear()
    view.refresh()
    assert view.displayed().size == 0
    assert view.layer == -1
    assert view.picture.read_out(QPointF(300, 200)) == ""


def test_that_a_theme_recolors_the_picture(view: WeightView) -> None:
    show(view, 3, 4)
    view.apply_theme(DARK)
    image = view.picture.grab().toImage()
    assert image.pixelColor(2, image.height() - 2) == DARK.surface


@pytest.mark.parametrize("size", [(1, 1), (30, 20), (200, 60), (60, 400)])
@pytest.mark.parametrize("sizes", [(64, 700, 3), (3, 4, 1), (1, 1)])
def test_that_no_size_makes_the_view_fail(view: WeightView, size: tuple[int, int], sizes: tuple[int, ...]) -> None:
    show(view, *sizes, image_shape=(8, 8))
    view.picture.resize(*size)
    view.picture.grab()
    for point in (QPointF(0, 0), QPointF(*size), QPointF(-5, -5)):
        view.picture.read_out(point)


@pytest.mark.parametrize(
    "weights", [[], [np.zeros((0, 4))], [np.zeros(5)], [np.zeros((3, 4, 5))], [np.full((4, 4), np.nan)]]
)
def test_that_garbage_weights_do_not_make_the_view_fail(view: WeightView, weights: list[np.ndarray]) -> None:
    view.show_weights(weights, [None, None, None], (2, 2))
    view.refresh()
    view.grab()


def test_that_biases_that_do_not_fit_are_left_out(view: WeightView) -> None:
    view.show_weights(weights_of(3, 4), [np.zeros(9)], None)
    view.refresh()
    view.grab()
    assert not any("bias" in view.picture.read_out(point) for point in points(view))


def choose_order(view: WeightView, order: str) -> None:
    combo = view.findChild(QComboBox, "weightOrderCombo")
    combo.setCurrentIndex(combo.findData(order))


def place_of(view: WeightView, unit: int) -> QPoint:
    """A point on the tile of a unit."""
    found = re.compile(rf"to unit {unit}:")
    return next(point for point in points(view) if found.search(view.picture.read_out(point))).toPoint()


def test_that_tiles_can_be_ordered_by_the_norm_of_their_weights(view: WeightView) -> None:
    weights = show(view, 64, 30, 4, image_shape=(8, 8))[0]
    wanted = np.argsort(-np.linalg.norm(weights, axis=0), kind="stable")
    choose_order(view, "norm")
    assert view.picture.order == wanted.tolist()
    assert (view.displayed() == weights[:, wanted]).all()
    assert "largest norm first" in view.picture.caption()
    for point in points(view):
        if found := PIXEL_TEXT.fullmatch(view.picture.read_out(point)):
            row, column, unit = map(int, found.groups()[:3])
            assert number(found[4]) == pytest.approx(weights[row * 8 + column, unit], rel=1e-3)
    choose_order(view, "index")
    assert view.picture.order == list(range(30))


def test_that_the_order_follows_the_weights_but_not_under_the_pointer(view: WeightView, qtbot) -> None:
    show(view, 64, 30, image_shape=(8, 8))
    choose_order(view, "norm")
    before = view.picture.order
    other = [np.random.default_rng(5).normal(size=(64, 30))]
    qtbot.mouseMove(view.picture, place_of(view, 3))
    view.show_weights(other, None, (8, 8))
    assert view.picture.order == before
    view.picture.leaveEvent(QEvent(QEvent.Type.Leave))
    view.show_weights(other, None, (8, 8))
    assert view.picture.order == np.argsort(-np.linalg.norm(other[0], axis=0), kind="stable").tolist()


@pytest.mark.parametrize("order", ["index", "norm"])
def test_that_a_click_enlarges_a_unit_and_another_one_goes_back(view: WeightView, qtbot, order: str) -> None:
    weights = show(view, 64, 30, 4, image_shape=(8, 8))[0]
    choose_order(view, order)
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=place_of(view, 7))
    assert view.picture.enlarged == 7
    assert (view.displayed() == weights[:, 7:8]).all()
    assert "unit 7 of 30" in view.picture.caption()
    seen = set()
    for point in points(view):
        if found := PIXEL_TEXT.fullmatch(view.picture.read_out(point)):
            row, column, unit = map(int, found.groups()[:3])
            assert unit == 7 and number(found[4]) == pytest.approx(weights[row * 8 + column, 7], rel=1e-3)
            seen.add((row, column))
    assert len(seen) == 64
    view.grab()
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    assert view.picture.enlarged is None and view.displayed().shape == (64, 30)


def test_that_the_keyboard_enlarges_moves_on_and_goes_back(view: WeightView, qtbot) -> None:
    show(view, 64, 30, 4, image_shape=(8, 8))
    choose_order(view, "norm")
    order = view.picture.order
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.picture.enlarged == order[1]
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.picture.enlarged == order[2]
    view.grab()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.picture.enlarged is None
    qtbot.keyClick(view, Qt.Key.Key_Enter)
    assert view.picture.enlarged == order[2]
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.picture.enlarged is None
    view.grab()


def test_that_the_keyboard_scrolls_to_tiles_that_are_out_of_view(view: WeightView, qtbot) -> None:
    show(view, 784, 2000, 10, image_shape=(28, 28))
    shown = view.displayed().shape[1]
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(60):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    first = int(re.search(r"\((\d+) to", view.picture.caption())[1])
    assert first > 0 and view.displayed().shape[1] <= shown
    qtbot.keyClick(view, Qt.Key.Key_Return)
    enlarged = view.picture.enlarged
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert enlarged >= first and f"({first} to" in view.picture.caption()


def test_that_an_enlarged_unit_stays_so_with_new_weights_and_goes_with_its_layer(view: WeightView) -> None:
    show(view, 64, 30, 4, image_shape=(8, 8))
    view.picture.enlarge(20)
    weights = [np.random.default_rng(9).normal(size=(64, 30)), np.zeros((30, 4))]
    view.show_weights(weights, None, (8, 8))
    view.refresh()
    assert (view.displayed() == weights[0][:, 20:21]).all()
    show(view, 64, 10, 4, image_shape=(8, 8))
    assert view.picture.enlarged is None
    view.picture.enlarge(3)
    view.set_layer(1)
    assert view.picture.enlarged is None


def test_that_a_weight_that_is_read_goes_with_its_network(view: WeightView, qtbot) -> None:
    show(view, 64, 30, 4, image_shape=(8, 8))
    view.picture.enlarge(20)
    for _ in range(5):
        view.picture.press_key(Qt.Key.Key_Down)
    assert "unit 20" in view.picture.read_out_at_pointer()
    said = []
    # Whoever hears that no unit is large any more asks at once what is read.
    view.picture.unit_changed.connect(lambda: said.append(view.spoken()))
    show(view, 3, 4, 1)

    assert said
    assert "unit 20" not in said[-1]


def test_that_the_facts_of_a_unit_are_those_of_its_weights() -> None:
    weight = np.random.default_rng(2).normal(size=(64, 5))
    bias = np.arange(5.0)
    unit = WeightUnit(WeightContent(0, weight, bias, (8, 8)), (8, 8), 2)
    facts = {name: number(text) for name, text in unit.facts()}
    norms = np.linalg.norm(weight, axis=0)
    assert facts["norm"] == pytest.approx(norms[2], rel=1e-3)
    assert facts["rank by norm"] == 1 + (norms > norms[2]).sum()
    assert facts["bias"] == 2.0
    assert (facts["least"], facts["greatest"]) == pytest.approx((weight[:, 2].min(), weight[:, 2].max()), rel=1e-3)


def test_that_a_fixed_scale_stays_when_the_weights_grow(view: WeightView) -> None:
    weights = show(view, 64, 30, image_shape=(8, 8))
    button = view.findChild(QToolButton, "weightScaleButton")
    before = view.picture.limit
    button.setChecked(True)
    view.show_weights([weights[0] * 10], None, (8, 8))
    view.refresh()
    assert view.picture.limit == before
    button.setChecked(False)
    view.grab()
    assert view.picture.limit.value == pytest.approx(10 * before.value, rel=0.1)
