"""An expression of named variables: a flat list of operations, evaluated forward and derived backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.labs.operations import Operation, Value


class ExpressionError(EngineError):
    """An expression that cannot be read or has no value; its text says what was found and where."""


class Reference(NamedTuple):
    """A variable or an earlier result: the variables are counted first, the results after them."""

    place: int


Operand = Reference | float


@dataclass(frozen=True)
class Step:
    """An operation with what it works on."""

    operation: Operation
    operands: tuple[Operand, ...]


@dataclass(frozen=True)
class Expression:
    """An expression that was read.

    Attributes:
        text: As it was typed.
        variables: The names that occur in it, in the order in which the caller gave them.
        steps: The operations in the order of their evaluation; the last one gives the result.
    """

    text: str
    variables: tuple[str, ...]
    steps: tuple[Step, ...]

    def evaluate(self, values: Mapping[str, float]) -> float:
        """The value for these values of the variables.

        Raises:
            ExpressionError: It has no value there, or none that a float can hold.
        """
        result = float(self.forward([values[name] for name in self.variables])[-1])
        if not np.isfinite(result):
            raise ExpressionError(f"{self.text.strip()} has no value at {at_words(self.variables, values)}.")
        return result

    def on(self, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The values for arrays, of the shape to which these broadcast; NaN where there is none."""
        arrays = [values[name] for name in self.variables]
        shape = np.broadcast_shapes(*(array.shape for array in values.values()))
        result = np.array(np.broadcast_to(self.forward(arrays)[-1], shape), dtype=np.float64)
        result[~np.isfinite(result)] = np.nan
        return result

    def slope(self, values: Sequence[float]) -> tuple[float, list[float]]:
        """The value and its derivative by each variable, in their order; not finite where there is none."""
        results = self.forward(values)
        gradients, _ = self.backward(results)
        return float(results[-1]), [float(gradient) for gradient in gradients[: len(self.variables)]]

    def forward(self, values: Sequence[Value]) -> list[Value]:
        """The variables' values, in their order, followed by the result of each step."""
        results: list[Value] = [np.asarray(value, dtype=np.float64) for value in values]
        with np.errstate(all="ignore"):
            for step in self.steps:
                results.append(step.operation.value(*_looked_up(step, results)))
        return results

    def backward(self, results: Sequence[Value]) -> tuple[list[Value], list[tuple[Value, ...]]]:
        """The chain rule from the last result to the first variable (reverse mode).

        Args:
            results: What `forward` gave.

        Returns:
            The derivative of the last result by each of `results`, and the local derivatives of each step by its
            operands.
        """
        gradients: list[Value] = [0.0] * len(results)
        gradients[-1] = 1.0
        local: list[tuple[Value, ...]] = [()] * len(self.steps)
        first = len(self.variables)
        with np.errstate(all="ignore"):
            for place in range(len(self.steps) - 1, -1, -1):
                step, out = self.steps[place], results[first + place]
                local[place] = step.operation.derivatives(*_looked_up(step, results), out)
                for operand, derivative in zip(step.operands, local[place], strict=True):
                    if isinstance(operand, Reference):
                        gradients[operand.place] = gradients[operand.place] + gradients[first + place] * derivative
        return gradients, local


def at_words(variables: Sequence[str], values: Mapping[str, float]) -> str:
    """Where the variables are: "k = 1, m = 3"."""
    return ", ".join(f"{name} = {values[name]:.6g}" for name in variables)


def _looked_up(step: Step, results: Sequence[Value]) -> list[Value]:
    # A plain float would raise where it is divided by zero; a float64 is infinite there.
    return [
        results[operand.place] if isinstance(operand, Reference) else np.float64(operand) for operand in step.operands
    ]
