"""`main.py --self-check`: what it looks at, and what it says of a machine where something is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.idx_files import write_mnist
from tests.helpers.sources import ROOT

# Runs the check in a program whose first lines can take something away.
CHECK = "import sys; from gui import app; sys.exit(app.main(['--self-check']))"


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **nowhere, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def failed(output: str) -> list[str]:
    return [line.removeprefix("FAILED").strip() for line in output.splitlines() if line.startswith("FAILED")]


def test_that_without_a_display_everything_is_looked_at_and_well(user_folders: Path) -> None:
    pytest.importorskip("PySide6")
    before = {path for path in user_folders.rglob("*")}
    result = run("main.py", "--self-check")

    assert result.returncode == 0, result.stdout
    assert result.stderr == ""
    assert failed(result.stdout) == []
    for name in (
        *("Backprop Studio", "Python", "NumPy", "PySide6 and Qt", "pyqtgraph", "safetensors", "onnx", "tensorboardX"),
        *("Platform", "Libraries of Qt", "Display", "BLAS", "Settings", "Data", "Recovery", "Log", "MNIST"),
        *("Bundled model", "Training", "Gradients"),
    ):
        assert f" {name}: " in result.stdout
    assert "mean error 0.496410032, published 0.496410032" in result.stdout
    assert {line.split()[0] for line in result.stdout.splitlines()[:-1]} <= {"OK", "INFO"}
    assert result.stdout.endswith("All is in order.\n")
    assert {path for path in user_folders.rglob("*")} == before


def test_that_mnist_is_found_in_the_folder_that_is_named(tmp_path: Path) -> None:
    write_mnist(tmp_path / "mnist", train=12, test=2, packed=False)
    result = run("main.py", "--self-check", "--data", str(tmp_path))

    assert f"OK      MNIST: {tmp_path / 'mnist'}" in result.stdout
    assert f"Data: {tmp_path}" in result.stdout


def test_that_without_qt_a_line_says_so_and_the_engine_is_checked_all_the_same() -> None:
    result = run("-c", f"import sys; sys.modules['PySide6'] = None; {CHECK}")

    assert result.returncode == 1
    assert [line.partition(":")[0] for line in failed(result.stdout)] == [
        "PySide6 and Qt",
        "pyqtgraph",
        "Libraries of Qt",
    ]
    assert "OK      Gradients" in result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries are packages and folders have variables")
def test_that_a_missing_library_a_folder_and_a_model_are_named_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    pytest.importorskip("PySide6")
    (tmp_path / "state").write_text("a file where a folder should be")
    take = "from gui import preflight; preflight.QT_LIBRARIES['libNot.so.1'] = 'libnot1'"
    take += "; preflight.PACKAGE_OF['libNot.so.1'] = 'libnot1'"
    take += "; from engine import bundled; from pathlib import Path; bundled.BUNDLED_MODEL = Path('nowhere')"
    result = run("-c", f"{take}; {CHECK}", XDG_STATE_HOME=str(tmp_path / "state"))

    assert result.returncode == 1
    library, recovery, log, model = failed(result.stdout)
    assert library == "Libraries of Qt: missing: sudo apt-get install -y libnot1"
    assert recovery.startswith(f"Recovery: {tmp_path / 'state'}")
    assert log.startswith(f"Log: {tmp_path / 'state'}")
    assert model.startswith("Bundled model: FileFormatError: nowhere")
    assert "OK      Gradients" in result.stdout
    assert result.stdout.endswith("Something is not in order: see the lines with FAILED.\n")


def test_that_wrong_arguments_are_one_line_and_exit_code_2() -> None:
    result = run("main.py", "--self-check", "--nonsense")

    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
