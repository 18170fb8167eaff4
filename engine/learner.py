"""One step of learning: forward, loss, backward, penalties, measurements, the guard, and the update.

The guard: a number out of range (not finite) is found in the step in which it appears, before the update, so that the
parameters in place are always finite. It need not look at every number. The loss is a sum over all outputs, and a
norm one over all gradients of a layer: one number out of range makes the sum so.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.descent import Descent
from engine.events import Divergence
from engine.network import Network, parameters_on
from engine.observer import Observer
from engine.optimizers import OPTIMIZERS
from engine.spec import TrainingSpec
from engine.workspace import Buffers, Workspace


class StepRecord(NamedTuple):
    """What a step measured.

    Attributes:
        loss: Of the batch, before the update.
        learning_rate: Of this step.
        gradient_norms: Of each layer's weights and biases together, with penalties, before clipping.
        update_ratios: Norm of the update / norm of the parameters before it, NaN where those are all zero.
    """

    loss: float
    learning_rate: float
    gradient_norms: list[float]
    update_ratios: list[float]


class Learner:
    """Makes the steps of one network.

    Attributes:
        descent: The optimiser with its memory.
        gradient: Of the last batch, layer by layer, until `update` turns it into the update.
    """

    def __init__(self, network: Network, workspace: Workspace, optimizer: str) -> None:
        self._network = network
        self._gradient = workspace.gradient
        self.gradient = parameters_on(network.spec, workspace.gradient)
        self._slice_gradient: Floats | None = None
        self._holds_update = False
        self._keeps_gradient = False
        self._kept_gradient: Floats | None = None
        self._kept_at = -1
        self.descent = Descent(OPTIMIZERS[optimizer], network.parameters, workspace.gradient, network.layers)
        self._loss = 0.0
        self._buffers: Buffers | None = None

    def learn(
        self,
        x: Floats,
        target: NDArray[Any],
        buffers: Buffers,
        batch_rows: int,
        *,
        first: bool,
        dropout: np.random.Generator,
        observer: Observer | None = None,
    ) -> None:
        """Forward and backward for a slice of a batch.

        The loss is a sum over the rows of the batch, so the gradients of its slices add up to the batch's.

        Args:
            x: Prepared inputs (rows, inputs).
            target: What the loss compares the outputs with.
            buffers: Where to work; theirs is the number of rows.
            batch_rows: Rows of the whole batch.
            first: Whether this is the batch's first slice, often its only one.
            dropout: The generator to drop units with.
            observer: Called after each operation.
        """
        network = self._network
        self._holds_update = False
        output = network.forward(x, buffers, dropout=dropout, observer=observer)
        factor = network.spec.loss.factor(batch_rows)
        d_output = buffers.layers[-1].d
        value = factor * network.loss.value_and_gradient(output, target, factor, d_output, observer=observer)
        if observer:
            observer("loss.value", np.array(value))
        if first:
            network.backward(x, buffers, self.gradient, dropped=True, observer=observer)
            self._loss = value
        else:
            if self._slice_gradient is None:
                self._slice_gradient = np.empty_like(self._gradient)
            sliced = parameters_on(network.spec, self._slice_gradient)
            network.backward(x, buffers, sliced, dropped=True, observer=observer)
            np.add(self._gradient, self._slice_gradient, out=self._gradient)
            self._loss += value
        self._buffers = buffers

    def add_penalties(self, training: TrainingSpec, *, observer: Observer | None = None) -> None:
        """Add the gradients of the penalties on the weights (biases are free): l2 / 2 Σ w² and l1 Σ |w|."""
        if not (training.l2 or training.l1):
            return
        for layer, wanted in zip(self._network.layers, self.gradient, strict=True):
            if training.l2:
                wanted.weight += training.l2 * layer.weight
            if training.l1:
                wanted.weight += training.l1 * np.sign(layer.weight)
        if observer:
            observer("penalized", self._gradient)

    def update(
        self, training: TrainingSpec, rate: float, step: int, *, observer: Observer | None = None
    ) -> StepRecord | Divergence:
        """Change the weights; nothing is changed where a number has run out of range.

        Args:
            training: The numbers that may be turned.
            rate: The learning rate of this step.
            step: Updates so far.
            observer: Called after each operation with flat arrays, ordered as the parameters.
        """
        norms = [math.sqrt(layer.flat.dot(layer.flat)) for layer in self.gradient]
        if not math.isfinite(self._loss + sum(norms)):
            return self._locate_divergence(norms, rate, step)
        if self._keeps_gradient:
            self._keep(step)
        used = norms
        if training.clip_norm is not None:
            used = self._clip(norms, training.clip_norm)
        if observer and used is not norms:
            observer("clipped", self._gradient)
        weight_norms, update_norms = self.descent.step(training, rate, used)
        self._holds_update = True
        if observer:
            for name, memory in self.descent.slots.items():
                observer(f"memory.{name}", memory)
            observer("update", self._gradient)
            observer("parameters", self._network.parameters)
        ratios = [
            update / weight if weight else math.nan for update, weight in zip(update_norms, weight_norms, strict=True)
        ]
        return StepRecord(self._loss, rate, norms, ratios)

    def keep_gradient(self, wanted: bool) -> None:
        """Whether each step keeps a copy of its gradient, which the optimiser turns into the update where it stands."""
        self._keeps_gradient = wanted

    def gradient_of(self, step: int) -> Floats | None:
        """A copy of the gradient that step had, with penalties and before clipping; None where it was not kept."""
        return self._kept_gradient.copy() if self._kept_gradient is not None and self._kept_at == step else None

    def last_change(self) -> Floats | None:
        """A copy of what the last step added to the parameters; None before the first and within a batch."""
        return np.negative(self._gradient) if self._holds_update else None

    def _keep(self, step: int) -> None:
        if self._kept_gradient is None:
            self._kept_gradient = np.empty_like(self._gradient)
        np.copyto(self._kept_gradient, self._gradient)
        self._kept_at = step

    def _clip(self, norms: list[float], longest: float) -> list[float]:
        """Shorten the gradient of all layers together to `longest`; its direction stays. Returns the layers' norms.

        Pascanu, Mikolov, Bengio 2013, algorithm 1.
        """
        norm = math.hypot(*norms)
        if norm <= longest:
            return norms
        np.multiply(self._gradient, longest / norm, out=self._gradient)
        return [longest / norm * layer_norm for layer_norm in norms]

    def _locate_divergence(self, norms: list[float], rate: float, step: int) -> Divergence:
        """Where the numbers ran out first: forward if the loss is affected, else on the way back."""
        last = len(norms) - 1
        if not math.isfinite(self._loss):
            layers = self._buffers.layers if self._buffers else ()
            for i, own in enumerate(layers):
                if not np.isfinite(own.a).all():
                    return Divergence(step, i, rate, "activation", i == last)
            return Divergence(step, last, rate, "loss", is_output=True)
        layer = max(i for i, norm in enumerate(norms) if not math.isfinite(norm))
        return Divergence(step, layer, rate, "gradient", layer == last)
