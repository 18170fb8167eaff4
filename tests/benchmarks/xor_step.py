"""The smallest network, where everything but arithmetic costs: our recorded step against eleven bare lines."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.blas import set_blas_threads
from engine.datasets import load_dataset
from engine.events import BatchDone
from engine.experiments import find_experiment
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.timing import compare, timed

_STEPS = 20_000


def _article(steps: int) -> Callable[[], float]:
    """The loop of "A Neural Network in 11 lines of Python" (Andrew Trask, 2015), three layers."""

    def nonlin(x: Any, deriv: bool = False) -> Any:
        if deriv:
            return x * (1 - x)
        return 1 / (1 + np.exp(-x))

    x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    y = np.array([[0], [1], [1], [0]])
    np.random.seed(1)
    syn0 = 2 * np.random.random((3, 4)) - 1
    syn1 = 2 * np.random.random((4, 1)) - 1

    def run() -> float:
        nonlocal syn0, syn1
        for _ in range(steps):
            l0 = x
            l1 = nonlin(np.dot(l0, syn0))
            l2 = nonlin(np.dot(l1, syn1))
            l2_error = y - l2
            l2_delta = l2_error * nonlin(l2, deriv=True)
            l1_error = l2_delta.dot(syn1.T)
            l1_delta = l1_error * nonlin(l1, deriv=True)
            syn1 += l1.T.dot(l2_delta)
            syn0 += l0.T.dot(l1_delta)
        return float(steps)

    return run


def _run(options: Options) -> Figures:
    set_blas_threads(1)
    spec = find_experiment("xor").spec.with_value("training.epochs", 10_000_000)
    trainer = Trainer(spec, load_dataset("xor"))
    events, steps = trainer.run(), options.count(_STEPS, 5_000)

    def ours() -> float:
        before = trainer.steps
        for event in itertools.islice(events, 2 * steps):
            if type(event) is BatchDone and event.step - before == steps:
                break
        return float(trainer.steps - before)

    seen = compare(timed(ours), timed(_article(steps)), options.count(11, 4))
    return {
        "time_ratio": 1.0 / seen.ratio,
        "time_ratio_spread": seen.spread,
        "step_microseconds": 1e6 / seen.our_speed,
        "article_step_microseconds": 1e6 / seen.their_speed,
    }


XOR_STEP = Benchmark(
    name="xor_step",
    measures="a recorded step of 3-4-1, float64, full batch, through run(), in time of the article's bare NumPy loop",
    bars={"time_ratio": Bar(at_most=1.5)},
    run=_run,
)
