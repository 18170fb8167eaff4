"""The look at augmented images: the newest wish, of real training images, the same each time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtTest import QSignalSpy

from engine.augmentation import AugmentationSpec
from engine.datasets import load_dataset
from gui.session.augmenter import ORIGINALS, VARIANTS, Augmenter


class Desk:
    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.augmenter = Augmenter(self.jobs.append)
        self._shown = QSignalSpy(self.augmenter.previewed)

    def work(self) -> list[np.ndarray]:
        before = self._shown.count()
        while self.jobs:
            self.jobs.pop(0)()
        return [self._shown.at(index)[0] for index in range(before, self._shown.count())]


def test_that_each_row_is_a_training_image_and_what_becomes_of_it(qapp: object) -> None:
    desk, digits = Desk(), load_dataset("digits")
    desk.augmenter.preview(AugmentationSpec(shift=2.0), digits)
    (images,) = desk.work()
    assert images.shape == (ORIGINALS, 1 + VARIANTS, 8, 8) and not images.flags.writeable
    rows = {row.tobytes() for row in digits.train.x}
    assert all(image.tobytes() in rows for image in images[:, 0])
    assert any(not np.array_equal(images[row, 0], images[row, 1]) for row in range(ORIGINALS))


def test_that_only_what_is_turned_makes_a_difference(qapp: object) -> None:
    desk, digits = Desk(), load_dataset("digits")
    found = []
    for rotation in (10.0, 10.0, 0.0):
        desk.augmenter.preview(AugmentationSpec(rotation=rotation), digits)
        found += desk.work()
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0][:, 0], found[2][:, 0])
    # Nothing turned: every variant is the image itself.
    assert (found[2] == found[2][:, :1]).all()


def test_that_a_newer_wish_overtakes_an_older_one(qapp: object) -> None:
    desk, digits = Desk(), load_dataset("digits")
    for rotation in (10.0, 20.0, 0.0):
        desk.augmenter.preview(AugmentationSpec(rotation=rotation), digits)
    assert len(desk.jobs) == 1
    (images,) = desk.work()
    assert (images == images[:, :1]).all()


def test_that_data_that_are_no_images_have_no_look(qapp: object) -> None:
    desk = Desk()
    desk.augmenter.preview(AugmentationSpec(), load_dataset("xor"))
    assert not desk.jobs
