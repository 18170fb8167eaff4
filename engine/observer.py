"""The observer: who wants to see the arrays of a step while it is computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

Observer = Callable[[str, NDArray[Any]], None]
"""Called after each operation with its name ("layers.0.z") and its array, which the next operation may overwrite."""
