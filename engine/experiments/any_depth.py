"""Any list of sizes: sigmoid hidden layers under a softmax."""

from __future__ import annotations

from engine.experiments.experiment import OF_TABLES, Experiment, Goal
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec

_START = InitializerSpec("lecun")

ANY_DEPTH = Experiment(
    spec=ExperimentSpec(
        name="any-depth",
        dataset="xor",
        network=NetworkSpec(
            inputs=3,
            layers=(
                LayerSpec(5, "sigmoid", initializer=_START),
                LayerSpec(7, "sigmoid", initializer=_START),
                LayerSpec(2, "identity", initializer=_START),
            ),
            loss=LossSpec("softmax_cross_entropy", reduction="sum"),
            dtype="float64",
        ),
        training=TrainingSpec(learning_rate=0.1, batch_size=None, epochs=10_000),
        scaling="none",
    ),
    title="Any depth, 3-5-7-2",
    summary="As many layers as you like: 10,000 steps in which no number runs out of range.",
    chapter="depth",
    goal=Goal("train", "accuracy", 1.0, at_least=True),
    speed=1000,
    milestone_every=1_000,
    panels=OF_TABLES,
)
