"""Data that come after the wish they were missing for: what was asked for last begins, as if they had been there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel

from engine.datasets import DATASETS
from engine.errors import DataError
from tests.gui.test_window_transport import let_events_pass
from tests.helpers.idx_files import write_mnist
from tests.helpers.window_driver import OpenWindow, WindowDriver

CHOOSE = "Choose a folder…"
DOWNLOAD = "Download MNIST"
MISSING = "MNIST is not in"


def is_missing(driver: WindowDriver) -> bool:
    return any(MISSING in sentence for sentence in driver.sentences)


def choose_folder(driver: WindowDriver, folder: Path) -> None:
    """By the button of the notice."""
    driver.press_notice(CHOOSE)
    dialog = driver.window.findChild(QFileDialog, "fileDialog")
    assert dialog is not None
    dialog.setDirectory(str(folder.parent))
    dialog.selectFile(str(folder))
    dialog.accept()


def ask_for_mnist(driver: WindowDriver) -> None:
    driver.choose("experimentCombo", "mnist-fcnn")
    driver.wait(lambda: is_missing(driver) and driver.state != "Loading")


def assert_experiment(driver: WindowDriver) -> None:
    """The experiment stands there, whole, at its own speed."""
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.name == "mnist-fcnn")
    spec = driver.run.spec
    assert spec.network.sizes == (784, 512, 256, 10)
    assert (spec.training.batch_size, spec.training.learning_rate) == (120, 0.08)
    assert driver.widget("experimentCombo", QComboBox).currentData() == "mnist-fcnn"
    assert driver.widget("datasetCombo", QComboBox).currentData() == "mnist"
    assert driver.widget("speedCombo", QComboBox).currentData() == 0
    assert driver.widget("learningRateSpin").value() == 0.08
    assert not is_missing(driver)
    assert "550 training" in driver.text("dataStateLabel")
    driver.train_steps(1)


def test_that_a_folder_brings_the_experiment_that_was_asked_for(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(tmp_path / "nothing"))
    driver.train_steps(2)
    ask_for_mnist(driver)
    assert driver.run.spec.name == "digits"
    choose_folder(driver, mnist_dir / "mnist")

    assert_experiment(driver)
    driver.press_notice("Bring it back")
    driver.wait(lambda: driver.run.spec.name == "digits" and driver.state == "Paused")
    assert driver.trainer.steps == 2


def test_that_a_folder_brings_it_while_something_else_trains(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(tmp_path / "nothing"))
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 2)
    ask_for_mnist(driver)
    driver.wait_for("Training")
    choose_folder(driver, mnist_dir / "mnist")

    assert_experiment(driver)


def test_that_a_download_brings_the_experiment_at_the_second_try(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []

    def fetch(folder: Path, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Path:
        tries.append(folder)
        if len(tries) == 1:
            raise DataError("The server does not answer.")
        return write_mnist(folder / "mnist", train=600, test=100)

    monkeypatch.setitem(DATASETS, "mnist", replace(DATASETS["mnist"], download=fetch))
    driver = open_window("--data", str(tmp_path / "nothing"))
    ask_for_mnist(driver)
    driver.press_notice(DOWNLOAD)
    driver.wait(lambda: driver.sentences[:1] == ["The server does not answer."])
    driver.press_notice(DOWNLOAD)

    assert_experiment(driver)
    assert driver.sentences == []


def test_that_a_window_that_began_without_data_begins_when_they_come(
    make_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(tmp_path / "nothing"))
    driver.wait_for("Stopped")
    driver.wait(lambda: is_missing(driver))
    driver.session.data.load_from("mnist", mnist_dir)

    driver.wait_for("Ready")
    assert driver.status == "Ready"
    assert driver.widget("startButton").isEnabled()
    assert_experiment(driver)


def test_that_what_was_edited_meanwhile_counts(make_window: OpenWindow, tmp_path: Path, mnist_dir: Path) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(tmp_path / "nothing"))
    driver.wait_for("Stopped")
    driver.edit_layer(0, 0, "20")
    driver.session.data.load_from("mnist", mnist_dir)
    driver.wait_for("Ready")

    assert driver.run.spec.network.sizes == (784, 20, 256, 10)


def test_that_a_data_set_chosen_since_is_the_newer_wish(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(tmp_path / "nothing"))
    ask_for_mnist(driver)
    driver.window.notices.clear()
    driver.choose("datasetCombo", "mnist")
    driver.wait(lambda: is_missing(driver))
    choose_folder(driver, mnist_dir / "mnist")
    driver.wait(lambda: driver.run.spec.dataset == "mnist" and driver.state == "Ready")

    # The design of before, as far as the data allow.
    assert driver.run.spec.network.sizes == (784, 64, 32, 10)


def test_that_an_experiment_chosen_since_is_the_newer_wish(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(tmp_path / "nothing"))
    ask_for_mnist(driver)
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.name == "xor" and driver.state == "Ready")
    # The notice spoke of an experiment that nobody waits for any more.
    assert not is_missing(driver)
    driver.session.data.load_from("mnist", mnist_dir)
    driver.wait(lambda: driver.run.spec.dataset == "mnist")
    driver.wait_for("Ready")

    assert driver.run.spec.name == "xor"


def test_that_a_data_set_can_be_chosen_while_an_experiment_loads(
    make_window: OpenWindow, held_data: threading.Event, mnist_dir: Path
) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(mnist_dir))
    driver.choose("datasetCombo", "digits")
    held_data.set()
    driver.wait_for("Ready")

    assert driver.run.spec.dataset == "digits"
    driver.train_steps(1)


def test_that_the_data_of_the_network_that_stays_are_described_again(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window("--data", str(tmp_path / "nothing"))
    before = driver.text("dataStateLabel")
    assert "1,257" in before or "training" in before
    driver.click("startButton")
    driver.wait_for("Training")
    ask_for_mnist(driver)
    driver.wait_for("Training")

    assert driver.text("dataStateLabel") == before


def test_that_the_data_of_a_network_that_is_brought_back_are_described(
    open_window: OpenWindow, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(mnist_dir))
    before = driver.text("dataStateLabel")
    driver.train_steps(1)
    driver.open_mnist()
    assert driver.text("dataStateLabel") != before
    driver.press_notice("Bring it back")
    driver.wait(lambda: driver.run.spec.name == "digits")

    assert driver.widget("dataStateLabel", QLabel).text() == before


def leave_mnist_run(open_hidden: OpenWindow, mnist_dir: Path) -> None:
    driver = open_hidden("--data", str(mnist_dir))
    driver.open_mnist()
    driver.train_steps(3)
    driver.close()


def test_that_a_run_is_taken_up_once_its_data_are_there(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    leave_mnist_run(open_window, mnist_dir)
    driver = open_window("--data", str(tmp_path / "nothing"))
    driver.press_notice("Take it up")
    driver.wait(lambda: is_missing(driver) and driver.state == "Ready")
    let_events_pass()
    assert driver.run.spec.name == "digits"
    choose_folder(driver, mnist_dir / "mnist")
    driver.wait(lambda: driver.run.spec.name == "mnist-fcnn" and driver.state == "Paused")

    assert driver.trainer.steps == 3
    assert driver.window.isWindowModified()
    assert not is_missing(driver)
    assert driver.widget("speedCombo", QComboBox).currentData() == 0


def test_that_a_run_is_taken_up_where_nothing_else_is(make_window: OpenWindow, tmp_path: Path, mnist_dir: Path) -> None:
    leave_mnist_run(make_window, mnist_dir)
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(tmp_path / "nothing"))
    driver.wait_for("Stopped")
    driver.press_notice("Take it up")
    driver.wait_for("Loading")
    driver.wait_for("Stopped")
    driver.session.data.load_from("mnist", mnist_dir)
    driver.wait_for("Paused")

    assert driver.trainer.steps == 3
