"""Notices in the real window go with what they speak of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.window_driver import OpenWindow, WindowDriver

XOR = ("--experiment", "xor")
LONGER = "Train as long again"


def said(driver: WindowDriver, words: str) -> bool:
    return any(words in sentence for sentence in driver.sentences)


def finished(open_window: OpenWindow) -> WindowDriver:
    """A run that is over, with the offer to train on."""
    driver = open_window(*XOR)
    driver.type_into("epochsSpin", "3")
    driver.act("start")
    driver.wait_for("Finished")
    driver.act("start")
    assert said(driver, "All 3 epochs are done.")
    return driver


def test_that_the_offer_to_train_longer_goes_with_its_run(start_hidden: OpenWindow) -> None:
    driver = finished(start_hidden)
    driver.act("reset")
    driver.wait_for("Ready")

    assert not said(driver, "epochs are done")


def test_that_the_offer_to_train_longer_goes_when_training_goes_on(start_hidden: OpenWindow) -> None:
    driver = finished(start_hidden)
    driver.type_into("epochsSpin", "40000")
    driver.act("start")
    driver.wait_for("Training")

    assert not said(driver, "epochs are done")


@pytest.mark.parametrize("kind", ["saved", "exported", "failed"])
def test_that_what_was_said_of_a_file_goes_with_its_network(
    start_hidden: OpenWindow, tmp_path: Path, kind: str
) -> None:
    driver = start_hidden(*XOR)
    driver.train_steps(1)
    if kind == "saved":
        driver.session.save_file(tmp_path / "mine.safetensors")
    elif kind == "exported":
        driver.session.exporter.export(driver.run, "weights", tmp_path / "mine.npz")
    else:
        driver.session.open_file(tmp_path / "mine.safetensors")
    driver.wait(lambda: said(driver, "mine."))
    driver.act("reset")
    driver.wait_for("Ready")

    assert not said(driver, "mine.")
    assert said(driver, "takes the place")


def test_that_what_a_network_without_its_training_lacks_is_said_until_another_one_comes(
    start_hidden: OpenWindow, tmp_path: Path
) -> None:
    driver = start_hidden(*XOR)
    driver.train_steps(1)
    driver.session.exporter.export(driver.run, "network", tmp_path / "mine.safetensors")
    driver.wait(lambda: said(driver, "Saved to"))
    driver.session.open_file(tmp_path / "mine.safetensors")
    driver.wait(lambda: said(driver, "without the state of its training"))
    driver.act("reset")
    driver.wait(lambda: not said(driver, "without the state of its training"))
