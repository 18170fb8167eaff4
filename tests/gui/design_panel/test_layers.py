"""The list of layers: its cells, buttons and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHeaderView, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.spec import MAX_LAYERS, ExperimentSpec, LayerSpec, NetworkSpec
from gui.design.design_panel import DesignPanel
from gui.widgets.number_field import NumberField
from tests.helpers.design_panel import (
    ACTIVATION,
    DROPOUT,
    UNITS,
    cell,
    choose,
    find,
    make_spec,
    model_of,
    sizes,
    table_of,
)


def test_that_cells_change_their_layers(panel: DesignPanel, specs: list[ExperimentSpec]) -> None:
    model = model_of(panel)
    model.setData(cell(panel, 0, UNITS), "128")
    model.setData(cell(panel, 1, ACTIVATION), "tanh")
    model.setData(cell(panel, 1, DROPOUT), "0.3")
    first, second, _ = specs[-1].network.layers
    assert (first.units, second.activation, second.dropout) == (128, "tanh", 0.3)
    assert len(specs) == 3


def test_that_buttons_add_remove_and_move_the_selected_layer(panel: DesignPanel) -> None:
    table_of(panel).setCurrentIndex(cell(panel, 0, UNITS))
    find(panel, QToolButton, "addLayerButton").click()
    assert sizes(panel) == (784, 512, 512, 256, 10)
    model_of(panel).setData(cell(panel, 1, UNITS), 64)
    find(panel, QToolButton, "layerUpButton").click()
    assert sizes(panel) == (784, 64, 512, 256, 10)
    find(panel, QToolButton, "layerDownButton").click()
    find(panel, QToolButton, "layerDownButton").click()
    assert sizes(panel) == (784, 512, 256, 64, 10)
    assert not find(panel, QToolButton, "layerDownButton").isEnabled()
    find(panel, QToolButton, "removeLayerButton").click()
    assert sizes(panel) == (784, 512, 256, 10)


def test_that_a_fresh_design_grows_and_shrinks_at_its_end(panel: DesignPanel) -> None:
    find(panel, QToolButton, "addLayerButton").click()
    assert sizes(panel) == (784, 512, 256, 256, 10)
    find(panel, QToolButton, "removeLayerButton").click()
    find(panel, QToolButton, "removeLayerButton").click()
    assert sizes(panel) == (784, 512, 10)


def test_that_keys_of_the_table_do_the_same(qtbot: QtBot, panel: DesignPanel) -> None:
    table = table_of(panel)
    model_of(panel).setData(cell(panel, 0, UNITS), 64)
    table.setCurrentIndex(cell(panel, 0, UNITS))
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(table, Qt.Key.Key_Down, alt)
    assert sizes(panel) == (784, 256, 64, 10)
    qtbot.keyClick(table, Qt.Key.Key_Up, alt)
    assert sizes(panel) == (784, 64, 256, 10)
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    qtbot.keyClick(table, "+")
    assert sizes(panel) == (784, 64, 64, 64, 256, 10)
    for _ in range(9):
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert sizes(panel) == (784, 10)


def test_that_a_dragged_row_takes_its_layer_along(panel: DesignPanel) -> None:
    header = table_of(panel).verticalHeader()
    assert isinstance(header, QHeaderView)
    header.moveSection(1, 0)
    assert sizes(panel) == (784, 256, 512, 10)
    assert [header.logicalIndex(place) for place in range(2)] == [0, 1]
    assert table_of(panel).current_row() == 0


def test_that_typing_in_a_cell_edits_it(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    table = table_of(panel)
    table.setCurrentIndex(cell(panel, 1, UNITS))
    qtbot.keyClick(table, "9")
    editor = find(panel, QLineEdit, "layerNumberEditor")
    qtbot.keyClick(editor, "8")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.spec() != make_spec())
    assert sizes(panel) == (784, 512, 98, 10)


def test_that_what_is_still_being_typed_can_be_taken_over(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    table = table_of(panel)
    table.setCurrentIndex(cell(panel, 0, UNITS))
    qtbot.keyClick(table, "9")
    epochs = find(panel, NumberField, "epochsSpin")
    epochs.selectAll()
    qtbot.keyClicks(epochs, "77")
    panel.commit()
    spec = panel.spec()
    assert spec is not None
    assert (spec.network.layers[0].units, spec.training.epochs) == (9, 77)


def test_that_the_activation_editor_offers_the_engine_names(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    table = table_of(panel)
    place = table.visualRect(cell(panel, 0, ACTIVATION)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = find(panel, QComboBox, "layerActivationEditor")
    assert editor.view().isVisible()
    editor.setCurrentIndex(editor.findData("sigmoid"))
    editor.hidePopup()
    editor.activated.emit(editor.currentIndex())
    spec = panel.spec()
    assert spec is not None
    assert spec.network.layers[0].activation == "sigmoid"


def test_that_the_initialiser_belongs_to_the_selected_layer(qtbot: QtBot, panel: DesignPanel) -> None:
    combo = find(panel, QComboBox, "initializerCombo")
    assert combo.currentData() == "he"
    qtbot.mouseClick(find(panel, QWidget, "outputRow"), Qt.MouseButton.LeftButton)
    assert combo.currentData() == "uniform"
    scale = find(panel, NumberField, "initializerScaleSpin")
    assert scale.value() == 0.0173
    scale.setValue(0.5)
    table_of(panel).setCurrentIndex(cell(panel, 1, UNITS))
    choose(panel, "initializerCombo", "zeros")
    spec = panel.spec()
    assert spec is not None
    assert [layer.initializer.name for layer in spec.network.layers] == ["he", "zeros", "uniform"]
    assert spec.network.layers[2].initializer.scale == 0.5


def test_that_the_bias_belongs_to_the_selected_layer(
    qtbot: QtBot, panel: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    bias = find(panel, QCheckBox, "biasCheck")
    table_of(panel).setCurrentIndex(cell(panel, 0, UNITS))
    bias.click()
    qtbot.mouseClick(find(panel, QWidget, "outputRow"), Qt.MouseButton.LeftButton)
    assert bias.isChecked()
    bias.click()
    assert [layer.bias for layer in specs[-1].network.layers] == [False, True, False]
    assert len(specs) == 2
    assert f"{535_818 - 512 - 10:,}" in find(panel, QLabel, "parametersLabel").text()
    panel.undo()
    assert bias.isChecked()


@pytest.mark.parametrize(("loss", "word"), [("softmax_cross_entropy", "softmax"), ("sigmoid_cross_entropy", "sigmoid")])
def test_that_the_output_row_says_how_the_loss_reads_it(panel: DesignPanel, loss: str, word: str) -> None:
    choose(panel, "lossCombo", loss)
    row = find(panel, QWidget, "outputRow")
    readings = [label for label in row.findChildren(QLabel) if "→" in label.text() and not label.isHidden()]
    assert [label.text() for label in readings] == [f"identity → {word}"]
    assert word in readings[0].toolTip()


def test_that_no_more_layers_are_added_than_the_engine_takes(panel: DesignPanel) -> None:
    layers = tuple(LayerSpec(2) for _ in range(MAX_LAYERS - 1))
    panel.set_spec(ExperimentSpec("deep", "digits", NetworkSpec(2, (*layers, LayerSpec(2, "identity")))))
    assert not find(panel, QToolButton, "addLayerButton").isEnabled()
