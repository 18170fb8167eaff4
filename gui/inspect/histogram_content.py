"""The histograms of one layer over time, and the heights at which they are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.statistics import BINS, Histogram
from engine.statistics_log import LayersAt

QUANTITIES = ("weights", "gradients", "activations")


@dataclass(frozen=True, eq=False)
class Moment:
    """The histogram of one quantity of a layer at one record.

    Attributes:
        silent: how many units gave 0 for every row; 0 where it is not the activations that are shown.
    """

    step: int
    epoch: int
    histogram: Histogram
    silent: int

    @property
    def total(self) -> int:
        return sum(self.histogram.counts)

    @property
    def bin_width(self) -> float:
        return (self.histogram.high - self.histogram.low) / BINS

    def bin_at(self, value: float) -> int | None:
        """Which bin has `value`; None outside. Where all values are equal there is one bin, and it has that value."""
        low, high = self.histogram.low, self.histogram.high
        if not low <= value <= high:
            return None
        return min(int((value - low) / self.bin_width), BINS - 1) if self.bin_width > 0 else 0


def moments_of(log: Sequence[LayersAt], layer: int, quantity: str) -> list[Moment]:
    """What can be drawn of a layer, oldest first: records without the quantity, or out of range, are left out."""
    found = []
    for at in log:
        statistics = at.layers[layer] if layer < len(at.layers) else None
        histogram = getattr(statistics, quantity) if statistics is not None else None
        if histogram is None or not math.isfinite(histogram.high - histogram.low):
            continue
        silent = statistics.dead_units if statistics is not None and quantity == "activations" else 0
        found.append(Moment(at.step, at.epoch, histogram, silent))
    return found


def value_range(moments: Sequence[Moment]) -> tuple[float, float]:
    """From the least to the greatest value of them all; never empty."""
    low = min(moment.histogram.low for moment in moments)
    high = max(moment.histogram.high for moment in moments)
    if high > low:
        return low, high
    room = abs(low) or 1.0
    return low - room, high + room


def outline(moment: Moment, step: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The line over a histogram: values, and how many numbers lie in a stretch of `step` around each.

    Histograms with bins of other widths can be compared by that. Bins narrower than `step` are taken together, so
    that no count exceeds what there is. The line begins and ends at zero.
    """
    low, high = moment.histogram.low, moment.histogram.high
    counts = np.array(moment.histogram.counts, dtype=np.float64)
    width = moment.bin_width
    if width <= 0:
        return np.array([low - step / 2, low, low + step / 2]), np.array([0.0, counts.sum(), 0.0])
    together = min(math.ceil(step / width - 1e-9), BINS)
    starts = np.arange(0, BINS, together)
    counts = np.add.reduceat(counts, starts)
    # The last group has fewer bins where they do not divide evenly.
    edges = np.append(starts, BINS) * width
    # A group of bins that together are still narrower than a stretch counts as a whole one.
    heights = counts * step / np.maximum(np.diff(edges), step if together > 1 else 0.0)
    centres = low + (edges[:-1] + edges[1:]) / 2
    return np.concatenate(([low], centres, [high])), np.concatenate(([0.0], heights, [0.0]))


def thinned(count: int, most: int) -> list[int]:
    """At most `most` of `count` indices, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    if most < 2:
        return [count - 1]
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)})
