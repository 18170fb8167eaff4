"""The gradient check of one layer, entry by entry: what backpropagation finds beside what was measured.

A whole layer is too much to look at, so those inputs and units are compared whose gradients are the largest. The error
is also followed over the step h: too large a step misses how the loss bends, too small a one drowns in rounding, and
in between a right gradient agrees to many digits. A wrong one is as wrong at every h.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.batches import RowSource
from engine.datasets import Split
from engine.gradcheck import STEP, WITH_A_KINK, measure_derivative, relative_error
from engine.labs.clinic import Bug
from engine.network import Network, parameters_on
from engine.snapshot import Snapshot
from engine.workspace import Workspace

MOST_INPUTS, MOST_UNITS = 10, 10
LIMIT = 1e-6
"""A gradient whose greatest relative error is below this at some h is right."""
STEPS = tuple(float(h) for h in np.logspace(0, -12, 25))
"""The steps h that the error is followed over, from the largest on."""
BIAS = -1
"""Stands for the bias among the numbers of inputs."""

_CANDIDATES = 256
# Products of weights and inputs: of a wide network fewer rows are looked at.
_MOST_PRODUCTS = 2**25
_FLOOR = 1e-3
_CURVE_ENTRIES = 6
_LAYER_ENTRIES = 16
# The largest drowns least in the loss's rounding; the smaller ones are for layers where it steps over a kink.
_LAYER_STEPS = (3e-3, STEP, 1e-5)
# How many roundings of its largest number a loss is uncertain by.
_ROUNDINGS = 8.0
_LEAST_DIGITS = 100.0


class LayerVerdict(NamedTuple):
    """What the check says of a layer.

    Attributes:
        error: The greatest relative error of some entries at the step h that suits them best; what the rounding of
            the loss alone explains stays below `LIMIT`.
        analytic, measured: The derivative by the entry with that error.
        is_measurable: Whether the layer's gradient is finite, and stands out from the rounding of the loss.
    """

    error: float
    analytic: float
    measured: float
    is_measurable: bool = True

    @property
    def is_right(self) -> bool:
        """Whether backpropagation agrees with what was measured."""
        return self.is_measurable and self.error < LIMIT

    @property
    def is_wrong(self) -> bool:
        """Whether it contradicts what was measured; neither holds of a gradient that cannot be measured."""
        return self.is_measurable and not self.error < LIMIT


@dataclass(frozen=True, eq=False)
class GradientTable:
    """A layer's gradient twice; what is not measured yet is NaN.

    Attributes:
        h: The step that the entries were measured with.
        inputs: (n,) the numbers of the inputs that are compared, `BIAS` for the bias.
        units: (m,) those of the units.
        analytic, measured: (n, m) the derivative of the loss by each weight.
        errors: (n, m) relative to the larger of both, or to a thousandth of the layer's largest.
        curve: (len(`STEPS`),) the greatest error of the layer's largest entries at each step h.
        verdicts: Of every layer; fewer while they are not measured.
        rows: How many rows the loss is taken over.
    """

    layer: int
    h: float
    inputs: NDArray[np.intp]
    units: NDArray[np.intp]
    analytic: NDArray[np.float64]
    measured: NDArray[np.float64]
    errors: NDArray[np.float64]
    curve: NDArray[np.float64]
    verdicts: tuple[LayerVerdict, ...]
    rows: int

    @property
    def verdict(self) -> LayerVerdict | None:
        """On the layer itself; None before it is known."""
        return self.verdicts[self.layer] if self.layer < len(self.verdicts) else None

    @property
    def worst(self) -> tuple[int, int] | None:
        """Row and column of the greatest error; None before any is known."""
        if not np.isfinite(self.errors).any():
            return None
        row, column = np.unravel_index(int(np.nanargmax(self.errors)), self.errors.shape)
        return int(row), int(column)


@dataclass(frozen=True, eq=False)
class CheckCase:
    """What is checked: a network in float64 without dropout, and prepared rows with their targets."""

    network: Network
    x: Floats
    target: NDArray[Any]


def make_case(snapshot: Snapshot, split: Split, rows: int, bug: Bug | None = None) -> CheckCase:
    """A copy of the network of `snapshot`, broken by the bug, and some rows of `split`.

    Of the first rows, a few hundred at most, those are taken whose sums stay farthest from the kinks of their
    activations, where the loss has no derivative that could be measured.

    Raises:
        DataError: The data do not fit the network.
    """
    layers = tuple(replace(layer, dropout=0.0) for layer in snapshot.spec.layers)
    spec = replace(snapshot.spec, dtype="float64", input_dropout=0.0, layers=layers)
    network = Network(spec)
    network.parameters[...] = snapshot.parameters
    if bug is not None:
        bug.break_network(network)
    first = slice(min(max(_MOST_PRODUCTS // spec.parameter_count, 2 * rows), _CANDIDATES))
    few = Split(
        split.x[first],
        None if split.labels is None else split.labels[first],
        None if split.targets is None else split.targets[first],
    )
    source = RowSource(few, snapshot.preparation, spec, network.loss.needs_labels)
    x, target = source.take(np.arange(source.rows), np.empty((source.rows, spec.inputs)))
    chosen = np.sort(np.argsort(-_distances_to_kinks(network, x), kind="stable")[:rows])
    return CheckCase(network, np.ascontiguousarray(x[chosen]), target[chosen])


class CheckRun:
    """Checks the gradient of one layer; each `step` measures one derivative."""

    def __init__(self, case: CheckCase, layer: int, h: float = STEP) -> None:
        self._network, self._x, self._target = case.network, case.x, case.target
        spec, rows = case.network.spec, len(case.x)
        workspace = Workspace(spec, rows)
        self._buffers = workspace.buffers(rows)
        self._factor = spec.loss.factor(rows)
        loss, buffers = case.network.loss, self._buffers
        self._gradient = parameters_on(spec, workspace.gradient)
        # A network that has diverged runs out of range here too; its verdict says so.
        with np.errstate(over="ignore", invalid="ignore"):
            output = case.network.forward(case.x, buffers)
            sizes = np.abs(loss.row_losses(output, case.target)) + np.abs(output).max(axis=1)
            self._rounding = _ROUNDINGS * float(np.finfo(np.float64).eps) * self._factor * float(sizes.sum())
            loss.value_and_gradient(output, case.target, self._factor, buffers.layers[-1].d)
            case.network.backward(case.x, buffers, self._gradient)

        self._layer, self._h = layer, h
        weight, bias = self._gradient[layer].weight, self._gradient[layer].bias
        inputs = _largest(np.abs(weight).max(axis=1), MOST_INPUTS - (bias is not None))
        self._units = _largest(np.abs(weight).max(axis=0), MOST_UNITS)
        self._inputs = inputs if bias is None else np.append(inputs, BIAS)
        # In the flat gradient the bias comes after the weights, as one more row of them.
        numbers = np.where(self._inputs == BIAS, len(weight), self._inputs)
        self._places = numbers[:, None] * weight.shape[1] + self._units
        self._analytic = self._gradient[layer].flat[self._places].astype(np.float64)
        self._measured = np.full(self._places.shape, np.nan)
        self._errors = np.full(self._places.shape, np.nan)
        self._curve = np.full(len(STEPS), np.nan)
        self._verdicts: list[LayerVerdict] = []
        self._work = self._measure()

    def step(self) -> bool:
        """Measure the next derivative; False once all are."""
        return next(self._work, None) is not None

    def result(self) -> GradientTable:
        """What is known so far."""
        return GradientTable(
            self._layer,
            self._h,
            self._inputs,
            self._units,
            self._analytic,
            self._measured.copy(),
            self._errors.copy(),
            self._curve.copy(),
            tuple(self._verdicts),
            len(self._x),
        )

    def _measure(self) -> Iterator[bool]:
        """The table row by row, the error over h, and then all layers; a pause after each derivative."""
        for row, column in np.ndindex(self._places.shape):
            _, measured, error = self._compare(self._layer, int(self._places[row, column]), self._h)
            self._measured[row, column], self._errors[row, column] = measured, error
            yield True
        entries = _largest(np.abs(self._gradient[self._layer].flat), _CURVE_ENTRIES)
        for number, h in enumerate(STEPS):
            errors = []
            for place in entries:
                errors.append(self._compare(self._layer, int(place), h)[2])
                yield True
            self._curve[number] = np.max(errors)
        for layer, gradient in enumerate(self._gradient):
            places = _spread(np.abs(gradient.flat), _LAYER_ENTRIES)
            found: list[LayerVerdict] = []
            for h in _LAYER_STEPS:
                compared = []
                for place in places:
                    compared.append(self._compare(layer, int(place), h, self._rounding / h))
                    yield True
                found.append(_verdict(compared, self._rounding / h))
                if found[-1].is_right:
                    break
            self._verdicts.append(min(found, key=lambda verdict: (not verdict.is_measurable, verdict.error)))

    def _compare(self, layer: int, place: int, h: float, rounding: float = 0.0) -> tuple[float, float, float]:
        """Analytic and measured derivative by one parameter of a layer, and their relative error.

        What `rounding` makes of a difference is an error below `LIMIT`.
        """
        gradient = self._gradient[layer].flat
        analytic = float(gradient[place])
        measured = measure_derivative(self._network.layers[layer].flat, place, self._loss, h)
        scale = max(_FLOOR * float(np.abs(gradient).max()), rounding / LIMIT) or 1.0
        return analytic, measured, relative_error(analytic, measured, scale)

    def _loss(self) -> float:
        network = self._network
        with np.errstate(over="ignore", invalid="ignore"):
            output = network.forward(self._x, self._buffers)
            return self._factor * float(network.loss.row_losses(output, self._target).sum())


def _verdict(compared: Sequence[tuple[float, float, float]], rounding: float) -> LayerVerdict:
    """What these entries of a layer say: analytic and measured derivative and error each."""
    analytic, measured, error = max(compared, key=lambda entry: entry[2])
    values = np.array(compared)
    largest = float(np.abs(values[:, :2]).max())
    is_measurable = bool(np.isfinite(values).all()) and largest > _LEAST_DIGITS * rounding
    return LayerVerdict(error, analytic, measured, is_measurable)


def _distances_to_kinks(network: Network, x: Floats) -> Floats:
    """How far the sums of each row (rows, inputs) stay from a kink: the nearest of all."""
    nearest: Floats = np.full(len(x), np.inf)

    def look(name: str, array: NDArray[Any]) -> None:
        place, number, *what = name.split(".")
        if place == "layers" and what == ["z"] and network.spec.layers[int(number)].activation in WITH_A_KINK:
            np.minimum(nearest, np.abs(array).min(axis=1), out=nearest)

    with np.errstate(over="ignore", invalid="ignore"):
        network.forward(x, Workspace(network.spec, len(x)).buffers(len(x)), observer=look)
    return nearest


def _largest(sizes: NDArray[np.floating], count: int) -> NDArray[np.intp]:
    """The places of the largest, in their own order."""
    return np.sort(np.argsort(-sizes, kind="stable")[:count])


def _spread(sizes: NDArray[np.floating], count: int) -> NDArray[np.intp]:
    """Places of large and of small ones, the largest among them."""
    order = np.argsort(-sizes, kind="stable")
    return order[np.unique(np.linspace(0, len(order) - 1, min(count, len(order))).astype(np.intp))]
