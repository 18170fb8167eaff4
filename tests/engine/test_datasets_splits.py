"""The split is the same for every run, so that runs share their test rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.splits import split_rows


@given(st.lists(st.integers(0, 50), max_size=3), st.integers(1, 100))
def test_that_every_row_is_in_exactly_one_part(held_out: list[int], train: int) -> None:
    parts = split_rows(sum(held_out) + train, held_out)
    assert [len(part) for part in parts] == [train, *held_out]
    assert sorted(np.concatenate(parts)) == list(range(sum(held_out) + train))
    assert all((np.diff(part) > 0).all() for part in parts)


def test_that_the_split_is_fixed_for_good() -> None:
    """Another result here would mix test rows of saved models into training."""
    _, validation, test = split_rows(20, (4, 4))
    assert validation.tolist() == [0, 3, 9, 11]
    assert test.tolist() == [2, 14, 16, 19]


def test_that_held_out_rows_come_from_all_over_the_file() -> None:
    _, held_out = split_rows(60_000, (5_000,))
    tenths = np.bincount(held_out // 6_000, minlength=10)
    assert tenths.min() > 400 and tenths.max() < 600


@pytest.mark.parametrize("held_out", [(5, 5), (11,), (-1,)])
def test_that_no_rows_for_training_is_a_mistake_of_the_caller(held_out: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="10 rows"):
        split_rows(10, held_out)
