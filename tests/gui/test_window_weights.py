"""Weights, their last change and their histograms in a real window."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF

from engine.statistics import BINS
from gui.inspect.followed_weights import FollowedWeights
from gui.inspect.histogram_view import HistogramView
from gui.inspect.weight_view import WeightView
from tests.helpers.window_driver import LEFT, OpenWindow


def test_that_the_histograms_are_those_of_the_training_and_go_with_it(open_window: OpenWindow) -> None:
    driver = open_window()
    view = driver.widget("histogramView", HistogramView)
    driver.window.docks["histograms"].raise_()
    driver.wait_for_rest()
    assert view.picture.panels == ()

    driver.type_into("epochsSpin", "1")
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.wait_for_rest()
    driver.wait(lambda: view.picture.panels)
    trainer = driver.trainer
    for panel, layer in zip(view.picture.panels, trainer.network.layers, strict=True):
        (moment,) = panel.shown
        assert (moment.step, moment.epoch) == (trainer.steps, 1)
        expected = np.histogram(layer.weight.astype("float64"), BINS)[0]
        # A value on the border of two bins may fall into either, by the last bit.
        assert np.abs(np.cumsum(moment.histogram.counts) - np.cumsum(expected)).max() <= 3

    driver.click("resetButton")
    driver.wait_for("Ready")
    driver.wait(lambda: view.picture.panels == ())


def test_that_the_last_change_is_what_the_step_added_to_the_weights(open_window: OpenWindow) -> None:
    driver = open_window()
    view = driver.widget("weightView", WeightView)
    driver.window.docks["weights"].raise_()
    driver.choose("weightQuantityCombo", "change")
    driver.wait_for_rest()
    assert view.displayed().size == 0

    driver.train_steps(1)
    before = driver.trainer.network.layers[0].weight.copy()
    driver.train_steps(1)
    driver.wait_for_rest()
    after = driver.trainer.network.layers[0].weight
    np.testing.assert_allclose(view.displayed(), (after - before)[:, : view.displayed().shape[1]], atol=1e-7)

    driver.click("resetButton")
    driver.wait_for("Ready")
    driver.wait(lambda: view.displayed().size == 0)


def test_that_a_clicked_weight_is_followed_from_step_to_step_and_into_the_next_run(open_window: OpenWindow) -> None:
    driver = open_window()
    view = driver.widget("weightView", WeightView)
    driver.window.docks["weights"].raise_()
    driver.wait_for_rest()
    driver.choose("weightModeCombo", "matrix")
    strip = driver.widget("followedWeights", FollowedWeights)
    assert not strip.isVisible()
    picture = view.picture
    point = next(
        QPoint(x, y) for x in range(0, picture.width(), 5) for y in range(40, 200, 5) if picture.read_out(QPointF(x, y))
    )
    driver.qtbot.mouseClick(picture, LEFT, pos=point)
    driver.wait(strip.isVisible)
    (place,) = view.followed
    values = [driver.trainer.network.layers[0].weight[place.row, place.unit]]
    driver.wait_for_rest()
    for _ in range(3):
        driver.train_steps(1)
        values.append(driver.trainer.network.layers[0].weight[place.row, place.unit])
    driver.wait_for_rest()
    driver.wait(lambda: len(strip.curve(place)[0]) == 4)
    np.testing.assert_array_equal(strip.curve(place)[0], [0, 1, 2, 3])
    np.testing.assert_array_equal(strip.curve(place)[1], values)
    assert not view.dirty

    driver.click("resetButton")
    driver.wait_for("Ready")
    driver.wait(lambda: len(strip.curve(place)[0]) == 1)
    assert strip.curve(place)[1] == values[:1]
    driver.click("unfollowButton")
    assert view.followed == () and not strip.isVisible()
