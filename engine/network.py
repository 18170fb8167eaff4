"""The network: dense layers one after the other, forward and backward.

Forward, each layer makes a sum of what came in, and passes it through its activation:

    z = x @ weight + bias       (batch, units)
    a = f(z)                    (batch, units), the next layer's x

Backward, the chain rule carries the gradient of the loss L from the last layer to the first. Write d_v for dL/dv, an
array of v's own shape. The last layer's d_a comes from the loss; every other layer's is the d_x of the layer after it.
L depends on weight[i, j] only through the sums z[r, j] = Σᵢ x[r, i] weight[i, j] + bias[j] of all rows r. So
dL/dweight[i, j] = Σᵣ x[r, i] d_z[r, j], which is one matrix product, and the other two follow in the same way:

    d_z      = d_a * f'(z)      (batch, units), element by element
    d_weight = x.T @ d_z        (inputs, units): what came in, times what was wrong with what went out
    d_bias   = d_z summed over the rows
    d_x      = d_z @ weight.T   (batch, inputs): the d_a of the layer before

Dropout multiplies a by a random mask; the derivative of a product by a constant is that constant, so on the way back
d_a is multiplied by the same mask. (Rumelhart, Hinton, Williams 1986.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS, Activation
from engine.arrays import Floats
from engine.dropout import MaskDrawer, draw_mask
from engine.errors import EngineError
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.observer import Observer
from engine.spec import LayerSpec, NetworkSpec
from engine.workspace import Buffers, Workspace


class LayerParameters:
    """A weight matrix and a bias as views of a flat array: a layer's parameters, or their gradient.

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


class DenseLayer(LayerParameters):
    """A layer that computes: its parameters, its activation f, and its dropout rate."""

    def __init__(self, spec: LayerSpec, inputs: int, flat: Floats) -> None:
        super().__init__(spec, inputs, flat)
        # Transposed once: making the view costs as much as a small matrix product.
        self.weight_t = self.weight.T
        self.activation: Activation = ACTIVATIONS[spec.activation]
        self.dropout = spec.dropout


def parameters_on(spec: NetworkSpec, flat: Floats) -> list[LayerParameters]:
    """What `flat` (layer after layer) holds for each layer of a network like `spec`, as views."""
    return [LayerParameters(layer, inputs, part) for layer, inputs, part in _parts(spec, flat)]


def layers_on(spec: NetworkSpec, flat: Floats) -> list[DenseLayer]:
    """The layers of a network like `spec` whose parameters are `flat`, layer after layer."""
    return [DenseLayer(layer, inputs, part) for layer, inputs, part in _parts(spec, flat)]


def _parts(spec: NetworkSpec, flat: Floats) -> list[tuple[LayerSpec, int, Floats]]:
    parts, start = [], 0
    # `sizes` begins with the inputs and so has one entry more than there are layers.
    for inputs, layer in zip(spec.sizes, spec.layers, strict=False):
        stop = start + (inputs + layer.bias) * layer.units
        parts.append((layer, inputs, flat[start:stop]))
        start = stop
    return parts


class Network:
    """A fully connected network.

    Attributes:
        spec: What it was made from.
        parameters: Flat array of all weights and biases, layer after layer.
        layers: The layers; their arrays are views of `parameters`.
        draw_mask: How units are dropped.
    """

    def __init__(self, spec: NetworkSpec) -> None:
        self.spec = spec
        self.loss = LOSSES[spec.loss.name]
        self.parameters: Floats = np.zeros(spec.parameter_count, spec.dtype)
        self.layers = layers_on(spec, self.parameters)
        self.input_dropout = spec.input_dropout
        self.draw_mask: MaskDrawer = draw_mask

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
        buffers: Buffers,
        *,
        dropout: np.random.Generator | None = None,
        observer: Observer | None = None,
    ) -> Floats:
        """The last layer's activations (batch, outputs) for the prepared inputs `x` (batch, inputs).

        Args:
            x: Prepared inputs; not changed.
            buffers: Where to write; what they hold afterwards is what `backward` needs.
            dropout: The generator to drop units with; None (predicting) drops none.
            observer: Called after each operation.
        """
        if dropout is not None and self.input_dropout:
            self.draw_mask(self.input_dropout, buffers.mask, dropout)
            x = np.multiply(x, buffers.mask, out=buffers.dropped)
            if observer:
                observer("input.dropped", x)
        for i, (layer, own) in enumerate(zip(self.layers, buffers.layers, strict=True)):
            # z = x @ weight + bias, in the array that will hold a. The method, not np.dot: for a tiny network looking
            # up the function costs as much as the product.
            a = x.dot(layer.weight, own.a)
            if layer.bias is not None:
                np.add(a, layer.bias, out=a)
            if observer:
                observer(f"layers.{i}.z", a)
            # a = f(z), in place.
            layer.activation.forward(a, own.scratch)
            if observer:
                observer(f"layers.{i}.a", a)
            x = a
            if dropout is not None and layer.dropout:
                self.draw_mask(layer.dropout, own.mask, dropout)
                x = np.multiply(a, own.mask, out=own.dropped)
                if observer:
                    observer(f"layers.{i}.dropped", x)
        return x

    def backward(
        self,
        x: Floats,
        buffers: Buffers,
        gradient: list[LayerParameters],
        *,
        dropped: bool = False,
        d_x: Floats | None = None,
        observer: Observer | None = None,
    ) -> None:
        """Carry the gradient of the loss back to every weight.

        Args:
            x: The inputs that `forward` was given.
            buffers: What `forward` left; the last layer's `d` holds the gradient of the loss by the outputs.
            gradient: Where to write d_weight and d_bias: `parameters_on` a flat array.
            dropped: Whether `forward` dropped units.
            d_x: Where to write the gradient by the inputs (batch, inputs), if wanted: training does not need it.
            observer: Called after each operation.
        """
        for i in range(len(self.layers) - 1, -1, -1):
            layer, own, wanted = self.layers[i], buffers.layers[i], gradient[i]
            d = own.d  # Here it holds d_a ...
            if dropped and layer.dropout:
                np.multiply(d, own.mask, out=d)
            layer.activation.backward(own.a, d, own.scratch)  # ... and from here on d_z.
            if observer:
                observer(f"layers.{i}.d_z", d)
            incoming = self._incoming(i, x, buffers, dropped)
            incoming.T.dot(d, wanted.weight)
            if observer:
                observer(f"layers.{i}.d_weight", wanted.weight)
            if wanted.bias is not None:
                # The plain line is d.sum(axis=0). A row of ones times d is the same, and several times as fast.
                buffers.ones.dot(d, wanted.bias)
                if observer:
                    observer(f"layers.{i}.d_bias", wanted.bias)
            if i > 0 or d_x is not None:
                d_incoming = buffers.layers[i - 1].d if i > 0 else d_x
                d.dot(layer.weight_t, d_incoming)
                if observer and d_incoming is not None:
                    observer(f"layers.{i}.d_x", d_incoming)
        if d_x is not None and dropped and self.input_dropout:
            np.multiply(d_x, buffers.mask, out=d_x)

    def predict(self, x: Floats) -> Floats:
        """What the network predicts for prepared inputs (batch, inputs): probabilities with a softmax, else outputs.

        Raises:
            EngineError: `x` does not have the network's number of inputs.
        """
        self._check_inputs(x)
        x = np.ascontiguousarray(x, dtype=self.parameters.dtype)
        return self.loss.predict(self.forward(x, Workspace(self.spec, len(x)).buffers(len(x))))

    def input_gradient(self, x: Floats, target: NDArray[Any]) -> Floats:
        """The gradient of the loss by each prepared input, (batch, inputs): what an image would have to change.

        Args:
            x: Prepared inputs (batch, inputs).
            target: What the loss compares the outputs with: class numbers (batch,), or values (batch, outputs).

        Raises:
            EngineError: The shapes do not fit the network, or a class number is not one.
        """
        self._check_inputs(x)
        self._check_target(target, len(x))
        x = np.ascontiguousarray(x, dtype=self.parameters.dtype)
        workspace = Workspace(self.spec, len(x))
        buffers = workspace.buffers(len(x))
        factor = self.spec.loss.factor(len(x))
        self.loss.value_and_gradient(self.forward(x, buffers), target, factor, buffers.layers[-1].d)
        d_x = np.empty_like(x)
        self.backward(x, buffers, parameters_on(self.spec, workspace.gradient), d_x=d_x)
        return d_x

    def _check_inputs(self, x: Floats) -> None:
        if x.ndim != 2 or x.shape[1] != self.spec.inputs or not len(x):
            raise EngineError(f"The network takes rows of {self.spec.inputs} numbers, not an array of {x.shape}.")

    def _check_target(self, target: NDArray[Any], rows: int) -> None:
        wanted = (rows,) if self.loss.needs_labels else (rows, self.spec.outputs)
        if target.shape != wanted:
            raise EngineError(f"The loss {self.spec.loss.name} wants a target of shape {wanted}, not {target.shape}.")
        if not self.loss.needs_labels:
            return
        if not np.issubdtype(target.dtype, np.integer):
            raise EngineError(f"Class numbers must be whole numbers, not {target.dtype}.")
        if not (target.min() >= 0 and target.max() < self.spec.outputs):
            raise EngineError(f"A class number lies outside 0 to {self.spec.outputs - 1}.")

    def _incoming(self, i: int, x: Floats, buffers: Buffers, dropped: bool) -> Floats:
        """What layer `i` received: the inputs or the layer before, after dropout where units were dropped."""
        if i == 0:
            return buffers.dropped if dropped and self.input_dropout else x
        before = buffers.layers[i - 1]
        return before.dropped if dropped and self.layers[i - 1].dropout else before.a
