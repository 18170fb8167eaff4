"""How a single number of a step came about: a sum of products, each factor with the place that it was taken from.

`account_of` says it for a cell of any array that an operation made. Its factors stand in cells themselves, so an
account can be followed from the move of a weight all the way back to the loss and the inputs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.labs.step_recording import Cell, Operation, Recording
from engine.labs.step_rules import RULES, Reader, Summand, symbol_at


@dataclass(frozen=True)
class Account:
    """How the number in a cell came about.

    Attributes:
        operation: What made it.
        symbol: Such as "z₁[0,2]".
        value: As the engine made it.
    """

    cell: Cell
    operation: Operation
    symbol: str
    value: float
    summands: tuple[Summand, ...]

    @property
    def total(self) -> float:
        """The sum of the products; the engine's value up to rounding."""
        return sum(summand.value for summand in self.summands)


def account_of(recording: Recording, cell: Cell) -> Account | None:
    """How the number in `cell` came about; None where it was given, or there is no such cell."""
    index = recording.find(cell.name)
    array = recording.arrays.get(cell.name)
    if index is None or array is None or not (0 <= cell.row < len(array) and 0 <= cell.column < array.shape[1]):
        return None
    operation = recording.operations[index]
    if operation.name != cell.name:
        return None
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        summands = RULES[operation.kind](Reader(recording, operation), cell.row, cell.column)
    symbol = symbol_at(operation.symbol, operation.array.shape, cell)
    return Account(cell, operation, symbol, recording.value(cell), tuple(summands))
