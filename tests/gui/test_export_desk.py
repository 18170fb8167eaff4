"""The Export menu in the real window: names, notices, pictures, and the log for TensorBoard."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog

from engine.errors import EngineError
from engine.export import EXPORTS
from gui import export_desk
from gui.file_dialogs import file_name
from gui.runs_desk import RunsDesk
from gui.session.tensorboard_logger import TensorBoardLogger
from tests.gui.test_window_files import answer, dialog_of, said
from tests.helpers.window_driver import OpenWindow, WindowDriver

XOR = ("--experiment", "xor")


def trained(start_hidden: OpenWindow) -> WindowDriver:
    driver = start_hidden(*XOR)
    driver.train_steps(2)
    return driver


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that the system was asked to show."""
    shown: list[str] = []

    def open_url(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return shown


def test_that_the_menu_offers_every_kind_that_the_engine_writes(start_hidden: OpenWindow) -> None:
    driver = start_hidden(*XOR)

    for kind in EXPORTS:
        action = driver.window.actions_by_name[f"export_{kind}"]
        assert action.isEnabled()
        assert action.toolTip()


def test_that_a_kind_is_written_under_the_suggested_name_and_shown(
    start_hidden: OpenWindow, tmp_path: Path, opened: list[str]
) -> None:
    driver = trained(start_hidden)
    driver.act("export_weights")
    dialog = dialog_of(driver)
    assert Path(dialog.selectedFiles()[0]).name == "xor-weights.npz"
    assert "(*.npz)" in dialog.nameFilters()[0]
    answer(driver, tmp_path / "mine")
    driver.wait(lambda: said(driver, f"Saved to {tmp_path / 'mine.npz'}"))

    with np.load(tmp_path / "mine.npz", allow_pickle=False) as arrays:
        assert arrays.files
    driver.press_notice("Show in folder")
    assert opened == [str(tmp_path)]


def test_that_all_files_of_a_kind_are_named(start_hidden: OpenWindow, tmp_path: Path) -> None:
    driver = trained(start_hidden)
    driver.act("export_csv")
    answer(driver, tmp_path / "curves.csv")
    driver.wait(lambda: said(driver, "curves-records.csv beside it"))


def test_that_a_folder_is_asked_for_where_a_kind_is_one(start_hidden: OpenWindow, tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    driver = trained(start_hidden)
    driver.act("export_tensorboard")
    dialog = dialog_of(driver)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()

    driver.wait(lambda: said(driver, "Saved to"))
    assert list((tmp_path / "xor-tensorboard").iterdir())


def test_that_a_package_that_is_missing_is_named_before_anything_is_asked(
    start_hidden: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def require(package: str) -> None:
        raise EngineError(f"python -m pip install {package}")

    monkeypatch.setattr("engine.export.packages.is_installed", lambda package: not package)
    monkeypatch.setattr("engine.export.packages.require", require)
    driver = trained(start_hidden)
    driver.act("export_onnx")
    assert said(driver, "python -m pip install onnx")

    driver.act("log_tensorboard")
    assert said(driver, "python -m pip install tensorboardX")
    assert not driver.window.actions_by_name["log_tensorboard"].isChecked()
    assert driver.window.findChild(QFileDialog) is None


def test_that_what_cannot_be_written_is_said(start_hidden: OpenWindow, tmp_path: Path) -> None:
    driver = trained(start_hidden)
    driver.act("export_weights")
    dialog = dialog_of(driver)
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "weights.npz"))
    dialog.reject()

    driver.wait(lambda: said(driver, "nowhere"))
    assert driver.notices[0].kind == "error"


def test_that_what_takes_long_is_said_and_can_be_given_up(
    start_hidden: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_desk, "_SOON_MS", 0)
    driver = trained(start_hidden)
    held = threading.Event()
    driver.session._file_thread.submit(lambda: held.wait(10))
    driver.session.exporter.write(b"", tmp_path / "given up.png")
    driver.wait(lambda: said(driver, "Exporting…"))
    driver.press_notice("Cancel")
    held.set()

    driver.wait(lambda: not driver.session.exporter.is_busy)
    assert list(tmp_path.glob("*.png")) == []
    assert not said(driver, "Exporting…")


def test_that_a_plot_is_saved_from_its_own_menu(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window(*XOR)
    plot = driver.widget("lossPlot")
    (save,) = [action for action in plot.actions() if action.text() == "Save picture…"]
    save.trigger()
    assert dialog_of(driver).windowTitle() == "Save a picture: Loss"
    assert Path(dialog_of(driver).selectedFiles()[0]).stem == "xor-loss"
    size = plot.size()
    answer(driver, tmp_path / "loss")
    driver.wait(lambda: said(driver, "Saved to"))

    assert QImage(str(tmp_path / "loss.png")).size() == 2 * size


def test_that_the_picture_is_of_the_view_that_was_used_last_and_says_which(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "moons")

    def title_after(name: str) -> str:
        driver.act(name)
        driver.act("export_picture")
        dialog = dialog_of(driver)
        title = dialog.windowTitle()
        dialog.reject()
        driver.wait(lambda: driver.window.findChild(QFileDialog) is None)
        return title

    assert title_after("go_network") == "Save a picture: Network"
    assert title_after("go_weights") == "Save a picture: Weights"
    assert title_after("go_output") == "Save a picture: Decision regions"
    # Of the design nobody wants one.
    assert title_after("go_design") == "Save a picture: Decision regions"
    assert title_after("go_plots") == "Save a picture: Loss"
    assert title_after("go_runs") == "Save a picture: Runs"
    assert title_after("lab_chain") == "Save a picture: The chain rule"


def test_that_the_chosen_kind_gives_a_picture_its_suffix(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window(*XOR)
    driver.act("go_plots")
    driver.act("export_picture")
    dialog = dialog_of(driver)
    chosen = next(kind for kind in dialog.nameFilters() if "*.svg" in kind)
    dialog.selectNameFilter(chosen)
    dialog.filterSelected.emit(chosen)
    answer(driver, tmp_path / "plot")
    driver.wait(lambda: said(driver, "plot.svg"))

    assert (tmp_path / "plot.svg").read_bytes().startswith(b"<?xml")


def test_that_an_unknown_kind_of_picture_is_refused_in_words(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window(*XOR)
    driver.act("export_picture")
    answer(driver, tmp_path / "plot.bmp")

    assert said(driver, "choose PNG, SVG, PDF")
    assert list(tmp_path.glob("plot*")) == []


def test_that_a_log_is_seen_while_it_is_written_and_ended_by_its_button(
    start_hidden: OpenWindow, tmp_path: Path
) -> None:
    pytest.importorskip("tensorboardX")
    driver = trained(start_hidden)
    action = driver.window.actions_by_name["log_tensorboard"]
    button: Any = driver.widget("logButton")
    assert button.isHidden()
    action.trigger()
    # It is on once there is a folder.
    assert not action.isChecked()
    dialog = dialog_of(driver)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()
    assert action.isChecked()
    assert not button.isHidden()
    assert said(driver, f"tensorboard --logdir {tmp_path}")

    driver.train_steps(2)
    runs = driver.window.findChild(RunsDesk)
    assert runs is not None
    logger = driver.session.findChild(TensorBoardLogger)
    assert logger is not None
    driver.wait(lambda: not logger.wants_network(driver.run.run_id))
    button.click()
    assert not action.isChecked()
    assert button.isHidden()
    assert not said(driver, "--logdir")
    driver.wait(lambda: list(tmp_path.glob(f"xor-{runs.number(driver.run.run_id)}-*/events.out.tfevents.*")))


def test_that_closing_the_window_ends_the_log(start_hidden: OpenWindow, tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    driver = trained(start_hidden)
    driver.session.tensorboard.start(tmp_path)
    driver.train_steps(2)
    driver.wait(lambda: not driver.session.tensorboard.wants_network(driver.run.run_id))
    driver.close()

    (log,) = tmp_path.glob("*/events.out.tfevents.*")
    assert b"loss/batch" in log.read_bytes()


def test_that_a_suggested_name_is_one_that_every_system_takes() -> None:
    assert file_name("Three starts: 784/200", "Update ratio") == "three-starts-784-200-update-ratio"
    assert file_name("..") == ""
