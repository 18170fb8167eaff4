"""The number of threads of the matrix products."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.blas import available_cores, blas_threads, set_blas_threads


@pytest.fixture(autouse=True)
def threads_as_before() -> Iterator[None]:
    before = blas_threads()
    yield
    set_blas_threads(before)


@pytest.mark.parametrize("count", [1, 2])
def test_that_the_count_asked_for_is_the_count_in_use_and_stays(count: int) -> None:
    set_blas_threads(count)
    assert blas_threads() == count
    assert blas_threads() == count


def test_that_there_is_a_core_to_run_on() -> None:
    assert available_cores() >= 1
