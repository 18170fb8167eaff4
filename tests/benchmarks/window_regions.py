"""What live decision regions cost, and how old they get: a 2-8-8-3 network on spirals at Max, looked at 200x200."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.open_window import open_window
from tests.benchmarks.timing import Side, compare, percentile

if TYPE_CHECKING:
    from tests.screenshots.real_window import RealWindow

_SECONDS = 1.5
_WARM_SECONDS = 0.7
_POLL_SECONDS = 0.004


def _speed(real: RealWindow, panel: str, seconds: float) -> Side:
    """Steps a second while that panel is in front."""

    def side() -> float:
        real.window.docks[panel].raise_()
        real.spend(0.2)
        real.start()
        real.spend(_WARM_SECONDS)
        begin, steps = time.perf_counter(), real.steps
        real.spend(seconds)
        speed = (real.steps - steps) / (time.perf_counter() - begin)
        real.pause()
        return speed

    return side


def _ages(real: RealWindow, seconds: float) -> tuple[list[float], list[int]]:
    """Seconds since the network was the one that is shown, at every moment looked at; and how finely it was seen."""
    from gui.plane_desk import PlaneDesk

    shown = [0]
    sides: list[int] = []

    def take(scanned: object) -> None:
        shown[0] = scanned.step  # type: ignore[attr-defined]
        sides.append(len(scanned.winner))  # type: ignore[attr-defined]

    real.child(PlaneDesk).arrived.connect(take)
    real.window.docks["output"].raise_()
    real.start()
    real.spend(_WARM_SECONDS)
    passed: deque[tuple[int, float]] = deque()
    ages: list[float] = []
    sides.clear()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        real.spend(_POLL_SECONDS)
        now = time.perf_counter()
        passed.append((real.steps, now))
        # From when on was the network newer than the picture?
        while len(passed) > 1 and passed[1][0] <= shown[0]:
            passed.popleft()
        if passed[0][0] <= shown[0]:
            ages.append(now - passed[0][1])
    real.pause()
    return ages, sides


def _run(options: Options) -> Figures:
    spec = find_experiment("spirals").spec.with_value("training.epochs", 10_000_000)
    with open_window(options, "spirals", spec) as real:
        seconds = _SECONDS / (2 if options.quick else 1)
        seen = compare(_speed(real, "output", seconds), _speed(real, "runs", seconds), options.count(9, 3))
        ages, sides = _ages(real, 10 * seconds)
    return {
        "regions_share": seen.ratio,
        "regions_share_spread": seen.spread,
        "regions_steps_per_second": seen.our_speed,
        "age_p50_ms": 1000.0 * percentile(ages, 50),
        "age_max_ms": 1000.0 * max(ages),
        "least_side": float(min(sides)),
        "pictures_per_second": len(sides) / (10 * seconds),
    }


WINDOW_REGIONS = Benchmark(
    name="window_regions",
    measures="steps/s with live decision regions in those with the table of runs in front; the age of the regions",
    bars={"regions_share": Bar(at_least=0.90), "age_max_ms": Bar(at_most=300.0), "least_side": Bar(at_least=200.0)},
    run=_run,
)
