"""`bench`: how fast this machine trains, and how much of that time is spent in matrix products."""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays import Floats
from engine.blas import default_threads, set_blas_threads
from engine.cli.common import add_json_option, report
from engine.datasets import Dataset, Split
from engine.errors import EngineError
from engine.events import BatchDone
from engine.spec import ExperimentSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec
from engine.trainer import Trainer

_ROWS = 8192
_SECONDS = 0.4
_SHORTEST = 7
_NEVER = 10_000_000


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "bench",
        help="measure the speed of training",
        description="Measure samples a second, and the share of the time that is spent in matrix products, for "
        "networks of many widths, depths and batch sizes, on random numbers.",
    )
    parser.add_argument("--threads", type=int, metavar="N", help="threads for matrix products (default: cores - 1)")
    parser.add_argument("--quick", action="store_true", help="fewer sizes")
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a line a network."""
    if options.threads is not None and options.threads < 1:
        raise EngineError("--threads must be at least 1.")
    threads = options.threads or default_threads()
    set_blas_threads(threads)
    rows = [_measure(name, sizes, batch) for name, sizes, batch in _cases(options.quick)]
    lines = [f"{threads} threads; product share = time of the bare matrix products / time of the whole step"]
    lines.append(f"  {'network':<26}{'batch':>6}{'samples/s':>12}{'step':>12}{'product share':>15}")
    lines += [
        f"  {row['network']:<26}{row['batch']:>6}{row['samples_per_second']:>12,.0f}"
        f"{1e6 * row['step_seconds']:>9,.0f} µs{row['product_share']:>15.2f}"
        for row in rows
    ]
    report({"threads": threads, "networks": rows}, as_json=options.json, lines=lines)
    return 0


def _cases(quick: bool) -> list[tuple[str, list[int], int]]:
    widths = (32, 512, 2048) if quick else (32, 128, 512, 1024, 2048)
    depths = (1, 16) if quick else (1, 2, 4, 8, 16)
    batches = (1, 120, 4096) if quick else (1, 8, 32, 120, 512, 4096)
    cases = [("784-512-256-10", [784, 512, 256, 10], 120)]
    cases += [(f"width {width}", [784, width, 10], 120) for width in widths]
    cases += [(f"depth {depth} x 256", [784, *[256] * depth, 10], 120) for depth in depths]
    cases += [("784-512-256-10", [784, 512, 256, 10], batch) for batch in batches]
    return [*cases, ("tiny 3-4-1", [3, 4, 1], 4), ("tiny 2-8-8-3", [2, 8, 8, 3], 32)]


def _measure(name: str, sizes: list[int], batch: int) -> dict[str, Any]:
    """Steps and bare products in turn, so that whatever slows the machine down slows both."""
    trainer, products = _make_trainer(sizes, batch), _make_products(sizes, batch)

    def step() -> None:
        while type(trainer.step()) is not BatchDone:
            pass

    steps: list[float] = []
    bare: list[float] = []
    begin = time.perf_counter()
    while len(steps) < _SHORTEST or time.perf_counter() - begin < _SECONDS:
        steps.append(_time(step))
        bare.append(_time(products))
    seconds, share = statistics.median(steps[2:]), statistics.median(bare[2:]) / statistics.median(steps[2:])
    return {
        "network": name,
        "batch": batch,
        "samples_per_second": batch / seconds,
        "step_seconds": seconds,
        "product_share": share,
    }


def _time(call: Callable[[], None]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def _make_trainer(sizes: list[int], batch: int) -> Trainer:
    rng = np.random.default_rng(0)
    classes = tuple(str(i) for i in range(sizes[-1])) if sizes[-1] > 1 else ("0", "1")
    rows = max(_ROWS, batch)
    x = rng.integers(0, 256, (rows, sizes[0]), dtype=np.uint8)
    split = Split(x, rng.integers(0, len(classes), rows))
    dataset = Dataset("random", "Random numbers", split, None, None, classes, None, 255.0, "Random numbers.")
    layers = [LayerSpec(units, "relu") for units in sizes[1:-1]]
    loss_name = "softmax_cross_entropy" if sizes[-1] > 1 else "sigmoid_cross_entropy"
    network = NetworkSpec(sizes[0], (*layers, LayerSpec(sizes[-1], "identity")), LossSpec(loss_name))
    training = TrainingSpec(learning_rate=1e-4, batch_size=batch, epochs=_NEVER, record_every=_NEVER)
    return Trainer(ExperimentSpec("bench", "random", network, training), dataset)


def _make_products(sizes: list[int], batch: int) -> Callable[[], None]:
    """The matrix products of a step and nothing else."""
    rng = np.random.default_rng(1)

    def numbers(*shape: int) -> Floats:
        return rng.standard_normal(shape, dtype=np.float32)

    pairs = list(itertools.pairwise(sizes))
    weights, gradients = [numbers(*pair) for pair in pairs], [numbers(*pair) for pair in pairs]
    signals, outputs = ([numbers(batch, size) for size in sizes] for _ in range(2))

    def products() -> None:
        for i, weight in enumerate(weights):
            signals[i].dot(weight, outputs[i + 1])
        for i in range(len(weights) - 1, -1, -1):
            signals[i].T.dot(signals[i + 1], gradients[i])
            if i:
                signals[i + 1].dot(weights[i].T, outputs[i])

    return products
