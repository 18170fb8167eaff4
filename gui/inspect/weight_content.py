"""The weights of one layer as a picture needs them, and how a weight is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from engine.places import BIAS
from gui.inspect.picture import figure

Quantity = Literal["weights", "gradient", "change"]
"""What is shown of each weight: itself, the gradient of the last batch by it, or what that batch added to it."""


@dataclass(frozen=True, eq=False)
class WeightContent:
    """One layer.

    Attributes:
        layer: index of the layer, 0 for the first after the inputs.
        weight: (inputs, units).
        bias: (units,), or None.
        image_shape: (height, width) where the layer's inputs are the pixels of an image, else None.
        quantity: what these numbers are of the weights.
    """

    layer: int
    weight: NDArray[np.floating]
    bias: NDArray[np.floating] | None
    image_shape: tuple[int, int] | None
    quantity: Quantity = "weights"

    @property
    def inputs(self) -> int:
        return self.weight.shape[0]

    @property
    def units(self) -> int:
        return self.weight.shape[1]

    @cached_property
    def norms(self) -> NDArray[np.floating]:
        """(units,) the Euclidean norm of each unit's weights, without its bias."""
        # A third of the time of np.linalg.norm, which squares into an array of its own.
        return np.sqrt(np.einsum("ij,ij->j", self.weight, self.weight))

    @cached_property
    def by_norm(self) -> NDArray[np.intp]:
        """(units,) the units, the one with the largest norm first; equal ones in their order."""
        return np.argsort(-self.norms, kind="stable")

    def read_out(self, row: int, unit: int) -> str:
        """The weight from input `row` to `unit`, or the unit's bias, in words and as a number."""
        if row == BIAS:
            number = "" if self.bias is None else figure(float(self.bias[unit]))
            return _tr("bias of unit {unit}: {number}").format(unit=unit, number=number)
        number = figure(float(self.weight[row, unit]))
        if self.image_shape is not None:
            place = divmod(row, self.image_shape[1])
            words = _tr("from input ({row}, {column}), to unit {unit}: {number}")
            return words.format(row=place[0], column=place[1], unit=unit, number=number)
        if self.layer == 0:
            words = _tr("from input {row}, to unit {unit}: {number}")
        else:
            words = _tr("from unit {row} of layer {layer}, to unit {unit}: {number}")
        return words.format(row=row, layer=self.layer, unit=unit, number=number)


def _tr(words: str) -> str:
    return QCoreApplication.translate("WeightContent", words)
