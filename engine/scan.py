"""A scan: what a network makes of every place of a plane or curve, and what each of its units gives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.grid import Bounds, Grid
from engine.metrics import predicted_classes
from engine.snapshot import Snapshot
from engine.workspace import Workspace

MOST_UNITS = 32
"""Of a layer the first so many units are looked at."""

FULL = 255
"""The certainty of a claim of 1."""

_ROWS_AT_ONCE = 4096
# Products in a slice, so that one through a wide network takes no longer than one through a narrow one.
_PRODUCTS_AT_ONCE = 2**27
_LEAST_ROWS = 32
_WITH_KINKS = ("relu", "leaky_relu")


@dataclass(frozen=True, eq=False)
class Scanned:
    """What a network made of the places of a grid; the arrays are read-only.

    Attributes:
        step: Updates behind the network.
        bounds: What was looked at: the lowest and highest x1, and x2.
        units: For the inputs (as the network receives them) and each layer an array (units, unit_side, unit_side)
            float32 of what its units give, along a curve (units, unit_side); of the last layer what the network
            claims. Rows and columns as those of `winner`; the middle place of each block stands for it.
        winner: (side, side) uint8, the class that each place is given: the greatest output, or with one output
            whether it is above 1/2. Row 0 is the top, the highest x2; column 0 has the lowest x1. None for a curve.
        certainty: (side, side) uint8, what the network claims for that class, 255 for 1: a probability where its
            loss knows them, else the output, at most 1 and at least 0. With one output p the other class is claimed
            with 1 - p. 0 where it claims no number.
        x: (side,) the places along a curve; None for a plane.
        y: (side, outputs) the network's answer there.
        contributions: (units, side) what each unit of the one hidden layer adds to the sum of the one output, its
            activation times its weight there; None for other networks.
        kinks: (units of the first layer,) the x1 at which the sum of each is 0, and its relu bends; NaN where its
            weight is 0. None where the network reads something else than x1, or its first layer does not bend.
    """

    step: int
    bounds: Bounds
    units: tuple[NDArray[np.float32], ...]
    winner: NDArray[np.uint8] | None = None
    certainty: NDArray[np.uint8] | None = None
    x: NDArray[np.float64] | None = None
    y: Floats | None = None
    contributions: Floats | None = None
    kinks: NDArray[np.float64] | None = None

    @property
    def places(self) -> int:
        """How many there are."""
        return self.winner.size if self.winner is not None else 0 if self.x is None else len(self.x)


class Scan:
    """Looks at the places of a grid with a frozen network; each `step` does one slice."""

    def __init__(self, snapshot: Snapshot, grid: Grid) -> None:
        """Nothing is looked at yet.

        Raises:
            EngineError: The network reads another number of features.
        """
        spec = snapshot.spec
        self._snapshot, self._grid = snapshot, grid
        self._x = grid.prepared_for(snapshot)
        self._network = snapshot.network()
        self._rows = min(max(_PRODUCTS_AT_ONCE // spec.parameter_count, _LEAST_ROWS), _ROWS_AT_ONCE, len(self._x))
        self._workspace = Workspace(spec, self._rows)
        self._done = 0
        chosen = len(grid.chosen)
        self._units = [np.zeros((min(size, MOST_UNITS), chosen), np.float32) for size in spec.sizes]
        self._winner = np.zeros(0 if grid.is_curve else len(self._x), np.uint8)
        self._certainty = np.zeros_like(self._winner)
        self._y: Floats = np.zeros((len(self._x) if grid.is_curve else 0, spec.outputs), spec.dtype)
        self._contributions: Floats | None = None
        if grid.is_curve and len(spec.layers) == 2 and spec.outputs == 1:
            self._contributions = np.zeros((min(spec.layers[0].units, MOST_UNITS), grid.side), spec.dtype)

    def step(self) -> bool:
        """Look at the next slice; False once none is left."""
        start, stop = self._done, min(self._done + self._rows, len(self._x))
        if start == stop:
            return False
        buffers, x = self._workspace.buffers(stop - start), self._x[start:stop]
        # Weights that are finite may still be too large for a finite answer, or for float32.
        with np.errstate(over="ignore", invalid="ignore"):
            output = self._network.forward(x, buffers)
            claimed = self._network.loss.predict(output)
            self._take_units(start, stop, [x, *(own.a for own in buffers.layers[:-1]), claimed])
            if self._grid.is_curve:
                self._y[start:stop] = claimed
            else:
                self._judge(slice(start, stop), claimed)
            if self._contributions is not None:
                weight = self._network.layers[-1].weight[: len(self._contributions)]
                np.multiply(buffers.layers[0].a[:, : len(weight)].T, weight, out=self._contributions[:, start:stop])
        self._done = stop
        return stop < len(self._x)

    def result(self) -> Scanned:
        """What was found; zeros where nothing has been looked at yet."""
        grid, side = self._grid, self._grid.side
        edges = (grid.unit_side,) if grid.is_curve else (grid.unit_side, grid.unit_side)
        units = tuple(_read_only(values.reshape(len(values), *edges)) for values in self._units)
        if not grid.is_curve:
            winner, certainty = (_read_only(a.reshape(side, side)) for a in (self._winner, self._certainty))
            return Scanned(self._snapshot.step, grid.bounds, units, winner, certainty)
        return Scanned(
            self._snapshot.step,
            grid.bounds,
            units,
            x=grid.x,
            y=_read_only(self._y),
            contributions=None if self._contributions is None else _read_only(self._contributions),
            kinks=_kinks(self._snapshot) if grid.features == ("x1",) else None,
        )

    def _take_units(self, start: int, stop: int, values: list[Floats]) -> None:
        """Keep what the units give at the chosen places among these rows; `values` has one (rows, units) a layer."""
        first, last = np.searchsorted(self._grid.chosen, (start, stop))
        rows = self._grid.chosen[first:last] - start
        for units, found in zip(self._units, values, strict=True):
            units[:, first:last] = found[:, : len(units)][rows].T

    def _judge(self, places: slice, claimed: Floats) -> None:
        """Keep the class that these places are given, and what is claimed for it."""
        winner = predicted_classes(claimed)
        # The plain line is share = claimed.max(axis=1), which takes thirty times as long where classes are few.
        share = np.ascontiguousarray(claimed.T).max(axis=0)
        if claimed.shape[1] == 1:
            share = np.maximum(share, 1.0 - share)
        # Of a number and none fmax takes the number.
        share = np.fmin(np.fmax(share, 0.0), 1.0)
        self._winner[places] = winner
        np.add(share * FULL, 0.5, out=self._certainty[places], casting="unsafe")


def _kinks(snapshot: Snapshot) -> NDArray[np.float64] | None:
    """Where the sums of the first layer are 0, for a network of one input: see `Scanned`."""
    if snapshot.spec.layers[0].activation not in _WITH_KINKS:
        return None
    layer, preparation = snapshot.layers()[0], snapshot.preparation
    weight = layer.weight[0].astype(np.float64)
    bias = np.zeros_like(weight) if layer.bias is None else layer.bias.astype(np.float64)
    prepared = np.full_like(weight, np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        np.divide(-bias, weight, out=prepared, where=weight != 0.0)
        kinks = (prepared * preparation.deviation + preparation.mean) * preparation.value_range
    return _read_only(kinks)


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array
