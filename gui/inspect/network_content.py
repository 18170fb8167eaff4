"""What the picture of the network shows, checked once, and how its parts are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

Values = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class NetworkContent:
    """A network and, where there is one, a sample on its way through it.

    Attributes:
        sizes: number of units a column, inputs first.
        weights: one (inputs, units) array a layer.
        biases: one (units,) array or None a layer.
        activations: one (units,) array or None a column: what the network received, and what each layer made of it.
        sums: one (units,) array or None a layer: the z that it made its activations of.
        formulas: how each layer makes its activations of z, such as "a = max(z, 0)"; may be empty.
        captions: one text a column; the first line is its heading, further lines are details.
        class_names: one name an output, or none.
        image: (height, width) where the inputs are the pixels of an image, else None.
        row_note: which row of a few runs through, in words; empty where there are no others to choose.
        input_names: one name an input, or none.
    """

    sizes: tuple[int, ...]
    weights: tuple[Values, ...]
    biases: tuple[Values | None, ...]
    activations: tuple[Values | None, ...]
    sums: tuple[Values | None, ...]
    formulas: tuple[str, ...]
    captions: tuple[str, ...]
    class_names: tuple[str, ...]
    image: NDArray[np.generic] | None
    row_note: str = ""
    input_names: tuple[str, ...] = ()

    @property
    def image_shape(self) -> tuple[int, int] | None:
        return None if self.image is None else (self.image.shape[0], self.image.shape[1])

    def input_name(self, pair: int, index: int, *, short: bool = False) -> str:
        """What the weight `index` of a unit of layer `pair` comes from; `short` without the layer before."""
        if pair > 0:
            words = _tr("unit {unit}") if short else _tr("unit {unit} of layer {layer}")
            return words.format(unit=index, layer=pair)
        if self.input_names:
            return self.input_names[index]
        if self.image_shape is None:
            return _tr("input {index}").format(index=index)
        row, column = divmod(index, self.image_shape[1])
        return _tr("input ({row}, {column})").format(row=row, column=column)


def fitting_content(
    sizes: Sequence[int],
    weights: Sequence[Values],
    biases: Sequence[Values | None] | None,
    activations: Sequence[Values | None] | None,
    captions: Sequence[str],
    class_names: Sequence[str],
    image: NDArray[np.generic] | None,
    *,
    sums: Sequence[Values | None] | None = None,
    formulas: Sequence[str] = (),
    row_note: str = "",
    input_names: Sequence[str] = (),
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
        _fitting_rows(sums, sizes[1:]),
        tuple(formulas) if len(formulas) == columns - 1 else ("",) * (columns - 1),
        tuple(captions) if len(captions) == columns else tuple(str(size) for size in sizes),
        tuple(class_names),
        image,
        row_note,
        tuple(input_names) if len(input_names) == sizes[0] else (),
    )


def _fitting_rows(rows: Sequence[Values | None] | None, sizes: Sequence[int]) -> tuple[Values | None, ...]:
    if rows is None or len(rows) != len(sizes):
        return (None,) * len(sizes)
    pairs = zip(rows, sizes, strict=True)
    return tuple(row if row is not None and row.shape == (size,) else None for row, size in pairs)


def _tr(words: str) -> str:
    return QCoreApplication.translate("NetworkContent", words)
