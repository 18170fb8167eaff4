"""What a card says of a unit, an edge or an input: the formula with its numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from gui.inspect.network_content import NetworkContent, Values
from gui.inspect.picture import figure

# So many products or weights of a unit are written out; one more where that is all.
_WRITTEN_OUT = 3


def unit_lines(content: NetworkContent, column: int, unit: int) -> list[str]:
    """A unit's name, its sum z and what it makes of it, and the greatest parts of that sum."""
    if column == 0:
        return _input_lines(content, unit)
    name = _tr("layer {layer}, unit {unit}").format(layer=column, unit=unit)
    if column == len(content.sizes) - 1 and content.class_names:
        name += f" ({content.class_names[unit]})"
    bias, z = content.biases[column - 1], content.sums[column - 1]
    sum_formula = "z = Σ w·x" if bias is None else "z = Σ w·x + b"
    lines = [name, _with_number(sum_formula, z, unit)]
    formula = content.formulas[column - 1]
    if formula:
        lines.append(_with_number(formula, content.activations[column], unit))
    if bias is not None:
        lines.append(f"b = {figure(float(bias[unit]))}")
    return lines + (
        _strongest_weights(content, column, unit) if z is None else _greatest_products(content, column, unit)
    )


def edge_lines(content: NetworkContent, pair: int, source: int, target: int) -> list[str]:
    """Where an edge comes from and goes to, its weight, and what it adds to the unit's sum."""
    words = _tr("from {source}, to unit {target}")
    weight = float(content.weights[pair][source, target])
    lines = [words.format(source=content.input_name(pair, source), target=target), f"w = {figure(weight)}"]
    x = content.activations[pair]
    if x is not None:
        words = _tr("× input {x} → adds {part} to z") if pair == 0 else _tr("× activation {x} → adds {part} to z")
        lines.append(words.format(x=figure(float(x[source])), part=figure(weight * float(x[source]) + 0.0)))
    return lines


def _input_lines(content: NetworkContent, unit: int) -> list[str]:
    lines = [content.input_name(0, unit)]
    x = content.activations[0]
    if x is not None:
        lines.append(f"x = {figure(float(x[unit]))}")
    if content.row_note:
        lines.append(_tr("{row}; click for the next").format(row=content.row_note))
    return lines


def _greatest_products(content: NetworkContent, column: int, unit: int) -> list[str]:
    """The parts of the sum z that change it most, and the rest of it, so that all of it adds up."""
    x, z, bias = content.activations[column - 1], content.sums[column - 1], content.biases[column - 1]
    if x is None or z is None:
        return []
    weight = content.weights[column - 1][:, unit].astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        # An input of 0 adds 0, not -0.
        products = weight * x + 0.0
        chosen = _greatest(products)
        rest = float(z[unit]) - float(products[chosen].sum()) - (0.0 if bias is None else float(bias[unit]))
    lines = _heading(
        len(chosen), len(weight), _tr("the products w·x"), _tr("the {shown} greatest of {all} products w·x")
    )
    for index in chosen.tolist():
        numbers = f"{figure(weight[index])} × {figure(float(x[index]))} = {figure(products[index])}"
        source = content.input_name(column - 1, index, short=True)
        lines.append(_tr("{numbers}  from {source}").format(numbers=numbers, source=source))
    if len(chosen) < len(weight):
        words = _tr("the other {count} together {number}")
        lines.append(words.format(count=len(weight) - len(chosen), number=figure(rest)))
    return lines


def _strongest_weights(content: NetworkContent, column: int, unit: int) -> list[str]:
    weight = content.weights[column - 1][:, unit]
    chosen = _greatest(weight)
    lines = _heading(len(chosen), len(weight), _tr("the weights"), _tr("the {shown} strongest of {all} weights"))
    for index in chosen.tolist():
        source = content.input_name(column - 1, index, short=True)
        lines.append(_tr("w = {number}  from {source}").format(number=figure(float(weight[index])), source=source))
    return lines


def _greatest(values: NDArray[np.floating]) -> NDArray[np.intp]:
    """Which values are farthest from zero, those first; where they are few, all of them in their order."""
    if len(values) <= _WRITTEN_OUT + 1:
        return np.arange(len(values))
    return np.argsort(-np.abs(values), kind="stable")[:_WRITTEN_OUT]


def _heading(shown: int, whole: int, of_all: str, of_some: str) -> list[str]:
    return [(of_all if shown == whole else of_some.format(shown=shown, all=whole)) + ":"]


def _with_number(formula: str, values: Values | None, unit: int) -> str:
    return formula if values is None else f"{formula} = {figure(float(values[unit]))}"


def _tr(words: str) -> str:
    return QCoreApplication.translate("NetworkFormulas", words)
