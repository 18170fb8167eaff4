"""The arrays a step writes to, made once: training allocates nothing that grows with the batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.spec import NetworkSpec

_CACHED_ROW_COUNTS = 8


@dataclass(frozen=True, slots=True)
class LayerRows:
    """One layer's arrays for a number of rows, (rows, units) each.

    Attributes:
        a: The layer's sums, overwritten by its activations.
        mask, dropped: What dropout drew, and the activations after it.
        d: The slope of the loss by the layer's output, on its way back overwritten by the slope by its sums.
        scratch: For a derivative.
    """

    a: Floats
    mask: Floats
    dropped: Floats
    d: Floats
    scratch: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """Views of a workspace for one number of rows."""

    x: Floats
    mask: Floats
    dropped: Floats
    layers: tuple[LayerRows, ...]


class Workspace:
    """Room for `capacity` rows through a network.

    Attributes:
        gradient: Flat, ordered as the network's parameters.
        scratch: Flat, of the same length.
    """

    def __init__(self, spec: NetworkSpec, capacity: int) -> None:
        dtype = np.dtype(spec.dtype)
        self.capacity = capacity
        self.gradient: Floats = np.zeros(spec.parameter_count, dtype)
        self.scratch: Floats = np.zeros(spec.parameter_count, dtype)
        self._input: list[Floats] = [np.empty((capacity, spec.inputs), dtype) for _ in range(3)]
        self._layers: list[list[Floats]] = [
            [np.empty((capacity, layer.units), dtype) for _ in range(5)] for layer in spec.layers
        ]
        self._cache: dict[int, Rows] = {}

    def rows(self, count: int) -> Rows:
        """Views of the first `count` rows. A run uses two or three counts, so the views are kept."""
        views = self._cache.get(count)
        if views is None:
            if len(self._cache) >= _CACHED_ROW_COUNTS:
                self._cache.clear()
            layers = tuple(LayerRows(*(array[:count] for array in arrays)) for arrays in self._layers)
            x, mask, dropped = (array[:count] for array in self._input)
            views = self._cache[count] = Rows(x, mask, dropped, layers)
        return views
