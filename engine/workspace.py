"""The arrays a step writes to, made once: the large ones are used again in every step of training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.spec import NetworkSpec

_CACHED_SIZES = 8


@dataclass(frozen=True, slots=True)
class LayerBuffers:
    """One layer's arrays for a batch, (batch, units) each. What the letters mean, network.py says.

    Attributes:
        a: The layer's sums z, overwritten by its activations a.
        mask, dropped: What dropout drew, and the activations after it.
        d: The gradient of the loss by the layer's output, d_a, on its way back overwritten by the one by its sums, d_z.
        scratch: For the activation's derivative.
    """

    a: Floats
    mask: Floats
    dropped: Floats
    d: Floats
    scratch: Floats


@dataclass(frozen=True, slots=True)
class Buffers:
    """Views of a workspace for a batch of one size.

    Attributes:
        x: Room for the prepared inputs, (batch, inputs).
        mask, dropped: What dropout drew for the inputs, and the inputs after it.
        ones: (batch,) ones: a product with them adds up the rows.
        layers: Those of each layer.
    """

    x: Floats
    mask: Floats
    dropped: Floats
    ones: Floats
    layers: tuple[LayerBuffers, ...]


class Workspace:
    """Room for `capacity` rows through a network.

    Attributes:
        gradient: Flat, ordered as the network's parameters.
    """

    def __init__(self, spec: NetworkSpec, capacity: int) -> None:
        dtype = np.dtype(spec.dtype)
        self.capacity = capacity
        self.gradient: Floats = np.zeros(spec.parameter_count, dtype)
        self._input: list[Floats] = [np.empty((capacity, spec.inputs), dtype) for _ in range(3)]
        self._ones: Floats = np.ones(capacity, dtype)
        self._layers: list[list[Floats]] = [
            [np.empty((capacity, layer.units), dtype) for _ in range(5)] for layer in spec.layers
        ]
        self._cache: dict[int, Buffers] = {}

    def buffers(self, count: int) -> Buffers:
        """Views of the first `count` rows. A run uses two or three counts, so the views are kept."""
        views = self._cache.get(count)
        if views is None:
            if len(self._cache) >= _CACHED_SIZES:
                self._cache.clear()
            x, mask, dropped = (array[:count] for array in self._input)
            layers = tuple(LayerBuffers(*(array[:count] for array in arrays)) for arrays in self._layers)
            views = self._cache[count] = Buffers(x, mask, dropped, self._ones[:count], layers)
        return views
