"""Many things done to the real window in an order nobody thought of; `tests.benchmarks.random_actions` does more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.helpers.figures import SEVEN
from tests.helpers.restless import Restless
from tests.helpers.window_driver import OpenWindow

ACTIONS = 150


@pytest.mark.parametrize("seed", [1, 2])
def test_that_the_window_bears_whatever_is_done_to_it(open_window: OpenWindow, tmp_path: Path, seed: int) -> None:
    driver = open_window("--data", str(tmp_path))
    person = Restless(driver.window, seed)
    for action in range(ACTIONS):
        person.act()
        for _ in range(action % 4):
            QApplication.processEvents()
    driver.wait(lambda: driver.state != "Loading")

    # It is still a window with which one can work.
    driver.window.notices.clear()
    driver.act("reset_layout")
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.name == "xor")
    driver.choose("experimentCombo", "digits")
    driver.wait(lambda: driver.run.spec.name == "digits" and driver.state == "Ready")
    driver.choose("readerCombo", "bundled")
    driver.act("clear_canvas")
    driver.draw(SEVEN)
    assert driver.text("predictionLabel").startswith("7")
    driver.train_steps(2)
    assert np.isfinite(driver.trainer.network.parameters).all()
