"""Starting, pausing, stepping and beginning anew in the real window."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox

from tests.helpers.small_runs import everything
from tests.helpers.window_driver import OpenWindow, headless

BATCHES = 40
"""Batches an epoch of the bundled digits at the experiment's batch size."""
VIEWS = ("digitCanvas", "networkView", "weightView", "answersView")
PLOTS = ("lossPlot", "accuracyPlot", "gradientNormPlot", "updateRatioPlot")


def let_events_pass(turns: int = 100) -> None:
    for _ in range(turns):
        QApplication.processEvents()


# Starting and pausing.


def test_that_training_starts_and_pauses_by_button_key_and_menu(open_window: OpenWindow) -> None:
    driver = open_window()
    button = driver.widget("startButton", QAbstractButton)
    ways: list[Callable[[], None]] = [
        lambda: driver.click("startButton"),
        lambda: driver.key(Qt.Key.Key_F5),
        lambda: driver.act("start"),
    ]
    assert button.text() == "Start"
    for press in ways:
        done = driver.trainer.steps
        press()
        driver.wait(lambda done=done: driver.state == "Training" and driver.run.trainer.steps > done)
        assert button.text() == "Pause"
        press()
        driver.wait_for("Paused")
        assert button.text() == "Resume"


def test_that_space_starts_and_pauses_while_a_view_has_the_focus(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 10)
    for name in (*VIEWS, *PLOTS):
        view = driver.widget(name)
        for dock in driver.window.docks.values():
            if dock.isAncestorOf(view):
                dock.raise_()
        driver.wait(view.isVisible)
        driver.qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
        assert driver.window.focusWidget() is view, name

        driver.key(Qt.Key.Key_Space)
        driver.wait_for("Training")
        driver.key(Qt.Key.Key_Space)
        driver.wait_for("Paused")


def test_that_space_on_a_focused_button_presses_that_button(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.widget("stepButton").setFocus()
    driver.key(Qt.Key.Key_Space)

    driver.wait_for("Paused")
    assert driver.trainer.steps == 1


def test_that_in_a_field_space_starts_nothing_and_f5_does(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.widget("epochsSpin").setFocus()
    driver.key(Qt.Key.Key_Space)
    let_events_pass()
    assert driver.state == "Ready"

    driver.key(Qt.Key.Key_F5)
    driver.wait_for("Training")


def test_that_a_pause_stands_still(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.click("startButton")
    driver.wait(lambda: "loss" in driver.status)
    driver.click("startButton")
    driver.wait_for("Paused")
    driver.wait_for_rest()
    before = driver.status, everything(driver.trainer)

    let_events_pass()

    assert (driver.status, everything(driver.trainer)) == before
    assert not driver.is_painting


def test_that_the_status_of_a_pause_is_that_of_the_step_it_stopped_at(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 1000)
    driver.click("startButton")
    driver.wait(lambda: "loss" in driver.status)
    driver.click("startButton")
    driver.wait_for("Paused")
    driver.wait_for_rest()

    trainer = driver.trainer
    batch = -(-trainer.position // 32)
    loss = trainer.recorder.history.last()
    assert loss is not None
    place = f"epoch {trainer.epoch + 1}, batch {batch} of {BATCHES}" if batch else f"epoch {trainer.epoch}"
    assert driver.status == f"Paused: {place}, loss {loss[1]:.3f}"


def test_that_resume_goes_on_as_if_nothing_had_been(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 1000)
    for _ in range(3):
        done = driver.trainer.steps
        driver.click("startButton")
        driver.wait(lambda done=done: driver.run.trainer.steps > done)
        driver.click("startButton")
        driver.wait_for("Paused")

    steps, found = driver.trainer.steps, everything(driver.trainer)
    alone = headless(driver.run.spec, threads=driver.threads)
    while alone.steps < steps or alone.epoch < driver.trainer.epoch:
        alone.step()
    assert everything(alone) == found


# Single steps.


def test_that_step_batch_makes_exactly_one_update(open_window: OpenWindow) -> None:
    driver = open_window()
    start = driver.trainer.network.parameters.copy()
    for step in (1, 2, 3):
        driver.click("stepButton")
        driver.wait(lambda step=step: driver.state == "Paused" and driver.trainer.steps == step)
        driver.wait_for_rest()
        let_events_pass(20)

        assert driver.trainer.steps == step
        assert driver.status.startswith(f"Paused: epoch 1, batch {step} of {BATCHES}, loss ")
    assert not np.array_equal(driver.trainer.network.parameters, start)


def test_that_step_epoch_ends_at_the_end_of_the_epoch(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.train_steps(3)
    for epoch in (1, 2):
        driver.click("epochButton")
        driver.wait(lambda epoch=epoch: driver.state == "Paused" and driver.trainer.epoch == epoch)

        assert driver.trainer.steps == epoch * BATCHES
        assert driver.trainer.position == 0


def test_that_a_step_counts_what_was_typed_just_before(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.type_into("learningRateSpin", "0.025", enter=False)
    driver.click("stepButton")
    driver.wait_for("Paused")
    assert driver.trainer.recorder.history.last()[2] == pytest.approx(0.025)

    driver.type_into("learningRateSpin", "0.05", enter=False)
    driver.key(Qt.Key.Key_F6)
    driver.wait(lambda: driver.state == "Paused" and driver.trainer.steps == 2)
    assert driver.trainer.recorder.history.last()[2] == pytest.approx(0.05)


def test_that_no_command_leads_past_a_field_that_is_wrong(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.type_into("learningRateSpin", "fast", enter=False)
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7):
        driver.key(key)
    let_events_pass()

    assert driver.state == "Ready"
    assert driver.trainer.steps == 0


# New beginnings.


def test_that_reset_gives_the_same_initial_weights(open_window: OpenWindow) -> None:
    driver = open_window()
    start = driver.trainer.network.parameters.copy()
    driver.train_steps(2)
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")
    assert driver.trainer.steps == 0
    np.testing.assert_array_equal(driver.trainer.network.parameters, start)

    driver.train_steps(1)
    driver.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: len(driver.runs) == 3 and driver.state == "Ready")
    np.testing.assert_array_equal(driver.trainer.network.parameters, start)
    assert driver.text("seedLabel") == "seed 0"


def test_that_a_reset_while_training_stops_it(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.click("startButton")
    driver.wait(lambda: "loss" in driver.status)
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")
    driver.wait_for_rest()
    let_events_pass()

    assert driver.state == "Ready"
    assert driver.trainer.steps == 0
    assert "loss" not in driver.status


def test_that_new_weights_are_those_of_the_next_seed(open_window: OpenWindow) -> None:
    driver = open_window()
    start = driver.trainer.network.parameters.copy()
    driver.click("newWeightsButton")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")

    assert not np.array_equal(driver.trainer.network.parameters, start)
    assert driver.text("seedLabel") == "seed 1"
    # Nothing was learnt, so there is nothing to bring back.
    assert not driver.notices
    alone = headless(driver.run.spec, threads=driver.threads)
    assert alone.spec.seed == 1
    np.testing.assert_array_equal(driver.trainer.network.parameters, alone.network.parameters)


def test_that_a_reset_can_be_taken_back(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(3)
    kept = everything(driver.trainer)
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2)
    driver.press_notice("Bring it back")
    driver.wait(lambda: len(driver.runs) == 3)

    assert driver.state == "Paused"
    assert everything(driver.trainer) == kept
    driver.train_steps(1)
    assert driver.trainer.steps == 4


def test_that_a_reset_can_be_taken_back_before_the_new_network_is_there(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(3)
    kept = everything(driver.trainer)
    driver.click("resetButton")
    driver.press_notice("Bring it back")
    driver.wait(lambda: driver.state == "Paused")
    let_events_pass()

    assert driver.state == "Paused"
    assert everything(driver.trainer) == kept


def test_that_the_way_back_is_offered_until_the_new_network_has_learnt_for_an_epoch(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.train_steps(3)
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")
    driver.train_steps(3)
    driver.wait_for_rest()
    assert len(driver.notices) == 1
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 3 and driver.state == "Ready")
    driver.wait_for_rest()
    assert len(driver.notices) == 1

    driver.click("epochButton")
    driver.wait_for("Paused")
    driver.train_steps(1)
    driver.wait_for_rest()
    assert not driver.notices


# The end.


def test_that_training_ends_after_the_last_epoch_and_can_go_on_as_long_again(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.type_into("epochsSpin", "2")
    driver.click("startButton")
    driver.wait_for("Finished")
    assert driver.trainer.steps == 2 * BATCHES
    assert "2 epochs" in driver.status

    driver.click("startButton")
    driver.press_notice("Train as long again")
    driver.wait(lambda: driver.state == "Finished" and driver.trainer.epoch == 4)
    assert driver.trainer.steps == 4 * BATCHES
    assert driver.widget("epochsSpin", QAbstractSpinBox).value() == 4


def test_that_the_speed_can_be_changed_while_it_trains_in_menu_and_bar(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.click("startButton")
    menu = driver.window.speed_menu
    menu.aboutToShow.emit()
    assert [action.data() for action in menu.actions() if action.isChecked()] == [100]
    next(action for action in menu.actions() if action.data() == 10).trigger()

    assert driver.widget("speedCombo", QComboBox).currentData() == 10
    driver.choose("speedCombo", 1000)
    menu.aboutToShow.emit()
    assert [action.data() for action in menu.actions() if action.isChecked()] == [1000]
    for speed in (1, 10_000, 0):
        driver.choose("speedCombo", speed)
    driver.wait_for("Finished")
    assert driver.trainer.epoch == 40
