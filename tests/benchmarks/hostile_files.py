"""Damaged files of every format: each opens, or is refused in words, in no time and without eating the memory."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.helpers.file_formats import FORMATS

_SEED = 8


def _probe(name: str, count: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.hostile_probe", name, str(count), str(_SEED)],
        capture_output=True,
        text=True,
        timeout=3_600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the reader of {name} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _run(options: Options) -> Figures:
    count = options.count(10_000, 200)
    figures: Figures = {}
    found = {name: _probe(name, count) for name in FORMATS}
    for name, result in found.items():
        for entry in ("mutations", "loaded", "refused", "other"):
            figures[f"{name}_{entry}"] = float(result[entry])
        figures[f"{name}_slowest_seconds"] = result["slowest"]
        figures[f"{name}_megabytes"] = result["memory"]
        for trace in result["others"]:
            sys.stderr.write(f"{name}:\n{trace}\n")
    return {
        "other_exceptions": float(sum(result["other"] for result in found.values())),
        "slowest_seconds": max(result["slowest"] for result in found.values()),
        "most_megabytes": max(result["memory"] for result in found.values()),
        **figures,
    }


HOSTILE_FILES = Benchmark(
    name="hostile_files",
    measures="10,000 damaged files of each of eight formats, opened: loaded, refused, or anything else",
    bars={
        "other_exceptions": Bar(at_most=0),
        "slowest_seconds": Bar(at_most=2),
        "most_megabytes": Bar(at_most=500),
    },
    run=_run,
    takes_long=True,
)
