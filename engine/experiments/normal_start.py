"""Why the start matters: the same network from three sets of initial weights."""

from __future__ import annotations

import math

from engine.experiments.experiment import OF_IMAGES, Experiment, Goal, Variant
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec


def _layer(units: int) -> LayerSpec:
    return LayerSpec(units, "sigmoid", initializer=InitializerSpec("normal", 1.0 / math.sqrt(units)))


NORMAL_START = Experiment(
    spec=ExperimentSpec(
        name="normal-start",
        dataset="mnist",
        network=NetworkSpec(
            inputs=784,
            layers=(_layer(200), _layer(10)),
            loss=LossSpec("squared_error", scale=0.5),
        ),
        training=TrainingSpec(learning_rate=0.5, batch_size=100, epochs=5),
    ),
    title="Three starts, 784-200-10",
    summary="Small random weights, large ones, or none: only one of the three starts learns well.",
    chapter="digits",
    panels=("lesson", *OF_IMAGES[:-1]),
    goal=Goal("validation", "accuracy", 0.9, at_least=True),
    variants=(
        Variant("scaled", "N(0, 1/√units)"),
        Variant(
            "large",
            "N(0, 1)",
            (("network.layers.0.initializer.scale", 1.0), ("network.layers.1.initializer.scale", 1.0)),
        ),
        Variant(
            "zeros",
            "Zeros",
            (("network.layers.0.initializer.name", "zeros"), ("network.layers.1.initializer.name", "zeros")),
        ),
    ),
)
