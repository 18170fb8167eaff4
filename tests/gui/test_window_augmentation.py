"""Augmentation in the real window, while it trains."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from gui.design.augmentation_preview import AugmentationPreview
from gui.design.augmentation_section import AugmentationSection
from tests.helpers.window_driver import OpenWindow


def test_that_it_is_turned_on_while_training_and_looked_at(open_window: OpenWindow) -> None:
    driver = open_window()
    section, preview = driver.widget("augmentationSection"), driver.widget("augmentationPreview")
    assert isinstance(section, AugmentationSection) and isinstance(preview, AugmentationPreview)
    driver.click("startButton")
    driver.wait_for("Training")
    driver.widget("augmentationToggle", QToolButton).click()
    driver.wait(lambda: preview.images() is not None)
    before = preview.images()
    driver.type_into("rotationSpin", "15")
    driver.wait(lambda: preview.images() is not before)
    driver.click("startButton")
    driver.wait_for("Paused")
    (change,) = driver.trainer.changes
    assert (change.path, change.new) == ("augmentation.rotation", 15.0)


def test_that_it_goes_with_the_images(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.type_into("shiftSpin", "1")
    driver.choose("datasetCombo", "xor")
    driver.wait(lambda: driver.run.spec.dataset == "xor")
    assert driver.widget("augmentationSection").isHidden()
    assert not driver.run.spec.augmentation.is_on
    driver.train_steps(1)
