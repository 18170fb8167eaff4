"""Runs benchmarks, each in a process of its own: none sees the threads, memory or modules another one left."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.benchmark import Figures, Options, Skipped
from tests.benchmarks.machine import OtherLoad
from tests.benchmarks.registry import BENCHMARKS

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Result:
    """What came of a benchmark.

    Attributes:
        figures: Empty where it was skipped or failed.
        seconds: How long it took.
        other_load: How many cores others kept busy meanwhile, or None.
        skipped, failed: A sentence, or "".
    """

    name: str
    figures: Figures
    seconds: float
    other_load: float | None
    skipped: str = ""
    failed: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, with the verdict on each figure that has a bar."""
        bars = BENCHMARKS[self.name].bars
        return {
            **vars(self),
            "measures": BENCHMARKS[self.name].measures,
            "bars": {
                figure: {"bar": str(bar), "holds": bar.holds(self.figures[figure])}
                for figure, bar in bars.items()
                if figure in self.figures
            },
        }


def run_alone(name: str, options: Options) -> Result:
    """Run a benchmark in a new process."""
    arguments = [sys.executable, "-m", "tests.benchmarks.runner", name]
    arguments += ["--quick"] if options.quick else []
    arguments += ["--data", str(options.data.absolute())] if options.data else []
    load, begin = OtherLoad(), time.perf_counter()
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=_ROOT)
    seconds, others = time.perf_counter() - begin, load.cores()
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, json.JSONDecodeError):
        reason = (done.stderr.strip() or "no output").splitlines()[-1]
        return Result(name, {}, seconds, others, failed=f"ended with code {done.returncode}: {reason}")
    return Result(name, answer["figures"], seconds, others, skipped=answer["skipped"])


def main(arguments: list[str]) -> int:
    """Run one benchmark here; print its figures as the last line."""
    name, *rest = arguments
    data = Path(rest[rest.index("--data") + 1]) if "--data" in rest else None
    answer: dict[str, Any] = {"figures": {}, "skipped": ""}
    try:
        answer["figures"] = BENCHMARKS[name].run(Options(data, "--quick" in rest))
    except Skipped as skipped:
        answer["skipped"] = str(skipped)
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
