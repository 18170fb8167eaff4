"""Five epochs of MNIST with their evaluations, ours and PyTorch's in turns of one epoch."""

from __future__ import annotations

import time

import numpy as np

from engine.blas import available_cores, set_blas_threads
from engine.datasets import Dataset, Split
from engine.events import EpochDone, EpochRecord
from engine.experiments import find_experiment
from engine.judge import JUDGED_TRAIN_ROWS
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.subjects import real_mnist
from tests.benchmarks.timing import SETTLE_SECONDS, without_garbage_collection
from tests.benchmarks.torch_peer import TorchPeer, import_torch


def _judged(dataset: Dataset) -> list[Split]:
    """As many rows as our epoch is judged by: a part of the training rows, validation and test."""
    labels = np.asarray(dataset.train.labels)
    sample = Split(dataset.train.x[:JUDGED_TRAIN_ROWS], labels[:JUDGED_TRAIN_ROWS])
    return [sample, *(split for split in (dataset.validation, dataset.test) if split is not None)]


def _epoch(trainer: Trainer) -> EpochRecord | None:
    while True:
        event = trainer.step()
        if isinstance(event, EpochDone):
            return event.record


def _run(options: Options) -> Figures:
    torch = import_torch()
    dataset = real_mnist(options)
    epochs = options.count(5, 1)
    figures: Figures = {}
    # Without --threads the command takes every core.
    for threads in sorted({1, available_cores()}):
        set_blas_threads(threads)
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        spec = find_experiment("mnist-fcnn").spec.with_value("training.epochs", epochs)
        trainer = Trainer(spec, dataset)
        peer = TorchPeer(trainer)
        ours, theirs, record, peer_accuracy = 0.0, 0.0, None, 0.0
        for _ in range(epochs):
            time.sleep(SETTLE_SECONDS)
            with without_garbage_collection():
                begin = time.perf_counter()
                record = _epoch(trainer)
                ours += time.perf_counter() - begin
            time.sleep(SETTLE_SECONDS)
            with without_garbage_collection():
                begin = time.perf_counter()
                for _batch in range(trainer.batches_per_epoch):
                    peer.learn_batch()
                scores = [peer.evaluate(split) for split in _judged(dataset)]
                theirs += time.perf_counter() - begin
            peer_accuracy = scores[-1][1]
        key = f"{threads}_threads"
        figures |= {
            f"{key}_time_ratio": ours / theirs,
            f"{key}_seconds": ours,
            f"{key}_torch_seconds": theirs,
            f"{key}_test_accuracy_{epochs}_epochs": (record.scores["test"].accuracy if record else None) or 0.0,
            f"{key}_torch_test_accuracy_{epochs}_epochs": peer_accuracy,
        }
    return figures


MNIST5 = Benchmark(
    name="mnist5",
    measures="five epochs of mnist-fcnn with evaluations on real MNIST, in time of the same in PyTorch",
    bars={
        "1_threads_time_ratio": Bar(at_most=1.0),
        "2_threads_time_ratio": Bar(at_most=1.0),
        "2_threads_test_accuracy_5_epochs": Bar(at_least=0.966),
    },
    run=_run,
)
