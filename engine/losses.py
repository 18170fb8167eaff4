"""Losses: one number for how wrong the outputs are, and its gradient by the outputs.

The loss of a batch is ``factor * sum over rows of the row's loss``, where the factor (`LossSpec.factor`) holds the
scale and, where the reduction is "mean", the division by the number of rows. Backpropagation starts from its gradient
by the network's last array. The two are computed together because they share their expensive part.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.observer import Observer

REDUCTIONS = ("mean", "sum")


class Loss(ABC):
    """A loss with its gradient. `output` is the last layer's array (rows, outputs)."""

    formula: str
    needs_labels: bool
    """True: the target is a class number a row, (rows,). False: it has the outputs' shape."""
    needs_identity: bool
    """True: the loss acts on logits, so the last layer must pass its sums on unchanged."""

    @abstractmethod
    def value_and_gradient(
        self, output: Floats, target: NDArray[Any], factor: float, d: Floats, *, observer: Observer | None = None
    ) -> float:
        """Write factor * d(sum of row losses) / d(output) into `d`; return the plain sum of the row losses."""

    @abstractmethod
    def row_losses(self, output: Floats, target: NDArray[Any]) -> Floats:
        """The loss of each row (rows,), unscaled; `output` is left as it is."""

    @abstractmethod
    def predict(self, output: Floats) -> Floats:
        """What the network claims: probabilities where the loss knows them, else the outputs. A new array."""


class SoftmaxCrossEntropy(Loss):
    """Minus the logarithm of the probability that the softmax of the logits gives to the true class.

    With p = softmax(z) the row's loss is -log p[true], and its gradient by the logits is p - onehot(true): the whole
    Jacobian of the softmax cancels against the derivative of the logarithm.
    """

    formula = "-log softmax(z)[true class]"
    needs_labels = True
    needs_identity = True

    def value_and_gradient(
        self, output: Floats, target: NDArray[Any], factor: float, d: Floats, *, observer: Observer | None = None
    ) -> float:
        """Make d = factor * (softmax - onehot)."""
        rows = np.arange(len(output))
        # Subtracting the row's maximum changes no probability and keeps exp from overflowing.
        np.subtract(output, output.max(axis=1, keepdims=True), out=d)
        logit_of_true = d[rows, target].sum(dtype=np.float64)
        np.exp(d, out=d)
        total = d.sum(axis=1, keepdims=True)
        value = np.log(total).sum(dtype=np.float64) - logit_of_true
        np.divide(d, total, out=d)
        if observer:
            observer("loss.p", d)
        d[rows, target] -= 1.0
        np.multiply(d, factor, out=d)
        if observer:
            observer("loss.d_a", d)
        return float(value)

    def row_losses(self, output: Floats, target: NDArray[Any]) -> Floats:
        """log(sum(exp(z))) - z[true]."""
        shifted = output - output.max(axis=1, keepdims=True)
        of_true = shifted[np.arange(len(output)), target]
        losses: Floats = np.log(np.exp(shifted).sum(axis=1)) - of_true
        return losses

    def predict(self, output: Floats) -> Floats:
        """The softmax of the logits: probabilities that add up to 1."""
        probabilities: Floats = np.exp(output - output.max(axis=1, keepdims=True))
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        return probabilities


class SquaredError(Loss):
    """The sum over the outputs of (a - y)^2, on the last layer's activations."""

    formula = "Σ (a - y)²"
    needs_labels = False
    needs_identity = False

    def value_and_gradient(
        self, output: Floats, target: NDArray[Any], factor: float, d: Floats, *, observer: Observer | None = None
    ) -> float:
        """Make d = factor * 2 * (a - y)."""
        np.subtract(output, target, out=d)
        if observer:
            observer("loss.error", d)
        flat = d.reshape(-1)
        value = float(flat.dot(flat))
        np.multiply(d, 2.0 * factor, out=d)
        if observer:
            observer("loss.d_a", d)
        return value

    def row_losses(self, output: Floats, target: NDArray[Any]) -> Floats:
        """Sum over the outputs of (a - y)^2."""
        losses: Floats = np.square(output - target).sum(axis=1)
        return losses

    def predict(self, output: Floats) -> Floats:
        """The outputs themselves."""
        return output.copy()


class SigmoidCrossEntropy(Loss):
    """For each output by itself, minus the logarithm of the probability that its sigmoid gives to the target.

    For targets of 0 or 1 that may hold together, or one output for two classes. With s = sigmoid(z) the loss of an
    output is -y log(s) - (1 - y) log(1 - s) = log(1 + exp(z)) - y z, and its derivative s - y.
    """

    formula = "Σ log(1 + exp(z)) - y z"
    needs_labels = False
    needs_identity = True

    def value_and_gradient(
        self, output: Floats, target: NDArray[Any], factor: float, d: Floats, *, observer: Observer | None = None
    ) -> float:
        """Make d = factor * (sigmoid - y)."""
        value = self.row_losses(output, target).sum(dtype=np.float64)
        np.copyto(d, self.predict(output))
        if observer:
            observer("loss.p", d)
        np.subtract(d, target, out=d)
        np.multiply(d, factor, out=d)
        if observer:
            observer("loss.d_a", d)
        return float(value)

    def row_losses(self, output: Floats, target: NDArray[Any]) -> Floats:
        """Sum over the outputs of log(1 + exp(z)) - y z, as max(z, 0) - y z + log(1 + exp(-|z|))."""
        # Where z is large, log(1 + exp(z)) - z would be the difference of two large numbers; this form has no such one.
        softened = np.log1p(np.exp(-np.abs(output)))
        losses: Floats = (np.maximum(output, 0.0) - target * output + softened).sum(axis=1)
        return losses

    def predict(self, output: Floats) -> Floats:
        """The sigmoid of each logit."""
        probabilities: Floats = np.tanh(0.5 * output)
        probabilities += 1.0
        probabilities *= 0.5
        return probabilities


LOSSES: dict[str, Loss] = {
    "softmax_cross_entropy": SoftmaxCrossEntropy(),
    "sigmoid_cross_entropy": SigmoidCrossEntropy(),
    "squared_error": SquaredError(),
}
