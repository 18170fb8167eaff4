"""How rows are shared out between training, validation and test."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

SPLIT_SEED = 1998
"""Fixed and apart from the seed of an experiment, so that all runs of all seeds share their test rows."""


def split_rows(rows: int, held_out: Sequence[int]) -> tuple[NDArray[np.intp], ...]:
    """Draw disjoint sets of row numbers, the same ones at every call.

    Args:
        rows: number of rows to share out.
        held_out: sizes of the parts held out from training, together less than ``rows``.

    Returns:
        The row numbers of the training part, which takes what is left, then of each held-out part, ascending.

    Raises:
        ValueError: nothing would be left for training.
    """
    if any(size < 0 for size in held_out) or sum(held_out) >= rows:
        raise ValueError(f"{rows} rows cannot give {tuple(held_out)} rows and leave some for training")
    # Raw output of a bit generator is fixed for all NumPy versions; Generator.permutation is not (NEP 19),
    # and saved models would lose their test rows with an update of NumPy.
    order = np.argsort(np.random.PCG64(SPLIT_SEED).random_raw(rows), kind="stable")
    train = rows - sum(held_out)
    bounds = accumulate((train, *held_out), initial=0)
    return tuple(np.sort(order[start:stop]) for start, stop in pairwise(bounds))
