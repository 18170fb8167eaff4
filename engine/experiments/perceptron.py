"""A perceptron: the smallest network that learns, three weights into one sigmoid."""

from __future__ import annotations

from engine.experiments.experiment import OF_TABLES, Experiment, Goal, Variant
from engine.places import WeightPlace
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec

PERCEPTRON = Experiment(
    spec=ExperimentSpec(
        name="perceptron",
        dataset="first-input",
        network=NetworkSpec(
            inputs=3,
            layers=(LayerSpec(1, "sigmoid", bias=False, initializer=InitializerSpec("zeros")),),
            # The articles' code has no factor before the error: half of its square is what it descends.
            loss=LossSpec("squared_error", reduction="sum", scale=0.5),
            dtype="float64",
        ),
        training=TrainingSpec(optimizer="sgd", learning_rate=1.0, batch_size=None, epochs=600, record_every=20),
        scaling="none",
        seed=1,
        start_stream="randomstate",
    ),
    title="Perceptron, 3-1",
    summary="Three weights, four rows: the first weight wins, because the first column is the answer.",
    chapter="first steps",
    goal=Goal("train", "mean_absolute_error", 0.04),
    speed=100,
    milestone_every=100,
    panels=OF_TABLES,
    follow=tuple(WeightPlace(0, row, 0) for row in range(3)),
    variants=(
        Variant("zeros", "Start from zeros"),
        Variant("uniform", "Start from random weights", (("network.layers.0.initializer.name", "uniform"),)),
    ),
)
