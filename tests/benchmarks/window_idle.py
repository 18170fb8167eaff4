"""What the window takes of a core while nothing happens, before a training and in a pause."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.machine import resident_megabytes
from tests.benchmarks.open_window import open_window

if TYPE_CHECKING:
    from tests.screenshots.real_window import RealWindow


def _core_share(real: RealWindow, seconds: float) -> float:
    """User and system time of every thread of the process, in that of the clock."""
    begin, used = time.perf_counter(), time.process_time()
    real.spend(seconds)
    return (time.process_time() - used) / (time.perf_counter() - begin)


def _run(options: Options) -> Figures:
    spec = find_experiment("mnist-fcnn").spec.with_value("training.epochs", 10_000_000)
    seconds, training = options.count(20, 4), options.count(30, 6)
    figures: Figures = {}
    with open_window(options, "mnist-fcnn", spec) as real:
        real.spend(2.0)
        figures["idle_core_share"] = _core_share(real, seconds)
        real.start()
        real.spend(training)
        figures["resident_megabytes"] = resident_megabytes() or 0.0
        real.pause()
        real.spend(2.0)
        figures["paused_core_share"] = _core_share(real, seconds)
    return figures


WINDOW_IDLE = Benchmark(
    name="window_idle",
    measures="the share of a core that the window uses before a training and in a pause, and its memory in training",
    bars={
        "idle_core_share": Bar(at_most=0.01),
        "paused_core_share": Bar(at_most=0.01),
        "resident_megabytes": Bar(at_most=500.0),
    },
    run=_run,
)
