"""The engine's gradient beside one measured by central differences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.losses import LOSSES
from engine.network import Network, parameters_on
from engine.spec import NetworkSpec
from engine.workspace import Buffers, Workspace

STEP = 5e-4
# With a kink at 0, in the slope or in the slope's slope: either spoils a difference that straddles it.
KINKED = ("relu", "leaky_relu", "elu")
Array = NDArray[Any]


@dataclass
class Case:
    """A network with a batch that keeps every sum away from the kinks of its activations.

    Attributes:
        dropout_seed: The masks are drawn anew from this seed at every forward pass, so they are always the same;
            None drops nothing.
    """

    network: Network
    x: Array
    target: Array
    dropout_seed: int | None

    @cached_property
    def workspace(self) -> Workspace:
        """Where every forward pass writes."""
        return Workspace(self.network.spec, len(self.x))

    def loss(self) -> float:
        """The loss of the batch by the plain definition: scale x row losses, averaged where the reduction is mean."""
        output, _ = self._forward()
        spec = self.network.spec.loss
        losses = self.network.loss.row_losses(output, self.target)
        return float(spec.scale * (losses.mean() if spec.reduction == "mean" else losses.sum()))

    def gradient(self) -> tuple[Array, Array]:
        """Slopes by the parameters (flat) and by the inputs (rows, inputs), from the engine's backward pass."""
        output, buffers = self._forward()
        network = self.network
        loss = network.spec.loss
        factor = loss.scale / len(self.x) if loss.reduction == "mean" else loss.scale
        network.loss.value_and_gradient(output, self.target, factor, buffers.layers[-1].d)
        flat, d_x = np.full_like(network.parameters, np.nan), np.full_like(self.x, np.nan)
        gradient = parameters_on(network.spec, flat)
        network.backward(self.x, buffers, gradient, dropped=self.dropout_seed is not None, d_x=d_x)
        return flat, d_x

    def worst_error(self) -> float:
        """The greatest relative error of any slope against central differences."""
        by_parameters, by_inputs = self.gradient()
        return max(
            relative_error(by_parameters, numeric_gradient(self.loss, self.network.parameters)),
            relative_error(by_inputs, numeric_gradient(self.loss, self.x)),
        )

    def distance_to_kink(self) -> float:
        """How close a hidden or last sum of a kinked activation comes to 0."""
        found = [np.inf]

        def look(name: str, array: Array) -> None:
            kind, *number = name.split(".")
            if kind == "layers" and number[1] == "z":
                activation = self.network.spec.layers[int(number[0])].activation
                found.append(np.abs(array).min() if activation in KINKED else np.inf)

        self._forward(look)
        return float(min(found))

    def _forward(self, observer: Any = None) -> tuple[Array, Buffers]:
        buffers = self.workspace.buffers(len(self.x))
        dropout = None if self.dropout_seed is None else np.random.default_rng(self.dropout_seed)
        return self.network.forward(self.x, buffers, dropout=dropout, observer=observer), buffers


def make_case(spec: NetworkSpec, *, rows: int = 5, dropped: bool = False) -> Case:
    """Draw weights and rows until no sum comes near a kink."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        network = Network(spec)
        network.parameters[...] = rng.normal(0.0, 0.6, spec.parameter_count)
        x = rng.normal(0.0, 1.0, (rows, spec.inputs))
        if LOSSES[spec.loss.name].needs_labels:
            target: Array = rng.integers(0, spec.outputs, rows)
        else:
            target = rng.normal(0.0, 1.0, (rows, spec.outputs))
        case = Case(network, x, target, seed if dropped else None)
        if case.distance_to_kink() > 20 * STEP and all(_mostly_alive(slopes) for slopes in case.gradient()):
            return case
    raise AssertionError("no seed keeps the sums away from the kinks and the units alive")


def _mostly_alive(slopes: Array) -> bool:
    """A gradient of zeros would agree with anything."""
    return np.count_nonzero(slopes) > slopes.size / 2


def numeric_gradient(loss: Any, values: Array) -> Array:
    """Central differences of the fourth order of `loss` by every entry of `values`, which is put back as it was."""
    slopes = np.empty_like(values)
    for place in np.ndindex(values.shape):
        kept = values[place]
        found = []
        for steps in (-2, -1, 1, 2):
            values[place] = kept + steps * STEP
            found.append(loss())
        values[place] = kept
        slopes[place] = (found[0] - 8 * found[1] + 8 * found[2] - found[3]) / (12 * STEP)
    return slopes


def relative_error(slopes: Array, numeric: Array) -> float:
    """The greatest |difference| / size, where what is tiny beside the greatest slope counts as a thousandth of it."""
    if not np.isfinite(slopes).all():
        return float("inf")
    size = np.maximum(np.abs(slopes), np.abs(numeric))
    return float((np.abs(slopes - numeric) / np.maximum(size, 1e-3 * size.max())).max())
