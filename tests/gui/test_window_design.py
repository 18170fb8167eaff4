"""Changing the design in the real window: what is impossible, what waits, what holds at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTableView

from gui.design.layer_model import LayerModel
from gui.widgets.marked_spin import MarkedSpin
from tests.gui.test_window_transport import let_events_pass
from tests.helpers.small_runs import everything
from tests.helpers.window_driver import ACTIVATION, DROPOUT, UNITS, OpenWindow, WindowDriver

PENDING = "pendingNote"


def cell(driver: WindowDriver, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.EditRole) -> object:
    return driver.widget("layerTable", QTableView).model().index(row, column).data(role)


def is_marked(driver: WindowDriver, row: int, column: int) -> bool:
    return cell(driver, row, column, Qt.ItemDataRole.BackgroundRole) is not None


def can_start(driver: WindowDriver) -> bool:
    on = driver.widget("startButton").isEnabled()
    assert driver.widget("stepButton").isEnabled() == on
    return on


def hidden_units(driver: WindowDriver) -> list[int]:
    return [layer.units for layer in driver.run.spec.network.layers[:-1]]


# What is impossible.


@pytest.mark.parametrize(
    ("column", "texts"), [(UNITS, ["0", "", "many", "-3", "2.5"]), (DROPOUT, ["1.0", "", "-0.1", "half"])]
)
def test_that_an_impossible_layer_is_marked_and_keeps_start_off(
    open_window: OpenWindow, column: int, texts: list[str]
) -> None:
    driver = open_window()
    good = str(cell(driver, 1, column))
    for text in texts:
        driver.edit_layer(1, column, text)

        assert is_marked(driver, 1, column), text
        assert not is_marked(driver, 0, column)
        sentence = str(cell(driver, 1, column, Qt.ItemDataRole.ToolTipRole))
        assert sentence.endswith(".")
        assert not can_start(driver)
        assert driver.widget("startButton").toolTip() == sentence
        driver.key(Qt.Key.Key_F5)
        let_events_pass(10)
        assert driver.state == "Ready"

    driver.edit_layer(1, column, good)
    driver.wait_for("Ready")
    assert not is_marked(driver, 1, column)
    assert can_start(driver)
    driver.train_steps(1)


def test_that_an_impossible_learning_rate_is_marked_and_keeps_start_off(open_window: OpenWindow) -> None:
    driver = open_window()
    spin = driver.widget("learningRateSpin", MarkedSpin)
    for text in ("fast", "", "0", "-1", "1e9"):
        driver.type_into("learningRateSpin", text)

        assert spin.property("invalid"), text
        assert spin.toolTip() == spin.problem() != ""
        assert driver.text("progressLabel") == spin.problem()
        assert not can_start(driver)

    driver.type_into("learningRateSpin", "1e-2")
    assert not spin.property("invalid")
    driver.train_steps(1)
    assert driver.trainer.spec.training.learning_rate == 0.01


def test_that_another_experiment_brings_its_own_learning_rate_whatever_stood_there(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.type_into("learningRateSpin", "fast")
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.name == "xor" and driver.state == "Ready")
    assert driver.widget("learningRateSpin", MarkedSpin).text() == "1"

    driver.type_into("learningRateSpin", "")
    driver.choose("experimentCombo", "digits")
    driver.wait(lambda: driver.run.spec.name == "digits" and driver.state == "Ready")
    assert driver.widget("learningRateSpin", MarkedSpin).text() == "0.1"
    assert can_start(driver)


def test_that_an_empty_field_is_marked_and_keeps_start_off(open_window: OpenWindow) -> None:
    driver = open_window()
    for name in ("epochsSpin", "l2Spin"):
        spin = driver.widget(name, MarkedSpin)
        good = spin.format(spin.value())
        driver.type_into(name, "")

        assert spin.property("invalid"), name
        assert spin.problem()
        assert not can_start(driver)
        assert driver.widget("startButton").toolTip() == spin.problem()

        driver.type_into(name, good)
        assert can_start(driver)


def test_that_an_impossible_wish_does_not_stop_a_running_training(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 2)
    driver.edit_layer(0, UNITS, "0")
    steps = driver.run.trainer.steps
    driver.wait(lambda: driver.run.trainer.steps > steps)

    assert driver.state == "Training"
    # It can be paused, but not started again before the field is mended.
    driver.click("startButton")
    driver.wait_for("Paused")
    assert not driver.widget("startButton").isEnabled()


def test_that_other_values_hold_while_one_is_impossible(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(1)
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 2)
    driver.type_into("batchSizeSpin", "abc")
    driver.type_into("learningRateSpin", "0.2")
    driver.type_into("inputDropoutSpin", "0,3")
    driver.wait(lambda: len(driver.run.trainer.changes) == 2)

    assert driver.state == "Training"
    assert driver.widget("batchSizeSpin", MarkedSpin).problem()
    assert driver.widget("learningRateSpin", MarkedSpin).value() == 0.2
    driver.click("startButton")
    driver.wait_for("Paused")
    assert [(change.path, change.new) for change in driver.trainer.changes] == [
        ("training.learning_rate", 0.2),
        ("network.input_dropout", 0.3),
    ]
    assert not can_start(driver)


def test_that_an_empty_batch_size_takes_all_rows(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.type_into("batchSizeSpin", "")
    driver.train_steps(1)

    assert driver.trainer.spec.training.batch_size is None
    assert driver.trainer.position == driver.trainer.dataset.train.rows


def test_that_a_batch_larger_than_the_data_is_refused(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.type_into("batchSizeSpin", "5000")

    assert "1,257" in driver.widget("batchSizeSpin", MarkedSpin).problem()
    assert not can_start(driver)


# What waits for a reset.


def test_that_edits_before_the_first_step_hold_at_once(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.edit_layer(0, UNITS, "20")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")

    assert hidden_units(driver) == [20, 32]
    assert not driver.widget(PENDING).isVisible()
    assert not driver.notices


def test_that_edits_of_the_layers_wait_for_a_reset_once_it_has_learnt(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(2)
    kept = everything(driver.trainer)
    driver.edit_layer(0, UNITS, "20")
    driver.wait_for_rest()

    assert driver.widget(PENDING, QLabel).isVisible()
    assert "Reset" in driver.text(PENDING)
    assert driver.state == "Paused"
    assert everything(driver.trainer) == kept
    driver.train_steps(1)
    assert hidden_units(driver) == [64, 32]

    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")
    assert hidden_units(driver) == [20, 32]
    assert not driver.widget(PENDING).isVisible()


def test_that_a_wish_that_is_taken_back_waits_no_longer(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(1)
    driver.click("addLayerButton")
    driver.wait(lambda: driver.widget(PENDING).isVisible())
    driver.click("undoButton")

    assert not driver.widget(PENDING).isVisible()
    assert driver.widget("layerTable", QTableView).model().rowCount() == 2


def test_that_a_layer_can_be_added_removed_and_changed(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.click("addLayerButton")
    driver.wait(lambda: driver.run.spec.network.sizes == (64, 64, 32, 32, 10))
    table = driver.widget("layerTable", QTableView)
    model = table.model()
    assert isinstance(model, LayerModel)
    model.setData(model.index(1, ACTIVATION), "tanh")
    driver.wait(lambda: driver.run.spec.network.layers[1].activation == "tanh")
    for _ in range(3):
        driver.click("removeLayerButton")
    driver.wait(lambda: driver.run.spec.network.sizes == (64, 10))
    driver.wait_for("Ready")
    driver.train_steps(1)

    assert len(driver.trainer.network.layers) == 1


def test_that_dropout_and_l2_hold_from_the_next_batch_on(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(1)
    driver.edit_layer(0, DROPOUT, "0.25")
    driver.type_into("l2Spin", "0.001")
    driver.train_steps(1)

    assert not driver.widget(PENDING).isVisible()
    assert [(change.step, change.path, change.new) for change in driver.trainer.changes] == [
        (1, "network.layers.0.dropout", 0.25),
        (1, "training.l2", 0.001),
    ]


def test_that_an_edit_right_after_a_reset_is_not_lost(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(1)
    driver.click("resetButton")
    driver.type_into("learningRateSpin", "0.02")
    driver.wait(lambda: len(driver.runs) > 1 and driver.state == "Ready")
    let_events_pass()
    driver.wait_for("Ready")

    assert driver.run.spec.training.learning_rate == 0.02
    assert driver.widget("learningRateSpin", MarkedSpin).value() == 0.02
    assert driver.trainer.steps == 0


def test_that_what_is_still_being_typed_counts_at_the_start(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.type_into("epochsSpin", "3", enter=False)
    driver.key(Qt.Key.Key_F5)
    driver.wait_for("Finished")

    assert driver.trainer.epoch == 3


def test_that_another_optimizer_waits_for_a_reset_and_then_trains(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(1)
    driver.choose("optimizerCombo", "adam")
    assert driver.widget(PENDING).isVisible()
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")
    driver.train_steps(2)

    assert driver.trainer.spec.training.optimizer == "adam"


def test_that_other_data_bring_a_network_that_fits_them(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.choose("datasetCombo", "digits")
    driver.wait(lambda: driver.run.spec.dataset == "digits")
    driver.wait_for("Ready")

    assert driver.run.spec.network.sizes == (64, 4, 10)
    assert driver.widget("datasetCombo", QComboBox).currentData() == "digits"
    assert driver.widget("startButton", QAbstractButton).isEnabled()
    driver.train_steps(1)
