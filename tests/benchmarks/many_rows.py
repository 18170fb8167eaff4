"""More rows must not make a step slower: an epoch costs what its steps cost."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from engine.blas import set_blas_threads
from engine.datasets import Dataset, Split
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.subjects import learn_batch, mnist_spec, pixels
from tests.benchmarks.timing import compare, timed_for

_FEW, _MANY = 60_000, 1_000_000
_SECONDS = 0.4


def _pixels(rows: int) -> Dataset:
    rng = np.random.default_rng(1)
    few = pixels()
    train = Split(rng.integers(0, 256, (rows, few.inputs), dtype=np.uint8), rng.integers(0, 10, rows))
    return replace(few, train=train)


def _run(options: Options) -> Figures:
    set_blas_threads(1)
    few, many = (Trainer(mnist_spec(dropout=True), _pixels(rows)) for rows in (_FEW, _MANY))
    seen = compare(
        timed_for(_SECONDS, partial(learn_batch, many)),
        timed_for(_SECONDS, partial(learn_batch, few)),
        options.count(25, 5),
    )
    return {
        "speed_ratio": seen.ratio,
        "speed_ratio_spread": seen.spread,
        "samples_per_second_of_1000000": seen.our_speed,
        "samples_per_second_of_60000": seen.their_speed,
    }


MANY_ROWS = Benchmark(
    name="many_rows",
    measures="samples/s of 784-512-256-10, batch 120, on 1,000,000 rows of bytes, in those on 60,000",
    bars={"speed_ratio": Bar(at_least=0.9)},
    run=_run,
)
