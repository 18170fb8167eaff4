"""The main job in the real window, on a small set in the form of MNIST."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QTableView

from engine.changes import Change
from engine.persistence import load
from gui.inspect.output_view import OutputView
from gui.inspect.weight_view import WeightView
from gui.watch.curve_plot import CurvePlot
from tests.helpers.window_driver import OpenWindow, WindowDriver


def curve_of(driver: WindowDriver, plot: str, key: str) -> np.ndarray:
    """The values drawn of one curve."""
    return driver.widget(plot, CurvePlot).plotted(key)[1]


def test_that_the_experiment_shows_itself_and_waits_for_start(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.wait_for_rest()

    table = driver.widget("layerTable", QTableView).model()
    rows = [[table.index(row, column).data(Qt.ItemDataRole.EditRole) for column in range(3)] for row in range(2)]
    assert rows == [[512, "relu", 0.2], [256, "relu", 0.1]]
    assert driver.widget("experimentCombo", QComboBox).currentData() == "mnist-fcnn"
    assert driver.widget("datasetCombo", QComboBox).currentData() == "mnist"
    assert driver.widget("learningRateSpin").value() == 0.08
    assert driver.widget("batchSizeSpin").value() == 120
    assert driver.widget("speedCombo", QComboBox).currentData() == 0
    assert "550 training, 50 validation, 100 test rows" in driver.text("dataStateLabel")
    assert driver.run.spec.network.sizes == (784, 512, 256, 10)


def test_that_start_pressed_while_data_load_is_remembered_and_shown(
    make_window: OpenWindow, held_data: threading.Event, mnist_dir: Path
) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(mnist_dir))
    assert driver.state == "Loading"
    driver.click("startButton")

    assert driver.widget("startButton", QAbstractButton).text() == "Waiting"
    assert driver.text("progressLabel") == "Starts as soon as the data is loaded"
    held_data.set()
    driver.wait_for("Training")
    assert driver.run.spec.name == "mnist-fcnn"


def test_that_a_start_that_waits_can_be_taken_back(
    make_window: OpenWindow, held_data: threading.Event, mnist_dir: Path
) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(mnist_dir))
    driver.click("startButton")
    driver.click("startButton")
    assert driver.widget("startButton", QAbstractButton).text() == "Start"
    held_data.set()
    driver.wait_for("Ready")
    driver.wait_for_rest()

    assert driver.state == "Ready"


def test_that_every_plot_gets_its_curves(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    # A record is made at the end of an epoch, but not sooner than a hundred steps after the last.
    driver.type_into("batchSizeSpin", "50")
    driver.click("startButton")
    driver.wait(lambda: curve_of(driver, "accuracyPlot", "validation").size)
    driver.click("startButton")
    driver.wait_for("Paused")
    driver.wait_for_rest()

    for plot, keys in {
        "lossPlot": ["train", "validation"],
        "accuracyPlot": ["train", "validation", "test"],
        "gradientNormPlot": ["0", "1", "2"],
        "updateRatioPlot": ["0", "1", "2"],
    }.items():
        for key in keys:
            assert np.isfinite(curve_of(driver, plot, key)).any(), (plot, key)


def test_that_the_views_show_the_weights_and_answers_of_the_network(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.type_into("epochsSpin", "1")
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.wait_for_rest()

    driver.window.docks["weights"].raise_()
    driver.wait(lambda: driver.widget("weightView", WeightView).displayed().size)
    driver.wait_for_rest()
    shown = driver.widget("weightView", WeightView).displayed()
    first = driver.trainer.network.layers[0].weight
    assert shown.shape[0] == 784
    np.testing.assert_array_equal(shown, first[:, : shown.shape[1]])

    driver.window.docks["output"].raise_()
    view = driver.widget("answersView", OutputView)
    # What is said of it follows a moment later.
    driver.wait(lambda: view.content is not None and "validation" in view.accessibleDescription())


def test_that_the_learning_rate_can_be_changed_while_it_trains(
    open_window: OpenWindow, mnist_dir: Path, tmp_path: Path
) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 3)
    driver.type_into("learningRateSpin", "0.02")
    driver.wait(lambda: driver.run.trainer.changes)
    (change,) = driver.run.trainer.changes
    driver.wait(lambda: driver.run.trainer.steps > change.step)
    assert driver.state == "Training"
    driver.click("startButton")
    driver.wait_for("Paused")

    assert change == Change(change.step, "training.learning_rate", 0.08, 0.02)
    assert change.step > 3
    history = driver.trainer.recorder.history.view()
    rates = history.mean[:, history.names.index("learning_rate")]
    assert rates[: change.step] == pytest.approx(0.08)
    assert rates[change.step :] == pytest.approx(0.02)

    driver.session.save_file(tmp_path / "kept.safetensors")
    driver.wait(lambda: any("Saved" in sentence for sentence in driver.sentences))
    assert load(tmp_path / "kept.safetensors").changes == (change,)


def test_that_a_pause_of_a_large_network_keeps_its_numbers_and_resume_goes_on(
    open_window: OpenWindow, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.click("startButton")
    driver.wait(lambda: "loss" in driver.status)
    driver.key(Qt.Key.Key_F5)
    driver.wait_for("Paused")
    driver.wait_for_rest()
    steps, words = driver.trainer.steps, driver.status
    driver.type_into("learningRateSpin", "0.04")
    driver.wait_for_rest()
    assert (driver.trainer.steps, driver.status) == (steps, words)

    driver.key(Qt.Key.Key_F5)
    driver.wait(lambda: driver.run.trainer.steps > steps)
    assert driver.run.trainer.spec.training.learning_rate == 0.04


def test_that_going_back_to_the_first_experiment_leaves_nothing_of_the_other(
    open_window: OpenWindow, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.train_steps(2)
    driver.choose("experimentCombo", "digits")
    driver.wait(lambda: driver.run.spec.name == "digits" and driver.state == "Ready")
    driver.wait_for_rest()

    assert driver.run.spec.network.sizes == (64, 64, 32, 10)
    assert not curve_of(driver, "lossPlot", "train").size
    assert "loss" not in driver.status
    assert driver.widget("speedCombo", QComboBox).currentData() == 100
