"""Where the weighted sums of a network lie: a histogram a layer, and the share that lies where its function is flat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.labs.slopes import HIGH, LOW, is_flat
from engine.snapshot import Snapshot
from engine.workspace import Workspace

BINS = 48
MOST_ROWS = 512

# Products of weights and inputs, so that a wide network is looked at as quickly as a narrow one, with fewer rows.
_MOST_PRODUCTS = 2**27
_LEAST_ROWS = 16


@dataclass(frozen=True, eq=False)
class LayerSums:
    """The sums z of one layer.

    Attributes:
        activation: The function that they go through.
        counts: (`BINS`,) how many lie in each bin from `LOW` to `HIGH`, read-only.
        below, above: How many lie beyond either end.
        flat_share: The share of all of them that lies where the function is flat, 0..1.
    """

    activation: str
    counts: NDArray[np.int64]
    below: int
    above: int
    flat_share: float

    @property
    def total(self) -> int:
        """How many sums there are."""
        return int(self.counts.sum()) + self.below + self.above


@dataclass(frozen=True, eq=False)
class Sums:
    """The sums of a network at one moment.

    Attributes:
        step: Updates behind the network.
        rows: How many rows went through it.
        edges: (`BINS` + 1,) of the bins.
    """

    step: int
    rows: int
    edges: NDArray[np.float64]
    layers: tuple[LayerSums, ...]


def measure_sums(snapshot: Snapshot, raw: NDArray[Any]) -> Sums:
    """Send raw rows (rows, inputs) through a network and look at its sums: of the first `MOST_ROWS`, or of fewer.

    Raises:
        EngineError: The rows have another length than the network's inputs.
    """
    rows = min(max(_MOST_PRODUCTS // snapshot.spec.parameter_count, _LEAST_ROWS), MOST_ROWS)
    x = snapshot.prepare(raw[:rows])
    network, edges = snapshot.network(), np.linspace(LOW, HIGH, BINS + 1)
    layers: list[LayerSums] = []

    def look(name: str, array: NDArray[Any]) -> None:
        place, number, *what = name.split(".")
        if place == "layers" and what == ["z"]:
            layers.append(_layer_sums(snapshot.spec.layers[int(number)].activation, array, edges))

    # Sums of a network that diverges are counted as they are.
    with np.errstate(over="ignore", invalid="ignore"):
        network.forward(x, Workspace(snapshot.spec, len(x)).buffers(len(x)), observer=look)
    return Sums(snapshot.step, len(x), edges, tuple(layers))


def _layer_sums(activation: str, sums: NDArray[Any], edges: NDArray[np.float64]) -> LayerSums:
    z = sums.astype(np.float64).reshape(-1)
    counts = np.histogram(z, edges)[0].astype(np.int64)
    counts.flags.writeable = False
    below, above = int(np.count_nonzero(z < LOW)), int(np.count_nonzero(z > HIGH))
    return LayerSums(activation, counts, below, above, float(is_flat(activation, z).mean()))
