"""What the live window costs: training watched on the first screen against training alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.blas import available_cores, blas_threads, set_blas_threads
from engine.experiments import find_experiment
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.open_window import open_window
from tests.benchmarks.subjects import mnist_spec
from tests.benchmarks.timing import Side, compare, timed

if TYPE_CHECKING:
    from tests.screenshots.real_window import RealWindow

_SECONDS = 1.5
# The frame rate finds its level in the first few frames.
_WARM_SECONDS = 0.5


def _live(real: RealWindow, seconds: float) -> Side:
    """Steps a second while the window shows them."""

    def side() -> float:
        real.start()
        real.spend(_WARM_SECONDS)
        begin, steps = time.perf_counter(), real.steps
        real.spend(seconds)
        speed = (real.steps - steps) / (time.perf_counter() - begin)
        real.pause()
        return speed

    return side


def _headless(real: RealWindow, seconds: float) -> Callable[[], float]:
    """Steps of a training like the window's, in this thread, while the window stands still."""
    assert real.run is not None
    trainer = Trainer(real.run.spec, real.run.dataset, real.run.trainer.preparation)

    def work() -> float:
        before, end = trainer.steps, time.perf_counter() + seconds
        for _ in trainer.run():
            if time.perf_counter() >= end:
                break
        return float(trainer.steps - before)

    return work


def _measure(options: Options, name: str, experiment: str, spec: ExperimentSpec) -> Figures:
    with open_window(options, experiment, spec) as real:
        seconds = _SECONDS / (2 if options.quick else 1)
        headless = _headless(real, seconds)
        seen = compare(_live(real, seconds), timed(headless), options.count(9, 3))
        figures = {
            f"{name}_share": seen.ratio,
            f"{name}_share_spread": seen.spread,
            f"{name}_steps_per_second": seen.our_speed,
            f"{name}_headless_steps_per_second": seen.their_speed,
            f"{name}_threads": float(blas_threads()),
        }
        if name == "large":
            # What the command trains with; the window leaves a core to itself.
            set_blas_threads(available_cores())
            figures[f"{name}_headless_steps_per_second_all_cores"] = timed(headless)()
        return figures


def _run(options: Options) -> Figures:
    xor = find_experiment("xor").spec.with_value("training.epochs", 10_000_000)
    return _measure(options, "large", "mnist-fcnn", mnist_spec(dropout=True)) | _measure(options, "tiny", "xor", xor)


WINDOW_LIVE = Benchmark(
    name="window_live",
    measures="steps/s with the first screen live and a digit on the canvas, in those of the same training headless",
    bars={"large_share": Bar(at_least=0.90), "tiny_share": Bar(at_least=0.75)},
    run=_run,
)
