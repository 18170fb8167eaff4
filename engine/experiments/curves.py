"""Curves: networks with one input and one output, fitted to points that can be seen whole."""

from __future__ import annotations

from engine.experiments.experiment import OF_POINTS, Experiment, Goal, Variant
from engine.places import BIAS, WeightPlace
from engine.playground import PlaygroundSpec
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec

LINE = Experiment(
    spec=ExperimentSpec(
        name="line",
        dataset="line",
        network=NetworkSpec(
            inputs=1,
            layers=(LayerSpec(1, "identity", initializer=InitializerSpec("uniform", 1.0)),),
            loss=LossSpec("squared_error"),
            dtype="float64",
        ),
        training=TrainingSpec(learning_rate=0.5, batch_size=None, epochs=201, record_every=5),
        scaling="none",
        playground=PlaygroundSpec(rows=100, noise=0.0, train_share=1.0, features=("x1",)),
    ),
    title="A line, 1-1",
    summary="One weight and one bias run to 0.1 and 0.3: gradient descent on a surface that can be seen.",
    chapter="curves",
    goal=Goal("train", "loss", 1e-6),
    speed=10,
    milestone_every=20,
    panels=OF_POINTS,
    follow=(WeightPlace(0, 0, 0), WeightPlace(0, BIAS, 0)),
)
PARABOLA = Experiment(
    spec=ExperimentSpec(
        name="parabola",
        dataset="parabola",
        network=NetworkSpec(
            inputs=1,
            layers=(
                LayerSpec(10, "relu", initializer=InitializerSpec("normal", 1.0), bias_start=0.1),
                LayerSpec(1, "identity", initializer=InitializerSpec("normal", 1.0), bias_start=0.1),
            ),
            loss=LossSpec("squared_error"),
        ),
        training=TrainingSpec(learning_rate=0.1, batch_size=None, epochs=1_000, record_every=10),
        scaling="none",
        playground=PlaygroundSpec(rows=300, noise=0.05, train_share=1.0, features=("x1",)),
    ),
    title="A parabola, 1-10-1",
    summary="Ten kinks bent into a curve: what a layer of relus can draw.",
    chapter="curves",
    goal=Goal("train", "loss", 0.006),
    speed=100,
    milestone_every=50,
    panels=OF_POINTS,
)
SINE = Experiment(
    spec=ExperimentSpec(
        name="sine",
        dataset="sine",
        network=NetworkSpec(
            inputs=1,
            layers=(LayerSpec(16, "tanh"), LayerSpec(16, "tanh"), LayerSpec(1, "identity")),
            loss=LossSpec("squared_error"),
        ),
        training=TrainingSpec(optimizer="adam", learning_rate=0.01, batch_size=None, epochs=2_000, record_every=20),
        scaling="none",
        playground=PlaygroundSpec(rows=100, noise=0.1, features=("x1",)),
    ),
    title="A sine, 1-16-16-1",
    summary="Two waves under noise: a fit that follows the curve, or the noise.",
    chapter="playground",
    goal=Goal("validation", "loss", 0.03),
    speed=100,
    panels=OF_POINTS,
    variants=(
        Variant("tanh", "tanh"),
        Variant("relu", "relu", (("network.layers.0.activation", "relu"), ("network.layers.1.activation", "relu"))),
    ),
)
