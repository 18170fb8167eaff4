"""Reading help, change marks, smoothing, and the plots that share a place."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QMenu, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from engine.changes import Change
from engine.history import Series
from engine.insights import Insight, Kind
from gui.theme.theme import DARK
from gui.watch.advice import PLOT_OF, Advice, about, advice_by_plot
from gui.watch.change_marks import ChangeMark, change_marks
from gui.watch.curve_plot import CurvePlot
from gui.watch.dashboard import Dashboard
from tests.helpers.window_driver import OpenWindow

NAN = math.nan
EVERYTHING = {
    **{"ratio": 60.0, "layer": 0, "other": 2, "share": 0.41, "steps": 600.0, "epochs": 6.0},
    **{"best_epoch": 4.0, "rise": 0.2, "jump": 0.62, "gap": 0.123},
}
WARNING = Advice("warning", "Something is odd", "Said when it is")


def history(rows: int, layers: int = 3) -> Series:
    names = [f"{kind}.{i}" for kind in ("gradient_norm", "update_ratio") for i in range(layers)]
    series = Series(["step", "loss", "learning_rate", *names])
    rng = np.random.default_rng(0)
    for step in range(rows):
        rate = 0.1 if step < rows // 2 else 0.02
        series.append([step, float(rng.lognormal()), rate, *[0.3] * layers, *[1e-3] * layers])
    return series


def records(rows: int, layers: int = 3) -> Series:
    kinds = [f"{part}_{kind}" for kind in ("loss", "accuracy") for part in ("train", "validation", "test")]
    series = Series(["step", "epoch", *kinds, *[f"weight_norm.{i}" for i in range(layers)]])
    for epoch in range(1, rows + 1):
        series.append([100 * epoch, epoch, 0.3, 0.4, NAN, 0.9, 0.8, NAN, *[float(epoch + i) for i in range(layers)]])
    return series


@pytest.fixture
def dashboard(qtbot: QtBot) -> Dashboard:
    dashboard = Dashboard()
    qtbot.addWidget(dashboard)
    dashboard.resize(900, 600)
    dashboard.show()
    dashboard.show_history(history(400).view(), records(4).view())
    settle(dashboard)
    return dashboard


def settle(dashboard: Dashboard) -> None:
    for _ in range(10):
        QApplication.processEvents()
    for plot in dashboard.views():
        plot.refresh()
    QApplication.processEvents()


def plot_of(dashboard: Dashboard, name: str) -> CurvePlot:
    found = dashboard.findChild(CurvePlot, name)
    assert found is not None
    return found


# Sentences.


@pytest.mark.parametrize("kind", get_args(Kind))
def test_that_every_insight_has_a_plot_a_sentence_and_a_rule(kind: Kind) -> None:
    (advice,) = advice_by_plot([Insight(kind, "warning", EVERYTHING)], 3).values()
    assert not advice.sentence[0].islower()
    assert not advice.sentence.endswith(".")
    assert advice.rule.startswith("Said when")
    assert advice.rule.endswith(".")
    assert "{" not in advice.sentence + advice.rule


def test_that_sentences_name_layers_and_numbers() -> None:
    found = advice_by_plot([Insight("vanishing", "warning", {"ratio": 61.7, "layer": 0, "other": 2})], 4)
    sentence = found["gradientNormPlot"].sentence
    assert sentence == "Gradients vanish: layer 1 gets 60× less than layer 3"
    found = advice_by_plot([Insight("dead_units", "note", {"share": 0.41, "layer": 1})], 3)
    assert found["gradientNormPlot"].sentence == "41 % of the units of layer 2 are dead"
    found = advice_by_plot([Insight("stalls", "note", {"ratio": 3.14e-6, "layer": 2})], 3)
    assert found["updateRatioPlot"].sentence == "Hardly moves: a step changes the output layer by 0.0003 %"


def test_that_a_plot_says_only_the_first_of_several() -> None:
    found = advice_by_plot([Insight("stuck", "warning", EVERYTHING), Insight("loss_jumps", "note", EVERYTHING)], 3)
    assert list(found) == ["lossPlot"]
    assert found["lossPlot"].sentence.startswith("Stuck")


def test_that_every_plot_of_an_insight_is_there(dashboard: Dashboard) -> None:
    assert set(PLOT_OF.values()) <= {plot.objectName() for plot in dashboard.views()}


@pytest.mark.parametrize(("value", "text"), [(2.04, "2"), (9.6, "10"), (61.7, "60"), (1234.0, "1,000"), (5e7, "5e+07")])
def test_that_factors_are_written_in_one_digit(value: float, text: str) -> None:
    assert about(value) == text


# The line under a plot.


def test_that_advice_is_said_without_moving_anything(dashboard: Dashboard) -> None:
    loss = plot_of(dashboard, "lossPlot")
    line = loss.findChild(QWidget, "lossPlotAdvice")
    before = [loss.layout().itemAt(index).geometry() for index in range(loss.layout().count())]
    assert line.height() > 10
    dashboard.show_advice({"lossPlot": WARNING})
    settle(dashboard)
    assert loss.advice_text() == "Something is odd"
    assert "Said when it is" in line.toolTip()
    assert line.accessibleName() == "Warning: Something is odd"
    assert before == [loss.layout().itemAt(index).geometry() for index in range(loss.layout().count())]
    assert plot_of(dashboard, "accuracyPlot").advice_text() == ""
    dashboard.show_advice({})
    assert loss.advice_text() == line.toolTip() == ""


def test_that_a_warning_has_an_icon_in_both_themes(dashboard: Dashboard) -> None:
    line = plot_of(dashboard, "lossPlot").findChild(QWidget, "lossPlotAdvice")
    empty = line.grab().toImage()
    dashboard.show_advice({"lossPlot": Advice("warning", " ", "")})
    light = line.grab().toImage()
    dashboard.apply_theme(DARK)
    assert empty != light != line.grab().toImage()


def test_that_a_new_run_begins_in_silence(dashboard: Dashboard) -> None:
    dashboard.show_advice({"lossPlot": WARNING})
    dashboard.clear()
    assert plot_of(dashboard, "lossPlot").advice_text() == ""


# Marks.


def test_that_changes_are_written_as_a_person_knows_them() -> None:
    changes = [
        Change(10, "training.learning_rate", 0.08, 0.02),
        Change(12, "training.batch_size", 32, None),
        Change(15, "network.layers.1.dropout", 0.0, 0.5),
        Change(20, "training.schedule.name", "constant", "one_cycle"),
        Change(20, "augmentation.elastic_sigma", 4.0, 5.0),
    ]
    assert change_marks(changes) == [
        (10.0, "learning rate 0.08 → 0.02"),
        (12.0, "batch size 32 → all rows"),
        (15.0, "dropout of layer 2 0 → 0.5"),
        (20.0, "schedule constant → one cycle"),
        (20.0, "elastic sigma 4 → 5"),
    ]


def test_that_what_was_chosen_before_the_first_step_is_no_change() -> None:
    marks = change_marks([(0, "training.learning_rate", 0.1, 0.5), (1, "training.learning_rate", 0.5, 0.2)])
    assert [mark.step for mark in marks] == [1]


def test_that_a_mark_is_drawn_in_every_plot_and_read_beside_the_mouse(dashboard: Dashboard) -> None:
    plots = [plot for plot in dashboard.views() if plot.isVisible()]
    before = [plot.grab().toImage() for plot in plots]
    dashboard.show_marks([ChangeMark(200.0, "learning rate 0.1 → 0.02")])
    settle(dashboard)
    assert all(plot.grab().toImage() != image for plot, image in zip(plots, before, strict=True))
    loss = plot_of(dashboard, "lossPlot")
    stage = loss.findChild(QGraphicsView)
    stage.hovered.emit(201.0)
    assert "learning rate 0.1 → 0.02 (step 200)" in loss.hovered_text()
    stage.hovered.emit(100.0)
    assert "→" not in loss.hovered_text()


def test_that_marks_which_stay_are_not_painted_again(dashboard: Dashboard) -> None:
    dashboard.show_marks([ChangeMark(200.0, "a")])
    settle(dashboard)
    dashboard.show_marks([ChangeMark(200.0, "a")])
    assert not any(plot.refresh() for plot in dashboard.views())


def test_that_a_new_run_has_no_marks(dashboard: Dashboard) -> None:
    dashboard.show_marks([ChangeMark(200.0, "a")])
    dashboard.clear()
    dashboard.show_history(history(400).view(), records(4).view())
    settle(dashboard)
    loss = plot_of(dashboard, "lossPlot")
    stage = loss.findChild(QGraphicsView)
    stage.hovered.emit(200.0)
    assert loss.hovered_text()
    assert "step 200)" not in loss.hovered_text()


# Plots that share a place.


def test_that_the_fourth_place_shows_the_chosen_plot(dashboard: Dashboard) -> None:
    names = ["updateRatioPlot", "weightNormPlot", "learningRatePlot"]
    place = plot_of(dashboard, names[0]).geometry()
    for name in [*names[1:], names[0]]:
        shown = next(plot_of(dashboard, other) for other in names if plot_of(dashboard, other).isVisible())
        title = shown.findChild(QPushButton, f"{shown.objectName()}Title")
        action = next(action for action in title.menu().actions() if action.data() == name)
        action.trigger()
        settle(dashboard)
        assert [plot_of(dashboard, other).isVisible() for other in names] == [other == name for other in names]
        assert plot_of(dashboard, name).geometry() == place
        title = plot_of(dashboard, name).findChild(QPushButton, f"{name}Title")
        assert [action.data() for action in title.menu().actions() if action.isChecked()] == [name]


def test_that_rates_and_norms_are_those_of_the_run(dashboard: Dashboard) -> None:
    dashboard.show_plot("learningRatePlot")
    settle(dashboard)
    x, rates = plot_of(dashboard, "learningRatePlot").plotted("rate")
    assert set(rates[x < 195]) == {0.1}
    assert set(rates[x > 205]) == {0.02}
    dashboard.show_plot("weightNormPlot")
    settle(dashboard)
    for layer in range(3):
        x, norms = plot_of(dashboard, "weightNormPlot").plotted(str(layer))
        assert x.tolist() == [100, 200, 300, 400]
        assert norms.tolist() == [1 + layer, 2 + layer, 3 + layer, 4 + layer]


# Smoothing.


def open_menu(plot: CurvePlot) -> QMenu:
    at = plot.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, plot.mapToGlobal(at))
    QApplication.sendEvent(plot, event)
    return next(menu for menu in plot.findChildren(QMenu) if menu.isVisible())


def test_that_the_slider_smooths_every_plot(dashboard: Dashboard) -> None:
    loss = plot_of(dashboard, "lossPlot")
    _, before = loss.plotted("train")
    menu = open_menu(loss)
    slider = menu.findChild(QSlider, "lossPlotSmoothingSlider")
    assert slider.isVisible()
    slider.setValue(slider.maximum())
    settle(dashboard)
    smoother = loss.plotted("train")[1]
    assert np.abs(np.diff(smoother)).mean() < 0.6 * np.abs(np.diff(before)).mean()
    slider.setValue(0)
    settle(dashboard)
    raw = loss.plotted("train")[1]
    assert np.abs(np.diff(raw)).mean() > np.abs(np.diff(before)).mean()
    menu.close()
    other = open_menu(plot_of(dashboard, "gradientNormPlot"))
    assert other.findChild(QSlider, "gradientNormPlotSmoothingSlider").value() == 0
    other.close()


def test_that_a_plot_without_a_smoothed_line_has_no_slider(dashboard: Dashboard) -> None:
    menu = open_menu(plot_of(dashboard, "accuracyPlot"))
    slider = menu.findChild(QSlider, "accuracyPlotSmoothingSlider")
    assert slider is None or not slider.isVisible()
    menu.close()


# The window.


def test_that_the_window_marks_a_change_and_says_what_is_wrong(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "digits")
    driver.choose("speedCombo", 0)
    driver.train_steps(2)
    driver.type_into("learningRateSpin", "3")
    for epoch in range(1, 5):
        driver.click("epochButton")
        driver.wait(lambda epoch=epoch: driver.state == "Paused" and driver.trainer.epoch == epoch)
    driver.wait_for_rest()
    assert driver.trainer.changes == [Change(2, "training.learning_rate", 0.1, 3.0)]
    gradients = driver.widget("gradientNormPlot", CurvePlot)
    assert "dead" in gradients.advice_text()
    gradients.findChild(QGraphicsView).hovered.emit(2.0)
    assert "learning rate 0.1 → 3 (step 2)" in gradients.hovered_text()
    driver.click("resetButton")
    driver.wait(lambda: driver.state == "Ready")
    assert gradients.advice_text() == ""


def test_that_healthy_digits_end_in_silence(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "digits")
    driver.choose("speedCombo", 0)
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.wait_for_rest()
    plots = driver.window.dashboard.views()
    assert [plot.advice_text() for plot in plots] == [""] * len(plots)
