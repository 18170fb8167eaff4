"""Where a single weight stands in a network."""

from __future__ import annotations

from typing import NamedTuple

BIAS = -1


class WeightPlace(NamedTuple):
    """The weight from input `row` of a layer to one of its units; `BIAS` in place of a row for the unit's bias."""

    layer: int
    row: int
    unit: int
