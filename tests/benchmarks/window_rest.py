"""What the window takes while nothing happens, and how much memory it holds while it trains."""

from __future__ import annotations

import time

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.machine import resident_megabytes
from tests.benchmarks.open_window import open_window


def _run(options: Options) -> Figures:
    spec = find_experiment("mnist-fcnn").spec.with_value("training.epochs", 10_000_000)
    figures: Figures = {}
    with open_window(options, "mnist-fcnn", spec) as real:
        real.start()
        memory: list[float] = []
        for _ in range(options.count(30, 6)):
            real.spend(1.0)
            memory.append(resident_megabytes() or 0.0)
        real.pause()
        real.spend(1.0)
        seconds = options.count(10, 3)
        begin, used = time.perf_counter(), time.process_time()
        real.spend(seconds)
        figures["idle_core_share"] = (time.process_time() - used) / (time.perf_counter() - begin)
    if memory[-1]:
        # Between collections memory goes up and down: the least of a third of the time is what is really held.
        third = max(1, len(memory) // 3)
        held_then, held_now = min(memory[third : 2 * third]), min(memory[-third:])
        figures["resident_megabytes"] = max(memory)
        figures["resident_growth_megabytes_per_minute"] = 60.0 * (held_now - held_then) / third
    return figures


WINDOW_REST = Benchmark(
    name="window_rest",
    measures="the share of a core that the paused window uses, and its memory while MNIST is in training",
    bars={"idle_core_share": Bar(at_most=0.01), "resident_megabytes": Bar(at_most=500.0)},
    run=_run,
)
