"""What reading a person's own data found: to be shown before the data are used, and the data themselves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets.dataset import Dataset
from engine.own_data import OwnDataSpec

Progress = Callable[[int, int], None]
"""Called with what is done and the whole, in bytes or files."""
Cancelled = Callable[[], bool]
"""Asked between chunks whether to give up."""

SAMPLE_ROWS = 8
SAMPLE_IMAGES = 24


@dataclass(frozen=True)
class Column:
    """A column of a table, or an array of numbers.

    Attributes:
        name: As its header says, or "column N" where there is none.
        kind: "number", "categories" (a few texts, each an input of its own), "text" (too many to use), "label" (what is
            to be predicted) or "left out" (on wish, as it never changes, or as it numbers the rows).
        low, high, mean: Of the numbers, missing ones left aside; None where there are none.
        missing: Rows without a value.
        distinct: How many different values, as far as they were counted.
        is_constant: Whether all rows have the same value.
    """

    name: str
    kind: str
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    missing: int = 0
    distinct: int | None = None
    is_constant: bool = False

    @classmethod
    def of_numbers(
        cls, name: str, kind: str, low: float, high: float, mean: float, missing: int = 0, distinct: int | None = None
    ) -> Column:
        """A column of numbers; NaN for low, high and mean says that all are missing."""
        if math.isnan(low):
            return cls(name, kind, None, None, None, missing, distinct, is_constant=True)
        return cls(name, kind, low, high, mean, missing, distinct, is_constant=low == high)


@dataclass(frozen=True, eq=False)
class Survey:
    """All that can be said about data of one's own.

    Attributes:
        settings: What was asked for.
        rows: How many there are, those with missing values among them.
        columns: Those of a table; one for the pixels of images.
        classes: Name and number of rows of each; empty for values.
        sample_rows: The first rows as text, in the order of the columns; empty for images.
        sample_images: (n, height, width) uint8, n at most 24; None where rows are no images.
        image_shape: (height, width) where rows are images.
        problems: Sentences that forbid the use of these data.
        remarks: Sentences about what was left out, filled in or turned into numbers.
        dataset: Ready to use; None where there are problems.
        kept_apart: Which of "validation" and "test" the data keep apart themselves: their shares mean nothing.
    """

    settings: OwnDataSpec
    rows: int
    columns: tuple[Column, ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    sample_rows: tuple[tuple[str, ...], ...] = ()
    sample_images: NDArray[Any] | None = None
    image_shape: tuple[int, int] | None = None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    dataset: Dataset | None = None
    kept_apart: tuple[str, ...] = ()


def spread_images(x: NDArray[Any], image_shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Some of the images `x` (rows, pixels), from the first to the last, at most `SAMPLE_IMAGES`."""
    chosen = np.unique(np.linspace(0, len(x) - 1, SAMPLE_IMAGES).astype(np.intp)) if len(x) else np.zeros(0, np.intp)
    images = x[chosen].reshape(-1, *image_shape)
    if images.dtype == np.uint8:
        return images
    known = np.nan_to_num(images.astype(np.float64))
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    grey: NDArray[np.uint8] = ((known - low) * (255.0 / (high - low) if high > low else 0.0)).astype(np.uint8)
    return grey
