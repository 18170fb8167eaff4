"""The responses of the units: where their tiles stand, what they show, and what can be chosen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plane.response_grid import Block, arrange
from gui.plane.response_maps import NO_UNIT, ResponseMaps
from gui.theme.theme import DARK, LIGHT, Theme

AREA = QRectF(10, 40, 300, 200)


@pytest.fixture
def maps(qtbot: QtBot) -> ResponseMaps:
    maps = ResponseMaps()
    qtbot.addWidget(maps)
    maps.resize(400, 300)
    maps.show()
    return maps


def split_maps(units: int) -> NDArray[np.float32]:
    """Unit k is k + 1 in its upper half, and the negative of it below."""
    values = np.ones((units, 8, 8), np.float32) * np.arange(1, units + 1, dtype=np.float32)[:, None, None]
    values[:, 4:] *= -1
    return values


def show(maps: ResponseMaps, *units: int) -> None:
    names = [f"layer {layer}" if layer else "inputs" for layer in range(len(units))]
    maps.show_responses([split_maps(count) for count in units], units, names)
    maps.refresh()


def record(maps: ResponseMaps) -> list[tuple[str, int, int]]:
    told: list[tuple[str, int, int]] = []
    maps.unit_hovered.connect(lambda layer, unit: told.append(("hovered", layer, unit)))
    maps.unit_chosen.connect(lambda layer, unit: told.append(("chosen", layer, unit)))
    return told


def blocks_of(units: list[int], area: QRectF = AREA, least: float = 20, wish: float = 50) -> list[Block]:
    return arrange(units, area, [least] * len(units), [wish] * len(units))


@pytest.mark.parametrize("units", [[1], [8, 8, 3], [4, 2], [64, 10], [2, 200, 1], [5] * 12, [1] * 40])
def test_that_every_layer_has_tiles_inside_the_area_and_none_lies_on_another(units: list[int]) -> None:
    blocks = blocks_of(units)
    assert [block.layer for block in blocks] == list(range(len(units)))
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        assert 1 <= block.shown <= units[block.layer]
        assert AREA.adjusted(-1, -1, 1, 1).contains(block.box)
        assert following is None or block.box.right() < following.left + 0.01


def test_that_all_units_are_shown_where_there_is_room_and_the_widest_layer_gives_way_where_not() -> None:
    assert [block.shown for block in blocks_of([8, 8, 3])] == [8, 8, 3]
    narrow = blocks_of([8, 200, 3])
    assert narrow[0].shown == 8 and narrow[2].shown == 3 and 3 < narrow[1].shown < 200


@pytest.mark.parametrize("units", [[1, 10, 1], [2, 8, 8, 3]])
def test_that_headings_give_way_before_units_are_left_out(units: list[int]) -> None:
    area = QRectF(12, 40, 186, 130)
    wide, none = (blocks_of(units, area, least) for least in (60, 0))
    assert [block.shown for block in wide] == units == [block.shown for block in none]
    assert wide[0].tile == none[0].tile
    assert wide[-1].box.right() <= area.right() + 0.01


@pytest.mark.parametrize("units", [[1, 10, 1], [2, 8, 8, 3], [4, 4]])
def test_that_no_larger_tiles_would_do(units: list[int]) -> None:
    area = QRectF(0, 0, 300, 200)
    tile = blocks_of(units, area, least=0)[0].tile + 1
    rows = int((area.height() + 4) // (tile + 4))
    width = sum(-(-count // rows) * (tile + 4) - 4 for count in units) + 16 * (len(units) - 1)
    assert width > area.width()


def test_that_no_room_is_no_tiles() -> None:
    assert blocks_of([3], QRectF(0, 0, 5, 100)) == [] and blocks_of([], AREA) == []


def test_that_a_point_finds_the_unit_of_its_tile_and_none_between_tiles() -> None:
    for block in blocks_of([7, 5]):
        for unit in range(block.shown):
            assert block.unit_at(block.tile_box(unit).center()) == unit
        assert block.unit_at(block.tile_box(0).bottomRight() + QPointF(2, 2)) is None
        assert block.unit_at(QPointF(0, 0)) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_tiles_have_the_colours_of_their_values_by_the_largest_of_their_layer(
    maps: ResponseMaps, theme: Theme
) -> None:
    maps.apply_theme(theme)
    show(maps, 4, 2)
    image = maps.grab().toImage()
    for layer, units in ((0, 4), (1, 2)):
        for unit in range(units):
            box = maps.tile_box((layer, unit))
            share = (unit + 1) / units
            for y, value in ((0.25, share), (0.75, -share)):
                color = image.pixelColor(int(box.center().x()), int(box.top() + y * box.height()))
                wanted = QColor(*theme.diverging[round(127.5 + value * 127.5)].tolist())
                assert abs(color.red() - wanted.red()) <= 6 and abs(color.blue() - wanted.blue()) <= 6


def test_that_pointing_tells_the_unit_and_leaving_tells_none(maps: ResponseMaps, qtbot: QtBot) -> None:
    show(maps, 4, 2)
    told = record(maps)
    qtbot.mouseMove(maps, maps.tile_box((1, 1)).center().toPoint())
    assert told == [("hovered", 1, 1)] and maps.current == (1, 1)
    assert maps.read_out(maps.tile_box((1, 1)).center()) == ["layer 1, unit 2", "from −2 to 2"]
    QApplication.sendEvent(maps, QEvent(QEvent.Type.Leave))
    assert told[-1] == ("hovered", -1, -1) and maps.current == NO_UNIT


def test_that_a_click_keeps_a_unit_and_the_next_gives_it_up(maps: ResponseMaps, qtbot: QtBot) -> None:
    show(maps, 4, 2)
    told = record(maps)
    at = maps.tile_box((0, 2)).center().toPoint()
    qtbot.mouseClick(maps, Qt.MouseButton.LeftButton, pos=at)
    QApplication.sendEvent(maps, QEvent(QEvent.Type.Leave))
    assert ("chosen", 0, 2) in told and maps.current == (0, 2)
    qtbot.mouseClick(maps, Qt.MouseButton.LeftButton, pos=at)
    assert told[-1] == ("chosen", -1, -1)


def test_that_keys_go_from_tile_to_tile_and_keep_one(maps: ResponseMaps, qtbot: QtBot) -> None:
    show(maps, 4, 2)
    told = record(maps)
    QApplication.sendEvent(maps, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert told == [("hovered", 0, 0)]
    assert maps.accessibleDescription().startswith("input 1; from −1 to 1")
    for _ in range(10):
        qtbot.keyClick(maps, Qt.Key.Key_Right)
    # At the end the keys stay.
    assert maps.current[0] == 1
    for _ in range(10):
        qtbot.keyClick(maps, Qt.Key.Key_Down)
    assert maps.current == (1, 1)
    qtbot.keyClick(maps, Qt.Key.Key_Return)
    assert told[-1] == ("chosen", 1, 1)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        qtbot.keyClick(maps, key)
    assert maps.current[0] == 0
    qtbot.keyClick(maps, Qt.Key.Key_Escape)
    assert maps.current == NO_UNIT and told[-1] == ("chosen", -1, -1)


def test_that_every_tile_is_reached_by_arrows(maps: ResponseMaps, qtbot: QtBot) -> None:
    show(maps, 7, 5, 3)
    everything = {(layer, unit) for layer, units in enumerate((7, 5, 3)) for unit in range(units)}
    reached, open_ends = {(0, 0)}, [(0, 0)]
    while open_ends:
        start = open_ends.pop()
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            maps._hover(start)
            qtbot.keyClick(maps, key)
            if maps.current not in reached:
                reached.add(maps.current)
                open_ends.append(maps.current)
    assert reached == everything


def test_that_a_layer_says_how_many_of_its_units_are_given(maps: ResponseMaps) -> None:
    maps.show_responses([split_maps(2), split_maps(3), split_maps(1)], [2, 64, 1], ["inputs", "layer 1", "output"])
    maps.refresh()
    assert maps.spoken() == "inputs: 2; layer 1: 64 units; output: 1 unit"
    assert maps.layers[1].total == 64 and maps.blocks()[1].shown == 3


def test_that_layers_have_the_colours_that_they_have_in_every_view_and_the_inputs_none(maps: ResponseMaps) -> None:
    show(maps, 2, 2, 2)
    image = maps.grab().toImage()
    wanted = (LIGHT.muted_text, LIGHT.layer_color(0), LIGHT.layer_color(1))
    for block, color in zip(maps.blocks(), wanted, strict=True):
        assert image.pixelColor(int(block.left) + 1, int(block.top) - 16) == color


def test_that_another_network_forgets_units_that_it_does_not_have(maps: ResponseMaps) -> None:
    show(maps, 4, 2)
    maps.choose((0, 3))
    told = record(maps)
    show(maps, 3, 2)
    assert told == [("chosen", -1, -1)]
    maps.choose((0, 2))
    show(maps, 3, 5)
    assert maps.current == (0, 2)


def test_that_curves_rise_where_their_values_do(maps: ResponseMaps) -> None:
    rising = np.linspace(-1, 1, 50, dtype=np.float32)[None, :]
    maps.show_responses([rising, np.concatenate([rising, -rising])], [1, 2], ["inputs", "layer 1"])
    maps.refresh()
    image = maps.grab().toImage()
    color = LIGHT.layer_color(0)

    def is_drawn(unit: int, across: float, down: float) -> bool:
        box = maps.tile_box((1, unit))
        x, y = box.left() + across * box.width(), box.top() + down * box.height()
        return any(
            abs(image.pixelColor(round(x), round(y) + step).red() - color.red()) < 60
            and image.pixelColor(round(x), round(y) + step) != LIGHT.surface
            for step in range(-3, 4)
        )

    assert is_drawn(0, 0.25, 0.72) and is_drawn(0, 0.75, 0.28)
    assert is_drawn(1, 0.25, 0.28) and is_drawn(1, 0.75, 0.72)
    assert not is_drawn(0, 0.25, 0.28) and not is_drawn(1, 0.25, 0.72)


def test_that_values_that_are_no_numbers_and_no_layers_do_no_harm(maps: ResponseMaps, qtbot: QtBot) -> None:
    broken = np.full((2, 4, 4), np.nan, np.float32)
    maps.show_responses([broken, np.zeros((1, 9), np.float32)], [2, 1], ["", "b"])
    maps.refresh()
    assert maps.read_out(maps.tile_box((1, 0)).center()) == ["b, unit 1", "from 0 to 0"]
    maps.show_responses([broken, np.zeros((0, 4, 4), np.float32)], [2, 0], ["a", "b"])
    assert maps.layers == ()
    maps.clear()
    maps.refresh()
    qtbot.keyClick(maps, Qt.Key.Key_Right)
    assert maps.current == NO_UNIT and maps.spoken() == "No responses yet"
    for size in ((0, 0), (10, 10), (40, 300), (300, 40)):
        maps.setMinimumSize(0, 0)
        maps.resize(*size)
        show(maps, 4, 2)
        maps.grab()
