"""How the program ends where nobody closes its window: by a signal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers.sources import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

# Presses Start and says so once something was learnt.
TRAIN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel
from gui import app
make = app.create_window
def create_window(arguments):
    window = make(arguments)
    button = window.findChild(QAbstractButton, "startButton")
    status = window.findChild(QLabel, "statusLabel")
    timer = QTimer(window)
    def look():
        if status.text() == "Ready":
            button.click()
        elif "loss" in status.text():
            timer.stop()
            print("learnt", flush=True)
    timer.timeout.connect(look)
    timer.start(5)
    return window
app.create_window = create_window
sys.exit(app.main([]))
"""
# Says so once it rests.
REST = TRAIN.replace("button.click()", "timer.stop(); print('learnt', flush=True)")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts such a program and waits until it has said so."""
    programs: list[subprocess.Popen[str]] = []

    def build(program: str, *, ignored: int | None = None) -> subprocess.Popen[str]:
        surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        if ignored is not None:
            program = f"import signal\nsignal.signal({int(ignored)}, signal.SIG_IGN)\n{program}"
        programs.append(
            subprocess.Popen(
                [sys.executable, "-c", program],
                cwd=ROOT,
                env=surroundings,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        output = programs[-1].stdout
        assert output is not None
        assert output.readline() == "learnt\n"
        return programs[-1]

    yield build
    for program in programs:
        program.kill()
        program.communicate()


def kept() -> list[Path]:
    folder = Path(os.environ["XDG_STATE_HOME"]) / "backprop-studio" / "recovery"
    return list(folder.glob("*.safetensors"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_that_a_signal_closes_the_window_and_keeps_what_was_learnt(
    start: Start, number: signal.Signals, code: int
) -> None:
    program = start(TRAIN)
    program.send_signal(number)
    _, errors = program.communicate(timeout=60)

    assert program.returncode == code
    assert "Traceback" not in errors
    assert len(kept()) == 1


def test_that_a_signal_ends_a_program_that_rests(start: Start) -> None:
    program = start(REST)
    program.send_signal(signal.SIGINT)
    _, errors = program.communicate(timeout=60)

    assert program.returncode == 130
    assert "Traceback" not in errors
    assert kept() == []


def test_that_a_signal_that_is_to_be_ignored_stays_so(start: Start) -> None:
    # As nohup starts a program.
    program = start(TRAIN, ignored=signal.SIGHUP)
    program.send_signal(signal.SIGHUP)
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=60)

    assert program.returncode == 143


def test_that_closing_says_what_could_not_be_kept(start: Start) -> None:
    program = start(TRAIN)
    folder = Path(os.environ["XDG_STATE_HOME"]) / "backprop-studio" / "recovery"
    shutil.rmtree(folder)
    folder.write_text("in the way")
    program.send_signal(signal.SIGTERM)
    _, errors = program.communicate(timeout=60)

    assert program.returncode == 143
    assert "could not be saved" in errors
    assert "Traceback" not in errors


def test_that_a_state_folder_that_cannot_be_used_stops_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = Path(os.environ["XDG_STATE_HOME"]) / "file"
    in_the_way.write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(in_the_way))
    program = start(TRAIN)
    program.send_signal(signal.SIGTERM)
    _, errors = program.communicate(timeout=60)

    assert program.returncode == 143
    assert "Traceback" not in errors
