"""Overfitting: a wide layer learns the training digits by heart; dropout keeps it from that."""

from __future__ import annotations

from engine.experiments.experiment import OF_IMAGES, Experiment, Goal, Variant
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, NetworkSpec, TrainingSpec

OVERFITTING = Experiment(
    spec=ExperimentSpec(
        name="overfitting",
        dataset="digits",
        network=NetworkSpec(
            inputs=64,
            layers=(LayerSpec(512, "relu"), LayerSpec(10, "identity", initializer=InitializerSpec("xavier"))),
        ),
        training=TrainingSpec(learning_rate=0.2, batch_size=32, epochs=200),
        seed=1,
    ),
    title="Overfitting, 64-512-10",
    summary="A perfect score on the training digits is not what counts: with and without dropout.",
    chapter="digits",
    panels=("lesson", *OF_IMAGES[:-1]),
    goal=Goal("validation", "accuracy", 0.97, at_least=True),
    variants=(
        Variant("plain", "Without dropout"),
        Variant("dropout", "With dropout", (("network.layers.0.dropout", 0.5),)),
    ),
)
