"""The keys of a plot."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.history import SeriesView
from gui.theme.theme import LIGHT
from gui.watch.curve_plot import CurvePlot
from gui.watch.dashboard import Dashboard
from gui.watch.history_curves import layer_curves
from tests.gui.test_watch_plot import make_curve, settle

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    plot = CurvePlot("lossPlot", "Loss", explanation="How wrong it is.", scale_switchable=True)
    qtbot.addWidget(plot)
    plot.resize(600, 240)
    plot.set_curves([make_curve("a", np.arange(1.0, 101.0)), make_curve("b", np.full(100, 7.0))])
    plot.show()
    settle(plot)
    return plot


def press(plot: CurvePlot, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(plot, key, modifier)
    settle(plot)


def step(plot: CurvePlot) -> int:
    """The step that is read."""
    return int(plot.hovered_text().split("\n")[0].removeprefix("step "))


def test_that_the_arrows_read_the_values_row_by_row(plot: CurvePlot) -> None:
    press(plot, KEY.Key_Left)
    assert plot.hovered_text() == "step 100\ncurve a\t100.0\ncurve b\t7.000"
    press(plot, KEY.Key_Left)
    assert step(plot) == 99
    press(plot, KEY.Key_Home)
    assert step(plot) == 1
    press(plot, KEY.Key_Right, KEY.Key_Right)
    assert step(plot) == 3
    press(plot, KEY.Key_Right, modifier=SHIFT)
    assert step(plot) > 5
    press(plot, KEY.Key_End, KEY.Key_Right)
    assert step(plot) == 100
    press(plot, KEY.Key_Escape)
    assert plot.hovered_text() == ""


def test_that_every_row_of_a_long_run_is_reached_once_zoomed_in(plot: CurvePlot) -> None:
    plot.set_curves([make_curve("a", np.arange(1.0, 100_001.0))])
    settle(plot)
    press(plot, KEY.Key_Home, *[KEY.Key_Right] * 3)
    far = step(plot)
    assert far > 100
    press(plot, *[KEY.Key_Plus] * 20)
    press(plot, KEY.Key_Right)
    assert step(plot) == far + 1


def test_that_keys_zoom_around_the_cross_hair_move_and_come_back(plot: CurvePlot) -> None:
    (left, right), (low, high) = plot.view_range()
    press(plot, KEY.Key_Home, KEY.Key_Plus)
    zoomed, values = plot.view_range()
    assert zoomed[1] - zoomed[0] < right - left and values[1] - values[0] < high - low
    assert (1 - zoomed[0]) / (zoomed[1] - zoomed[0]) == pytest.approx((1 - left) / (right - left))
    assert not plot.is_following()
    press(plot, KEY.Key_Right, KEY.Key_Up, modifier=CTRL)
    (moved_left, _), (moved_low, _) = plot.view_range()
    assert moved_left > zoomed[0] and moved_low > values[0]
    press(plot, KEY.Key_F)
    assert plot.is_following() and plot.view_range() == ((left, right), (low, high))


def test_that_l_switches_the_scale_only_where_there_are_two(plot: CurvePlot, qtbot: QtBot) -> None:
    press(plot, KEY.Key_L)
    assert plot.is_log()
    fixed = CurvePlot("fixedPlot", "Fixed")
    qtbot.addWidget(fixed)
    QTest.keyClick(fixed, KEY.Key_L)
    assert not fixed.is_log()


def test_that_s_smooths_every_plot_and_shift_s_undoes_it(qtbot: QtBot) -> None:
    dashboard = Dashboard()
    qtbot.addWidget(dashboard)
    shares: list[float] = []
    dashboard.smoothing_changed.connect(shares.append)
    QTest.keyClick(dashboard.views()[0], KEY.Key_S)
    QTest.keyClick(dashboard.views()[1], KEY.Key_S, SHIFT)
    assert len(shares) == 2 and shares[0] > shares[1]


def test_that_a_plot_before_its_first_step_takes_any_key(qtbot: QtBot) -> None:
    plot = CurvePlot("lossPlot", "Loss")
    qtbot.addWidget(plot)
    for key in (KEY.Key_Left, KEY.Key_Home, KEY.Key_Plus, KEY.Key_F, KEY.Key_S, KEY.Key_L, KEY.Key_Escape, KEY.Key_A):
        QTest.keyClick(plot, key)
        QTest.keyClick(plot, key, CTRL)
    assert plot.is_following()


def test_that_the_chosen_plot_keeps_the_keys_of_the_one_it_replaces(qtbot: QtBot) -> None:
    dashboard = Dashboard()
    qtbot.addWidget(dashboard)
    with qtbot.waitActive(dashboard):
        dashboard.show()
    shared = {plot.objectName(): plot for plot in dashboard.views()}
    shared["updateRatioPlot"].setFocus()
    dashboard.show_plot("weightNormPlot")
    assert QApplication.focusWidget() is shared["weightNormPlot"]
    dashboard.show_plot("noSuchPlot")
    assert shared["weightNormPlot"].isVisible()


@pytest.mark.parametrize("symbols", [False, True])
def test_that_twelve_layers_differ_without_their_colours(symbols: bool) -> None:
    names = ("step", *(f"gradient_norm.{layer}" for layer in range(12)))
    table = np.ones((3, len(names)))
    view = SeriesView(names, table, table, table, table, stride=1, samples=3)
    curves = layer_curves(view, "gradient_norm", LIGHT, symbols=symbols)
    assert len({(curve.pen_style, curve.symbol) for curve in curves}) == 12
