"""How far an image has to be moved until a network changes its mind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.saliency import fast_gradient_sign
from engine.snapshot import Snapshot
from gui.reading import shares_of
from gui.why.strength_slider import MOST, STEPS_OF_ONE


class MindChange:
    """One image and one reader: the image after a step against the answer, and the least step that changes it.

    Attributes:
        turning: The least strength of the slider at which another class is read, and which; None where there is none,
            or before `search` has come to it.
    """

    def __init__(self, reader: Snapshot, image: NDArray[Any]) -> None:
        self._reader = reader
        self._image = image
        self._full = reader.preparation.value_range
        self._next = 1
        self.turning: tuple[float, int] | None = None
        raw = image.reshape(-1)
        self._answer = int(shares_of(reader, image).argmax())
        with np.errstate(over="ignore", invalid="ignore"):
            farthest = fast_gradient_sign(reader, raw, MOST / STEPS_OF_ONE)
        # The direction is the same at every strength: one pass back is enough for all of them. A pixel that stands
        # still, at the end of its range, would do so at any strength; so does one whose slope has run out of range.
        self._direction = np.nan_to_num(np.sign(farthest - raw)).reshape(image.shape)

    def image_at(self, strength: float) -> NDArray[np.floating]:
        """The image (height, width) that `fast_gradient_sign` makes with this strength, 0 to 0.3."""
        moved: NDArray[np.floating] = np.clip(self._image + strength * self._full * self._direction, 0.0, self._full)
        return moved

    def search(self) -> Iterator[None]:
        """Try one strength after the other until another class is read, with a stop after each.

        A second search goes on where the first was left.
        """
        while self.turning is None and self._next <= MOST:
            strength = self._next / STEPS_OF_ONE
            shares = shares_of(self._reader, self.image_at(strength))
            self._next += 1
            if np.isfinite(shares).all() and shares.argmax() != self._answer:
                self.turning = strength, int(shares.argmax())
            yield
