"""A training that blows up in the real window: it ends in a sentence and can be mended."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.gui.test_window_transport import let_events_pass
from tests.helpers.window_driver import SEVEN, OpenWindow


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
