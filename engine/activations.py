"""Activation functions: what a unit does with the weighted sum it receives.

A layer computes ``z = x @ weight + bias`` and passes on ``a = f(z)``. Going back it is handed the gradient of the
loss by its output, ``d_a``, and the chain rule asks for ``d_z = d_a * f'(z)``. Most functions can express ``f'(z)``
through their own output ``a``, so the step overwrites ``z`` by ``a`` and keeps one array instead of two; the others
leave their derivative in `scratch` on the way forward.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import numpy as np

from engine.arrays import Floats


class Activation(ABC):
    """An elementwise function with its derivative, both in place."""

    formula: str

    @abstractmethod
    def forward(self, z: Floats, scratch: Floats) -> None:
        """Overwrite the sums `z` (rows, units) by a = f(z); `scratch` has their shape and goes on to `backward`."""

    @abstractmethod
    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """Overwrite `d_a` (rows, units) by d_z = d_a * f'(z), given the output `a` and what `forward` left."""


class Identity(Activation):
    """Passes the weighted sum on unchanged: the last layer of a regression or before a softmax."""

    formula = "a = z"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Leave `z` as it is."""

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """The derivative is one everywhere."""


class Sigmoid(Activation):
    """Squeezes any number into 0..1; flat on both ends, so deep stacks of it learn slowly."""

    formula = "a = 1 / (1 + exp(-z)), derivative a (1 - a)"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Through tanh, which is the textbook form rewritten and cannot overflow: a = (1 + tanh(z / 2)) / 2.

        An output near 0 is exact to the spacing of the numbers near 1/2, not to its own: in float32 to 3e-8.
        """
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

    formula = "a = tanh(z), derivative 1 - a²"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Make a = tanh(z)."""
        np.tanh(z, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a * (1 - a^2)."""
        np.multiply(a, a, out=scratch)
        np.subtract(1.0, scratch, out=scratch)
        np.multiply(d_a, scratch, out=d_a)


class Relu(Activation):
    """Passes positive sums, stops negative ones; a unit that never passes anything is dead."""

    formula = "a = max(z, 0), derivative 1 where z > 0, else 0"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Make a = max(z, 0)."""
        np.maximum(z, 0.0, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a where a > 0, else 0 (0 at the kink itself)."""
        # A product with the truth values: ten times as fast as the plain d_a[a <= 0] = 0.
        np.multiply(d_a, a > 0.0, out=d_a)


class LeakyRelu(Activation):
    """A relu that lets a little through below zero, so that no unit dies."""

    slope = 0.01
    formula = "a = z where z > 0, else 0.01 z"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Make a = max(z, slope * z), which is the same for a slope between 0 and 1."""
        np.multiply(z, self.slope, out=scratch)
        np.maximum(z, scratch, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a where a > 0, else slope * d_a."""
        np.multiply(d_a, self.slope, out=d_a, where=a <= 0.0)


class Elu(Activation):
    """A relu with a soft floor at -1 (Clevert, Unterthiner, Hochreiter 2016, alpha = 1): its mean is nearer to zero."""

    formula = "a = z where z > 0, else exp(z) - 1"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Make a = max(z, 0) + expm1(min(z, 0)): each half is zero where the other speaks, and neither overflows."""
        np.minimum(z, 0.0, out=scratch)
        np.expm1(scratch, out=scratch)
        np.maximum(z, 0.0, out=z)
        np.add(z, scratch, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a * (1 + min(a, 0)), for exp(z) = a + 1 below zero."""
        np.minimum(a, 0.0, out=scratch)
        np.add(scratch, 1.0, out=scratch)
        np.multiply(d_a, scratch, out=d_a)


class Softplus(Activation):
    """A relu without the kink; its derivative is the sigmoid."""

    formula = "a = log(1 + exp(z)), derivative 1 - exp(-a)"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Make a = log(exp(z) + exp(0)), in the form that cannot overflow."""
        np.logaddexp(z, 0.0, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a * (1 - exp(-a)), which is d_a * sigmoid(z)."""
        np.negative(a, out=scratch)
        np.expm1(scratch, out=scratch)
        np.negative(scratch, out=scratch)
        np.multiply(d_a, scratch, out=d_a)


class Silu(Activation):
    """The sum times its own sigmoid (Elfwing, Uchibe, Doya 2018), also called swish: it dips below zero."""

    formula = "a = z σ(z), derivative σ(z) (1 + z (1 - σ(z)))"

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Make a = z * s with s = sigmoid(z); the derivative s + a * (1 - s) goes into `scratch`."""
        share = 0.5 * np.tanh(0.5 * z) + 0.5
        np.multiply(z, share, out=z)
        np.subtract(1.0, share, out=scratch)
        np.multiply(scratch, z, out=scratch)
        np.add(scratch, share, out=scratch)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a * derivative."""
        np.multiply(d_a, scratch, out=d_a)


class Gelu(Activation):
    """The sum times the chance that a normal number lies below it, in its tanh form (Hendrycks, Gimpel 2016)."""

    formula = "a = z / 2 (1 + tanh(√(2/π) (z + 0.044715 z³)))"
    outer = math.sqrt(2.0 / math.pi)
    inner = 0.044715

    def forward(self, z: Floats, scratch: Floats) -> None:
        """Make a = z (1 + t) / 2; the derivative (1 + t) / 2 + z (1 - t^2) / 2 * d(inside)/dz goes into `scratch`."""
        # Beyond 20 the curve is a straight line to the last bit, and a cube may be out of range.
        near = np.clip(z, -20.0, 20.0)
        square = near * near
        t = np.tanh(self.outer * near * (1.0 + self.inner * square))
        np.multiply(0.5 * self.outer * near * (1.0 - t * t), 1.0 + 3.0 * self.inner * square, out=scratch)
        t += 1.0
        t *= 0.5
        np.add(scratch, t, out=scratch)
        np.multiply(z, t, out=z)

    def backward(self, a: Floats, d_a: Floats, scratch: Floats) -> None:
        """d_z = d_a * derivative."""
        np.multiply(d_a, scratch, out=d_a)


ACTIVATIONS: dict[str, Activation] = {
    "relu": Relu(),
    "leaky_relu": LeakyRelu(),
    "tanh": Tanh(),
    "sigmoid": Sigmoid(),
    "elu": Elu(),
    "softplus": Softplus(),
    "gelu": Gelu(),
    "silu": Silu(),
    "identity": Identity(),
}
