"""The moments of a statistics log as plain tables of numbers, for a file, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.statistics import BINS, Histogram, LayerStatistics
from engine.statistics_log import LayersAt, StatisticsLog

_SPREADS = ("weights", "gradients", "activations")
_LARGEST = 2.0**53


def to_tables(log: StatisticsLog) -> dict[str, NDArray[Any]]:
    """NAME -> table with a row a moment.

    "at": step and epoch; "counts": stride and count of the log; of each layer N "N.weights", "N.gradients" and
    "N.activations", see `to_table`; "N.dead_units".
    """
    moments = log.view()
    if not moments:
        return {}
    tables: dict[str, NDArray[Any]] = {
        "at": np.array([(moment.step, moment.epoch) for moment in moments], dtype=np.int64),
        "counts": np.array([log.stride, log.count], dtype=np.int64),
    }
    for i in range(len(moments[0].layers)):
        layers = [moment.layers[i] for moment in moments]
        for name in _SPREADS:
            tables[f"{i}.{name}"] = to_table([getattr(layer, name) for layer in layers])
        tables[f"{i}.dead_units"] = np.array([layer.dead_units for layer in layers], dtype=np.int64)
    return tables


def from_tables(tables: dict[str, NDArray[Any]], layers: int) -> StatisticsLog:
    """The log that `to_tables` was given, of a network with so many layers; an empty one where there are no tables.

    Raises:
        KeyError, ValueError: They are damaged.
    """
    if not tables:
        return StatisticsLog()
    at = tables["at"]
    if at.shape != (len(at), 2) or at.min(initial=0) < 0:
        raise ValueError("the moments of the statistics are damaged")
    parts = [
        {name: from_table(tables[f"{i}.{name}"], len(at)) for name in _SPREADS}
        | {"dead_units": _whole_numbers(tables[f"{i}.dead_units"], (len(at),))}
        for i in range(layers)
    ]
    moments = tuple(
        LayersAt(
            int(step),
            int(epoch),
            tuple(LayerStatistics(**{name: values[row] for name, values in part.items()}) for part in parts),
        )
        for row, (step, epoch) in enumerate(at)
    )
    stride, count = _whole_numbers(tables["counts"], (2,))
    return StatisticsLog.from_moments(moments, stride, count)


def to_table(spreads: Sequence[Histogram | None]) -> NDArray[np.float64]:
    """A row a histogram: least and greatest value and the count of each bin, NaN where there is none."""
    nothing = [np.nan] * (2 + BINS)
    return np.array([nothing if spread is None else [spread.low, spread.high, *spread.counts] for spread in spreads])


def from_table(table: NDArray[Any], rows: int) -> list[Histogram | None]:
    """The histograms that `to_table` was given, so many.

    Raises:
        ValueError: The table is damaged.
    """
    if table.shape != (rows, 2 + BINS):
        raise ValueError("a histogram has another number of bins")
    known = ~np.isnan(table[:, 0])
    counts = _whole_numbers(np.where(known[:, None], table[:, 2:], 0.0), (rows, BINS))
    return [
        Histogram(float(table[row, 0]), float(table[row, 1]), tuple(counts[row])) if known[row] else None
        for row in range(rows)
    ]


def _whole_numbers(table: NDArray[Any], shape: tuple[int, ...]) -> list[Any]:
    fits = table.shape == shape and ((table >= 0) & (table < _LARGEST)).all() and (table == np.floor(table)).all()
    if not fits:
        raise ValueError("a count of the statistics is none")
    whole: list[Any] = table.astype(np.int64).tolist()
    return whole
