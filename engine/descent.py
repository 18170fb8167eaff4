"""The update: an optimiser applied to all parameters, in blocks, with the norms that are recorded of it.

The plain lines are ``update = optimizer(gradient)`` and ``parameters -= update``. Done block by block, each block is
still in the processor's cache when its norm is taken and when it is subtracted, which saves a third of the time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.network import DenseLayer
from engine.optimizers import Optimizer
from engine.spec import TrainingSpec

_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of the flat arrays, of one large layer or of many small ones.

    Attributes:
        gradient: In the end the update.
        scratch: An array that all blocks share.
        layers: Of each layer in it the number, its parameters and its gradient here.
        weights: Of each layer in it the weights and their gradient: what decays, as biases do not.
    """

    parameters: Floats
    gradient: Floats
    scratch: Floats
    slots: tuple[Floats, ...]
    layers: list[tuple[int, Floats, Floats]]
    weights: list[tuple[Floats, Floats]]


class Descent:
    """Takes the steps.

    Attributes:
        slots: The optimiser's memory, NAME -> flat array of the parameters' length.
        steps: How many steps this memory has seen.
    """

    def __init__(self, optimizer: Optimizer, parameters: Floats, gradient: Floats, layers: list[DenseLayer]) -> None:
        """The two flat arrays are ordered alike; `layers` says which stretch belongs to which layer."""
        self._optimizer = optimizer
        self._no_squares = [0.0] * len(layers)
        self.steps = 0
        self.slots: dict[str, Floats] = {name: np.zeros_like(parameters) for name in optimizer.slot_names}
        arrays = parameters, gradient, np.empty(min(_BLOCK, parameters.size), parameters.dtype)
        # From the end: there the gradient, whose norm was just taken from first to last, is still in the cache.
        self._blocks = [
            self._make_block(arrays, slice(first, min(first + _BLOCK, parameters.size)), layers)
            for first in reversed(range(0, parameters.size, _BLOCK))
        ]

    def step(self, training: TrainingSpec, rate: float, gradient_norms: list[float]) -> tuple[list[float], list[float]]:
        """Turn the gradient into the update and subtract it.

        With weight decay the update of a weight (not of a bias) grows by learning rate x weight decay x weight.

        Args:
            training: The numbers that may be turned.
            rate: The learning rate of this step.
            gradient_norms: Of each layer: plain descent need not measure its update, which is the rate times as long.

        Returns:
            For each layer the norm of its parameters before the update, and the norm of the update.
        """
        self.steps += 1
        # More than all of a weight cannot decay: it would come back with the other sign, and larger.
        decay = min(rate * training.weight_decay, 1.0)
        is_plain = self._optimizer.is_plain and not decay
        weight_squares, update_squares = self._no_squares.copy(), self._no_squares.copy()
        for block in self._blocks:
            self._optimizer.make_update(block.gradient, block.slots, block.scratch, rate, training, self.steps)
            if decay:
                for weight, update in block.weights:
                    update += decay * weight
            for i, parameters, update in block.layers:
                weight_squares[i] += parameters.dot(parameters)
                if not is_plain:
                    update_squares[i] += update.dot(update)
            np.subtract(block.parameters, block.gradient, out=block.parameters)
        weight_norms = [math.sqrt(square) for square in weight_squares]
        if is_plain:
            return weight_norms, [rate * norm for norm in gradient_norms]
        return weight_norms, [math.sqrt(square) for square in update_squares]

    def _make_block(self, arrays: tuple[Floats, Floats, Floats], part: slice, layers: list[DenseLayer]) -> _Block:
        parameters, gradient = (array[part] for array in arrays[:2])
        scratch = arrays[2][: parameters.size]
        slots = tuple(slot[part] for slot in self.slots.values())
        block = _Block(parameters, gradient, scratch, slots, layers=[], weights=[])
        start = 0
        for i, layer in enumerate(layers):
            whole = _overlap(part, start, start + layer.flat.size)
            weights = _overlap(part, start, start + layer.weight.size)
            if whole.start < whole.stop:
                block.layers.append((i, parameters[whole], gradient[whole]))
            if weights.start < weights.stop:
                block.weights.append((parameters[weights], gradient[weights]))
            start += layer.flat.size
        return block


def _overlap(part: slice, start: int, stop: int) -> slice:
    """What of the stretch from `start` to before `stop` lies in `part`, counted from where the part begins."""
    return slice(max(part.start, start) - part.start, min(part.stop, stop) - part.start)
