"""The loss as a surface over the two parameters of the smallest network: one weight and one bias."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.batches import RowSource
from engine.datasets import Dataset
from engine.network import Network
from engine.preparation import Preparation
from engine.spec import NetworkSpec
from engine.workspace import Workspace

SIDE = 64
Range = tuple[float, float]


def has_surface(spec: NetworkSpec) -> bool:
    """Whether the network has just one weight and one bias."""
    return spec.sizes == (1, 1) and spec.layers[0].bias


@dataclass(frozen=True, eq=False)
class LossSurface:
    """The loss on the training rows.

    Attributes:
        loss: (`SIDE`, `SIDE`) float64; row 0 has the greatest bias, column 0 the least weight.
        lowest: Weight and bias where it is least: exactly, where the loss is a parabola of them.
    """

    weights: Range
    biases: Range
    loss: NDArray[np.float64]

    @property
    def lowest(self) -> tuple[float, float]:
        """Weight and bias of the least loss: the lowest point of the parabola through the grid's least and around."""
        # At the edge the lowest lies outside: what is nearest to it within.
        row, column = (min(max(place, 1), SIDE - 2) for place in divmod(int(np.argmin(self.loss)), SIDE))
        near = self.loss[row - 1 : row + 2, column - 1 : column + 2]
        slope = np.array([near[1, 2] - near[1, 0], near[2, 1] - near[0, 1]]) / 2.0
        across, down = near[1, 2] - 2 * near[1, 1] + near[1, 0], near[2, 1] - 2 * near[1, 1] + near[0, 1]
        both = (near[2, 2] - near[2, 0] - near[0, 2] + near[0, 0]) / 4.0
        bend = np.array([[across, both], [both, down]])
        step = np.zeros(2)
        if np.isfinite(bend).all() and np.linalg.det(bend) > 0.0:
            step = -np.linalg.solve(bend, slope)
        weight = self.weights[0] + (column + step[0]) * (self.weights[1] - self.weights[0]) / (SIDE - 1)
        bias = self.biases[1] - (row + step[1]) * (self.biases[1] - self.biases[0]) / (SIDE - 1)
        return float(np.clip(weight, *self.weights)), float(np.clip(bias, *self.biases))


class SurfaceScan:
    """Evaluates the loss on a grid of weights and biases, with the engine's own network: a row of it a step."""

    def __init__(
        self, spec: NetworkSpec, dataset: Dataset, preparation: Preparation, weights: Range, biases: Range
    ) -> None:
        """For a network that `has_surface`."""
        self._network = Network(spec)
        source = RowSource(dataset.train, preparation, spec, self._network.loss.needs_labels)
        rows = source.rows
        self._buffers = Workspace(spec, rows).buffers(rows)
        self._x, self._target = source.span(0, rows, self._buffers.x)
        self._factor = spec.loss.factor(rows)
        self._ranges = weights, biases
        self._loss = np.empty((SIDE, SIDE))
        self._row = 0

    def step(self) -> bool:
        """One row of the grid; False once all of it is done."""
        if self._row == SIDE:
            return False
        weights, biases = self._ranges
        network = self._network
        network.parameters[1] = np.linspace(*biases, SIDE)[SIDE - 1 - self._row]
        with np.errstate(over="ignore", invalid="ignore"):
            for column, weight in enumerate(np.linspace(*weights, SIDE)):
                network.parameters[0] = weight
                output = network.forward(self._x, self._buffers)
                self._loss[self._row, column] = self._factor * network.loss.row_losses(output, self._target).sum()
        self._row += 1
        return True

    def result(self) -> LossSurface:
        """The surface."""
        loss = self._loss.copy()
        loss.setflags(write=False)
        return LossSurface(*self._ranges, loss)
