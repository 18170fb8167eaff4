"""What the picture of the network shows, checked once, and how its parts are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from gui.inspect.picture import figure

Values = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class NetworkContent:
    """A network and, where there is one, a sample on its way through it.

    Attributes:
        sizes: number of units a column, inputs first.
        weights: one (inputs, units) array a layer.
        biases: one (units,) array or None a layer.
        activations: one (units,) array or None a column, inputs first.
        captions: one text a column; the first line is its heading, further lines are details.
        class_names: one name an output, or none.
        image: (height, width) where the inputs are the pixels of an image, else None.
    """

    sizes: tuple[int, ...]
    weights: tuple[Values, ...]
    biases: tuple[Values | None, ...]
    activations: tuple[Values | None, ...]
    captions: tuple[str, ...]
    class_names: tuple[str, ...]
    image: NDArray[np.generic] | None

    @property
    def image_shape(self) -> tuple[int, int] | None:
        return None if self.image is None else (self.image.shape[0], self.image.shape[1])

    def input_name(self, pair: int, index: int) -> str:
        """What the weight `index` of a unit of layer `pair` comes from."""
        if pair > 0:
            return _tr("unit {unit} of layer {layer}").format(unit=index, layer=pair)
        if self.image_shape is None:
            return _tr("input {index}").format(index=index)
        row, column = divmod(index, self.image_shape[1])
        return _tr("input ({row}, {column})").format(row=row, column=column)

    def edge_lines(self, pair: int, source: int, target: int) -> list[str]:
        """The words for an edge, and its weight."""
        words = _tr("from {source}, to unit {target}")
        number = figure(float(self.weights[pair][source, target]))
        return [
            words.format(source=self.input_name(pair, source), target=target),
            _tr("weight {number}").format(number=number),
        ]

    def unit_lines(self, column: int, unit: int) -> list[str]:
        """The words for a unit: its name, bias, activation and strongest incoming weight."""
        if column == 0:
            lines = [_tr("input {unit}").format(unit=unit)]
        else:
            lines = [_tr("layer {layer}, unit {unit}").format(layer=column, unit=unit)]
        if column == len(self.sizes) - 1 and unit < len(self.class_names):
            lines[0] += f" ({self.class_names[unit]})"
        activation = self.activations[column]
        if activation is not None:
            words = _tr("value {number}") if column == 0 else _tr("activation {number}")
            lines.append(words.format(number=figure(float(activation[unit]))))
        if column > 0:
            bias = self.biases[column - 1]
            if bias is not None:
                lines.append(_tr("bias {number}").format(number=figure(float(bias[unit]))))
            incoming = self.weights[column - 1][:, unit]
            strongest = int(np.argmax(np.abs(incoming)))
            lines.append(
                _tr("strongest weight {number}, from {source}").format(
                    number=figure(float(incoming[strongest])), source=self.input_name(column - 1, strongest)
                )
            )
        return lines


def fitting_content(
    sizes: Sequence[int],
    weights: Sequence[Values],
    biases: Sequence[Values | None] | None,
    activations: Sequence[Values | None] | None,
    captions: Sequence[str],
    class_names: Sequence[str],
    image: NDArray[np.generic] | None,
) -> NetworkContent | None:
    """The content these make, or None where sizes and weights contradict each other.

    What is merely beside the network (activations, names, the image) is left out where it does not fit.
    """
    columns = len(sizes)
    shapes = list(pairwise(sizes))
    if not shapes or min(sizes) < 1 or [weight.shape for weight in weights] != shapes:
        return None
    if image is not None and (image.ndim != 2 or image.size != sizes[0]):
        image = None
    if len(class_names) != sizes[-1]:
        class_names = ()
    return NetworkContent(
        tuple(sizes),
        tuple(weights),
        _fitting_rows(biases, sizes[1:]),
        _fitting_rows(activations, sizes),
        tuple(captions) if len(captions) == columns else tuple(str(size) for size in sizes),
        tuple(class_names),
        image,
    )


def _fitting_rows(rows: Sequence[Values | None] | None, sizes: Sequence[int]) -> tuple[Values | None, ...]:
    if rows is None or len(rows) != len(sizes):
        return (None,) * len(sizes)
    pairs = zip(rows, sizes, strict=True)
    return tuple(row if row is not None and row.shape == (size,) else None for row, size in pairs)


def _tr(words: str) -> str:
    return QCoreApplication.translate("NetworkContent", words)
