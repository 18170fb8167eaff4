"""A look at what augmentation makes of the training images, computed in the compute thread between two steps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.augmentation import AugmentationSpec, augment
from engine.compatibility import is_of_images
from engine.datasets import Dataset
from gui.session.job_thread import Job
from gui.session.posting import Posting

ORIGINALS, VARIANTS = 3, 6
# The same images and the same chance for every look: only what was turned makes the difference.
_SEED = 5


class Augmenter(Posting):
    """Changes a few training images, for the newest wish only.

    Signals:
        previewed(images): uint8 (originals, 1 + variants, height, width): each image, then what becomes of it.
    """

    previewed = Signal(object)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit
        self._wish: tuple[AugmentationSpec, Dataset] | None = None

    def preview(self, spec: AugmentationSpec, dataset: Dataset) -> None:
        """Have `previewed` emitted; nothing happens for data that are no images."""
        if not is_of_images(dataset):
            return
        is_waiting, self._wish = self._wish is not None, (spec, dataset)
        if not is_waiting:
            self._submit(self._work)

    def _work(self) -> None:
        wish, self._wish = self._wish, None
        if wish is None:
            return
        spec, dataset = wish
        assert dataset.image_shape is not None
        rng = np.random.default_rng(_SEED)
        rows = rng.choice(dataset.train.rows, min(ORIGINALS, dataset.train.rows), replace=False)
        originals = dataset.train.x[rows]
        changed = augment(np.repeat(originals, VARIANTS, axis=0), dataset.image_shape, spec, rng=rng)
        images = np.concatenate([originals[:, None], changed.reshape(len(rows), VARIANTS, -1)], axis=1)
        images = images.reshape(len(rows), 1 + VARIANTS, *dataset.image_shape)
        images.setflags(write=False)
        self.post(lambda: self.previewed.emit(images))
