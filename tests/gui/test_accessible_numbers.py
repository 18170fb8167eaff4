"""The newest numbers, for those who do not see them."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.announcer import Announcer
from gui.watch.curve_plot import CurvePlot
from tests.gui.test_watch_plot import make_curve
from tests.helpers.window_driver import OpenWindow


class Counter(QWidget):
    """Says how often it was asked."""

    asked = 0

    def spoken(self) -> str:
        self.asked += 1
        return f"asked {self.asked}"


def test_that_views_are_asked_by_a_clock_only_while_it_trains_and_once_more_when_it_rests(qtbot: QtBot) -> None:
    counter, hidden = Counter(), Counter()
    qtbot.addWidget(counter)
    qtbot.addWidget(hidden)
    counter.show()
    announcer = Announcer([counter, hidden], counter)
    timer = announcer.findChild(QTimer)
    assert timer is not None
    assert timer.interval() == 1000 and not timer.isActive()
    announcer.set_training(True)
    announcer.set_training(True)
    assert timer.isActive() and counter.asked == 0
    timer.timeout.emit()
    assert counter.accessibleDescription() == "asked 1"
    announcer.set_training(False)
    assert not timer.isActive() and counter.accessibleDescription() == "asked 2"
    assert hidden.asked == 0


def test_that_a_plot_says_the_newest_value_of_every_curve_that_is_shown(qtbot: QtBot) -> None:
    plot = CurvePlot("lossPlot", "Loss", explanation="How wrong it is.")
    qtbot.addWidget(plot)
    assert plot.spoken().startswith("How wrong it is.")
    plot.set_curves([make_curve("a", np.array([0.5, 0.183])), make_curve("b", np.array([np.nan, 0.25]))])
    assert plot.spoken() == "curve a 0.1830, curve b 0.2500 at step 2"


def test_that_rest_says_the_newest_numbers_everywhere(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.type_into("epochsSpin", "4")
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.wait_for_rest()

    def said(name: str) -> str:
        return driver.widget(name).accessibleDescription()

    step = driver.trainer.steps
    driver.wait(lambda: f" at step {step}" in said("lossPlot"))
    assert re.match(r"train [\d.]+, validation [\d.]+", said("lossPlot"))
    assert re.search(r"layer 1 [\d.]+, layer 2 [\d.]+, output [\d.]+ at step", said("gradientNormPlot"))
    assert said("accuracyPlot").startswith("train 0.")
    assert said("networkView").startswith("64 inputs")
    assert said("statusLine").startswith("Finished: All 4 epochs are done.")
    assert said("progressMeter").startswith("Epoch 4 of 4, 100 % of the run")
    for view, pattern in (
        ("weights", r"layer 1: .* from −?[\d.]+ to [\d.]+"),
        ("histograms", r"records?, step \d+"),
        ("output", r"validation set: 270 rows, accuracy [\d.]+ %"),
        ("mistakes", r"Validation: \d+ of 270 are read wrongly"),
    ):
        driver.window.docks[view].raise_()
        panel = driver.widget("answersView") if view == "output" else driver.window.docks[view].widget()
        driver.wait(lambda panel=panel, pattern=pattern: re.search(pattern, panel.accessibleDescription()))
