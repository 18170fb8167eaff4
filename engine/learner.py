"""One step of learning: forward, loss, backward, penalties, measurements, the guard, and the update."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.descent import Descent
from engine.events import Divergence
from engine.network import Network, layers_on
from engine.optimizers import OPTIMIZERS, Knobs
from engine.spec import TrainingSpec
from engine.workspace import Workspace


class StepRecord(NamedTuple):
    """What a step measured.

    Attributes:
        loss: Of the batch, before the update.
        gradient_norms: Of each layer's weights and biases together, with penalties, before clipping.
        update_ratios: Norm of the update / norm of the parameters before it, NaN where those are all zero.
    """

    loss: float
    gradient_norms: list[float]
    update_ratios: list[float]


class Learner:
    """Makes the steps of one network.

    Attributes:
        descent: The optimiser with its memory.
        gradient: The slopes of the last batch by layer, until `update` turns them into the update.
    """

    def __init__(self, network: Network, workspace: Workspace, optimizer: str) -> None:
        self._network = network
        self._workspace = workspace
        self.gradient = layers_on(network.spec, workspace.gradient)
        self._slice_gradient = layers_on(network.spec, workspace.scratch)
        self.descent = Descent(
            OPTIMIZERS[optimizer], network.parameters, workspace.gradient, workspace.scratch, network.layers
        )
        self._loss = 0.0
        self._rows = 0

    def learn(
        self, x: Floats, target: NDArray[Any], batch_rows: int, *, first: bool, dropout: np.random.Generator
    ) -> None:
        """Forward and backward for a slice of a batch; the slopes of its slices add up.

        Args:
            x: Prepared inputs (rows, inputs).
            target: What the loss compares the outputs with.
            batch_rows: Rows of the whole batch.
            first: Whether this is the batch's first slice, often its only one.
            dropout: The generator to drop units with.
        """
        network, loss = self._network, self._network.spec.loss
        rows = self._workspace.rows(len(x))
        output = network.forward(x, rows, dropout=dropout)
        factor = loss.scale / batch_rows if loss.reduction == "mean" else loss.scale
        value = factor * network.loss.value_and_gradient(output, target, factor, rows.layers[-1].d)
        if first:
            network.backward(x, rows, self.gradient, dropped=True)
            self._loss = value
        else:
            network.backward(x, rows, self._slice_gradient, dropped=True)
            np.add(self._workspace.gradient, self._workspace.scratch, out=self._workspace.gradient)
            self._loss += value
        self._rows = len(x)

    def add_penalties(self, training: TrainingSpec) -> None:
        """Add the slopes of the penalties on the weights (biases are free): l2 / 2 Σ w² and l1 Σ |w|."""
        if not (training.l2 or training.l1):
            return
        for layer, slope in zip(self._network.layers, self.gradient, strict=True):
            if training.l2:
                slope.weight += training.l2 * layer.weight
            if training.l1:
                slope.weight += training.l1 * np.sign(layer.weight)

    def update(self, training: TrainingSpec, rate: float, step: int) -> StepRecord | Divergence:
        """Change the weights; nothing is changed where a number has run out of range.

        Args:
            training: The numbers that may be turned.
            rate: The learning rate of this step.
            step: Updates so far.
        """
        norms = [math.sqrt(layer.flat.dot(layer.flat)) for layer in self.gradient]
        if not math.isfinite(self._loss + sum(norms)):
            return self._locate_divergence(norms, rate, step)
        if training.clip_norm is not None:
            # Pascanu, Mikolov, Bengio 2013, algorithm 1: the gradient of all layers together keeps its direction.
            norm = math.hypot(*norms)
            if norm > training.clip_norm:
                np.multiply(self._workspace.gradient, training.clip_norm / norm, out=self._workspace.gradient)
        knobs = Knobs(rate, training.momentum, training.beta1, training.beta2, training.epsilon, training.weight_decay)
        weight_norms, update_norms = self.descent.step(knobs)
        ratios = [
            update / weight if weight else math.nan for update, weight in zip(update_norms, weight_norms, strict=True)
        ]
        return StepRecord(self._loss, norms, ratios)

    def _locate_divergence(self, norms: list[float], rate: float, step: int) -> Divergence:
        """Where the numbers ran out first: forward if the loss is affected, else on the way back."""
        last = len(norms) - 1
        if not math.isfinite(self._loss):
            for i, arrays in enumerate(self._workspace.rows(self._rows).layers):
                if not np.isfinite(arrays.a).all():
                    return Divergence(step, i, rate, "activation")
            return Divergence(step, last, rate, "loss")
        layer = max(i for i, norm in enumerate(norms) if not math.isfinite(norm))
        return Divergence(step, layer, rate, "gradient")
