"""Parts of the engine with one thing broken in each: what the clinic puts into a network or trainer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import Activation
from engine.arrays import Floats
from engine.datasets import Dataset
from engine.dropout import draw_mask
from engine.feed import Feed
from engine.losses import Loss, SoftmaxCrossEntropy
from engine.observer import Observer
from engine.trainer import Trainer


class SumGradient(Loss):
    """A loss that is a mean over the rows, with a gradient that is their sum."""

    def __init__(self, healthy: Loss) -> None:
        self.formula, self.needs_labels = healthy.formula, healthy.needs_labels
        self.needs_identity = healthy.needs_identity
        self._healthy = healthy

    def value_and_gradient(
        self, output: Floats, target: NDArray[Any], factor: float, d: Floats, *, observer: Observer | None = None
    ) -> float:
        """Without the 1 / rows that `factor` holds."""
        return self._healthy.value_and_gradient(output, target, factor * len(output), d, observer=observer)

    def row_losses(self, output: Floats, target: NDArray[Any]) -> Floats:
        """As the healthy one."""
        return self._healthy.row_losses(output, target)

    def predict(self, output: Floats) -> Floats:
        """As the healthy one."""
        return self._healthy.predict(output)


class PlusOne(SoftmaxCrossEntropy):
    """The softmax with its cross-entropy, whose gradient is p + onehot in the place of p - onehot."""

    def value_and_gradient(
        self, output: Floats, target: NDArray[Any], factor: float, d: Floats, *, observer: Observer | None = None
    ) -> float:
        """With + 1 at the true class, where - 1 belongs."""
        value = super().value_and_gradient(output, target, factor, d, observer=observer)
        d[np.arange(len(output)), target] += 2.0 * factor
        return value


class Forgetful(Activation):
    """A function that goes back without its derivative: d_z = d_a."""

    def __init__(self, healthy: Activation) -> None:
        self.formula = healthy.formula
        self._healthy = healthy

    def forward(self, z: Floats, scratch: Floats) -> None:
        """As the healthy one."""
        self._healthy.forward(z, scratch)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """Leave `d_a` as it is."""


def draw_mask_unscaled(rate: float, mask: Floats, rng: np.random.Generator) -> None:
    """Overwrite `mask` (rows, units) by 0 for a dropped unit and 1 for the others, where 1 / kept share belongs."""
    draw_mask(rate, mask, rng)
    np.sign(mask, out=mask)


class UnshuffledTrainer(Trainer):
    """Shows the rows of every epoch in the order in which they lie in the data."""

    def _take_rows(self, dataset: Dataset) -> Feed:
        self.generators = replace(self.generators, order=_NoOrder(self.generators.order.bit_generator))
        return super()._take_rows(dataset)


class _NoOrder(np.random.Generator):
    """Asked for a permutation, leaves everything in its place."""

    def permutation(self, x: Any, axis: int = 0) -> Any:
        """0, 1, 2, ... up to before the number `x`."""
        return np.arange(x)
