"""What is measured: the network of 784-512-256-10 units on MNIST, and a trainer that is advanced batch by batch."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from engine.datasets import Dataset, Split, data_folder, load_dataset
from engine.datasets.mnist import CLASS_NAMES, FOLDER, IMAGE_SHAPE, find
from engine.events import BatchDone
from engine.experiments import find_experiment
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Options, Skipped

BATCH = 120
_NEVER = 10_000_000
_ROWS = 12_000


def mnist_spec(*, dropout: bool) -> ExperimentSpec:
    """The experiment mnist-fcnn without end and without evaluations, with or without its dropout."""
    spec = find_experiment("mnist-fcnn").spec
    network, training = spec.network, replace(spec.training, epochs=_NEVER, record_every=_NEVER)
    if not dropout:
        layers = tuple(replace(layer, dropout=0.0) for layer in network.layers)
        network = replace(network, layers=layers, input_dropout=0.0)
    return replace(spec, network=network, training=training)


@cache
def pixels() -> Dataset:
    """Images like MNIST's for measuring speed alone: a fifth of the pixels is ink; labels mean nothing."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (_ROWS, IMAGE_SHAPE[0] * IMAGE_SHAPE[1]), dtype=np.uint8)
    x *= rng.random(x.shape, dtype=np.float32) < 0.2
    train = Split(x, rng.integers(0, len(CLASS_NAMES), _ROWS))
    return Dataset("mnist", "Random pixels", train, None, None, CLASS_NAMES, IMAGE_SHAPE, 255.0, "Random numbers.")


def mnist_folder(options: Options) -> Path | None:
    """The data folder, if MNIST is in it."""
    folder = data_folder(options.data)
    return folder if find((folder,)) else None


def real_mnist(options: Options) -> Dataset:
    """MNIST.

    Raises:
        Skipped: it is not there.
    """
    folder = mnist_folder(options)
    if folder is None:
        wanted = data_folder(options.data) / FOLDER
        raise Skipped(f"MNIST is not in {wanted}: name the folder above it with --data DIR.")
    return load_dataset("mnist", data_dir=folder)


def learn_batch(trainer: Trainer) -> float:
    """Train one batch, whatever lies before it included; returns the rows learnt from."""
    while True:
        position = trainer.position
        if isinstance(trainer.step(), BatchDone):
            return float(trainer.position - position)
