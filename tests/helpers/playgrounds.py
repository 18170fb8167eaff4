"""Planes and curves, and small networks on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.arrays import frozen
from engine.datasets import Dataset
from engine.datasets.dataset import Plane
from engine.datasets.plane import make_playground, suited
from engine.network import Network
from engine.playground import PlaygroundSpec
from engine.preparation import Preparation
from engine.snapshot import Snapshot
from engine.spec import ExperimentSpec, NetworkSpec, TrainingSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import network_spec as network_of

__all__ = ["data_of", "network_of", "plane_of", "snapshot_of", "trainer_of"]


def data_of(name: str, *features: str, rows: int = 40) -> Dataset:
    """A playground with these features, or its usual ones."""
    settings = suited(PlaygroundSpec(rows=rows), name)
    return make_playground(name, replace(settings, features=features) if features else settings)


def plane_of(name: str, *features: str) -> Plane:
    plane = data_of(name, *features).plane
    assert plane is not None
    return plane


def trainer_of(data: Dataset, *hidden: int, scaling: str = "none") -> Trainer:
    """A training on a playground that has not begun."""
    loss = "softmax_cross_entropy" if data.class_names else "squared_error"
    network = network_of(data.inputs, *hidden, data.outputs, loss=loss)
    assert data.plane is not None
    training = TrainingSpec(batch_size=10, epochs=2)
    spec = ExperimentSpec("small", data.name, network, training, scaling=scaling, playground=data.plane.settings)
    return Trainer(spec, data)


def snapshot_of(
    name: str, spec: NetworkSpec, *features: str, scaling: str = "none", seed: int = 3, step: int = 0
) -> Snapshot:
    """A network of random weights and biases for that playground."""
    data = data_of(name, *features)
    network = Network(spec)
    network.parameters[...] = np.random.default_rng(seed).normal(0.0, 1.5, spec.parameter_count)
    preparation = Preparation.fit(scaling, data.train.x, data.value_range)
    return Snapshot(spec, frozen(network.parameters), preparation, data.class_names, None, step, 0)
