"""A first network for data of one's own: small, quick to train, and right in its inputs, outputs and loss."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.datasets.dataset import Dataset
from engine.experiments import EXPERIMENTS
from engine.own_data import OWN, OwnDataSpec
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec

_BATCH = 32
_STEPS = 20_000
_MOST_EPOCHS = 100
_LONGEST_NAME = 100
_LARGEST, _LEAST_SPREAD = 1e6, 1e-6


def suggest(settings: OwnDataSpec, dataset: Dataset) -> ExperimentSpec:
    """Inputs-32-16-outputs with relu, for images inputs-128-64-outputs, trained by Adam for some 20,000 steps."""
    hidden = (32, 16) if dataset.image_shape is None else (128, 64)
    rows = dataset.train.rows
    batch = min(_BATCH, rows)
    return ExperimentSpec(
        name=_name(settings),
        dataset=OWN,
        network=NetworkSpec(
            inputs=dataset.inputs,
            layers=(*(LayerSpec(units) for units in hidden), _output(dataset)),
            loss=LossSpec("softmax_cross_entropy" if dataset.class_names else "squared_error"),
        ),
        training=TrainingSpec(
            optimizer="adam",
            learning_rate=0.001,
            batch_size=batch,
            epochs=max(1, min(_MOST_EPOCHS, _STEPS * batch // rows)),
        ),
        # Columns are measured in units of their own; the pixels of an image in one.
        scaling="per_pixel" if dataset.image_shape is None else "global",
        own=settings,
    )


def _output(dataset: Dataset) -> LayerSpec:
    """The last layer. Where values are to be met it starts around their mean, and as wide as they are spread.

    A step of Adam changes every weight by about the learning rate: from around 0 it would never come to a price.
    """
    targets = dataset.train.targets
    if targets is None:
        return LayerSpec(dataset.outputs, "identity", initializer=InitializerSpec("xavier"))
    mean, spread = float(targets.mean(dtype=np.float64)), float(targets.std(dtype=np.float64))
    scale = min(max(float(f"{spread:.3g}"), _LEAST_SPREAD), _LARGEST)
    start = min(max(float(f"{mean:.3g}"), -_LARGEST), _LARGEST)
    return LayerSpec(dataset.outputs, "identity", initializer=InitializerSpec("xavier", scale), bias_start=start)


def _name(settings: OwnDataSpec) -> str:
    stem = "".join(letter for letter in Path(settings.path).stem if letter.isprintable()).strip()
    name = stem[:_LONGEST_NAME] or "Your own data"
    # Of two with one name nobody could tell which is meant.
    return f"{name} (own data)" if name in EXPERIMENTS else name
