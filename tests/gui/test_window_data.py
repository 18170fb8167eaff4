"""Data that are missing or broken, in the real window: a sentence, and everything else goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog

from engine.datasets import DATASETS
from engine.errors import Cancelled
from tests.helpers.figures import SEVEN
from tests.helpers.idx_files import idx_bytes, write_idx, write_mnist
from tests.helpers.window_driver import OpenWindow, WindowDriver

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def cut_short(folder: Path) -> None:
    path = folder / IMAGES
    path.write_bytes(path.read_bytes()[:-100])


def write_wrong_magic(folder: Path) -> None:
    path = folder / IMAGES
    path.write_bytes(b"\x00\x00\x0d\x03" + path.read_bytes()[4:])


def write_label_eleven(folder: Path) -> None:
    write_idx(folder / LABELS, np.full(600, 11, dtype=np.uint8))


def write_fewer_labels(folder: Path) -> None:
    (folder / LABELS).write_bytes(idx_bytes(np.zeros(599, dtype=np.uint8)))


def write_nonsense(folder: Path) -> None:
    (folder / IMAGES).write_bytes(b"no pictures at all")


def remove_a_file(folder: Path) -> None:
    (folder / IMAGES).unlink()


DAMAGES: tuple[Callable[[Path], None], ...] = (
    cut_short,
    write_wrong_magic,
    write_label_eleven,
    write_fewer_labels,
    write_nonsense,
    remove_a_file,
)


def sentence(driver: WindowDriver) -> str:
    """The newest notice, which must be one or two sentences on one line."""
    driver.wait(lambda: driver.notices)
    text = driver.sentences[0]
    assert text.endswith(".")
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def choose_folder(driver: WindowDriver, folder: Path) -> None:
    """Through the dialog that the button opens beside the window."""
    driver.click("openFolderButton")
    dialog = driver.window.findChild(QFileDialog, "fileDialog")
    assert dialog is not None
    assert not dialog.isModal()
    dialog.setDirectory(str(folder.parent))
    dialog.selectFile(str(folder))
    dialog.accept()


def shown(driver: WindowDriver, name: str) -> object:
    return driver.widget(name, QComboBox).currentData()


@pytest.mark.parametrize("ask", ["experimentCombo", "datasetCombo"])
def test_that_broken_data_are_named_in_a_sentence_and_training_goes_on(
    open_window: OpenWindow, tmp_path: Path, ask: str
) -> None:
    driver = open_window("--data", str(tmp_path))
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 2)
    for damage in DAMAGES:
        damage(write_mnist(tmp_path / "mnist", train=600, test=20, packed=False))
        driver.window.notices.clear()
        driver.choose(ask, "mnist-fcnn" if ask == "experimentCombo" else "mnist")
        assert (tmp_path / "mnist").name in sentence(driver), damage.__name__
        steps = driver.run.trainer.steps
        driver.wait(lambda steps=steps: driver.state == "Training" and driver.run.trainer.steps > steps)

        assert len(driver.runs) == 1
        assert len(driver.notices) == 1
        assert shown(driver, "experimentCombo") == "digits"
        assert shown(driver, "datasetCombo") == "digits"
    driver.draw(SEVEN)
    assert driver.text("predictionLabel")[0].isdigit()


def test_that_missing_data_leave_a_paused_network_as_it_was(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window("--data", str(tmp_path))
    driver.train_steps(2)
    driver.choose("experimentCombo", "mnist-fcnn")
    assert "MNIST is not in" in sentence(driver)
    driver.wait_for("Paused")

    driver.train_steps(1)
    assert driver.trainer.steps == 3


def test_that_a_start_without_data_says_why_it_cannot_train(make_window: OpenWindow, tmp_path: Path) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(tmp_path))
    driver.wait_for("Stopped")
    words = sentence(driver)

    assert words in driver.status
    assert not driver.widget("startButton").isEnabled()
    assert driver.widget("startButton").toolTip() == words
    assert words in driver.text("dataStateLabel")
    # The canvas needs no data of ours.
    driver.draw(SEVEN)
    assert driver.text("predictionLabel").startswith("7")
    # Nothing more is to come, so nothing is waited for.
    driver.wait_for_rest()

    driver.choose("experimentCombo", "digits")
    driver.wait_for("Ready")
    driver.train_steps(1)


def test_that_data_that_come_later_bring_the_experiment_that_waited(make_window: OpenWindow, tmp_path: Path) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(tmp_path))
    driver.wait_for("Stopped")
    write_mnist(tmp_path / "mnist", train=600, test=20)
    driver.choose("experimentCombo", "digits")
    driver.wait_for("Ready")
    driver.choose("experimentCombo", "mnist-fcnn")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.name == "mnist-fcnn")

    assert driver.run.spec.network.sizes == (784, 512, 256, 10)


def test_that_loading_can_be_cancelled(make_window: OpenWindow, held_data: threading.Event, mnist_dir: Path) -> None:
    driver = make_window("--experiment", "mnist-fcnn", "--data", str(mnist_dir))
    driver.click("cancelDataButton")
    held_data.set()
    driver.wait(lambda: driver.state != "Loading")
    driver.wait_for_rest()

    assert driver.state == "Stopped"
    assert not driver.widget("startButton").isEnabled()
    assert driver.widget("startButton").toolTip()
    driver.choose("experimentCombo", "digits")
    driver.wait_for("Ready")


def test_that_a_window_closes_in_the_middle_of_a_download(
    start_hidden: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = threading.Event(), threading.Event()

    def fetch(folder: Path, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Path:
        begun.set()
        assert told.wait(10)
        progress(1, 2)
        assert cancelled()
        raise Cancelled

    monkeypatch.setitem(DATASETS, "mnist", replace(DATASETS["mnist"], download=fetch))
    driver = start_hidden()
    driver.act("download")
    assert begun.wait(10)
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "download"]
    driver.close()
    # What it still has to say finds nobody there.
    told.set()
    thread.join(10)
    assert not thread.is_alive()


def test_that_a_folder_can_be_chosen_without_stopping_the_training(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(tmp_path / "nothing"))
    driver.click("startButton")
    driver.wait_for("Training")
    steps = driver.run.trainer.steps
    driver.wait(lambda: driver.run.trainer.steps > steps)
    choose_folder(driver, mnist_dir / "mnist")
    driver.wait(lambda: driver.run.spec.dataset == "mnist")
    driver.wait_for("Ready")

    # The design is kept as far as the data allow.
    assert driver.run.spec.network.sizes == (784, 64, 32, 10)


def test_that_a_folder_that_was_chosen_is_known_at_the_next_start(
    open_window: OpenWindow, make_window: OpenWindow, mnist_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKPROP_STUDIO_DATA")
    driver = open_window()
    choose_folder(driver, mnist_dir / "mnist")
    driver.wait(lambda: driver.run.spec.dataset == "mnist")
    driver.close()

    driver = make_window("--experiment", "mnist-fcnn")
    driver.wait(lambda: driver.state != "Loading")
    assert driver.state == "Ready"


def test_that_the_environment_names_the_data_folder_whatever_was_remembered(
    open_window: OpenWindow, make_window: OpenWindow, mnist_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    open_window("--data", str(tmp_path)).close()
    monkeypatch.setenv("BACKPROP_STUDIO_DATA", str(mnist_dir))

    driver = make_window("--experiment", "mnist-fcnn")
    driver.wait(lambda: driver.state != "Loading")
    assert driver.state == "Ready"
