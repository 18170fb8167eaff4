"""Single weights followed step by step: the value of each after every update, in a bounded number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.history import Series, SeriesView
from engine.network import DenseLayer
from engine.places import WeightPlace

MOST = 6
_CAPACITY = 2**13
_NAMES = ("step", "value")


class Followed(NamedTuple):
    """A followed weight and its values so far; the columns are "step", the updates made, and "value"."""

    place: WeightPlace
    values: SeriesView


class Follower:
    """Records the weights at a few places. They are not saved with a network: they are only looked at."""

    def __init__(self) -> None:
        self._series: dict[WeightPlace, Series] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nothing is followed."""
        return not self._series

    def follow(self, places: Iterable[WeightPlace], step: int, layers: Sequence[DenseLayer]) -> None:
        """Follow these from now on and no others; what is known of those followed before is kept."""
        wanted = tuple(places)[:MOST]
        if wanted == tuple(self._series):
            return
        before, self._series = self._series, {}
        for place in wanted:
            if place in before:
                self._series[place] = before[place]
            elif _value(place, layers) is not None:
                self._series[place] = Series(_NAMES, _CAPACITY)
                self._series[place].append((step, _value(place, layers) or 0.0))

    def add(self, step: int, layers: Sequence[DenseLayer]) -> None:
        """Record the values after `step` updates."""
        for place, series in self._series.items():
            series.append((step, _value(place, layers) or 0.0))

    def view(self) -> tuple[Followed, ...]:
        """All that is followed, with its values so far."""
        return tuple(Followed(place, series.view()) for place, series in self._series.items())


def _value(place: WeightPlace, layers: Sequence[DenseLayer]) -> float | None:
    """None where the network has no such weight."""
    if not 0 <= place.layer < len(layers):
        return None
    weight, bias = layers[place.layer].weight, layers[place.layer].bias
    if not 0 <= place.unit < weight.shape[1] or place.row >= weight.shape[0]:
        return None
    if place.row >= 0:
        return float(weight[place.row, place.unit])
    return None if bias is None else float(bias[place.unit])
