"""The truth table with what the hidden units answer on each row."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage

from gui.inspect.output_view import OutputView
from gui.inspect.table_columns import Arrangement, Needs, arrange_table
from gui.inspect.truth_table import TruthTable
from gui.theme.theme import DARK, LIGHT
from tests.helpers.recording_painter import RecordingPainter

INPUTS = np.array([[0.0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
WANTED = np.array([[0.0], [1], [1], [0]])
OUTPUTS = np.array([[0.1], [0.8], [0.4], [0.2]])
NEEDS = Needs(input=36, wanted=52, output=58, error=50, cell=36)
KEY = Qt.Key


def hidden(*sizes: int) -> list[np.ndarray]:
    """Each value tells its layer, unit and row: 0.1203 is layer 1, unit 2 and row 3."""
    return [
        np.fromfunction(lambda row, unit, layer=layer: layer / 10 + unit / 100 + row / 1e4, (4, size))
        for layer, size in enumerate(sizes, start=1)
    ]


@pytest.fixture
def view(qtbot) -> OutputView:
    view = OutputView()
    qtbot.addWidget(view)
    view.resize(800, 340)
    view.show()
    return view


def show(view: OutputView, *sizes: int) -> TruthTable:
    view.show_table(INPUTS, WANTED, OUTPUTS, hidden(*sizes))
    view.refresh()
    assert isinstance(view.content, TruthTable)
    return view.content


def arranged(width: float, *sizes: int, outputs: int = 1) -> Arrangement:
    return arrange_table(QRectF(0, 0, width, 260), NEEDS, 3, outputs, sizes)


def counted(arrangement: Arrangement, kind: str) -> int:
    return sum(place.kind == kind for place in arrangement.places)


def center(table: TruthTable, row: int, column: int) -> QPointF:
    return table.cell_box((row, column)).center()


def test_that_the_pointer_reads_every_hidden_unit_on_every_row(view: OutputView) -> None:
    show(view, 5, 4)
    seen = {}
    for x in range(0, view.width(), 5):
        for y in range(0, view.height(), 5):
            pattern = r"hidden layer (\d), unit (\d)\non row (\d): (.+)"
            if found := re.fullmatch(pattern, view.read_out(QPointF(x, y))):
                layer, unit, row = int(found[1]), int(found[2]), int(found[3])
                seen[layer, unit, row] = float(found[4])
    assert seen == {
        (layer, unit, row): pytest.approx(layer / 10 + unit / 100 + (row - 1) / 1e4, rel=1e-3)
        for layer, size in ((1, 5), (2, 4))
        for unit in range(size)
        for row in range(1, 5)
    }


def test_that_keys_read_the_row_and_then_unit_after_unit(view: OutputView, qtbot) -> None:
    show(view, 2, 1)
    for key in (KEY.Key_Down, KEY.Key_Down):
        qtbot.keyClick(view, key)
    spoken = [view.spoken().split("; ")[0]]
    for _ in range(4):
        qtbot.keyClick(view, KEY.Key_Right)
        spoken.append("; ".join(view.spoken().split("; ")[:2]))
        view.grab()
    assert spoken == [
        "row 2: right",
        "hidden layer 1, unit 0; on row 2: 0.1001",
        "hidden layer 1, unit 1; on row 2: 0.1101",
        "hidden layer 2, unit 0; on row 2: 0.2001",
        "hidden layer 2, unit 0; on row 2: 0.2001",
    ]


def test_that_the_keys_stay_on_their_unit_while_newer_answers_come(view: OutputView, qtbot) -> None:
    show(view, 4)
    for key in (KEY.Key_Right, KEY.Key_Right, KEY.Key_Right):
        qtbot.keyClick(view, key)
    # Not drawn yet.
    view.show_table(INPUTS, WANTED, OUTPUTS, hidden(4))
    qtbot.keyClick(view, KEY.Key_Right)
    assert view.spoken().startswith("hidden layer 1, unit 2; on row 1")


def test_that_units_that_are_not_drawn_are_read_by_keys_all_the_same(view: OutputView) -> None:
    view.resize(420, 260)
    table = show(view, 64)
    assert table.extent() == (4, 65)
    drawn = {place.unit for place in table.arrangement.places if place.kind == "hidden"}  # type: ignore[union-attr]
    for unit in range(64):
        assert table.words(0, 1 + unit)[0] == f"hidden layer 1, unit {unit}"
        # The mark is on the cell, or on the whole row of a unit that has none.
        assert (table.cell_box((0, 1 + unit)).width() < 40) == (unit in drawn)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_cells_are_filled_from_zero_to_either_side(view: OutputView, theme) -> None:
    view.resize(460, 260)
    view.apply_theme(theme)
    view.show_table(INPUTS, WANTED, OUTPUTS, [np.tile([-1.0, 0.0, 1.0, 0.5], (4, 1))])
    view.refresh()
    table = view.content
    assert isinstance(table, TruthTable)
    assert table.arrangement is not None
    assert not table.arrangement.has_figures
    picture = view.grab().toImage()
    colors = [picture.pixelColor(center(table, 1, 1 + unit).toPoint()).getRgb()[:3] for unit in range(4)]
    negative, zero, positive, half = (np.array(color, int) for color in colors)
    lut = theme.diverging.astype(int)
    assert np.abs(negative - lut[0]).max() <= 1
    assert np.abs(zero - lut[127]).max() <= 1
    assert np.abs(positive - lut[-1]).max() <= 1
    assert np.abs(half - lut[191]).max() <= 3


def test_that_a_layer_of_large_values_has_a_scale_of_its_own(view: OutputView) -> None:
    view.resize(460, 260)
    view.show_table(INPUTS, WANTED, OUTPUTS, [np.tile([8.0, 4.0], (4, 1)), np.tile([1.0, 0.5], (4, 1))])
    view.refresh()
    table = view.content
    assert isinstance(table, TruthTable)
    picture = view.grab().toImage()
    eight, four, one, half = (picture.pixelColor(center(table, 0, column).toPoint()) for column in range(1, 5))
    assert eight == one
    assert four == half


def test_that_the_figures_of_the_rows_stand_wherever_hidden_units_do_not_fit() -> None:
    for width in range(340, 1000, 20):
        arrangement = arranged(width, 400)
        assert counted(arrangement, "input") == 3
        assert counted(arrangement, "wanted") == counted(arrangement, "output") == counted(arrangement, "sign") == 1


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("sizes", [(), (4,), (5, 4), (64, 64), (1, 200, 1)])
def test_that_no_columns_lie_over_each_other_or_outside(sizes: tuple[int, ...], outputs: int) -> None:
    for width in range(440, 1200, 20):
        places = arranged(width, *sizes, outputs=outputs).places
        assert places[0].left >= 0
        assert places[-1].left + places[-1].width <= width + 1e-6
        for before, after in pairwise(places):
            assert before.left + before.width <= after.left + 1e-6


def test_that_what_is_said_twice_makes_room_for_the_hidden_units() -> None:
    roomy, narrow = arranged(700, 4), arranged(340, 4)
    assert roomy.hidden == narrow.hidden == ((0, 1, 2, 3),)
    assert roomy.has_figures
    assert counted(roomy, "error") == 1
    assert not narrow.has_figures
    assert counted(narrow, "error") == 0


def test_that_units_that_do_not_fit_are_said_to_be_missing(view: OutputView) -> None:
    table = show(view, 200, 3)
    assert re.search(r"; showing \d+ of 200 units of hidden 1$", table.caption())
    view.resize(320, 260)
    assert show(view, 200, 3).caption().endswith("; no room for the hidden units")


def test_that_of_many_inputs_and_outputs_the_first_are_shown(view: OutputView) -> None:
    view.show_table(np.zeros((3, 300)), np.zeros((3, 40)), np.ones((3, 40)), [np.zeros((3, 9))])
    view.refresh()
    caption = view.content.caption() if view.content else ""
    assert re.search(r"showing 1 of 300 inputs; showing \d of 40 outputs; no room for the hidden units", caption)


@pytest.mark.parametrize("shape", [(3, 4), (4,), (4, 0)])
def test_that_hidden_units_that_do_not_fit_the_rows_are_left_out(view: OutputView, shape: tuple[int, ...]) -> None:
    view.show_table(INPUTS, WANTED, OUTPUTS, [np.zeros(shape)])
    view.refresh()
    assert view.content is not None
    assert view.content.extent() == (4, 1)
    assert view.content.caption() == "3 of 4 right, mean absolute error 0.275"


@pytest.mark.parametrize("size", [(1, 1), (25, 25), (60, 500), (600, 40), (1400, 260)])
def test_that_no_size_and_no_value_makes_the_view_fail(view: OutputView, size: tuple[int, int]) -> None:
    view.resize(*size)
    values = np.array([[np.nan, np.inf, -np.inf, 1e30]] * 4)
    view.show_table(INPUTS, WANTED, OUTPUTS, [values, values])
    view.refresh()
    view.grab()
    assert view.content is not None
    assert view.content.words(0, 2) == ["hidden layer 1, unit 1", "on row 1: inf"]


def test_that_negative_numbers_have_a_minus_sign_and_nothing_has_none(qapp) -> None:
    outputs = np.array([[-0.25], [-0.0001], [0.4], [1.0]])
    inputs = np.array([[-0.0, -1.0], [-0.001, -0.5], [1, 1], [-20000.0, 1]])
    layer = np.array([[-0.004], [-0.5], [0.25], [12.0]])
    canvas = QImage(800, 400, QImage.Format.Format_RGB32)
    painter = RecordingPainter(canvas)
    table = TruthTable(inputs, WANTED, outputs, [layer])
    table.draw(painter, QRectF(0, 0, 800, 400), painter.font(), LIGHT)
    painter.end()
    texts = {text for text, _ in painter.written}
    assert {"0", "−1", "0.00", "−0.50", "−2.0e+04", "−0.250", "0.000", "0.25"} <= texts
    assert not [text for text in texts if "-" in text or text in ("−0", "−0.00", "−0.000")]
    assert "output −0.25" in table.words(0, 0)
