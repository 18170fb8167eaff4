"""Activation functions: what a unit does with the weighted sum it receives.

A layer computes ``z = x @ weight + bias`` and passes on ``a = f(z)``. Going back it is handed the slope of the
loss by its output, ``d_a``, and the chain rule asks for ``d_z = d_a * f'(z)``. Every function here can express
``f'(z)`` through its own output ``a``, so the step overwrites ``z`` by ``a`` and keeps one array instead of two.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from engine.arrays import Floats


class Activation(ABC):
    """An elementwise function with its derivative, both in place."""

    formula: str

    @abstractmethod
    def forward(self, z: Floats) -> None:
        """Overwrite the pre-activations `z` (rows, units) by a = f(z)."""

    @abstractmethod
    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """Overwrite `d_a` (rows, units) by d_z = d_a * f'(z), given the output `a`; `scratch` has its shape."""


class Identity(Activation):
    """Passes the weighted sum on unchanged: the last layer of a regression or before a softmax."""

    formula = "a = z"

    def forward(self, z: Floats) -> None:
        """Leave `z` as it is."""

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """The slope is one everywhere."""


class Sigmoid(Activation):
    """Squeezes any number into 0..1; flat on both ends, so deep stacks of it learn slowly."""

    formula = "a = 1 / (1 + exp(-z)), slope a (1 - a)"

    def forward(self, z: Floats) -> None:
        """Through tanh, which equals the textbook form and cannot overflow: a = (1 + tanh(z / 2)) / 2."""
        np.multiply(z, 0.5, out=z)
        np.tanh(z, out=z)
        np.multiply(z, 0.5, out=z)
        np.add(z, 0.5, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a * a * (1 - a)."""
        np.multiply(d_a, a, out=d_a)
        np.subtract(1.0, a, out=scratch)
        np.multiply(d_a, scratch, out=d_a)


class Tanh(Activation):
    """A sigmoid stretched to -1..1, centred on zero."""

    formula = "a = tanh(z), slope 1 - a²"

    def forward(self, z: Floats) -> None:
        """A = tanh(z)."""
        np.tanh(z, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a * (1 - a^2)."""
        np.multiply(a, a, out=scratch)
        np.subtract(1.0, scratch, out=scratch)
        np.multiply(d_a, scratch, out=d_a)


class Relu(Activation):
    """Passes positive sums, stops negative ones; a unit that never passes anything is dead."""

    formula = "a = max(z, 0), slope 1 where z > 0, else 0"

    def forward(self, z: Floats) -> None:
        """A = max(z, 0)."""
        np.maximum(z, 0.0, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a where a > 0, else 0 (0 at the kink itself)."""
        # A product with the truth values: ten times as fast as the plain d_a[a <= 0] = 0.
        np.multiply(d_a, a > 0.0, out=d_a)


class LeakyRelu(Activation):
    """A relu that lets a little through below zero, so that no unit dies."""

    slope = 0.01
    formula = "a = z where z > 0, else 0.01 z"

    def forward(self, z: Floats) -> None:
        """A = max(z, slope * z), which is the same for a slope between 0 and 1."""
        np.maximum(z, self.slope * z, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a where a > 0, else slope * d_a."""
        np.copyto(scratch, np.where(a > 0.0, 1.0, self.slope))
        np.multiply(d_a, scratch, out=d_a)


ACTIVATIONS: dict[str, Activation] = {
    "relu": Relu(),
    "leaky_relu": LeakyRelu(),
    "tanh": Tanh(),
    "sigmoid": Sigmoid(),
    "identity": Identity(),
}
