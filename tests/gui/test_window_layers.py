"""One selected layer in every view of a real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox

from engine.network import parameters_on
from gui.design.layer_table import LayerTable
from gui.inspect.network_view import NetworkView
from gui.inspect.weight_view import WeightView
from gui.watch.curve_plot import CurvePlot
from tests.helpers.window_driver import LEFT, OpenWindow, WindowDriver

PLOTS = ("gradientNormPlot", "updateRatioPlot")


@pytest.fixture
def driver(open_window: OpenWindow) -> WindowDriver:
    driver = open_window()
    driver.type_into("epochsSpin", "1")
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.wait_for_rest()
    return driver


def thin(driver: WindowDriver, plot: str) -> list[bool]:
    """Of each curve of a plot whether it is thin."""
    return [curve.is_thin for curve in driver.widget(plot, CurvePlot)._curves]


def state(driver: WindowDriver) -> tuple[object, object, list[list[bool]]]:
    """What weights, histograms and plots show."""
    layers = driver.widget("weightLayerCombo", QComboBox).currentData()
    histograms = driver.widget("histogramLayerCombo", QComboBox).currentData()
    return layers, histograms, [thin(driver, plot) for plot in PLOTS]


def click_layer(driver: WindowDriver, column: int) -> None:
    view = driver.widget("networkView", NetworkView)
    at = view.columns[column]
    driver.qtbot.mouseClick(view, LEFT, pos=QPoint(round(at.x), round(float(at.y[0]))))


def test_that_a_click_in_the_network_selects_the_layer_everywhere(driver: WindowDriver) -> None:
    click_layer(driver, 2)
    assert state(driver) == (1, 1, [[True, False, True]] * 2)
    assert driver.widget("layerTable", LayerTable).current_row() == 1
    assert QApplication.focusWidget() is driver.widget("networkView")

    driver.qtbot.keyClick(driver.widget("networkView"), Qt.Key.Key_Escape)
    assert state(driver) == (1, -1, [[False] * 3] * 2)


def test_that_a_click_on_an_empty_place_shows_all_layers_again(driver: WindowDriver) -> None:
    click_layer(driver, 1)
    assert state(driver)[1:] == (0, [[False, True, True]] * 2)
    view = driver.widget("networkView", NetworkView)
    driver.qtbot.mouseClick(view, LEFT, pos=QPoint(3, view.height() - 3))
    assert state(driver)[1:] == (-1, [[False] * 3] * 2)


def test_that_a_layer_chosen_for_weights_or_histograms_is_selected_everywhere(driver: WindowDriver) -> None:
    driver.choose("weightLayerCombo", 2)
    assert state(driver) == (2, 2, [[True, True, False]] * 2)
    assert driver.widget("networkView", NetworkView)._selected == 2
    # The output has a row of its own below the table.
    assert driver.widget("layerTable", LayerTable).current_row() == -1

    driver.choose("histogramLayerCombo", 0)
    assert state(driver) == (0, 0, [[False, True, True]] * 2)
    driver.choose("histogramLayerCombo", -1)
    assert state(driver) == (0, -1, [[False] * 3] * 2)
    assert driver.widget("networkView", NetworkView)._selected is None


def test_that_a_selection_outlives_a_reset_and_not_another_number_of_layers(driver: WindowDriver) -> None:
    driver.choose("weightLayerCombo", 1)
    driver.click("resetButton")
    driver.wait_for("Ready")
    assert driver.widget("networkView", NetworkView)._selected == 1
    driver.train_steps(1)
    driver.wait_for_rest()
    assert state(driver)[2] == [[True, False, True]] * 2

    driver.choose("experimentCombo", "xor")
    driver.wait_for("Ready")
    driver.wait_for_rest()
    assert driver.widget("networkView", NetworkView)._selected is None


def test_that_the_gradient_is_that_of_the_newest_step_and_kept_only_while_it_is_seen(open_window: OpenWindow) -> None:
    driver = open_window()
    view = driver.widget("weightView", WeightView)
    driver.window.docks["weights"].raise_()
    driver.choose("weightQuantityCombo", "gradient")
    driver.wait_for_rest()
    assert view.displayed().size == 0
    driver.train_steps(2)
    driver.wait_for_rest()
    trainer = driver.trainer
    flat = trainer.last_gradient()
    assert flat is not None
    first = parameters_on(trainer.spec.network, flat)[0]
    np.testing.assert_array_equal(view.displayed(), first.weight[:, : view.displayed().shape[1]])
    norm = trainer.recorder.history.view().column("gradient_norm.0")[-1]
    assert np.linalg.norm(first.flat) == pytest.approx(norm, rel=1e-5)

    driver.window.docks["network"].raise_()
    driver.wait_for_rest()
    driver.train_steps(1)
    driver.wait_for_rest()
    assert trainer.last_gradient() is None
