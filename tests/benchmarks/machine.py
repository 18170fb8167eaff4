"""The machine that is measured on, and how much of it other programs used meanwhile."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

import numpy as np

from engine.blas import available_cores

_STAT = Path("/proc/stat")
_STATUS = Path("/proc/self/status")
_IDLE_FIELDS = (3, 4)  # idle, iowait
_GUEST_FIELD = 8  # from here on the time is counted elsewhere already


def describe_machine() -> dict[str, object]:
    """What figures depend on, for the report."""
    return {
        "cores": available_cores(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.platform(),
        "qt_platform": os.environ.get("QT_QPA_PLATFORM", "as the desktop is"),
    }


class OtherLoad:
    """How many cores were kept busy by others since this was made."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self._busy = _busy_seconds()
        self._own = _own_seconds()

    def cores(self) -> float | None:
        """The mean number of cores; None where the system does not tell."""
        busy = _busy_seconds()
        if busy is None or self._busy is None:
            return None
        own = _own_seconds() - self._own
        return max(0.0, (busy - self._busy - own) / (time.perf_counter() - self._begin))


def resident_megabytes() -> float | None:
    """Memory of this process that lies in RAM, in units of a million bytes; None where the system does not tell."""
    if not _STATUS.is_file():
        return None
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6


def _busy_seconds() -> float | None:
    """Seconds of all cores spent on anything, since the system started."""
    if not _STAT.is_file():
        return None
    fields = [int(field) for field in _STAT.read_text(encoding="ascii").splitlines()[0].split()[1:]]
    ticks = sum(count for i, count in enumerate(fields[:_GUEST_FIELD]) if i not in _IDLE_FIELDS)
    return ticks / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
