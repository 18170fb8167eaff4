"""How long the program takes to appear and to be ready."""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options, Skipped
from tests.benchmarks.open_window import NO_QT
from tests.screenshots.user_folders import own_environment


def _start() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        begin = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.startup_probe", repr(begin)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=own_environment(Path(home)),
        )
        if done.returncode:
            raise RuntimeError(f"the program ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return seconds


def _run(options: Options) -> Figures:
    if importlib.util.find_spec("PySide6") is None:
        raise Skipped(NO_QT)
    _start()  # files come from the disk the first time
    starts = [_start() for _ in range(options.count(5, 3))]
    return {
        f"{what}_{word}_seconds": choose(start[what] for start in starts)
        for what in ("painted", "ready")
        for word, choose in (("median", statistics.median), ("worst", max))
    }


STARTUP = Benchmark(
    name="startup",
    measures="process start -> first painted window, and -> first screen ready and the program at rest",
    bars={"painted_median_seconds": Bar(at_most=1.0), "ready_median_seconds": Bar(at_most=2.0)},
    run=_run,
)
