"""The weights of one layer as a picture needs them, and how a weight is named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from gui.inspect.picture import figure


@dataclass(frozen=True, eq=False)
class WeightContent:
    """One layer.

    Attributes:
        layer: index of the layer, 0 for the first after the inputs.
        weight: (inputs, units).
        bias: (units,), or None.
        image_shape: (height, width) where the layer's inputs are the pixels of an image, else None.
    """

    layer: int
    weight: NDArray[np.floating]
    bias: NDArray[np.floating] | None
    image_shape: tuple[int, int] | None

    @property
    def inputs(self) -> int:
        return self.weight.shape[0]

    @property
    def units(self) -> int:
        return self.weight.shape[1]

    def read_out(self, row: int, unit: int) -> str:
        """The weight from input `row` to `unit`, in words and as a number."""
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

    def read_out_bias(self, unit: int) -> str:
        """The bias of `unit`, in words and as a number."""
        number = "" if self.bias is None else figure(float(self.bias[unit]))
        return _tr("bias of unit {unit}: {number}").format(unit=unit, number=number)


def _tr(words: str) -> str:
    return QCoreApplication.translate("WeightContent", words)
