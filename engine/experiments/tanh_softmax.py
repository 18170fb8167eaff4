"""Two outputs for two classes: tanh, softmax, biases and a penalty on the weights."""

from __future__ import annotations

from engine.experiments.experiment import OF_TABLES, Experiment, Goal, Variant
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec

_START = InitializerSpec("lecun")

TANH_SOFTMAX = Experiment(
    spec=ExperimentSpec(
        name="tanh-softmax",
        dataset="xor",
        network=NetworkSpec(
            inputs=3,
            layers=(LayerSpec(5, "tanh", initializer=_START), LayerSpec(2, "identity", initializer=_START)),
            loss=LossSpec("softmax_cross_entropy", reduction="sum"),
            dtype="float64",
        ),
        training=TrainingSpec(learning_rate=0.01, batch_size=None, epochs=1_000, l2=0.01, record_every=20),
        scaling="none",
    ),
    title="tanh and softmax, 3-5-2",
    summary="An output for each class, biases, and a penalty that keeps the weights small.",
    chapter="depth",
    goal=Goal("train", "accuracy", 1.0, at_least=True),
    speed=100,
    milestone_every=100,
    panels=OF_TABLES,
    variants=(
        Variant("small", "L2 0.01"),
        Variant("none", "No L2", (("training.l2", 0.0),)),
        Variant("strong", "L2 0.3", (("training.l2", 0.3),)),
    ),
)
