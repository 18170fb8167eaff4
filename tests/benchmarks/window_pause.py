"""How soon a pause takes hold."""

from __future__ import annotations

import random
import time

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.open_window import open_window
from tests.benchmarks.timing import percentile


def _run(options: Options) -> Figures:
    spec = find_experiment("mnist-fcnn").spec.with_value("training.epochs", 10_000_000)
    moments, chance = random.Random(0), []
    with open_window(options, "mnist-fcnn", spec) as real:
        from gui.session.state import Phase, SessionState

        seen: list[float] = []

        def on_state(state: SessionState) -> None:
            if state.phase is Phase.PAUSED:
                seen.append(time.perf_counter())

        # The window hears of it a moment after the compute thread stood still.
        real.session.state_changed.connect(on_state)
        for _ in range(options.count(200, 40)):
            real.start()
            real.spend(moments.uniform(0.02, 0.1))
            seen.clear()
            pressed = time.perf_counter()
            real.pause()
            chance.append(1000.0 * (seen[0] - pressed))
    return {
        "pause_p50_ms": percentile(chance, 50),
        "pause_p99_ms": percentile(chance, 99),
        "pause_max_ms": max(chance),
    }


WINDOW_PAUSE = Benchmark(
    name="window_pause",
    measures="Pause pressed -> the engine stands still and the window knows it, 200 times at random moments",
    bars={"pause_p99_ms": Bar(at_most=50.0)},
    run=_run,
)
