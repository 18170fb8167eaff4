"""Asking for the name of a file or a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.file_dialogs import ask_path
from gui.settings import Settings

FILE, OPEN, FOLDER = QFileDialog.FileMode.AnyFile, QFileDialog.FileMode.ExistingFile, QFileDialog.FileMode.Directory


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    yield made


def dialogs(window: QWidget) -> list[QFileDialog]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return window.findChildren(QFileDialog)


def dialog_of(window: QWidget) -> QFileDialog:
    (dialog,) = dialogs(window)
    return dialog


def type_name(dialog: QFileDialog, name: str) -> None:
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(name)


def test_that_it_begins_where_the_last_one_was_left(window: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    ask_path(window, "Save", chosen.append, FILE, "Networks (*.safetensors)", "xor.safetensors")
    dialog = dialog_of(window)
    dialog.setDirectory(str(tmp_path))
    type_name(dialog, "mine")
    dialog.accept()
    assert chosen == [tmp_path / "mine.safetensors"]

    ask_path(window, "Open", chosen.append, OPEN)
    assert Path(dialog_of(window).directory().absolutePath()) == tmp_path


@pytest.mark.parametrize("left", ["", "gone"])
def test_that_it_begins_at_home_where_nothing_was_chosen_or_that_is_gone(
    window: QWidget, user_folders: Path, left: str
) -> None:
    if left:
        Settings().file_folder = user_folders / left
    ask_path(window, "Open", lambda path: None, OPEN)

    start = Path(dialog_of(window).directory().absolutePath())
    assert start in (Path.home(), Path.home() / "Documents")


def test_that_what_is_suggested_may_name_its_folder(window: QWidget, tmp_path: Path) -> None:
    ask_path(window, "Save", lambda path: None, FILE, "Networks (*.safetensors)", str(tmp_path / "mine.safetensors"))

    assert [Path(name) for name in dialog_of(window).selectedFiles()] == [tmp_path / "mine.safetensors"]


def test_that_the_same_question_is_asked_once(window: QWidget) -> None:
    ask_path(window, "Open", lambda path: None, OPEN)
    first = dialog_of(window)
    ask_path(window, "Open", lambda path: None, OPEN)

    assert dialog_of(window) is first


def test_that_another_question_takes_the_place_of_the_first(window: QWidget) -> None:
    chosen: list[Path] = []
    ask_path(window, "Open", chosen.append, OPEN)
    ask_path(window, "Save", chosen.append, FILE)

    assert dialog_of(window).windowTitle() == "Save"
    assert chosen == []


def test_that_a_folder_that_is_not_there_yet_is_made(window: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    ask_path(window, "Log", chosen.append, FOLDER, can_make=True)
    dialog = dialog_of(window)
    dialog.setDirectory(str(tmp_path))
    type_name(dialog, "runs")
    dialog.accept()

    assert chosen == [tmp_path / "runs"] and chosen[0].is_dir()


def test_that_a_folder_that_is_there_can_be_chosen_as_before(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    chosen: list[Path] = []
    ask_path(window, "Log", chosen.append, FOLDER, can_make=True)
    dialog = dialog_of(window)
    dialog.setDirectory(str(tmp_path))
    type_name(dialog, "runs")
    dialog.accept()

    assert chosen == [tmp_path / "runs"]
