"""Real windows for the tests of the whole, each with a person's hands; and sessions without one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.datasets import Dataset
from engine.spec import ExperimentSpec
from gui.app import create_window
from gui.main_window import START_SIZE, MainWindow
from gui.session import data_loader
from tests.helpers.idx_files import write_mnist
from tests.helpers.session_rig import LONG, MakeRig, Rig
from tests.helpers.window_driver import TIMEOUT_MS, OpenWindow, WindowDriver


@pytest.fixture(autouse=True)
def plain_look(request: pytest.FixtureRequest) -> None:
    """Take away the look that an earlier window gave the application, where this test opens none."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.styleSheet() and not _opens_window(request):
        application.setStyleSheet("")
        application.setPalette(application.style().standardPalette())
        application.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))


def _opens_window(request: pytest.FixtureRequest) -> bool:
    return "make_window" in request.fixturenames


@pytest.fixture
def make_window(qtbot: QtBot) -> Iterator[OpenWindow]:
    """Opens a window with these arguments and shows it; what it loads may still be on its way."""
    drivers: list[WindowDriver] = []

    def build(*arguments: str, show: bool = True) -> WindowDriver:
        window = create_window(list(arguments))
        assert isinstance(window, MainWindow)
        driver = WindowDriver(qtbot, window)
        drivers.append(driver)
        if show:
            with qtbot.waitActive(window):
                window.show()
            # The screen without a display is smaller than the window wants to be.
            window.resize(START_SIZE)
        return driver

    yield build
    for driver in drivers:
        driver.close()


@pytest.fixture
def open_window(make_window: OpenWindow) -> OpenWindow:
    """Opens a window with these arguments, shows it and waits until it has loaded and painted."""

    def build(*arguments: str) -> WindowDriver:
        driver = make_window(*arguments)
        driver.wait(lambda: driver.state != "Loading")
        driver.wait_for_rest()
        return driver

    return build


@pytest.fixture
def start_hidden(make_window: OpenWindow) -> OpenWindow:
    """Opens a window with these arguments that nobody sees, and waits until it has loaded."""

    def build(*arguments: str) -> WindowDriver:
        driver = make_window(*arguments, show=False)
        driver.wait(lambda: driver.state != "Loading")
        return driver

    return build


@pytest.fixture
def held_data(make_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Data are loaded only once this is set."""
    let_go, load = threading.Event(), data_loader.load_dataset

    def load_later(*arguments: Any, **options: Any) -> Dataset:
        assert let_go.wait(TIMEOUT_MS / 1000)
        return load(*arguments, **options)

    monkeypatch.setattr(data_loader, "load_dataset", load_later)
    yield let_go
    let_go.set()


@pytest.fixture
def mnist_dir(tmp_path: Path) -> Path:
    """A data folder with a small set in the form of MNIST: 550 training, 50 validation and 100 test rows."""
    folder = tmp_path / "mnist data"
    write_mnist(folder / "mnist", train=600, test=100, packed=False)
    return folder


@pytest.fixture
def make_rig(qtbot: QtBot) -> Iterator[MakeRig]:
    """Makes sessions without a window; their threads end with the test."""
    made: list[Rig] = []

    def build(spec: ExperimentSpec = LONG, recovery_file: Path | None = None) -> Rig:
        made.append(Rig(qtbot, spec, recovery_file))
        return made[-1]

    yield build
    for rig in made:
        rig.close()
