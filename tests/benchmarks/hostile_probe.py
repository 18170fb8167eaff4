"""Opens damaged files of one format and prints what came of them.

`python -m tests.benchmarks.hostile_probe FORMAT COUNT SEED`, in a process of its own, whose memory can be measured.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from engine.errors import EngineError
from tests.helpers.file_formats import FORMATS, FileFormat
from tests.helpers.mutations import mutations

_MEGABYTE = 2**20
_ROOM = 1_000 * _MEGABYTE
_SHOWN = 5


def probe(form: FileFormat, count: int, seed: int) -> dict[str, object]:
    """Counts of what happened, the slowest in seconds, and how much memory the greediest took, in megabytes."""
    counts = {"mutations": 0, "loaded": 0, "refused": 0, "other": 0}
    others: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = form.write(folder)
        path = folder / form.file_name
        path.write_bytes(content)
        form.read(path)
        _limit_memory()
        greediest = 0
        for damaged in mutations(content, count, seed):
            path.write_bytes(damaged)
            before = _forget_peak()
            begin = time.perf_counter()
            try:
                form.read(path)
                counts["loaded"] += 1
            except EngineError:
                counts["refused"] += 1
            except Exception:
                counts["other"] += 1
                others.append(traceback.format_exc())
                if len(others) <= _SHOWN:
                    with contextlib.suppress(OSError):
                        Path(tempfile.gettempdir(), f"damaged-{len(others)}-{form.file_name}").write_bytes(damaged)
            slowest = max(slowest, time.perf_counter() - begin)
            greediest = max(greediest, _status("VmHWM") - before)
            counts["mutations"] += 1
    return {**counts, "slowest": slowest, "memory": greediest / _MEGABYTE, "others": others[:_SHOWN]}


def _limit_memory() -> None:
    """More than this ends in a MemoryError instead of a machine without memory."""
    most = _status("VmSize") + _ROOM
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _forget_peak() -> int:
    """Begin a new peak of the resident memory; the bytes that are resident now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _status(entry: str) -> int:
    """An entry of the process's state, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(entry)) * 1024


if __name__ == "__main__":
    # A warning is something that somebody would see.
    warnings.simplefilter("error")
    print(json.dumps(probe(FORMATS[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3]))))
