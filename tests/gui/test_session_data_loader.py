from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from engine.datasets import DATASETS, Dataset
from engine.errors import Cancelled, DataError
from gui.session import data_loader
from gui.session.data_loader import DataLoader
from gui.session.state import DataState
from tests.helpers.idx_files import write_mnist


class Desk:
    """A loader whose jobs are done when the test says so, with everything it says."""

    def __init__(self, data_dir: Path | None = None) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.loader = DataLoader(self.jobs.append, data_dir)
        self._states = QSignalSpy(self.loader.state_changed)
        self._loaded = QSignalSpy(self.loader.loaded)
        self._failed = QSignalSpy(self.loader.failed)

    def work(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()

    @property
    def states(self) -> list[DataState]:
        return [self._states.at(index)[0] for index in range(self._states.count())]

    @property
    def kinds(self) -> list[str]:
        return [state.kind for state in self.states]

    @property
    def loaded(self) -> list[Dataset]:
        return [self._loaded.at(index)[0] for index in range(self._loaded.count())]

    @property
    def failed(self) -> list[str]:
        return [self._failed.at(index)[0] for index in range(self._failed.count())]


def replace_download(monkeypatch: pytest.MonkeyPatch, fetch: Callable[..., Path]) -> None:
    monkeypatch.setitem(DATASETS, "mnist", replace(DATASETS["mnist"], download=fetch))


def test_that_data_are_loaded_and_described(qapp: object) -> None:
    desk = Desk()
    desk.loader.load("digits")
    assert desk.kinds == ["loading"]
    assert "UCI" in desk.states[0].text
    desk.work()

    assert desk.kinds == ["loading", "ready"]
    assert [dataset.name for dataset in desk.loaded] == ["digits"]
    assert desk.states[1].text == "1,257 training, 270 validation, 270 test rows, images of 8×8, 10 classes"
    assert not desk.failed


def test_that_tiny_data_are_described_as_they_are(qapp: object) -> None:
    desk = Desk()
    desk.loader.load("xor")
    desk.work()

    assert desk.states[-1].text.startswith("4 rows, all for training")


def test_that_data_that_are_missing_are_a_sentence(qapp: object, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.loader.load("mnist")
    desk.work()

    (words,) = desk.failed
    assert str(tmp_path) in words
    assert desk.states[-1] == DataState("error", words)
    assert not desk.loaded


def test_that_too_little_memory_is_a_sentence(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*arguments: object, **options: object) -> Dataset:
        raise MemoryError

    monkeypatch.setattr(data_loader, "load_dataset", load)
    desk = Desk()
    desk.loader.load("digits")
    desk.work()

    assert "memory" in desk.failed[0]
    assert desk.kinds == ["loading", "error"]


def test_that_a_bug_in_loading_leaves_nobody_waiting(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*arguments: object, **options: object) -> Dataset:
        raise ZeroDivisionError

    monkeypatch.setattr(data_loader, "load_dataset", load)
    desk = Desk()
    desk.loader.load("digits")
    # The compute thread tells it as any other failure.
    with pytest.raises(ZeroDivisionError):
        desk.work()

    assert desk.kinds == ["loading", "error"]
    assert desk.failed[0].endswith(".")


@pytest.mark.logs_warnings
def test_that_a_bug_in_downloading_leaves_nobody_waiting(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(folder: Path, **options: object) -> Path:
        raise ZeroDivisionError("in a download")

    replace_download(monkeypatch, fetch)
    desk = Desk(tmp_path)
    desk.loader.download("mnist")
    qtbot.waitUntil(lambda: bool(desk.failed))

    assert "in a download" in desk.failed[0]
    assert desk.kinds == ["loading", "error"]


def test_that_a_folder_becomes_the_data_folder_only_if_it_holds_the_data(qapp: object, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.loader.load_from("mnist", tmp_path / "nothing")
    desk.work()
    assert desk.loader.data_dir == tmp_path

    there = write_mnist(tmp_path / "there", train=30, test=10)
    desk.loader.load_from("mnist", there)
    assert desk.loader.data_dir == tmp_path
    desk.work()
    assert desk.loader.data_dir == there
    assert desk.loaded[-1].train.rows == 28


def test_that_a_newer_wish_overtakes_an_older_one(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    load = data_loader.load_dataset

    def note(name: str, **options: object) -> Dataset:
        asked.append(name)
        return load(name, **options)

    monkeypatch.setattr(data_loader, "load_dataset", note)
    desk = Desk()
    desk.loader.load("digits")
    desk.loader.load("xor")
    desk.work()

    assert asked == ["xor"]
    assert [dataset.name for dataset in desk.loaded] == ["xor"]


def test_that_an_answer_to_an_older_wish_is_dropped(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    load = data_loader.load_dataset

    def ask_for_more(name: str, **options: object) -> Dataset:
        if name == "digits":
            desk.loader.load("xor")
        return load(name, **options)

    monkeypatch.setattr(data_loader, "load_dataset", ask_for_more)
    desk.loader.load("digits")
    desk.work()

    assert [dataset.name for dataset in desk.loaded] == ["xor"]
    assert desk.kinds == ["loading", "loading", "ready"]


def test_that_loading_can_be_cancelled(qapp: object) -> None:
    desk = Desk()
    desk.loader.load("digits")
    desk.loader.cancel()
    desk.work()

    assert desk.kinds == ["loading", "none"]
    assert desk.failed == [""]
    assert not desk.loaded
    desk.loader.load("digits")
    desk.work()
    assert len(desk.loaded) == 1


def test_that_there_is_nothing_to_cancel_once_all_is_there(qapp: object) -> None:
    desk = Desk()
    desk.loader.cancel()
    desk.loader.load("digits")
    desk.work()
    desk.loader.cancel()

    assert desk.kinds == ["loading", "ready"]
    assert not desk.failed


def test_that_a_download_shows_its_progress_and_is_then_loaded(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(folder: Path, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Path:
        progress(5, 10)
        progress(3, 0)
        return write_mnist(folder / "mnist", train=30, test=10)

    replace_download(monkeypatch, fetch)
    desk = Desk(tmp_path)
    desk.loader.download("mnist")
    qtbot.waitUntil(lambda: bool(desk.jobs))
    desk.work()

    assert [(state.kind, state.fraction) for state in desk.states] == [
        ("loading", None),
        ("loading", 0.5),
        ("loading", None),
        ("loading", None),
        ("ready", None),
    ]
    assert desk.states[0].text.startswith("Downloading")
    assert [dataset.name for dataset in desk.loaded] == ["mnist"]


def test_that_a_download_that_fails_is_a_sentence(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(folder: Path, **options: object) -> Path:
        raise DataError("No mirror answers.")

    replace_download(monkeypatch, fetch)
    desk = Desk(tmp_path)
    desk.loader.download("mnist")
    qtbot.waitUntil(lambda: bool(desk.failed))

    assert desk.failed == ["No mirror answers."]
    assert desk.kinds == ["loading", "error"]
    assert not desk.jobs


def test_that_a_download_is_told_that_it_was_cancelled(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = threading.Event(), threading.Event()

    def fetch(folder: Path, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Path:
        begun.set()
        while not cancelled():
            told.wait(0.001)
        told.set()
        progress(9, 10)
        raise Cancelled

    replace_download(monkeypatch, fetch)
    desk = Desk(tmp_path)
    desk.loader.download("mnist")
    assert begun.wait(10)
    desk.loader.cancel()
    assert told.wait(10)
    qtbot.waitUntil(lambda: not [thread for thread in threading.enumerate() if thread.name == "download"])

    assert desk.kinds == ["loading", "none"]
    assert desk.failed == [""]


def test_that_what_needs_no_download_is_loaded(qapp: object) -> None:
    desk = Desk()
    desk.loader.download("digits")
    desk.work()

    assert [dataset.name for dataset in desk.loaded] == ["digits"]
