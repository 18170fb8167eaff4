"""How much of a step is its matrix products, which no program in NumPy can do without."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from engine.blas import available_cores, set_blas_threads
from engine.network import Network, parameters_on
from engine.trainer import Trainer
from engine.workspace import Workspace
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.subjects import BATCH, learn_batch, mnist_spec, pixels
from tests.benchmarks.timing import compare, timed_for

_SECONDS = 0.3


def _products(trainer: Trainer) -> Callable[[], float]:
    """The matrix products of the trainer's step alone: the same shapes, memory layouts and order."""
    spec = trainer.spec.network
    network, workspace = Network(spec), Workspace(spec, BATCH)
    network.parameters[...] = trainer.network.parameters
    buffers, gradient = workspace.buffers(BATCH), parameters_on(spec, workspace.gradient)
    buffers.x[...] = np.random.default_rng(0).normal(size=buffers.x.shape)
    network.forward(buffers.x, buffers)
    buffers.layers[-1].d[...] = buffers.layers[-1].a

    def products() -> float:
        x = buffers.x
        for layer, arrays in zip(network.layers, buffers.layers, strict=True):
            x = np.dot(x, layer.weight, out=arrays.a)
        for i in range(len(network.layers) - 1, -1, -1):
            incoming = buffers.layers[i - 1].a if i else buffers.x
            np.dot(incoming.T, buffers.layers[i].d, out=gradient[i].weight)
            if i:
                np.dot(buffers.layers[i].d, network.layers[i].weight_t, out=buffers.layers[i - 1].d)
        return float(BATCH)

    return products


def _run(options: Options) -> Figures:
    figures: Figures = {}
    for threads in range(1, min(available_cores(), 2) + 1):
        set_blas_threads(threads)
        for name, dropout in (("plain", False), ("dropout", True)):
            trainer = Trainer(mnist_spec(dropout=dropout), pixels())
            ours, products = partial(learn_batch, trainer), _products(trainer)
            seen = compare(timed_for(_SECONDS, ours), timed_for(_SECONDS, products), options.count(15, 5))
            key = f"{name}_{threads}_threads"
            figures |= {
                f"{key}_share": seen.ratio,
                f"{key}_share_spread": seen.spread,
                f"{key}_step_microseconds": 1e6 * BATCH / seen.our_speed,
                f"{key}_products_microseconds": 1e6 * BATCH / seen.their_speed,
            }
    return figures


MATMUL_SHARE = Benchmark(
    name="matmul_share",
    measures="time of the bare matrix products of 784-512-256-10, batch 120, in time of the whole recorded step",
    bars={"plain_1_threads_share": Bar(at_least=0.88), "plain_2_threads_share": Bar(at_least=0.80)},
    run=_run,
)
