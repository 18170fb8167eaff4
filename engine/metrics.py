"""How right the answers are: classes given, and the confusion of true with given classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Labels


def predicted_classes(output: Floats) -> NDArray[np.int64]:
    """The class that each row of outputs (rows, outputs) speaks for: the greatest, or above 1/2 with one output."""
    if output.shape[1] == 1:
        return (output[:, 0] > 0.5).astype(np.int64)
    return np.asarray(output.argmax(axis=1))


def confusion_matrix(true: Labels, given: Labels, classes: int) -> NDArray[np.int64]:
    """(classes, classes) counts: row = true class, column = given class."""
    return np.bincount(true * classes + given, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True, eq=False)
class Score:
    """How a network does on one set of rows.

    Attributes:
        loss: The data loss, with the network's own reduction and scale.
        accuracy: The share of rows given their true class; None where there are no classes.
        confusion: `confusion_matrix`, or None.
        mean_absolute_error: Of the outputs against the targets; None where the loss knows only labels.
    """

    rows: int
    loss: float
    accuracy: float | None
    confusion: NDArray[np.int64] | None
    mean_absolute_error: float | None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        confusion = None if self.confusion is None else self.confusion.tolist()
        return {"accuracy": self.accuracy, "loss": self.loss, "confusion": confusion}
