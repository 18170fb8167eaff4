"""The whole job in one go: train on digits, watch, pause, turn the rate, draw, close, and take it up again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from gui.watch.curve_plot import CurvePlot
from tests.helpers.figures import SEVEN
from tests.helpers.small_runs import everything
from tests.helpers.window_driver import OpenWindow, WindowDriver

PLOTS = ("lossPlot", "accuracyPlot", "gradientNormPlot", "updateRatioPlot")


def last_step_drawn(driver: WindowDriver, plot: str, key: str) -> float:
    steps = driver.widget(plot, CurvePlot).plotted(key)[0]
    return float(np.nanmax(steps)) if len(steps) else 0.0


def test_that_a_person_can_do_the_main_job_from_beginning_to_end(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.choose("experimentCombo", "mnist-fcnn")
    # An epoch of so few rows is over at once.
    driver.type_into("epochsSpin", "5000")
    driver.click("startButton")
    driver.wait_for("Training")

    # Every plot moves, the accuracy with the first record.
    keys = dict(zip(PLOTS, ("train", "validation", "0", "2"), strict=True))
    driver.wait(lambda: all(last_step_drawn(driver, plot, key) > 0 for plot, key in keys.items()))
    seen = {plot: last_step_drawn(driver, plot, key) for plot, key in keys.items()}
    driver.wait(lambda: all(last_step_drawn(driver, plot, key) > seen[plot] for plot, key in keys.items()))

    driver.key(Qt.Key.Key_F5)
    driver.wait_for("Paused")
    driver.wait_for_rest()
    steps, words = driver.trainer.steps, driver.status
    driver.type_into("learningRateSpin", "0.03")
    driver.wait_for_rest()
    assert (driver.trainer.steps, driver.status) == (steps, words)

    driver.key(Qt.Key.Key_F5)
    driver.wait(lambda: driver.run.trainer.steps > steps)
    driver.draw(SEVEN)
    assert driver.state == "Training"
    assert driver.text("predictionLabel")[0].isdigit()
    assert "This network" in driver.text("readerLabel")
    driver.close()
    kept = everything(driver.trainer)
    assert kept["changes"][0][1:] == ("training.learning_rate", 0.08, 0.03)

    again = open_window("--data", str(mnist_dir))
    again.press_notice("Take it up")
    again.wait_for("Paused")
    again.wait(lambda: again.run.spec.name == "mnist-fcnn")
    again.wait_for_rest()
    assert everything(again.trainer) == kept
    assert all(last_step_drawn(again, plot, key) > 0 for plot, key in keys.items())
    done = again.trainer.steps
    again.click("startButton")
    again.wait(lambda: again.run.trainer.steps > done)
