"""How long the window does not listen while it trains."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.open_window import open_window
from tests.benchmarks.timing import percentile

if TYPE_CHECKING:
    from tests.screenshots.real_window import RealWindow

_TICK_MILLISECONDS = 4


def _gaps(real: RealWindow, seconds: float) -> list[float]:
    """Milliseconds between the turns of the event loop, as a timer that is due every 4 ms sees them."""
    from PySide6.QtCore import Qt, QTimer

    moments: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: moments.append(time.perf_counter()))
    timer.start(_TICK_MILLISECONDS)
    real.spend(seconds)
    timer.stop()
    return [1000.0 * (after - before) for before, after in itertools.pairwise(moments)]


def _measure(options: Options, name: str, experiment: str, seconds: float) -> Figures:
    spec = find_experiment(experiment).spec.with_value("training.epochs", 10_000_000)
    with open_window(options, experiment, spec) as real:
        real.start()
        real.spend(1.0)
        gaps = _gaps(real, seconds)
        real.pause()
    return {
        f"{name}_gap_p50_ms": percentile(gaps, 50),
        f"{name}_gap_p99_ms": percentile(gaps, 99),
        f"{name}_gap_p99.9_ms": percentile(gaps, 99.9),
        f"{name}_gap_max_ms": max(gaps),
    }


def _run(options: Options) -> Figures:
    return _measure(options, "large", "mnist-fcnn", options.count(20, 5)) | _measure(
        options, "tiny", "xor", options.count(10, 4)
    )


WINDOW_GAPS = Benchmark(
    name="window_gaps",
    measures="time between two turns of the event loop while training at Max, evaluations included",
    bars={
        f"{name}_gap_{part}_ms": Bar(at_most=most)
        for name in ("large", "tiny")
        for part, most in (("p99", 33.0), ("p99.9", 100.0))
    },
    run=_run,
)
