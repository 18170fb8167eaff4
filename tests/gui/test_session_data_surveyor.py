from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from engine.datasets.own import Survey
from engine.errors import Cancelled, DataError
from engine.own_data import OwnDataSpec
from gui.session import data_surveyor, throttle
from gui.session.data_surveyor import DataSurveyor
from gui.session.throttle import throttled

FIRST, SECOND = OwnDataSpec(path="/data/first.csv"), OwnDataSpec(path="/data/second.csv")


class Reader:
    """In the place of the engine's: reads until it is let go or cancelled."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.ended: list[str] = []
        self.error: Exception | None = None

    def survey(
        self, settings: OwnDataSpec, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> Survey:
        progress(1, 4)
        while not self.let_go.wait(0.001):
            if cancelled():
                self.ended.append(settings.path)
                raise Cancelled("Reading was cancelled.")
        if self.error is not None:
            raise self.error
        return Survey(settings, rows=3)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    made = Reader()
    monkeypatch.setattr(data_surveyor, "survey", made.survey)
    yield made
    made.let_go.set()


@pytest.fixture
def surveyor(qapp: object) -> Iterator[DataSurveyor]:
    made = DataSurveyor()
    yield made
    made.cancel()


def test_that_a_survey_arrives_and_ends_the_wish(qtbot: QtBot, reader: Reader, surveyor: DataSurveyor) -> None:
    with qtbot.waitSignal(surveyor.progressed) as told:
        surveyor.survey(FIRST)
    assert surveyor.is_busy
    with qtbot.waitSignal(surveyor.surveyed) as found:
        reader.let_go.set()

    assert told.args == [1, 4]
    assert found.args[0].settings == FIRST
    assert not surveyor.is_busy


def test_that_a_newer_wish_overtakes_an_older_one(qtbot: QtBot, reader: Reader, surveyor: DataSurveyor) -> None:
    found = QSignalSpy(surveyor.surveyed)
    surveyor.survey(FIRST)
    surveyor.survey(SECOND)
    qtbot.waitUntil(lambda: reader.ended == [FIRST.path])
    reader.let_go.set()
    qtbot.waitUntil(lambda: found.count() > 0)

    assert [found.at(index)[0].settings for index in range(found.count())] == [SECOND]


def test_that_nothing_is_said_of_what_was_cancelled(qtbot: QtBot, reader: Reader, surveyor: DataSurveyor) -> None:
    found, failed = QSignalSpy(surveyor.surveyed), QSignalSpy(surveyor.failed)
    surveyor.survey(FIRST)
    surveyor.cancel()
    qtbot.waitUntil(lambda: bool(reader.ended))

    assert (found.count(), failed.count(), surveyor.is_busy) == (0, 0, False)


@pytest.mark.parametrize(
    ("error", "word"), [(DataError("first.csv is cut off."), "cut off"), (MemoryError(), "memory"), (OSError(), "read")]
)
@pytest.mark.logs_warnings
def test_that_what_goes_wrong_is_a_sentence(
    qtbot: QtBot, reader: Reader, surveyor: DataSurveyor, error: Exception, word: str
) -> None:
    reader.error = error
    reader.let_go.set()
    with qtbot.waitSignal(surveyor.failed) as failed:
        surveyor.survey(FIRST)

    assert word in failed.args[0]
    assert failed.args[0].endswith(".")
    assert not surveyor.is_busy


def test_that_a_file_is_guessed_before_it_is_surveyed(
    qtbot: QtBot, reader: Reader, surveyor: DataSurveyor, tmp_path: Path
) -> None:
    path = tmp_path / "flowers.csv"
    path.write_text("length;name\n1.5;a\n2.5;b\n")
    with qtbot.waitSignal(surveyor.guessed) as guessed:
        surveyor.open(path)

    assert (guessed.args[0].path, guessed.args[0].separator) == (str(path), ";")


def test_that_a_file_of_the_same_kind_is_read_as_the_missing_one_was(
    qtbot: QtBot, reader: Reader, surveyor: DataSurveyor, tmp_path: Path
) -> None:
    path = tmp_path / "moved.csv"
    path.write_text("length;name\n1.5;a\n2.5;b\n")
    known = OwnDataSpec(path="/gone/flowers.csv", separator=";", label="length", task="values", test_share=0.3)
    with qtbot.waitSignal(surveyor.guessed) as guessed:
        surveyor.open(path, known)

    assert guessed.args[0].path == str(path)
    assert (guessed.args[0].label, guessed.args[0].task, guessed.args[0].test_share) == ("length", "values", 0.3)


def test_that_progress_is_told_at_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, told = iter([0.0, 0.01, 0.049, 0.05, 0.06, 0.2]), []
    monkeypatch.setattr(throttle.time, "monotonic", lambda: next(clock))
    tell = throttled(lambda done, total: told.append(done))
    for done in range(6):
        tell(done, 10)

    assert told == [0, 3, 5]
