"""A training that blows up in the real window: it ends in a sentence and can be mended."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.gui.test_window_transport import let_events_pass
from tests.helpers.figures import SEVEN
from tests.helpers.window_driver import OpenWindow


@pytest.mark.parametrize("rate", ["1e6", "1e3"])
def test_that_a_diverging_run_ends_in_a_sentence_and_goes_on_at_a_lower_rate(
    open_window: OpenWindow, mnist_dir: Path, rate: str
) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.type_into("learningRateSpin", rate)
    driver.draw(SEVEN)
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.wait_for_rest()

    divergence = driver.trainer.divergence
    assert divergence is not None
    words = driver.sentences[0]
    assert driver.notices[0].kind == "error"
    assert f"step {divergence.step}" in words
    assert f"layer {divergence.layer + 1}" in words
    assert words in driver.status
    assert np.isfinite(driver.trainer.network.parameters).all()
    # What those weights say of the drawing may be nonsense, but it is said or left unsaid in peace.
    assert np.isfinite(driver.probabilities).all()

    # The same rate fails again at once; nothing hangs.
    steps = driver.trainer.steps
    driver.click("startButton")
    driver.wait_for("Finished")
    assert driver.trainer.steps == steps
    # It is said once, however often it happens.
    assert [notice.kind for notice in driver.notices] == ["error"]

    driver.window.notices.clear()
    driver.type_into("learningRateSpin", "1e-5")
    driver.wait_for("Paused")
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > steps or driver.state == "Finished")
    assert driver.run.trainer.spec.training.learning_rate == 1e-5


def test_that_a_run_that_diverged_can_begin_anew(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    start = driver.trainer.network.parameters.copy()
    driver.type_into("learningRateSpin", "1e6")
    driver.click("startButton")
    driver.wait_for("Finished")
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
    driver.wait_for("Finished")
    for name in ("weights", "output", "network"):
        driver.window.docks[name].raise_()
        driver.wait_for_rest()
        let_events_pass(10)
    driver.draw(SEVEN)
    driver.wait_for_rest()

    assert driver.state == "Finished"


def test_that_the_notice_offers_a_reset_which_keeps_the_lower_rate(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    start = driver.trainer.network.parameters.copy()
    driver.type_into("learningRateSpin", "1e3")
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.wait_for_rest()
    assert driver.text("timeLeftLabel") == ""

    # As a person does who has not pressed Enter.
    driver.type_into("learningRateSpin", "0.08", enter=False)
    driver.press_notice("Reset")
    driver.wait(lambda: len(driver.runs) == 3 and driver.state == "Ready")
    np.testing.assert_array_equal(driver.trainer.network.parameters, start)
    assert not any("diverged" in sentence for sentence in driver.sentences)
    driver.train_steps(5)
    assert driver.trainer.spec.training.learning_rate == 0.08
    assert driver.trainer.divergence is None


def test_that_only_the_newest_divergence_is_told(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    for rate in ("1e6", "1e5"):
        driver.type_into("learningRateSpin", rate)
        driver.click("startButton")
        driver.wait_for("Finished")
        driver.wait_for_rest()

    assert len([sentence for sentence in driver.sentences if "diverged" in sentence]) == 1


@pytest.mark.parametrize("way", ["reset", "experiment"])
def test_that_a_divergence_is_forgotten_with_its_network(open_window: OpenWindow, mnist_dir: Path, way: str) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.type_into("learningRateSpin", "1e6")
    driver.click("startButton")
    driver.wait_for("Finished")
    if way == "reset":
        driver.click("resetButton")
    else:
        driver.choose("experimentCombo", "digits")
    driver.wait_for("Ready")

    assert not any("diverged" in sentence for sentence in driver.sentences)
