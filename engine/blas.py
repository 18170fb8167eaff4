"""How many threads the matrix products use. Another count gives other last bits, so it is set once and kept."""

from __future__ import annotations

import os

from threadpoolctl import threadpool_info, threadpool_limits


def set_blas_threads(count: int) -> None:
    """Let matrix products use `count` threads from now on, in the whole process."""
    threadpool_limits(limits=count, user_api="blas")


def blas_threads() -> int:
    """How many threads matrix products use now."""
    counts = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(counts, default=1)


def available_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_threads() -> int:
    """How many threads to use where nobody said: all cores but one, and at least one.

    Matrix products on every core wait for whichever is busy with something else: on two cores with one other busy
    program, training on both took ten times as long as training on one.
    """
    return max(1, available_cores() - 1)
