"""The log: what gets into it, how large it grows, and what happens where none can be kept."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import qCritical, qDebug, qInfo, qWarning

from gui import log_file
from gui.log_file import CRASH_NAME, LOG_NAME, PREVIOUS_CRASH_NAME, LogFile, log_folder
from tests.helpers.sources import ROOT

pytestmark = pytest.mark.logs_warnings

OpenLog = Callable[[Path], LogFile]
CRASH = """
import faulthandler, sys
from pathlib import Path
from gui.log_file import LogFile
log_file = LogFile(Path(sys.argv[1]))
faulthandler._sigsegv()
"""
FATAL = """
import sys
from pathlib import Path
from PySide6.QtCore import qFatal
from gui.log_file import LogFile
log_file = LogFile(Path(sys.argv[1]))
qFatal("the end")
"""


@pytest.fixture(autouse=True)
def crashes_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """They stay pytest's."""
    monkeypatch.setattr(log_file.faulthandler, "enable", lambda *where: None)
    monkeypatch.setattr(log_file.faulthandler, "disable", lambda: None)


@pytest.fixture
def open_log() -> Iterator[OpenLog]:
    """Opens logs that are closed with the test."""
    made: list[LogFile] = []

    def build(folder: Path) -> LogFile:
        made.append(LogFile(folder))
        return made[-1]

    yield build
    for log in reversed(made):
        log.close()


def lines_of(folder: Path) -> list[str]:
    return (folder / LOG_NAME).read_text(encoding="utf-8").splitlines()


def run_to_its_end(program: str, folder: Path) -> int:
    result = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return result.returncode


def test_that_the_log_lies_in_the_users_own_folder(user_folders: Path) -> None:
    assert user_folders in log_folder().parents
    assert not log_folder().exists()


def test_that_a_line_says_when_how_grave_which_thread_and_which_module(open_log: OpenLog, tmp_path: Path) -> None:
    open_log(tmp_path)
    logging.getLogger("engine.somewhere").info("café %d", 3)

    (line,) = lines_of(tmp_path)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO \[MainThread\] engine\.somewhere: café 3", line)


def test_that_warnings_of_python_are_in_the_log(open_log: OpenLog, tmp_path: Path) -> None:
    open_log(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        # catch_warnings put Python's own way of showing them back.
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("mind the step", UserWarning, stacklevel=1)

    assert any("WARNING" in line and "UserWarning: mind the step" in line for line in lines_of(tmp_path))


def test_that_what_qt_says_is_in_the_log_with_its_level_and_category(open_log: OpenLog, tmp_path: Path) -> None:
    logging.getLogger("qt").setLevel(logging.DEBUG)
    open_log(tmp_path)
    for say in (qDebug, qInfo, qWarning, qCritical):
        say(say.__name__)
    logging.getLogger("qt").setLevel(logging.NOTSET)

    found = [re.search(r"(\w+) \[MainThread\] qt\.default: (\w+)", line) for line in lines_of(tmp_path)]
    assert [match.groups() for match in found if match] == [
        ("DEBUG", "qDebug"),
        ("INFO", "qInfo"),
        ("WARNING", "qWarning"),
        ("ERROR", "qCritical"),
    ]


def test_that_the_log_stays_small_however_much_is_said(
    open_log: OpenLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "_MAX_BYTES", 10_000)
    open_log(tmp_path)
    for number in range(2_000):
        logging.getLogger("chatter").info("line %d", number)

    files = sorted(path for path in tmp_path.iterdir() if path.name.startswith(LOG_NAME))
    assert len(files) == 4
    assert all(path.stat().st_size <= 10_000 for path in files)
    assert "line 1999" in lines_of(tmp_path)[-1]


def test_that_without_a_folder_one_sentence_is_said_and_the_program_goes_on(
    open_log: OpenLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "log"
    log = open_log(folder)
    logging.getLogger("somewhere").info("nobody reads this")
    (sentence,) = capsys.readouterr().err.splitlines()

    assert not log.is_open
    assert sentence.startswith("Backprop Studio keeps no log: ")
    assert str(folder) in sentence


def test_that_a_line_that_cannot_be_written_is_told_once(
    open_log: OpenLog, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*anything: object) -> None:
        raise OSError(28, "No space left on device")

    open_log(tmp_path)
    monkeypatch.setattr(log_file._LogHandler, "shouldRollover", fail)
    for _ in range(5):
        logging.getLogger("somewhere").info("nobody reads this")
    (sentence,) = capsys.readouterr().err.splitlines()

    assert "No space left on device" in sentence


def test_that_everything_is_given_back(tmp_path: Path, qtlog: Any) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), warnings.showwarning)
    LogFile(tmp_path).close()
    qInfo("to whoever listened before")
    logging.getLogger("somewhere").error("not in the log")

    assert (root.level, list(root.handlers), warnings.showwarning) == before
    assert [record.message for record in qtlog.records] == ["to whoever listened before"]
    assert lines_of(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_that_a_crash_is_kept_and_mentioned_once(tmp_path: Path) -> None:
    assert run_to_its_end(CRASH, tmp_path) < 0
    assert "Segmentation fault" in (tmp_path / CRASH_NAME).read_text()

    LogFile(tmp_path).close()
    LogFile(tmp_path).close()

    (mention,) = (line for line in lines_of(tmp_path) if "crashed on" in line)
    assert str(tmp_path / PREVIOUS_CRASH_NAME) in mention
    assert "Segmentation fault" in (tmp_path / PREVIOUS_CRASH_NAME).read_text()
    assert (tmp_path / CRASH_NAME).read_text() == ""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_that_a_fatal_message_of_qt_is_in_the_log_before_the_process_ends(tmp_path: Path) -> None:
    assert run_to_its_end(FATAL, tmp_path) < 0

    *_, message, end = lines_of(tmp_path)
    assert message.endswith("qt.default: the end")
    assert "CRITICAL [MainThread] qt.default: " in end
    assert "Aborted" in (tmp_path / CRASH_NAME).read_text()
