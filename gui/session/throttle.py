"""Progress that is told often enough to be watched, and no oftener."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS_BETWEEN = 0.05


def throttled(tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """`tell(done, total)`, but for what comes sooner than `SECONDS_BETWEEN` after the last one."""
    not_before = 0.0

    def tell_at_times(done: int, total: int) -> None:
        nonlocal not_before
        now = time.monotonic()
        if now >= not_before:
            not_before = now + SECONDS_BETWEEN
            tell(done, total)

    return tell_at_times
