"""A network at one moment, frozen: what is shown, saved, and asked to read a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.arrays import Floats
from engine.errors import EngineError
from engine.losses import LOSSES
from engine.network import DenseLayer, Network, layers_on
from engine.preparation import Preparation
from engine.spec import NetworkSpec


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything needed to read an input.

    Attributes:
        parameters: Flat and read-only, ordered as `Network.parameters`.
        step, epoch: Updates and whole epochs behind it.
        image_shape: (height, width) where an input is an image.
    """

    spec: NetworkSpec
    parameters: Floats
    preparation: Preparation
    class_names: tuple[str, ...]
    image_shape: tuple[int, int] | None
    step: int
    epoch: int

    def network(self) -> Network:
        """A network of its own with these parameters."""
        network = Network(self.spec)
        network.parameters[...] = self.parameters
        return network

    def layers(self) -> list[DenseLayer]:
        """The layers, read-only, on the snapshot's own parameters."""
        return layers_on(self.spec, self.parameters)

    def prepare(self, raw: NDArray[Any]) -> Floats:
        """Raw inputs (rows, inputs) as the network wants them.

        Raises:
            EngineError: The rows have another length than the network's inputs.
        """
        if raw.ndim != 2 or raw.shape[1] != self.spec.inputs:
            raise EngineError(f"The network takes rows of {self.spec.inputs} numbers, not an array of {raw.shape}.")
        x = np.empty(raw.shape, self.spec.dtype)
        self.preparation.apply(raw, x)
        return x

    def activations(self, raw: NDArray[Any]) -> list[Floats]:
        """The activations of every layer, (units,) each, for one raw input (inputs,)."""
        return [activation for _, activation in self.sums_and_activations(raw)]

    def sums_and_activations(self, raw: NDArray[Any]) -> list[tuple[Floats, Floats]]:
        """What every layer sums up and makes of it, z and a, (units,) each, for one raw input (inputs,).

        Made with einsum, which never enters BLAS: safe beside a thread that trains, and quick for a single row.
        """
        signal = self.prepare(raw[None])[0]
        found = []
        for layer, spec in zip(self.layers(), self.spec.layers, strict=True):
            signal = np.einsum("i,iu->u", signal, layer.weight)
            if layer.bias is not None:
                signal += layer.bias
            z = signal.copy()
            ACTIVATIONS[spec.activation].forward(signal, np.empty_like(signal))
            found.append((z, signal))
        return found

    def claim(self, output: Floats) -> Floats:
        """What an output (outputs,) of the last layer means: probabilities where the loss knows them."""
        claimed: Floats = LOSSES[self.spec.loss.name].predict(output[None])[0]
        return claimed

    def read(self, raw: NDArray[Any]) -> Floats:
        """What the network claims for one raw input (inputs,): (outputs,), see `claim`."""
        return self.claim(self.activations(raw)[-1])
