"""A training that blows up in the real window: it ends in a box that says where, and can be mended."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.learn.link import parse_link
from gui.widgets.scientific_spin import ScientificSpin
from tests.gui.test_window_transport import let_events_pass
from tests.helpers.figures import SEVEN
from tests.helpers.window_driver import OpenWindow, WindowDriver


def diverge(driver: WindowDriver, rate: str = "1e6") -> None:
    """Type a rate at which nothing can be learnt, and start."""
    driver.type_into("learningRateSpin", rate)
    driver.widget("startButton").setFocus()
    driver.click("startButton")
    driver.wait(lambda: driver.window.divergence_box.isVisible())
    driver.wait_for_rest()


def is_on_top(driver: WindowDriver) -> bool:
    box = driver.window.divergence_box
    spots = (box.rect().topLeft(), box.rect().center(), box.rect().bottomRight())
    found = [driver.window.childAt(box.mapTo(driver.window, spot)) for spot in spots]
    return all(widget is box or box.isAncestorOf(widget) for widget in found)


@pytest.mark.parametrize("rate", ["1e6", "1e3"])
def test_that_a_diverging_run_ends_in_a_box_and_goes_on_at_a_lower_rate(
    open_window: OpenWindow, mnist_dir: Path, rate: str
) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.draw(SEVEN)
    diverge(driver, rate)

    divergence = driver.trainer.divergence
    assert divergence is not None
    words = driver.text("divergenceCause")
    assert driver.notices == []
    assert f"step {divergence.step}" in words
    assert divergence.place() in words
    assert driver.status == divergence.short()
    assert np.isfinite(driver.trainer.network.parameters).all()
    # What those weights say of the drawing may be nonsense, but it is said or left unsaid in peace.
    assert np.isfinite(driver.probabilities).all()

    # The same rate fails again at once; nothing hangs.
    steps = driver.trainer.steps
    driver.click("startButton")
    driver.wait_for("Diverged")
    assert driver.trainer.steps == steps
    assert driver.window.divergence_box.isVisible()

    driver.type_into("learningRateSpin", "1e-5")
    driver.wait_for("Paused")
    # Going back is still the way out.
    assert driver.window.divergence_box.isVisible()
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > steps or driver.state == "Diverged")
    assert driver.run.trainer.spec.training.learning_rate == 1e-5


def test_that_the_box_leads_back_and_on_and_the_old_run_stays_among_the_runs(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(3)
    learnt = driver.trainer.network.parameters.copy()
    diverge(driver, "1e6")
    lost = driver.run
    assert "step 3" in driver.text("divergenceGood")
    driver.click("divergenceGoBack")
    driver.wait(lambda: driver.run is not lost and driver.state == "Paused")
    np.testing.assert_array_equal(driver.trainer.network.parameters, learnt)
    assert not driver.window.divergence_box.isVisible()
    rate = driver.trainer.spec.training.learning_rate
    assert driver.widget("learningRateSpin", ScientificSpin).value() == rate

    driver.wait_for_rest()
    diverge(driver, "1e5")
    driver.click("divergenceGoOn")
    driver.wait(lambda: driver.state == "Training" and not driver.window.divergence_box.isVisible())
    driver.wait(lambda: driver.run.trainer.steps > 5)
    driver.click("startButton")
    driver.wait_for("Paused")
    driver.wait_for_rest()
    assert driver.trainer.spec.training.learning_rate == rate / 2
    assert driver.trainer.divergence is None
    assert any("Diverged" in row.ended for row in driver.window.runs_view.rows())


def test_that_the_curves_in_the_box_end_where_training_did(open_window: OpenWindow) -> None:
    driver = open_window()
    diverge(driver, "1000")

    # The bundled digits last three steps.
    assert "at step 2" in driver.widget("divergencePicture").accessibleDescription()


def test_that_the_box_lies_over_the_plots_whatever_comes_to_the_front(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.window.resize(1024, 700)
    let_events_pass(5)
    diverge(driver)
    assert is_on_top(driver)
    for name in ("weights", "runs", "lesson"):
        driver.act(f"go_{name}")
        let_events_pass(10)
        assert is_on_top(driver), name
        assert not driver.window.docks[name].widget().visibleRegion().isEmpty(), name
    driver.window.resize(1440, 900)
    let_events_pass(10)

    box, plots = driver.window.divergence_box, driver.window.dashboard
    assert is_on_top(driver)
    assert box.geometry().bottom() < plots.mapTo(driver.window, plots.rect().bottomLeft()).y()


def test_that_the_keys_go_to_the_box_unless_somebody_types(open_window: OpenWindow) -> None:
    driver = open_window()
    diverge(driver)
    assert driver.window.focusWidget() is driver.widget("divergenceGoOn")

    driver.key(Qt.Key.Key_Escape)
    assert not driver.window.divergence_box.isVisible()
    driver.act("reset")
    driver.wait_for("Ready")
    driver.type_into("learningRateSpin", "1e6")
    driver.act("start")
    driver.wait(lambda: driver.window.divergence_box.isVisible())
    assert driver.window.focusWidget() is driver.widget("learningRateSpin")


def test_that_its_lesson_comes_and_gives_way_to_that_of_the_experiment(open_window: OpenWindow) -> None:
    driver = open_window()
    diverge(driver)
    driver.click("divergenceLesson")
    view = driver.window.lesson_view
    assert not view.visibleRegion().isEmpty() and "range" in driver.text("lessonTitle")
    view.link_activated.emit(parse_link("open:lesson"))
    assert "range" not in driver.text("lessonTitle")
    driver.click("divergenceLesson")
    driver.click("divergenceGoBack")
    driver.wait(lambda: "range" not in driver.text("lessonTitle"))
    driver.wait_for_rest()

    diverge(driver)
    driver.click("divergenceLesson")
    view.link_activated.emit(parse_link("open:lab-descent"))
    assert driver.window.findChild(QWidget, "descentLabFrame").isVisible()
    # Over a lab it waits.
    driver.wait(lambda: not driver.window.divergence_box.isVisible())
    driver.click("descentLabClose")
    driver.wait(driver.window.divergence_box.isVisible)


def test_that_a_run_that_diverged_can_begin_anew(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    start = driver.trainer.network.parameters.copy()
    driver.type_into("learningRateSpin", "1e6")
    driver.click("startButton")
    driver.wait_for("Diverged")
    driver.type_into("learningRateSpin", "0.08")
    driver.click("resetButton")
    driver.wait(lambda: driver.state == "Ready")
    np.testing.assert_array_equal(driver.trainer.network.parameters, start)

    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 3)
    driver.click("startButton")
    driver.wait_for("Paused")
    assert driver.trainer.divergence is None


def test_that_views_bear_the_weights_of_a_run_that_diverged(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.type_into("learningRateSpin", "1e6")
    driver.click("startButton")
    driver.wait_for("Diverged")
    for name in ("weights", "output", "network"):
        driver.window.docks[name].raise_()
        driver.wait_for_rest()
        let_events_pass(10)
    driver.draw(SEVEN)
    driver.wait_for_rest()

    assert driver.state == "Diverged"


def test_that_the_newest_divergence_is_told(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    for rate, words in (("1e6", "rate 1,000,000"), ("1e5", "rate 100,000")):
        diverge(driver, rate)
        assert words in driver.text("divergenceCause")


@pytest.mark.parametrize("way", ["reset", "experiment"])
def test_that_a_divergence_is_forgotten_with_its_network(open_window: OpenWindow, mnist_dir: Path, way: str) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    diverge(driver)
    if way == "reset":
        driver.click("resetButton")
    else:
        driver.choose("experimentCombo", "digits")
    driver.wait_for("Ready")

    assert not driver.window.divergence_box.isVisible()
