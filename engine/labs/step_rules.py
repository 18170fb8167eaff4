"""How each kind of operation makes one number: as a sum of products, term by term.

The rules read the engine's arrays and nothing else. Where a factor is no entry of an array, such as f(z) or the root
in an optimiser's divisor, it is made here of such entries.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.activations import ACTIVATIONS
from engine.labs.step_recording import Cell, Operand, Operation, Recording
from engine.losses import LOSSES

_TINY = 5e-324


class Factor(NamedTuple):
    """A number of a product.

    Attributes:
        symbol: Such as "W₁[0,2]", "η" or "f′(z₁)[3,1]".
        origins: Where it stands or, where it was made in passing, where the numbers stand that it was made of.
    """

    symbol: str
    value: float
    origins: tuple[Cell, ...] = ()


class Summand(NamedTuple):
    """A product of factors."""

    factors: tuple[Factor, ...]

    @property
    def value(self) -> float:
        """The product."""
        return math.prod(factor.value for factor in self.factors)


def symbol_at(symbol: str, shape: tuple[int, ...], cell: Cell) -> str:
    """A cell of an array as a formula writes it: a number has no places, a row only columns."""
    if shape == (1, 1):
        return symbol
    # The bias is a row of its own; a batch of one row is still a batch.
    is_row = ".bias" in cell.name or cell.name.endswith(".d_bias")
    return f"{symbol}[{cell.column}]" if is_row else f"{symbol}[{cell.row},{cell.column}]"


class Reader:
    """Reads factors of an operation from its operands."""

    def __init__(self, recording: Recording, operation: Operation) -> None:
        self.recording = recording
        self.operation = operation
        self.operands = operation.operands

    def at(self, operand: Operand, row: int, column: int) -> Factor:
        """The entry of an operand."""
        array = self.recording.arrays[operand.name]
        cell = Cell(operand.name, row, column)
        return Factor(symbol_at(operand.symbol, array.shape, cell), float(array[row, column]), (cell,))

    def number(self, name: str) -> float:
        """A setting."""
        return float(self.recording.arrays[name][0, 0])

    def setting(self, symbol: str, name: str) -> Factor:
        """A setting as a factor."""
        return Factor(symbol, self.number(name))

    def part(self, suffix: str) -> Operand | None:
        """The operand whose name ends so, if there is one."""
        return next((own for own in self.operands if own.name.endswith(suffix)), None)

    def length(self, operand: Operand, axis: int) -> int:
        """Rows (axis 0) or columns (axis 1) of an operand."""
        return int(self.recording.arrays[operand.name].shape[axis])


Rule = Callable[[Reader, int, int], list[Summand]]
_MINUS = Factor("−1", -1.0)


def _sums(own: Reader, r: int, c: int) -> list[Summand]:
    x, weight, *bias = own.operands
    found = [Summand((own.at(x, r, k), own.at(weight, k, c))) for k in range(own.length(x, 1))]
    return found + [Summand((own.at(operand, 0, c),)) for operand in bias]


def _activation(own: Reader, r: int, c: int) -> list[Summand]:
    z = own.at(own.operands[0], r, c)
    layer = own.recording.network.layers[own.operation.layer or 0]
    if layer.activation == "identity":
        return [Summand((z,))]
    value = np.array([[z.value]], own.operation.array.dtype)
    ACTIVATIONS[layer.activation].forward(value, np.empty_like(value))
    return [Summand((Factor(f"{layer.activation}({z.symbol})", float(value[0, 0]), z.origins),))]


def _product(own: Reader, r: int, c: int) -> list[Summand]:
    """Element by element."""
    return [Summand(tuple(own.at(operand, r, c) for operand in own.operands))]


def _probability(own: Reader, r: int, c: int) -> list[Summand]:
    z = own.at(own.operands[0], r, c)
    if not LOSSES[own.recording.network.loss.name].needs_labels:
        return [Summand((Factor(f"sigmoid({z.symbol})", 0.5 * math.tanh(0.5 * z.value) + 0.5, z.origins),))]
    row = [own.at(own.operands[0], r, k) for k in range(own.length(own.operands[0], 1))]
    # As the engine does: minus the greatest, which changes no probability and keeps exp from overflowing.
    greatest = max(factor.value for factor in row)
    total = sum(math.exp(factor.value - greatest) for factor in row)
    symbol, origins = own.operands[0].symbol, tuple(factor.origins[0] for factor in row)
    above = Factor(f"exp({z.symbol} − max)", math.exp(z.value - greatest), z.origins)
    return [Summand((above, Factor(f"1/Σ exp({symbol}[{r},k] − max)", 1.0 / total, origins)))]


def _error(own: Reader, r: int, c: int) -> list[Summand]:
    a, y = own.operands
    return [Summand((own.at(a, r, c),)), Summand((_MINUS, own.at(y, r, c)))]


def _loss_slope(own: Reader, r: int, c: int) -> list[Summand]:
    scale, *rest = own.operands
    if own.recording.network.loss.name == "squared_error":
        return [Summand((Factor("2", 2.0), own.setting("c", scale.name), own.at(rest[0], r, c)))]
    p, y = (own.at(operand, r, c) for operand in rest)
    difference = Factor(f"({p.symbol} − {y.symbol})", p.value - y.value, p.origins + y.origins)
    return [Summand((own.setting("c", scale.name), difference))]


def _loss(own: Reader, r: int, c: int) -> list[Summand]:
    factor, found = own.setting("c", "factor"), []
    recording = own.recording
    for row, column in np.ndindex(recording.arrays["y"].shape):
        wanted = recording.value(Cell("y", row, column))
        if recording.network.loss.name == "squared_error":
            error = own.at(own.operands[1], row, column)
            found.append(Summand((factor, error, error)))
        elif LOSSES[recording.network.loss.name].needs_labels:
            p = own.at(own.operands[2], row, column)
            if wanted:
                found.append(Summand((factor, Factor(f"−log {p.symbol}", -math.log(max(p.value, _TINY)), p.origins))))
        else:
            z = own.at(own.operands[1], row, column)
            value = max(z.value, 0.0) - wanted * z.value + math.log1p(math.exp(-abs(z.value)))
            symbol = f"(log(1 + exp {z.symbol}) − {wanted:g} · {z.symbol})"
            found.append(Summand((factor, Factor(symbol, value, (*z.origins, Cell("y", row, column))))))
    return found


def _weight_slope(own: Reader, r: int, c: int) -> list[Summand]:
    x, d_z = own.operands
    return [Summand((own.at(x, k, r), own.at(d_z, k, c))) for k in range(own.length(x, 0))]


def _bias_slope(own: Reader, r: int, c: int) -> list[Summand]:
    (d_z,) = own.operands
    return [Summand((own.at(d_z, k, c),)) for k in range(own.length(d_z, 0))]


def _input_slope(own: Reader, r: int, c: int) -> list[Summand]:
    d_z, weight = own.operands
    return [Summand((own.at(d_z, r, k), own.at(weight, c, k))) for k in range(own.length(d_z, 1))]


def _penalized(own: Reader, r: int, c: int) -> list[Summand]:
    found = [Summand((own.at(own.operands[0], r, c),))]
    weight = next((operand for operand in own.operands if operand.name.endswith(".weight")), None)
    if weight is None:
        return found
    w = own.at(weight, r, c)
    if own.number("l2"):
        found.append(Summand((own.setting("λ₂", "l2"), w)))
    if own.number("l1"):
        sign = Factor(f"sign({w.symbol})", float(np.sign(w.value)), w.origins)
        found.append(Summand((own.setting("λ₁", "l1"), sign)))
    return found


def _clipped(own: Reader, r: int, c: int) -> list[Summand]:
    return [Summand((own.setting("k", "clip"), own.at(own.operands[1], r, c)))]


def _after(own: Reader, r: int, c: int) -> list[Summand]:
    weight, update = own.operands
    return [Summand((own.at(weight, r, c),)), Summand((_MINUS, own.at(update, r, c)))]


# The optimisers: what their memory becomes, and what they make of it.


def _gradient(own: Reader, r: int, c: int) -> Factor:
    endings = (".clipped", ".penalized", ".d_weight", ".d_bias")
    return own.at(next(operand for operand in own.operands if operand.name.endswith(endings)), r, c)


def _memory(kind: str, own: Reader, r: int, c: int) -> list[Summand]:
    operand = own.part(f".{kind}")
    assert operand is not None
    old, g = own.at(operand, r, c), _gradient(own, r, c)
    if kind == "velocity":
        return [Summand((own.setting("μ", "momentum"), old)), Summand((g,))]
    if kind == "mean":
        b = own.number("beta1")
        return [Summand((Factor("β₁", b), old)), Summand((Factor("(1 − β₁)", 1.0 - b), g))]
    if own.recording.training.optimizer == "adagrad":
        return [Summand((old,)), Summand((g, g))]
    b = own.number("beta2")
    return [Summand((Factor("β₂", b), old)), Summand((Factor("(1 − β₂)", 1.0 - b), g, g))]


def _update(own: Reader, r: int, c: int) -> list[Summand]:
    found = [Summand(factors) for factors in _UPDATES[own.recording.training.optimizer](own, r, c)]
    # The optimiser's own operands never end so: only a decaying weight does.
    decaying = own.part(".weight")
    return [*found, Summand((own.setting("δ", "decay"), own.at(decaying, r, c)))] if decaying is not None else found


_Products = list[tuple[Factor, ...]]


def _sgd(own: Reader, r: int, c: int) -> _Products:
    return [(own.setting("η", "rate"), _gradient(own, r, c))]


def _slot(own: Reader, kind: str, r: int, c: int) -> Factor:
    operand = own.part(f".{kind}.after")
    assert operand is not None
    return own.at(operand, r, c)


def _momentum(own: Reader, r: int, c: int) -> _Products:
    return [(own.setting("η", "rate"), _slot(own, "velocity", r, c))]


def _nesterov(own: Reader, r: int, c: int) -> _Products:
    rate = own.setting("η", "rate")
    return [(rate, _gradient(own, r, c)), (rate, own.setting("μ", "momentum"), _slot(own, "velocity", r, c))]


def _by_root(own: Reader, r: int, c: int) -> _Products:
    square = _slot(own, "square", r, c)
    divided = Factor(f"1/(√{square.symbol} + ε)", 1.0 / (math.sqrt(square.value) + own.number("epsilon")))
    return [(own.setting("η", "rate"), _gradient(own, r, c), divided._replace(origins=square.origins))]


def _adam(own: Reader, r: int, c: int) -> _Products:
    step = own.recording.optimizer_step
    mean, square = _slot(own, "mean", r, c), _slot(own, "square", r, c)
    corrected = Factor("1/(1 − β₁ᵗ)", 1.0 / (1.0 - own.number("beta1") ** step))
    root = math.sqrt(square.value) / math.sqrt(1.0 - own.number("beta2") ** step)
    symbol = f"1/(√({square.symbol}/(1 − β₂ᵗ)) + ε)"
    divided = Factor(symbol, 1.0 / (root + own.number("epsilon")), square.origins)
    return [(own.setting("η", "rate"), corrected, mean, divided)]


_UPDATES: dict[str, Callable[[Reader, int, int], _Products]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _by_root,
    "rmsprop": _by_root,
    "adam": _adam,
    "adamw": _adam,
}

RULES: dict[str, Rule] = {
    "dropped": _product,
    "z": _sums,
    "a": _activation,
    "p": _probability,
    "error": _error,
    "d_a": _loss_slope,
    "value": _loss,
    "d_z": _product,
    "d_weight": _weight_slope,
    "d_bias": _bias_slope,
    "d_x": _input_slope,
    "penalized": _penalized,
    "clipped": _clipped,
    **{kind: partial(_memory, kind) for kind in ("velocity", "square", "mean")},
    "update": _update,
    "after": _after,
}
