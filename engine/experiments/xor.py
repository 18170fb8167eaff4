"""Exclusive or: the smallest task that needs a hidden layer, with the start weights of the eleven-line article."""

from __future__ import annotations

from engine.experiments.experiment import OF_TABLES, Experiment, Goal, Variant
from engine.plain import to_plain
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec


def _layer(units: int) -> LayerSpec:
    return LayerSpec(units, "sigmoid", bias=False, initializer=InitializerSpec("uniform", 1.0))


def _spec(name: str, hidden: tuple[int, ...], epochs: int) -> ExperimentSpec:
    return ExperimentSpec(
        name=name,
        dataset="xor",
        network=NetworkSpec(
            inputs=3,
            layers=tuple(_layer(units) for units in (*hidden, 1)),
            loss=LossSpec("squared_error", reduction="sum", scale=0.5),
            dtype="float64",
        ),
        training=TrainingSpec(optimizer="sgd", learning_rate=1.0, batch_size=None, epochs=epochs),
        scaling="none",
        seed=1,
        start_stream="randomstate",
    )


XOR = Experiment(
    spec=_spec("xor", (4,), 60_000),
    title="Exclusive or, 3-4-1",
    summary="Four rows, four hidden units, 60,000 steps: what one layer alone can never learn.",
    chapter="first steps",
    goal=Goal("train", "mean_absolute_error", 0.01),
    speed=1000,
    milestone_every=10_000,
    # Printed by "A Neural Network in 11 lines of Python" (Andrew Trask, 2015).
    published=(
        (0, 0.496410031903),
        (10_000, 0.00858452565325),
        (20_000, 0.00578945986251),
        (30_000, 0.00462917677677),
        (40_000, 0.00395876528027),
        (50_000, 0.00351012256786),
    ),
    panels=OF_TABLES,
    variants=(
        Variant("hidden", "Four hidden units"),
        Variant("none", "No hidden layer", (("network.layers", [to_plain(_layer(1))]), ("training.epochs", 10_000))),
    ),
)
XOR_WIDE = Experiment(
    spec=_spec("xor-wide", (5,), 10_000),
    title="Exclusive or, 3-5-1",
    summary="Five hidden units: what each of them answers on the four rows.",
    chapter="first steps",
    goal=Goal("train", "mean_absolute_error", 0.02),
    speed=1000,
    milestone_every=1_000,
    panels=OF_TABLES,
)
XOR_DEEP = Experiment(
    spec=_spec("xor-deep", (5, 4), 10_000),
    title="Exclusive or, 3-5-4-1",
    summary="Two hidden layers: the second sees only what the first makes of the rows.",
    chapter="depth",
    goal=Goal("train", "mean_absolute_error", 0.02),
    speed=1000,
    milestone_every=1_000,
    panels=OF_TABLES,
)
