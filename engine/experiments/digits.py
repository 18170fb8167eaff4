"""UCI optical digits: real handwriting that comes with the program, learnt in a second or two."""

from __future__ import annotations

from engine.experiments.experiment import Experiment, Goal
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, NetworkSpec, TrainingSpec

DIGITS = Experiment(
    spec=ExperimentSpec(
        name="digits",
        dataset="digits",
        network=NetworkSpec(
            inputs=64,
            layers=(
                LayerSpec(64, "relu"),
                LayerSpec(32, "relu"),
                LayerSpec(10, "identity", initializer=InitializerSpec("xavier")),
            ),
        ),
        training=TrainingSpec(optimizer="sgd", learning_rate=0.1, batch_size=32, epochs=40),
    ),
    title="Digits, 8×8",
    summary="1,797 real handwritten digits of 8×8 pixels: small enough to watch every weight.",
    chapter="digits",
    goal=Goal("test", "accuracy", 0.95, at_least=True),
    speed=100,
)
