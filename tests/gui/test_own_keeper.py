"""My digits are kept: each change is in the file at once, and no file is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy

from engine.errors import FileFormatError
from engine.own_digits import OwnDigit, load_digits, save_digits
from gui.session import digit_keeper
from gui.session.digit_keeper import DigitKeeper, digits_file
from tests.helpers.own_digits import own_digit


class Desk:
    """A keeper whose jobs are done when the test says so."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.jobs: list[Callable[[], None]] = []
        self.keeper = DigitKeeper(self.jobs.append, path)
        self._failed = QSignalSpy(self.keeper.failed)

    def work(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()

    @property
    def labels(self) -> list[int]:
        return [kept.label for kept in self.keeper.kept]

    @property
    def on_disk(self) -> list[int]:
        return [digit.label for digit in load_digits(self.path)]

    @property
    def sentences(self) -> list[str]:
        return [self._failed.at(index)[0] for index in range(self._failed.count())]


@pytest.fixture
def desk(qapp: object, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data" / "my-digits.json")


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    """A keeper of a 1, a 7 and a 4."""
    save_digits([own_digit(1), own_digit(7, 30), own_digit(4, 60)], desk.path)
    desk.keeper.load()
    desk.work()
    return desk


def test_that_they_lie_in_the_users_own_data_folder(user_folders: Path) -> None:
    assert digits_file() == user_folders / "share" / "backprop-studio" / "my-digits.json"


def test_that_every_change_is_written_at_once(loaded: Desk) -> None:
    for change, labels in (
        (lambda: loaded.keeper.add(own_digit(9, 90)), [1, 7, 4, 9]),
        (lambda: loaded.keeper.relabel([1, 2], 2), [1, 2, 2, 9]),
        (lambda: loaded.keeper.remove([0, 3]), [2, 2]),
        (loaded.keeper.undo, [1, 2, 2, 9]),
        (loaded.keeper.undo, [1, 7, 4, 9]),
        (loaded.keeper.redo, [1, 2, 2, 9]),
        (loaded.keeper.redo, [2, 2]),
    ):
        change()
        loaded.work()
        assert loaded.labels == loaded.on_disk == labels
    assert not loaded.sentences


def test_that_of_many_changes_only_the_last_state_is_written(loaded: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    monkeypatch.setattr(digit_keeper, "save_digits", lambda digits, path: written.append(len(digits)))
    for number in range(5):
        loaded.keeper.add(own_digit(number, 100 + number))
    loaded.work()
    assert written == [8]


def test_that_what_changes_nothing_is_no_step_to_undo(loaded: Desk) -> None:
    loaded.keeper.remove([])
    loaded.keeper.relabel([1], 7)
    assert not loaded.jobs
    loaded.keeper.undo()
    assert loaded.labels == [1, 7, 4]


def test_that_what_was_drawn_before_the_file_was_read_joins_it(desk: Desk) -> None:
    save_digits([own_digit(1)], desk.path)
    desk.keeper.load()
    desk.keeper.add(own_digit(5))
    desk.work()
    assert desk.labels == desk.on_disk == [1, 5]


def test_that_a_drawing_is_known_again(loaded: Desk) -> None:
    assert loaded.keeper.find(own_digit(0, 30)) == 1
    assert loaded.keeper.find(own_digit(0, 31)) is None
    picture = OwnDigit(2, picture=np.zeros((9, 9), np.uint8))
    assert loaded.keeper.find(picture) is None
    loaded.keeper.add(picture)
    assert loaded.keeper.find(picture) == 3


def test_that_a_digit_keeps_its_image_under_another_name(loaded: Desk) -> None:
    image = loaded.keeper.kept[0].image((28, 28))
    loaded.keeper.relabel([0], 8)
    assert loaded.keeper.kept[0].image((28, 28)) is image


def test_that_a_damaged_file_is_moved_aside_and_named(desk: Desk) -> None:
    for number, name in ((1, "my-digits.json.broken"), (2, "my-digits.json.broken2")):
        desk.path.parent.mkdir(exist_ok=True)
        desk.path.write_text(f"not digits, {number}")
        desk.keeper.load()
        desk.work()
        assert (desk.path.parent / name).read_text() == f"not digits, {number}"
        assert name in desk.sentences[-1] and not desk.path.exists()
    desk.keeper.add(own_digit(3))
    desk.work()
    assert desk.on_disk == [3]


def test_that_a_file_that_cannot_be_moved_is_not_written_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.path.parent.mkdir()
    desk.path.write_text("not digits")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "rename", refuse)
    desk.keeper.load()
    desk.keeper.add(own_digit(3))
    desk.work()

    assert desk.path.read_text() == "not digits"
    assert "my-digits.json.broken" in desk.sentences[0]
    assert [digit.label for digit in load_digits(desk.path.parent / "my-digits.json.broken")] == [3]


def test_that_digits_that_cannot_be_written_stay_here(loaded: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(digits: list[OwnDigit], path: Path) -> None:
        raise FileFormatError("The disk is full.")

    monkeypatch.setattr(digit_keeper, "save_digits", fail)
    heard = QSignalSpy(loaded.keeper.not_saved)
    loaded.keeper.add(own_digit(3))
    loaded.work()
    assert loaded.labels == [1, 7, 4, 3]
    assert heard.at(0)[0] == "The disk is full. Your digits stay here until the window is closed."


def test_that_an_export_holds_images_and_labels(loaded: Desk, tmp_path: Path) -> None:
    exported = QSignalSpy(loaded.keeper.exported)
    loaded.keeper.export(tmp_path / "out.npz")
    loaded.work()
    assert exported.at(0) == [3, str(tmp_path / "out.npz")]
    with np.load(tmp_path / "out.npz") as file:
        assert file["x"].shape == (3, 28, 28)
        assert file["y"].tolist() == [1, 7, 4]
