"""Optimisers: how a gradient becomes an update of the parameters.

An optimiser turns the flat gradient (of all parameters of the network, one after the other) in place into the update
that is then subtracted: ``parameters -= update``. What it remembers from step to step are its slots, flat arrays of
the same length, which are saved with the network so that a resumed run continues as if never stopped.

In the formulas w is a parameter, g its gradient, η the learning rate, and x ← y reads "x becomes y".
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np

from engine.arrays import Floats


class Knobs(Protocol):
    """The numbers that an optimiser may read beside the learning rate: a `TrainingSpec` has them."""

    @property
    def momentum(self) -> float:
        """μ."""

    @property
    def beta1(self) -> float:
        """β₁."""

    @property
    def beta2(self) -> float:
        """β₂."""

    @property
    def epsilon(self) -> float:
        """ε."""


class Optimizer(ABC):
    """One way of stepping downhill. It holds nothing itself: its memory is handed to it."""

    formula: str
    knobs: tuple[str, ...] = ()
    """What it reads of a `TrainingSpec` beside the learning rate."""
    slot_names: tuple[str, ...] = ()
    """What it remembers from step to step; zeros before the first."""
    is_plain = False
    """Whether its update is learning rate x gradient and nothing else."""

    @abstractmethod
    def make_update(
        self, gradient: Floats, slots: tuple[Floats, ...], scratch: Floats, rate: float, knobs: Knobs, step: int
    ) -> None:
        """Overwrite `gradient` by the update to subtract.

        Args:
            gradient: Flat; of all parameters or a stretch of them.
            slots: The memory of these parameters, in the order of `slot_names`; written to.
            scratch: Of the same length, for anything.
            rate: The learning rate.
            knobs: What else may be turned.
            step: The number of this step, counted from 1.
        """


class Sgd(Optimizer):
    """Plain gradient descent: walk against the gradient."""

    formula = "w ← w - η g"
    is_plain = True

    def make_update(
        self, gradient: Floats, slots: tuple[Floats, ...], scratch: Floats, rate: float, knobs: Knobs, step: int
    ) -> None:
        """Update = learning rate x gradient."""
        np.multiply(gradient, rate, out=gradient)


class Momentum(Optimizer):
    """Gradient descent with inertia (Polyak 1964), in the variant whose velocity holds gradients, not updates."""

    formula = "v ← μ v + g, w ← w - η v"
    knobs = ("momentum",)
    slot_names = ("velocity",)

    def make_update(
        self, gradient: Floats, slots: tuple[Floats, ...], scratch: Floats, rate: float, knobs: Knobs, step: int
    ) -> None:
        """Update = learning rate x velocity."""
        (velocity,) = slots
        np.multiply(velocity, knobs.momentum, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, rate, out=gradient)


class Nesterov(Optimizer):
    """Momentum that looks ahead (Nesterov 1983; Sutskever and others 2013), in the variant that PyTorch uses."""

    formula = "v ← μ v + g, w ← w - η (g + μ v)"
    knobs = ("momentum",)
    slot_names = ("velocity",)

    def make_update(
        self, gradient: Floats, slots: tuple[Floats, ...], scratch: Floats, rate: float, knobs: Knobs, step: int
    ) -> None:
        """Update = learning rate x (gradient + momentum x velocity)."""
        (velocity,) = slots
        np.multiply(velocity, knobs.momentum, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, knobs.momentum, out=scratch)
        np.add(gradient, scratch, out=gradient)
        np.multiply(gradient, rate, out=gradient)


class Adagrad(Optimizer):
    """A step size for each weight that shrinks with what it has moved (Duchi, Hazan, Singer 2011)."""

    formula = "s ← s + g², w ← w - η g / (√s + ε)"
    knobs = ("epsilon",)
    slot_names = ("square",)

    def make_update(
        self, gradient: Floats, slots: tuple[Floats, ...], scratch: Floats, rate: float, knobs: Knobs, step: int
    ) -> None:
        """Update = learning rate x gradient / (root of the sum of squares + epsilon)."""
        (square,) = slots
        np.multiply(gradient, gradient, out=scratch)
        np.add(square, scratch, out=square)
        np.sqrt(square, out=scratch)
        np.add(scratch, knobs.epsilon, out=scratch)
        np.divide(gradient, scratch, out=gradient)
        np.multiply(gradient, rate, out=gradient)


class RmsProp(Optimizer):
    """Adagrad that forgets (Tieleman, Hinton 2012, lecture 6.5), with epsilon outside the root."""

    formula = "s ← β₂ s + (1 - β₂) g², w ← w - η g / (√s + ε)"
    knobs = ("beta2", "epsilon")
    slot_names = ("square",)

    def make_update(
        self, gradient: Floats, slots: tuple[Floats, ...], scratch: Floats, rate: float, knobs: Knobs, step: int
    ) -> None:
        """Update = learning rate x gradient / (root of the mean square + epsilon)."""
        (square,) = slots
        np.multiply(square, knobs.beta2, out=square)
        np.multiply(gradient, gradient, out=scratch)
        np.multiply(scratch, 1.0 - knobs.beta2, out=scratch)
        np.add(square, scratch, out=square)
        np.sqrt(square, out=scratch)
        np.add(scratch, knobs.epsilon, out=scratch)
        np.divide(gradient, scratch, out=gradient)
        np.multiply(gradient, rate, out=gradient)


class Adam(Optimizer):
    """Momentum and a step size for each weight (Kingma, Ba 2015, algorithm 1).

    m and s are running means of the gradient and of its square, the first and second moment. They begin at zero, so
    after t steps they are too small by the factors 1 - β₁ᵗ and 1 - β₂ᵗ: m̂ = m / (1 - β₁ᵗ), ŝ = s / (1 - β₂ᵗ).
    """

    formula = "m ← β₁ m + (1 - β₁) g, s ← β₂ s + (1 - β₂) g², w ← w - η m̂ / (√ŝ + ε)"
    knobs: tuple[str, ...] = ("beta1", "beta2", "epsilon")
    slot_names = ("mean", "square")

    def make_update(
        self, gradient: Floats, slots: tuple[Floats, ...], scratch: Floats, rate: float, knobs: Knobs, step: int
    ) -> None:
        """Update = learning rate x corrected mean / (root of the corrected mean square + epsilon)."""
        mean, square = slots
        np.multiply(mean, knobs.beta1, out=mean)
        np.multiply(gradient, 1.0 - knobs.beta1, out=scratch)
        np.add(mean, scratch, out=mean)
        np.multiply(square, knobs.beta2, out=square)
        np.multiply(gradient, gradient, out=scratch)
        np.multiply(scratch, 1.0 - knobs.beta2, out=scratch)
        np.add(square, scratch, out=square)
        np.sqrt(square, out=scratch)
        np.multiply(scratch, 1.0 / math.sqrt(1.0 - knobs.beta2**step), out=scratch)
        np.add(scratch, knobs.epsilon, out=scratch)
        np.divide(mean, scratch, out=gradient)
        np.multiply(gradient, rate / (1.0 - knobs.beta1**step), out=gradient)


class AdamW(Adam):
    """Adam with weight decay beside the gradient, not in it (Loshchilov, Hutter 2019).

    The decay itself is no part of the optimiser: `TrainingSpec.weight_decay` works with each of them. This is the name
    by which people look for the two together.
    """

    formula = Adam.formula + ", w ← w - η λ w"
    knobs: tuple[str, ...] = (*Adam.knobs, "weight_decay")


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Sgd(),
    "momentum": Momentum(),
    "nesterov": Nesterov(),
    "adagrad": Adagrad(),
    "rmsprop": RmsProp(),
    "adam": Adam(),
    "adamw": AdamW(),
}
