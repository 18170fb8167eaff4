"""Why an answer, and what would change it: the gradient by the inputs of one sample.

Backpropagation does not have to stop at the weights. Carried on through the first layer it says of every input by how
much an output would grow with it: for a digit, which ink speaks for the answer and which against it (Simonyan,
Vedaldi, Zisserman, "Deep Inside Convolutional Networks", 2013). A small step of every pixel against that changes the
answer although a person sees the same digit (Goodfellow, Shlens, Szegedy, "Explaining and Harnessing Adversarial
Examples", 2014).

As `Snapshot.activations` does, everything here uses einsum on one row: no BLAS, so it is safe beside a thread that
trains.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.arrays import Floats
from engine.losses import LOSSES
from engine.snapshot import Snapshot


def saliency_map(snapshot: Snapshot, raw: NDArray[Any], output: int) -> Floats:
    """By how much an output grows with each input of one sample.

    Args:
        snapshot: The network.
        raw: (inputs,) as the data have them.
        output: Which output; its logit, before softmax or sigmoid, where the loss takes logits. A logit still has a
            slope where a probability is 1 to the last digit.

    Returns:
        (inputs,): output per full range of the input, for an image from paper to full ink.

    Raises:
        EngineError: The sample has another length than the network's inputs.
    """
    one = np.zeros(snapshot.spec.outputs, snapshot.spec.dtype)
    one[output] = 1.0
    return _gradient(snapshot, raw, one)


def fast_gradient_sign(snapshot: Snapshot, raw: NDArray[Any], strength: float) -> Floats:
    """One sample after a step of all its inputs in the direction in which its loss grows most.

    The loss is that of the answer the network gives now, so the step leads away from it.

    Args:
        snapshot: The network.
        raw: (inputs,) as the data have them, from 0 to the preparation's `value_range`.
        strength: Length of the step of each input, as a share of its range.

    Returns:
        (inputs,): clipped to the range. Inputs that the loss does not depend on stay as they are.

    Raises:
        EngineError: The sample has another length than the network's inputs.
    """
    full = snapshot.preparation.value_range
    step = np.sign(_gradient(snapshot, raw, _away_from_answer(snapshot, raw)))
    moved: Floats = np.clip(raw + strength * full * step, 0.0, full).astype(snapshot.spec.dtype)
    return moved


def _away_from_answer(snapshot: Snapshot, raw: NDArray[Any]) -> Floats:
    """The direction of the outputs in which the loss of the present answer grows: (outputs,)."""
    outputs = snapshot.activations(raw)[-1]
    loss, answer = LOSSES[snapshot.spec.loss.name], int(outputs.argmax())
    if loss.needs_labels:
        # softmax - onehot, divided by what the answer lacks to 1: exact also where that rounds to nothing.
        others = outputs.copy()
        others[answer] = -np.inf
        direction: Floats = loss.predict(others[None])[0]
        direction[answer] = -1.0
        return direction
    wanted = np.zeros_like(outputs)
    wanted[answer] = 1.0
    d = np.empty_like(outputs)
    loss.value_and_gradient(outputs[None], wanted[None], 1.0, d[None])
    return d


def _gradient(snapshot: Snapshot, raw: NDArray[Any], d_outputs: Floats) -> Floats:
    """The gradient of d_outputs · outputs by each input, in units of its range: (inputs,)."""
    activations = snapshot.activations(raw)
    x = snapshot.prepare(raw[None])[0]
    d = d_outputs.copy()
    layers = list(zip(snapshot.layers(), snapshot.spec.layers, strict=True))
    for i in range(len(layers) - 1, -1, -1):
        layer, spec = layers[i]
        function = ACTIVATIONS[spec.activation]
        incoming = activations[i - 1] if i else x
        # Some functions leave their derivative on the way forward: go that way again.
        z = np.einsum("i,iu->u", incoming, layer.weight)
        if layer.bias is not None:
            z += layer.bias
        scratch = np.empty_like(z)
        function.forward(z, scratch)
        function.backward(z, d, scratch)
        d = np.einsum("u,iu->i", d, layer.weight)
    by_input: Floats = (d / snapshot.preparation.deviation).astype(snapshot.spec.dtype)
    return by_input
