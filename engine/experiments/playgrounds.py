"""Playgrounds: points of a plane to be told apart, and networks whose every unit can be seen at work."""

from __future__ import annotations

from engine.experiments.experiment import OF_POINTS, Experiment, Goal, Variant
from engine.playground import PlaygroundSpec
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, NetworkSpec, TrainingSpec


def _network(inputs: int, hidden: tuple[int, ...], classes: int) -> NetworkSpec:
    layers = [LayerSpec(units, "tanh", initializer=InitializerSpec("xavier")) for units in hidden]
    return NetworkSpec(inputs, (*layers, LayerSpec(classes, "identity", initializer=InitializerSpec("xavier"))))


CIRCLES = Experiment(
    spec=ExperimentSpec(
        name="circles",
        dataset="circles",
        network=_network(2, (4,), 2),
        training=TrainingSpec(learning_rate=0.3, batch_size=10, epochs=100),
        scaling="none",
        playground=PlaygroundSpec(noise=0.08),
    ),
    title="Circles, 2-4-2",
    summary="A disc inside a ring: four units fence it in.",
    chapter="playground",
    goal=Goal("validation", "accuracy", 0.97, at_least=True),
    speed=100,
    panels=OF_POINTS,
    variants=(
        Variant("coordinates", "x₁ and x₂"),
        Variant(
            "squares",
            "Squares, no hidden layer",
            (
                ("playground.features", ["x1_squared", "x2_squared"]),
                ("network.layers", [{"units": 2, "activation": "identity", "initializer": {"name": "xavier"}}]),
            ),
        ),
    ),
)
MOONS = Experiment(
    spec=ExperimentSpec(
        name="moons",
        dataset="moons",
        network=_network(2, (8,), 2),
        training=TrainingSpec(learning_rate=0.3, batch_size=10, epochs=100),
        scaling="none",
        playground=PlaygroundSpec(noise=0.08),
    ),
    title="Moons, 2-8-2",
    summary="Two half moons, hooked into each other: a border that has to bend.",
    chapter="playground",
    goal=Goal("validation", "accuracy", 0.97, at_least=True),
    speed=100,
    panels=OF_POINTS,
)
SPIRALS = Experiment(
    spec=ExperimentSpec(
        name="spirals",
        dataset="spirals",
        network=_network(2, (8, 8), 3),
        training=TrainingSpec(optimizer="adam", learning_rate=0.02, batch_size=10, epochs=200),
        scaling="none",
        playground=PlaygroundSpec(rows=600, noise=0.02, classes=3),
    ),
    title="Spirals, 2-8-8-3",
    summary="Three arms around each other: the hardest of the playgrounds, and the most beautiful.",
    chapter="playground",
    goal=Goal("validation", "accuracy", 0.95, at_least=True),
    speed=1000,
    panels=OF_POINTS,
)
GAUSSIANS = Experiment(
    spec=ExperimentSpec(
        name="gaussians",
        dataset="gaussians",
        network=_network(2, (), 4),
        training=TrainingSpec(learning_rate=0.1, batch_size=10, epochs=40, record_every=20),
        scaling="none",
        playground=PlaygroundSpec(noise=0.05, classes=4),
    ),
    title="Gaussian clouds, 2-4",
    summary="Four clouds of points, and no hidden layer: straight borders are enough.",
    chapter="playground",
    goal=Goal("validation", "accuracy", 0.95, at_least=True),
    speed=10,
    panels=OF_POINTS,
)
