"""What a training holds in memory, counted by tracemalloc, against the arrays it cannot do without."""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import replace

from engine.events import EpochDone
from engine.feed import SLICE_ROWS
from engine.optimizers import OPTIMIZERS
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.subjects import mnist_spec, pixels

_FLOAT = 4
_OPTIMIZERS = ("sgd", "momentum", "adam")


def expected_bytes(spec: ExperimentSpec) -> int:
    """Parameters x (optimiser slots + 2, one more for the best, one for a snapshot) + the workspace of a slice.

    The data are counted apart: images are read where they lie. The workspace has three arrays for the inputs and five
    for each layer, of a slice's rows.
    """
    network = spec.network
    copies = len(OPTIMIZERS[spec.training.optimizer].slot_names) + 2 + 1 + (spec.training.patience is not None)
    columns = 3 * network.inputs + 5 * sum(layer.units for layer in network.layers)
    return _FLOAT * (copies * network.parameter_count + SLICE_ROWS * columns)


def held_bytes(spec: ExperimentSpec) -> int:
    """What a trainer and a snapshot of it hold after an epoch with its record."""
    data = replace(pixels(), validation=pixels().train)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        trainer = Trainer(spec, data)
        for event in trainer.run():
            if isinstance(event, EpochDone) and event.record is not None:
                break
        snapshot = trainer.snapshot()
        gc.collect()
        held = tracemalloc.get_traced_memory()[0] - before
        assert snapshot.step == trainer.steps
        return held
    finally:
        tracemalloc.stop()


def _run(options: Options) -> Figures:
    figures: Figures = {}
    for name in _OPTIMIZERS:
        spec = mnist_spec(dropout=True)
        spec = replace(spec, training=replace(spec.training, optimizer=name, learning_rate=1e-3, patience=5))
        spec = replace(spec, training=replace(spec.training, record_every=1))
        held, expected = held_bytes(spec), expected_bytes(spec)
        figures |= {
            f"{name}_ratio": held / expected,
            f"{name}_megabytes": held / 1e6,
            f"{name}_expected_megabytes": expected / 1e6,
        }
    return figures


ENGINE_MEMORY = Benchmark(
    name="engine_memory",
    measures="memory of a training of 784-512-256-10, in that of its parameters x (slots + 4) and its workspace",
    bars={f"{name}_ratio": Bar(at_most=1.1) for name in _OPTIMIZERS},
    run=_run,
)
