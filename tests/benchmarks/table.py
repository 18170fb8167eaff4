"""Results as a table for a person."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.benchmark import Bar
from tests.benchmarks.registry import BENCHMARKS
from tests.benchmarks.runner import Result

# Matrix products on all cores wait for the one that others keep busy.
_QUIET = 0.2


def lines(result: Result) -> Iterator[str]:
    """One benchmark, a line a figure; figures that must reach something come with a verdict."""
    benchmark = BENCHMARKS[result.name]
    others = "" if result.other_load is None else f", others kept {result.other_load:.1f} cores busy"
    if result.other_load is not None and result.other_load > _QUIET:
        others += ": too noisy to judge"
    yield f"{result.name}: {benchmark.measures} ({result.seconds:.0f} s{others})"
    if result.skipped or result.failed:
        yield f"  {'skipped' if result.skipped else 'FAILED'}: {result.skipped or result.failed}"
    for name, value in result.figures.items():
        yield f"  {name:<46} {_number(value):>10}  {_verdict(value, benchmark.bars.get(name))}".rstrip()


def _verdict(value: float, bar: Bar | None) -> str:
    if bar is None:
        return ""
    return f"{'ok' if bar.holds(value) else 'MISSED':<6} {bar}"


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}" if abs(value) < 0.1 else f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
