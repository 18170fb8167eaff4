"""One training step laid out: every array that was given or made, and the operations that made them, in their order.

Arrays have names. Given are "x" (the prepared inputs), "y" (the wanted outputs), "layers.0.weight" and
"layers.0.bias" as they were before the step, and numbers such as "rate". Operations make the others: "layers.0.z",
"layers.0.d_weight", "layers.0.weight.after". All are two-dimensional: a bias is one row, a number one cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.events import Divergence
from engine.labs.source_lines import Excerpt
from engine.places import BIAS, WeightPlace
from engine.spec import NetworkSpec, TrainingSpec

Phase = Literal["forward", "loss", "backward", "update"]
PHASES: tuple[Phase, ...] = get_args(Phase)


class Cell(NamedTuple):
    """Where a number of the step stands: in which array, in which row and column."""

    name: str
    row: int
    column: int


class Operand(NamedTuple):
    """An array that an operation reads, as its formula writes it.

    Attributes:
        symbol: Such as "W₁".
        before, after: What the formula writes before and after it.
        transposed: Whether its rows are read as columns.
    """

    name: str
    symbol: str
    before: str = ""
    after: str = ""
    transposed: bool = False


class Description(NamedTuple):
    """What is known of an operation before it has run; see `Operation`."""

    kind: str
    phase: Phase
    layer: int | None
    symbol: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of the step.

    Attributes:
        name: Of the array that it makes.
        kind: What it does: "z", "d_weight", "update" and so on, alike in every layer.
        layer: Whose it is; None for the loss.
        symbol: The array in its formula.
        array: (rows, columns) read-only, as it was when the operation had just run.
        source: The lines of the engine that made it, the ones that called first.
    """

    name: str
    kind: str
    phase: Phase
    layer: int | None
    symbol: str
    operands: tuple[Operand, ...]
    array: Floats
    source: tuple[Excerpt, ...]

    @property
    def formula(self) -> str:
        """Such as "z₁ = x · W₁ + b₁"."""
        pieces = (f"{own.before}{own.symbol}{'ᵀ' * own.transposed}{own.after}" for own in self.operands)
        return f"{self.symbol} = {''.join(pieces)}"


@dataclass(frozen=True, eq=False)
class Recording:
    """A training step of a network, frozen.

    Attributes:
        step: Updates that the network had made before it.
        rows: Which rows of the training data it learnt from.
        row_count: How many training rows there are.
        batch_rows: How many of them make a batch.
        optimizer_step: The step as the optimiser counts, from 1.
        arrays: Name -> (rows, columns), read-only.
        divergence: Where a number ran out of range, so that there was no update; or None.
    """

    network: NetworkSpec
    training: TrainingSpec
    step: int
    rows: tuple[int, ...]
    row_count: int
    batch_rows: int
    optimizer_step: int
    arrays: Mapping[str, Floats]
    operations: tuple[Operation, ...]
    divergence: Divergence | None = None

    def find(self, name: str) -> int | None:
        """The index of the operation that makes the array `name`, else of the first that reads it, else None."""
        for i, operation in enumerate(self.operations):
            if operation.name == name:
                return i
        for i, operation in enumerate(self.operations):
            if any(operand.name == name for operand in operation.operands):
                return i
        return None

    def value(self, cell: Cell) -> float:
        """The number that stands there."""
        return float(self.arrays[cell.name][cell.row, cell.column])

    def has_weight(self, place: WeightPlace) -> bool:
        """Whether the network has such a weight, or such a bias."""
        if not 0 <= place.layer < len(self.network.layers):
            return False
        layer = self.network.layers[place.layer]
        if not 0 <= place.unit < layer.units:
            return False
        return layer.bias if place.row == BIAS else 0 <= place.row < self.network.sizes[place.layer]


def weight_cell(place: WeightPlace, what: str = "") -> Cell:
    """Where the weight at `place` stands, or with ".update" and the like what was made of it."""
    part, row = ("bias", 0) if place.row == BIAS else ("weight", place.row)
    return Cell(f"layers.{place.layer}.{part}{what}", row, place.unit)


def place_of(cell: Cell) -> WeightPlace | None:
    """The weight that a cell belongs to, where the array is a layer's weights, biases or what was made of them."""
    head, *rest = cell.name.split(".")
    if head != "layers" or len(rest) < 2:
        return None
    if rest[1] in ("weight", "d_weight"):
        return WeightPlace(int(rest[0]), cell.row, cell.column)
    return WeightPlace(int(rest[0]), BIAS, cell.column) if rest[1] in ("bias", "d_bias") else None


def chosen(count: int, most: int) -> NDArray[np.int_]:
    """At most `most` of `count` rows or columns, evenly spread; the same for every array of that many."""
    if count <= most:
        return np.arange(count)
    return (np.arange(most) * 2 + 1) * count // (2 * most)
