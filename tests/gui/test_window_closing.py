"""What a window leaves behind: nothing. `tests.benchmarks.open_close` opens and closes hundreds."""

from __future__ import annotations

import gc
import weakref
from collections import Counter

import pytest
from pytestqt.qtbot import QtBot

from gui.app import create_window
from gui.main_window import MainWindow
from tests.helpers.window_driver import WindowDriver


def use_and_close(qtbot: QtBot) -> list[weakref.ref[object]]:
    """Start, pause, reset and close a window; returns what must be gone with it."""
    window = create_window([])
    assert isinstance(window, MainWindow)
    driver = WindowDriver(qtbot, window)
    with qtbot.waitActive(window):
        window.show()
    driver.wait_for("Ready")
    driver.click("startButton")
    driver.wait(lambda: driver.state != "Training" or driver.run.trainer.steps > 0)
    driver.click("startButton")
    driver.wait_for("Paused", "Finished")
    driver.act("reset")
    driver.wait_for("Ready")
    driver.close()
    runs = driver.runs
    return [weakref.ref(thing) for thing in (window, driver.session, *runs, *(run.trainer for run in runs))]


def objects_of_the_program() -> Counter[str]:
    """How many there are of each of its classes."""
    gc.collect()
    kinds = (type(thing) for thing in gc.get_objects())
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)
    return Counter(name for name in names if name.startswith(("engine.", "gui.")))


@pytest.mark.usefixtures("qapp")
def test_that_nothing_of_a_window_outlives_it(qtbot: QtBot) -> None:
    # Whatever is made once, and kept for the next window, is made now.
    use_and_close(qtbot)
    before = objects_of_the_program()
    left = use_and_close(qtbot)

    assert objects_of_the_program() - before == Counter()
    assert len(left) == 6 and not [reference() for reference in left if reference() is not None]
