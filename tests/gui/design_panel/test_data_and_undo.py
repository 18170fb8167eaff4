"""The data of a design, and the way back from a change."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from engine.spec import ExperimentSpec
from gui.design.design_panel import DesignPanel
from gui.widgets.number_field import NumberField
from tests.helpers.design_panel import UNITS, cell, choose, find, make_spec, model_of, sizes, table_of


def test_that_the_data_have_a_short_name_in_the_box_and_the_whole_one_in_its_tooltip(panel: DesignPanel) -> None:
    panel.set_dataset("mnist")
    combo = find(panel, QComboBox, "datasetCombo")
    assert combo.currentText() == "MNIST"
    assert "MNIST digits" in combo.toolTip()


def test_that_the_ends_of_the_network_follow_the_data(panel: DesignPanel, specs: list[ExperimentSpec]) -> None:
    panel.set_dataset_shape(64, 4, True)
    assert sizes(panel) == (64, 512, 256, 4)
    assert len(specs) == 1


def test_that_data_without_classes_leave_only_losses_that_need_none(panel: DesignPanel) -> None:
    panel.set_dataset_shape(2, 1, False)
    combo = find(panel, QComboBox, "lossCombo")
    assert combo.currentData() == "squared_error"
    item = combo.model().index(combo.findData("softmax_cross_entropy"), 0)
    assert not combo.model().flags(item) & Qt.ItemFlag.ItemIsEnabled


def test_that_loading_shows_its_progress_and_can_be_cancelled(qtbot: QtBot, panel: DesignPanel) -> None:
    bar = find(panel, QProgressBar, "dataProgress")
    panel.set_data_state("loading", "Downloading", 0.25)
    assert not bar.parentWidget().isHidden()
    assert bar.value() / bar.maximum() == pytest.approx(0.25)
    with qtbot.waitSignal(panel.cancel_requested):
        find(panel, QToolButton, "cancelDataButton").click()
    panel.set_data_state("loading", "Unpacking", None)
    assert bar.maximum() == 0
    panel.set_data_state("ready", "1,257 training images")
    assert bar.parentWidget().isHidden()
    assert find(panel, QLabel, "dataStateLabel").text() == "1,257 training images"


@pytest.mark.parametrize(
    ("button", "signal"), [("openFolderButton", "folder_requested"), ("downloadButton", "download_requested")]
)
def test_that_data_from_elsewhere_are_asked_for(qtbot: QtBot, panel: DesignPanel, button: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(panel, signal)):
        find(panel, QToolButton, button).click()


def test_that_undo_and_redo_bring_designs_back_and_announce_them(
    panel: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    table_of(panel).setCurrentIndex(cell(panel, 0, UNITS))
    find(panel, QToolButton, "removeLayerButton").click()
    find(panel, NumberField, "epochsSpin").setValue(3)
    changed = panel.spec()
    find(panel, QToolButton, "undoButton").click()
    find(panel, QToolButton, "undoButton").click()
    assert specs[-1] == make_spec()
    assert model_of(panel).rowCount() == 2
    panel.redo()
    panel.redo()
    assert specs[-1] == changed


def test_that_undo_is_offered_only_where_there_is_something_to_undo(panel: DesignPanel) -> None:
    heard: list[bool] = []
    panel.can_undo_changed.connect(heard.append)
    choose(panel, "scalingCombo", "none")
    choose(panel, "scalingCombo", "global")
    panel.undo()
    panel.undo()
    assert heard == [True, False]
    panel.undo()
    assert panel.spec() == make_spec()


def test_that_a_design_can_be_taken_over_and_given_up(panel: DesignPanel, specs: list[ExperimentSpec]) -> None:
    find(panel, NumberField, "epochsSpin").lineEdit().setText("many")
    other = make_spec(epochs=3, optimizer="adam")
    panel.take(other)
    assert specs == [other]
    assert find(panel, QComboBox, "optimizerCombo").currentData() == "adam"
    assert find(panel, NumberField, "epochsSpin").lineEdit().text() == "3"
    panel.undo()
    assert specs[-1] == make_spec()


def test_that_another_spec_ends_the_history(panel: DesignPanel) -> None:
    choose(panel, "scalingCombo", "none")
    panel.set_spec(make_spec())
    assert not find(panel, QToolButton, "undoButton").isEnabled()
