"""Rows of a split, prepared for the network, a batch at a time.

Images stay bytes in memory, a quarter of their size as float32; a batch of them is gathered and scaled when it is
needed. Anything else is prepared once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.datasets import Split
from engine.errors import DataError
from engine.preparation import Preparation
from engine.spec import NetworkSpec

ChangeImages = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""Makes other images of images (rows, pixels) of bytes."""


def encode_targets(split: Split, spec: NetworkSpec, needs_labels: bool) -> NDArray[Any]:
    """What the loss compares the outputs of a network like `spec` with.

    Class numbers (rows,) where the loss wants labels. Else values (rows, outputs): the split's targets, or 1 for the
    true class and 0 for the others; with two classes and a single output, that output stands for class 1.

    Raises:
        DataError: The network's outputs do not fit the data.
    """
    if split.labels is None:
        if needs_labels or split.targets is None:
            raise DataError(f"The loss {spec.loss.name} needs classes, and these data have none: use squared_error.")
        if split.targets.shape[1] != spec.outputs:
            raise DataError(f"The data have {split.targets.shape[1]} target columns, the network {spec.outputs}.")
        return split.targets.astype(spec.dtype)
    if needs_labels:
        return split.labels
    classes = np.arange(1, 2) if spec.outputs == 1 else np.arange(spec.outputs)
    return np.asarray(split.labels[:, None] == classes, dtype=spec.dtype)


class RowSource:
    """One split of the data as a network with `spec` reads it.

    Attributes:
        rows: How many there are.

    Raises:
        DataError: The network's outputs do not fit the data, or a number is too large for its type.
    """

    def __init__(
        self,
        split: Split,
        preparation: Preparation,
        spec: NetworkSpec,
        needs_labels: bool,
    ) -> None:
        self.rows = split.rows
        self._preparation = preparation
        self._targets = encode_targets(split, spec, needs_labels)
        self._bytes = split.x if split.x.dtype == np.uint8 else None
        self._prepared: Floats = np.empty((0, 0))
        if self._bytes is None:
            self._prepared = np.empty(split.x.shape, spec.dtype)
            with np.errstate(over="ignore", invalid="ignore"):
                preparation.apply(split.x, self._prepared)
            if not np.isfinite(self._prepared).all():
                raise DataError(f"Some numbers in the data are too large for {spec.dtype}: scale them down.")

    def take(
        self, index: NDArray[np.intp], out: Floats, change_images: ChangeImages | None = None
    ) -> tuple[Floats, NDArray[Any]]:
        """Inputs (rows, inputs), written to `out`, and targets of the rows named by `index`.

        With `change_images` the rows must be images of bytes, and changed ones are taken.
        """
        if self._bytes is None:
            # mode="clip" lets NumPy write into `out` without a buffer of its own; the indices are our own.
            np.take(self._prepared, index, axis=0, out=out, mode="clip")
        else:
            images = self._bytes[index]
            self._preparation.apply(images if change_images is None else change_images(images), out)
        return out, self._targets[index]

    def span(self, start: int, stop: int, out: Floats) -> tuple[Floats, NDArray[Any]]:
        """The rows from `start` to before `stop`; `out` is used only where they must be prepared."""
        if self._bytes is None:
            if stop - start == self.rows:
                return self._prepared, self._targets
            return self._prepared[start:stop], self._targets[start:stop]
        self._preparation.apply(self._bytes[start:stop], out)
        return out, self._targets[start:stop]
