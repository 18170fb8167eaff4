"""The array types that the engine's signatures speak of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""A float32 or float64 array: the whole of a network uses one of the two."""

Labels = NDArray[np.integer[Any]]
"""Class numbers, counted from 0."""


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A contiguous read-only copy: the only kind of array that may leave the thread that made it."""
    copy = np.array(array, order="C", copy=True)
    copy.setflags(write=False)
    return copy
