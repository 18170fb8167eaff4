"""Drawing in the real window: who reads, what they say, and that they say it at once."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QWidget

from tests.helpers.figures import ONE, SEVEN, ZERO
from tests.helpers.window_driver import UNITS, OpenWindow, WindowDriver


def test_that_digits_are_read_before_anything_was_trained(open_window: OpenWindow) -> None:
    driver = open_window()
    # A dot says nothing about a digit.
    driver.draw([[(0.5, 0.5), (0.5, 0.5)]])
    assert not driver.probabilities.any()
    for digit, strokes in ((0, ZERO), (1, ONE), (7, SEVEN)):
        driver.click("clearCanvasButton")
        driver.draw(strokes)

        assert driver.text("predictionLabel").startswith(str(digit))
        assert driver.probabilities.sum() == pytest.approx(1.0)
        assert driver.probabilities.argmax() == digit
        assert "undled" in driver.text("readerLabel")
        assert driver.text("runnerUpLabel")


def test_that_a_drawing_is_read_while_the_data_are_still_loading(
    make_window: OpenWindow, held_data: threading.Event
) -> None:
    driver = make_window()
    assert driver.state == "Loading"
    driver.draw(SEVEN)

    assert driver.text("predictionLabel").startswith("7")


def test_that_clearing_takes_back_every_claim(open_window: OpenWindow) -> None:
    driver = open_window()
    hint = driver.text("predictionLabel")
    driver.draw(SEVEN)
    driver.click("clearCanvasButton")

    assert driver.text("predictionLabel") == hint
    assert not hint[0].isdigit()
    np.testing.assert_array_equal(driver.probabilities, np.zeros(10))
    assert driver.text("runnerUpLabel") == ""


def test_that_a_canvas_full_of_ink_claims_nothing(open_window: OpenWindow) -> None:
    driver = open_window()
    rows = [row / 40 for row in range(41)]
    driver.draw([[(x, y) for row, y in enumerate(rows) for x in ((0.0, 1.0) if row % 2 else (1.0, 0.0))]])

    assert not driver.probabilities.any()
    assert driver.text("predictionLabel").startswith("Too much ink")


def test_that_every_mouse_event_on_the_canvas_is_answered_before_it_returns(open_window: OpenWindow) -> None:
    driver = open_window()
    answers = [driver.probabilities for event in driver.drawing(SEVEN) if event == "move"]

    assert all(answer.sum() == pytest.approx(1.0) for answer in answers)
    # Two points are a line and three a corner; each further point says more.
    assert len({answer.tobytes() for answer in answers}) == len(answers) > 3


def test_that_undo_goes_to_the_canvas_only_while_it_has_the_focus(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    driver.edit_layer(0, UNITS, "20")
    undo = driver.window.actions_by_name["undo"]

    driver.widget("startButton").setFocus()
    undo.trigger()
    assert _units(driver) == 64
    assert driver.text("predictionLabel").startswith("7")

    driver.widget("digitCanvas").setFocus()
    undo.trigger()
    assert not driver.probabilities.any()
    driver.window.actions_by_name["redo"].trigger()
    assert driver.text("predictionLabel").startswith("7")


def test_that_the_network_reads_once_it_has_made_a_step(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    bundled = driver.probabilities
    driver.train_steps(1)
    driver.wait_for_rest()

    assert "This network" in driver.text("readerLabel")
    assert "after 1 step" in driver.text("readerLabel")
    assert not np.array_equal(driver.probabilities, bundled)

    driver.choose("readerCombo", "bundled")
    assert "undled" in driver.text("readerLabel")
    np.testing.assert_array_equal(driver.probabilities, bundled)


def test_that_the_network_may_be_asked_before_its_first_step(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    driver.choose("readerCombo", "network")

    assert "after 0 steps" in driver.text("readerLabel")
    assert driver.probabilities.sum() == pytest.approx(1.0)


def test_that_a_network_that_reads_no_images_leaves_the_reading_to_the_bundled_one(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.train_steps(1)
    driver.draw(SEVEN)
    assert driver.text("predictionLabel").startswith("7")

    driver.choose("readerCombo", "network")
    assert not driver.text("predictionLabel")[0].isdigit()
    assert not driver.probabilities.any()
    assert driver.text("readerLabel") == "Nobody reads"


def test_that_a_drawing_is_answered_inside_the_event_while_training_runs(
    open_window: OpenWindow, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.click("startButton")
    driver.wait(lambda: driver.state == "Training")
    driver.draw(ZERO)
    driver.wait(lambda: "This network" in driver.text("readerLabel"))
    driver.click("clearCanvasButton")

    answers = []
    for event in driver.drawing(SEVEN):
        assert "This network" in driver.text("readerLabel")
        if event == "move":
            answers.append(driver.probabilities)

    assert driver.state == "Training"
    assert all(answer.sum() == pytest.approx(1.0) for answer in answers)
    assert len({answer.tobytes() for answer in answers}) == len(answers) > 3


def test_that_a_drawing_that_stands_is_read_anew_while_the_network_learns(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    driver.click("startButton")
    driver.wait(lambda: "This network" in driver.text("readerLabel"))
    seen = {driver.probabilities.tobytes()}
    driver.wait(lambda: seen.add(driver.probabilities.tobytes()) or len(seen) > 2 or driver.state == "Finished")

    assert len(seen) > 2


def test_that_space_right_after_a_stroke_starts_training(open_window: OpenWindow) -> None:
    driver = open_window()
    canvas: QWidget = driver.widget("digitCanvas")
    driver.draw(SEVEN)
    assert canvas.hasFocus() or driver.window.focusWidget() is canvas
    driver.key(Qt.Key.Key_Space)

    driver.wait(lambda: driver.state == "Training")
    assert driver.text("predictionLabel")[0].isdigit()


def _units(driver: WindowDriver) -> object:
    model = driver.widget("layerTable", QTableView).model()
    return model.index(0, UNITS).data(Qt.ItemDataRole.EditRole)
