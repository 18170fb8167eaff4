"""What the units of a layer give for every input, and how far their colours reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.inspect.heatmap import symmetric_limit


@dataclass(frozen=True, eq=False)
class LayerResponses:
    """The responses of a layer.

    Attributes:
        values: (units, s, s) over the plane, row 0 with the highest x2, or (units, s) along a curve; finite.
        total: how many units the layer has, of which these are the first.
        name: what the layer is called.
        limit: the largest magnitude of all, of maps a high percentile of it, rounded up.
    """

    values: NDArray[np.float32]
    total: int
    name: str
    limit: float


def layer_responses(values: NDArray[np.floating], total: int, name: str) -> LayerResponses:
    """The responses of the first units of a layer of `total`; what is not finite counts as 0."""
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
    # Of maps a few extreme cells may lie beyond the last colour; a curve is seen whole.
    extent = finite if finite.ndim == 3 else np.array([np.abs(finite).max(initial=0.0)])
    limit = symmetric_limit(extent).value
    return LayerResponses(finite, max(total, len(finite)), name, limit)
