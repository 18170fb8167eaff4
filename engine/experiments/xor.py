"""Exclusive or: the smallest task that needs a hidden layer, with the start weights of the eleven-line article."""

from __future__ import annotations

from engine.experiments.experiment import Experiment
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec

_START = InitializerSpec("uniform", 1.0)

XOR = Experiment(
    spec=ExperimentSpec(
        name="xor",
        dataset="xor",
        network=NetworkSpec(
            inputs=3,
            layers=(
                LayerSpec(4, "sigmoid", bias=False, initializer=_START),
                LayerSpec(1, "sigmoid", bias=False, initializer=_START),
            ),
            loss=LossSpec("squared_error", reduction="sum", scale=0.5),
            dtype="float64",
        ),
        training=TrainingSpec(optimizer="sgd", learning_rate=1.0, batch_size=None, epochs=60_000),
        scaling="none",
        seed=1,
        start_stream="randomstate",
    ),
    title="Exclusive or, 3-4-1",
    summary="Four rows, four hidden units, 60,000 steps: what one layer alone can never learn.",
    speed=1000,
    milestone_every=10_000,
)
