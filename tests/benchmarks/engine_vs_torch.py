"""Our step against PyTorch's."""

from __future__ import annotations

from functools import partial

from engine.blas import available_cores, set_blas_threads
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.subjects import learn_batch, mnist_spec, pixels
from tests.benchmarks.timing import compare, timed_for
from tests.benchmarks.torch_peer import TorchPeer, import_torch

_SECONDS = 0.4


def _run(options: Options) -> Figures:
    torch = import_torch()
    figures: Figures = {}
    for threads in range(1, min(available_cores(), 2) + 1):
        set_blas_threads(threads)
        torch.set_num_threads(threads)
        for name, dropout in (("dropout", True), ("plain", False)):
            trainer = Trainer(mnist_spec(dropout=dropout), pixels())
            ours, theirs = partial(learn_batch, trainer), TorchPeer(trainer).learn_batch
            seen = compare(timed_for(_SECONDS, ours), timed_for(_SECONDS, theirs), options.count(11, 4))
            recording = TorchPeer(trainer, records=True).learn_batch
            alike = compare(timed_for(_SECONDS, ours), timed_for(_SECONDS, recording), options.count(11, 4))
            key = f"{name}_{threads}_threads"
            figures |= {
                f"{key}_ratio": seen.ratio,
                f"{key}_ratio_spread": seen.spread,
                f"{key}_ratio_where_both_record": alike.ratio,
                f"{key}_samples_per_second": seen.our_speed,
                f"{key}_torch_samples_per_second": seen.their_speed,
            }
    return figures


ENGINE_VS_TORCH = Benchmark(
    name="engine_vs_torch",
    measures="samples/s of 784-512-256-10, batch 120, float32, each step recorded, against PyTorch on the CPU",
    bars={
        f"{name}_{threads}_threads_ratio": Bar(at_least=least)
        for threads in (1, 2)
        for name, least in (("dropout", 1.7), ("plain", 1.1))
    },
    run=_run,
)
