from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.errors import EngineError
from gui.app import create_window, parse
from tests.helpers.sources import ROOT


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NO_COLOR": "1", **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60
    )


def test_that_arguments_are_optional() -> None:
    options = parse([])

    assert (options.file, options.experiment, options.data) == (None, None, None)


def test_that_arguments_are_understood() -> None:
    options = parse(["net.safetensors", "--experiment", "xor", "--data", "somewhere"])

    assert (options.file, options.experiment, options.data) == (Path("net.safetensors"), "xor", Path("somewhere"))


@pytest.mark.parametrize(
    "arguments", [["--nonsense"], ["one", "two"], ["--experiment"], ["--data"], ["--experiment", "digitz"]]
)
def test_that_arguments_that_make_no_sense_open_no_window(qtbot: QtBot, arguments: list[str]) -> None:
    before = QApplication.topLevelWidgets()
    with pytest.raises(EngineError) as raised:
        create_window(arguments)

    assert str(raised.value)
    assert QApplication.topLevelWidgets() == before


def test_that_an_unknown_experiment_names_the_nearest(qtbot: QtBot) -> None:
    with pytest.raises(EngineError, match="mnist-fcnn"):
        create_window(["--experiment", "mnist-fcn"])


@pytest.mark.parametrize("arguments", [["--experiment", "digitz"], ["one", "two"]])
def test_that_bad_arguments_are_one_line_and_exit_code_2(arguments: list[str]) -> None:
    # A narrow terminal, where the usage would be broken into several lines.
    result = run("main.py", *arguments, COLUMNS="30")

    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.removesuffix("\n").split("\n")
    assert line.startswith("main.py: ")


def test_that_help_needs_no_display() -> None:
    result = run("main.py", "--help", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")

    assert result.returncode == 0
    for word in ("FILE", "--experiment", "--data"):
        assert word in result.stdout


def test_that_closing_while_it_trains_ends_with_exit_code_0(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QAbstractButton, QLabel\n"
        "from gui import app\n"
        "make = app.create_window\n"
        "def create_window(arguments):\n"
        "    window = make(arguments)\n"
        "    button = window.findChild(QAbstractButton, 'startButton')\n"
        "    status = window.findChild(QLabel, 'statusLabel')\n"
        "    timer = QTimer(window)\n"
        "    def look():\n"
        "        if status.text() == 'Ready':\n"
        "            button.click()\n"
        "        elif 'loss' in status.text():\n"
        "            timer.stop()\n"
        "            window.close()\n"
        "    timer.timeout.connect(look)\n"
        "    timer.start(5)\n"
        "    return window\n"
        "app.create_window = create_window\n"
        "sys.exit(app.main([]))\n"
    )
    result = run("-c", program)

    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    folder = Path(os.environ["XDG_STATE_HOME"]) / "backprop-studio" / "recovery"
    assert len(list(folder.glob("*.safetensors"))) == 1
