"""The command: `python -m tests.benchmarks [NAME...] [--quick] [--data DIR] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.benchmarks.benchmark import Options
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.registry import BENCHMARKS
from tests.benchmarks.runner import run_alone
from tests.benchmarks.table import lines


def _parse(arguments: list[str]) -> argparse.Namespace:
    names = "\n".join(
        f"  {benchmark.name:<18} {benchmark.measures}{' (long)' * benchmark.takes_long}"
        for benchmark in BENCHMARKS.values()
    )
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Measure the program. Ratios are medians over turns in which both sides work, one after the other.",
        epilog=f"benchmarks:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure (default: all but the long ones)")
    parser.add_argument("--quick", action="store_true", help="a look in a minute or two, not a result")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder; MNIST lies in DIR/mnist")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report to FILE as well")
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name!r}; there are {', '.join(BENCHMARKS)}")
    return options


def main(arguments: list[str]) -> int:
    """Measure, and print a table and then one line of JSON; 1 if something could not be measured."""
    parsed = _parse(arguments)
    options = Options(parsed.data, parsed.quick)
    results = []
    for name in parsed.names or [name for name, benchmark in BENCHMARKS.items() if not benchmark.takes_long]:
        result = run_alone(name, options)
        results.append(result)
        sys.stdout.writelines(line + "\n" for line in lines(result))
        sys.stdout.flush()
    report = {"machine": describe_machine(), "quick": options.quick, "results": [r.to_json() for r in results]}
    if parsed.json is not None:
        parsed.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(report) + "\n")
    return int(any(result.failed for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
