from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine.plain import to_plain
from engine.spec import LayerSpec
from gui.design.layer_model import ACTIVATION, DROPOUT, UNITS, LayerModel

Role = Qt.ItemDataRole


def make_model(*units: int) -> LayerModel:
    model = LayerModel()
    model.set_layers([to_plain(LayerSpec(count, dropout=0.25)) for count in units])
    return model


def units_of(model: LayerModel) -> list[Any]:
    return [model.index(row, UNITS).data(Role.EditRole) for row in range(model.rowCount())]


def test_that_it_keeps_the_rules_of_qt_models(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(make_model(3, 4, 5))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("48", 48), (" 48 ", 48), ("0", 0), ("-3", -3), ("", ""), ("many", "many"), ("1.5", 1.5), ("0,5", 0.5), (48, 48)],
)
def test_that_whatever_is_typed_is_kept(typed: object, kept: object) -> None:
    model = make_model(3)
    assert model.setData(model.index(0, UNITS), typed, Role.EditRole)
    assert model.index(0, UNITS).data(Role.EditRole) == kept
    assert model.layers()[0]["units"] == kept


def test_that_a_number_of_a_thousand_digits_is_no_crash() -> None:
    model = make_model(3)
    model.setData(model.index(0, UNITS), "9" * 1000)
    assert model.index(0, UNITS).data(Role.DisplayRole)


def test_that_an_edit_is_announced_once_and_the_same_value_not_at_all(qtbot: QtBot) -> None:
    model = make_model(3)
    heard: list[bool] = []
    model.edited.connect(lambda: heard.append(True))
    model.setData(model.index(0, DROPOUT), "0.5")
    model.setData(model.index(0, DROPOUT), "0.5")
    assert len(heard) == 1


def test_that_showing_other_layers_is_no_edit() -> None:
    model = make_model(3)
    heard: list[bool] = []
    model.edited.connect(lambda: heard.append(True))
    model.set_layers([to_plain(LayerSpec(5)), to_plain(LayerSpec(6))])
    assert units_of(model) == [5, 6]
    assert heard == []


def test_that_activations_carry_the_engine_name_and_show_a_title() -> None:
    model = make_model(3)
    index = model.index(0, ACTIVATION)
    model.setData(index, "leaky_relu")
    assert index.data(Role.EditRole) == "leaky_relu"
    assert index.data(Role.DisplayRole) == "leaky ReLU"


def test_that_a_problem_marks_its_cell_and_no_other() -> None:
    model = make_model(3, 4)
    model.set_problems({(1, "units"): "Too few."})
    marked, clean = model.index(1, UNITS), model.index(0, UNITS)
    assert marked.data(Role.ToolTipRole) == "Too few."
    assert marked.data(Role.BackgroundRole) is not None
    assert marked.data(Role.DecorationRole) is not None
    assert clean.data(Role.BackgroundRole) is None
    assert clean.data(Role.DecorationRole) is None
    model.set_problems({})
    assert marked.data(Role.BackgroundRole) is None


@pytest.mark.parametrize(
    ("row", "target", "order"), [(0, 2, [4, 5, 3]), (2, 0, [5, 3, 4]), (0, 1, [4, 3, 5]), (1, 9, [3, 4, 5])]
)
def test_that_a_layer_moves_to_its_target(row: int, target: int, order: list[int]) -> None:
    model = make_model(3, 4, 5)
    model.move_layer(row, target)
    assert units_of(model) == order


def test_that_rows_can_be_added_and_removed() -> None:
    model = make_model(3, 4)
    model.insert_layer(1, to_plain(LayerSpec(9)))
    assert units_of(model) == [3, 9, 4]
    model.remove_layer(0)
    assert units_of(model) == [9, 4]


def test_that_layers_given_out_are_copies() -> None:
    model = make_model(3)
    model.layers()[0]["units"] = 99
    assert units_of(model) == [3]
