"""The network: dense layers one after the other, forward and backward.

Forward, each layer makes ``z = x @ weight + bias`` and ``a = activation(z)``. Backward, the slope of the loss is
carried from the last layer to the first by the chain rule. With d_z the slope by a layer's sums:

    d_weight = x.T @ d_z        each weight's slope: what came in, times what was wrong with what went out
    d_bias   = d_z summed over the rows
    d_x      = d_z @ weight.T   the slope by what came in, which is what the layer before put out
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS, Activation
from engine.arrays import Floats
from engine.dropout import draw_mask
from engine.errors import EngineError
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.spec import LayerSpec, NetworkSpec
from engine.workspace import Rows, Workspace

Observer = Callable[[str, NDArray[Any]], None]
"""Called after each operation with its name ("layers.0.z") and its array, which the next operation may overwrite."""


class DenseLayer:
    """One layer's parameters, as views of the network's flat array.

    Attributes:
        weight: (inputs, units).
        bias: (units,), or None where the layer has none.
        flat: Weight and bias one after the other.
    """

    def __init__(self, spec: LayerSpec, inputs: int, flat: Floats) -> None:
        count = inputs * spec.units
        self.flat = flat
        self.weight = flat[:count].reshape(inputs, spec.units)
        self.bias = flat[count:] if spec.bias else None
        # Transposed once: making the view costs as much as a small matrix product.
        self.weight_t = self.weight.T
        self.activation: Activation = ACTIVATIONS[spec.activation]
        self.dropout = spec.dropout


def layers_on(spec: NetworkSpec, flat: Floats) -> list[DenseLayer]:
    """The layers of a network like `spec`, as views of `flat`, which holds layer after layer."""
    layers, start = [], 0
    for inputs, layer in zip(spec.sizes, spec.layers, strict=False):
        stop = start + (inputs + layer.bias) * layer.units
        layers.append(DenseLayer(layer, inputs, flat[start:stop]))
        start = stop
    return layers


class Network:
    """A fully connected network.

    Attributes:
        spec: What it was made from.
        parameters: Flat array of all weights and biases, layer after layer.
        layers: The layers; their arrays are views of `parameters`.
    """

    def __init__(self, spec: NetworkSpec) -> None:
        self.spec = spec
        self.loss = LOSSES[spec.loss.name]
        self.parameters: Floats = np.zeros(spec.parameter_count, spec.dtype)
        self.layers = layers_on(spec, self.parameters)
        self.input_dropout = spec.input_dropout

    def initialize(self, *, rng: np.random.Generator) -> None:
        """Draw new weights, layer after layer, in float64 whatever the network's own type."""
        for layer, spec in zip(self.layers, self.spec.layers, strict=True):
            initializer = INITIALIZERS[spec.initializer.name]
            layer.weight[...] = initializer.draw(layer.weight.shape, spec.initializer.effective_scale, rng)
            if layer.bias is not None:
                layer.bias[...] = spec.bias_start

    def forward(
        self,
        x: Floats,
        rows: Rows,
        *,
        dropout: np.random.Generator | None = None,
        observer: Observer | None = None,
    ) -> Floats:
        """The last layer's activations (rows, outputs) for the prepared inputs `x` (rows, inputs).

        Args:
            x: Prepared inputs; not changed.
            rows: Where to write; what it holds afterwards is what `backward` needs.
            dropout: The generator to drop units with; None (predicting) drops none.
            observer: Called after each operation.
        """
        if dropout is not None and self.input_dropout:
            draw_mask(self.input_dropout, rows.mask, dropout)
            x = np.multiply(x, rows.mask, out=rows.dropped)
            if observer:
                observer("input.dropped", x)
        for i, (layer, arrays) in enumerate(zip(self.layers, rows.layers, strict=True)):
            # The method, not np.dot: for a tiny network looking up the function costs as much as the product.
            a = x.dot(layer.weight, arrays.a)
            if layer.bias is not None:
                np.add(a, layer.bias, out=a)
            if observer:
                observer(f"layers.{i}.z", a)
            layer.activation.forward(a, arrays.scratch)
            if observer:
                observer(f"layers.{i}.a", a)
            x = a
            if dropout is not None and layer.dropout:
                draw_mask(layer.dropout, arrays.mask, dropout)
                x = np.multiply(a, arrays.mask, out=arrays.dropped)
                if observer:
                    observer(f"layers.{i}.dropped", x)
        return x

    def backward(
        self,
        x: Floats,
        rows: Rows,
        gradient: list[DenseLayer],
        *,
        dropped: bool = False,
        d_x: Floats | None = None,
        observer: Observer | None = None,
    ) -> None:
        """Carry the slope of the loss back to every weight.

        Args:
            x: The inputs that `forward` was given.
            rows: What `forward` left; the last layer's `d` holds the slope of the loss by the outputs.
            gradient: Where to write the slopes: `layers_on` a flat array.
            dropped: Whether `forward` dropped units.
            d_x: Where to write the slope by the inputs (rows, inputs), if wanted: training does not need it.
            observer: Called after each operation.
        """
        for i in range(len(self.layers) - 1, -1, -1):
            layer, arrays, slope = self.layers[i], rows.layers[i], gradient[i]
            d = arrays.d
            if dropped and layer.dropout:
                np.multiply(d, arrays.mask, out=d)
            layer.activation.backward(arrays.a, d, arrays.scratch)
            if observer:
                observer(f"layers.{i}.d_z", d)
            incoming = self._incoming(i, x, rows, dropped)
            incoming.T.dot(d, slope.weight)
            if observer:
                observer(f"layers.{i}.d_weight", slope.weight)
            if slope.bias is not None:
                np.add.reduce(d, axis=0, out=slope.bias)
                if observer:
                    observer(f"layers.{i}.d_bias", slope.bias)
            if i > 0 or d_x is not None:
                d_incoming = rows.layers[i - 1].d if i > 0 else d_x
                d.dot(layer.weight_t, d_incoming)
                if observer and d_incoming is not None:
                    observer(f"layers.{i}.d_x", d_incoming)
        if d_x is not None and dropped and self.input_dropout:
            np.multiply(d_x, rows.mask, out=d_x)

    def predict(self, x: Floats) -> Floats:
        """What the network claims for prepared inputs (rows, inputs): probabilities with a softmax, else outputs.

        Raises:
            EngineError: `x` does not have the network's number of inputs.
        """
        self._check_rows(x)
        workspace = Workspace(self.spec, len(x))
        x = np.ascontiguousarray(x, dtype=self.parameters.dtype)
        return self.loss.predict(self.forward(x, workspace.rows(len(x))))

    def input_gradient(self, x: Floats, target: NDArray[Any]) -> Floats:
        """The slope of the loss by each prepared input, (rows, inputs): what a picture would have to change.

        Args:
            x: Prepared inputs (rows, inputs).
            target: What the loss compares the outputs with: class numbers (rows,), or values (rows, outputs).

        Raises:
            EngineError: The shapes do not fit the network, or a class number is out of range.
        """
        self._check_rows(x)
        self._check_target(target, len(x))
        x = np.ascontiguousarray(x, dtype=self.parameters.dtype)
        workspace = Workspace(self.spec, len(x))
        rows, loss = workspace.rows(len(x)), self.spec.loss
        factor = loss.scale / len(x) if loss.reduction == "mean" else loss.scale
        self.loss.value_and_gradient(self.forward(x, rows), target, factor, rows.layers[-1].d)
        d_x = np.empty_like(x)
        self.backward(x, rows, layers_on(self.spec, workspace.gradient), d_x=d_x)
        return d_x

    def _check_rows(self, x: Floats) -> None:
        if x.ndim != 2 or x.shape[1] != self.spec.inputs or not len(x):
            raise EngineError(f"The network takes rows of {self.spec.inputs} numbers, not an array of {x.shape}.")

    def _check_target(self, target: NDArray[Any], rows: int) -> None:
        wanted = (rows,) if self.loss.needs_labels else (rows, self.spec.outputs)
        if target.shape != wanted:
            raise EngineError(f"The loss {self.spec.loss.name} wants a target of shape {wanted}, not {target.shape}.")
        if self.loss.needs_labels and not (target.min() >= 0 and target.max() < self.spec.outputs):
            raise EngineError(f"A class number lies outside 0 to {self.spec.outputs - 1}.")

    def _incoming(self, i: int, x: Floats, rows: Rows, dropped: bool) -> Floats:
        """What layer `i` received: the inputs or the layer before, after dropout where units were dropped."""
        if i == 0:
            return rows.dropped if dropped and self.input_dropout else x
        before = rows.layers[i - 1]
        return before.dropped if dropped and self.layers[i - 1].dropout else before.a
