"""How soon the ten bars answer the pen."""

from __future__ import annotations

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.open_window import open_window


def _run(options: Options) -> Figures:
    points = options.count(1200, 300)
    spec = find_experiment("mnist-fcnn").spec.with_value("training.epochs", 10_000_000)
    with open_window(options, "mnist-fcnn", spec) as real:
        from tests.benchmarks.pen_timing import measure

        # A step, so that the network in training reads.
        real.start()
        real.pause()
        figures = measure(real, "idle", points)
        real.start()
        real.spend(1.0)
        figures |= measure(real, "training", points)
        real.pause()
        return figures


WINDOW_PEN = Benchmark(
    name="window_pen",
    measures="a pen point is due -> the ten bars hold the new answer; and -> they are painted",
    bars={"training_answer_p99_ms": Bar(at_most=16.0)},
    run=_run,
)
