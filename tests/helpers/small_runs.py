"""Small networks, data and trainings, made in milliseconds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Dataset, Split
from engine.events import EpochDone, Event
from engine.metrics import Score
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec
from engine.trainer import Trainer


def blobs(
    rows: int = 60,
    *,
    inputs: int = 5,
    classes: int = 3,
    held_out: int = 20,
    as_bytes: bool = False,
    seed: int = 0,
) -> Dataset:
    """Classes as clouds of points a network can tell apart; `as_bytes` gives them as pixels 0..255."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(0.0, 1.5, (classes, inputs))

    def split(count: int) -> Split:
        labels = rng.integers(0, classes, count)
        x = centres[labels] + rng.normal(0.0, 0.6, (count, inputs))
        return Split(np.clip(128 + 30 * x, 0, 255).astype(np.uint8) if as_bytes else x, labels)

    return Dataset(
        name="blobs",
        title="Blobs",
        train=split(rows),
        validation=split(held_out) if held_out else None,
        test=split(held_out) if held_out else None,
        class_names=tuple(f"class {number}" for number in range(classes)),
        image_shape=None,
        value_range=255.0 if as_bytes else 1.0,
        attribution="Made for the tests.",
    )


def curve(rows: int = 40, *, inputs: int = 2, outputs: int = 2, seed: int = 0) -> Dataset:
    """A regression: smooth targets of random inputs."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, inputs))
    mixed = np.sin(x @ rng.normal(size=(inputs, outputs)))
    return Dataset("curve", "Curve", Split(x, targets=mixed), None, None, (), None, 1.0, "Made for the tests.")


def network_spec(
    *sizes: int,
    activation: str = "tanh",
    last: str = "identity",
    loss: str = "softmax_cross_entropy",
    reduction: str = "mean",
    scale: float = 1.0,
    bias: bool = True,
    bias_start: float = 0.0,
    dropout: float = 0.0,
    input_dropout: float = 0.0,
    initializer: str = "xavier",
    dtype: str = "float64",
) -> NetworkSpec:
    """A network through `sizes` (inputs first, outputs last), all of whose hidden layers are alike."""
    start = InitializerSpec(initializer)
    hidden = (
        LayerSpec(units, activation, dropout=dropout, bias=bias, initializer=start, bias_start=bias_start)
        for units in sizes[1:-1]
    )
    output = LayerSpec(sizes[-1], last, bias=bias, initializer=start, bias_start=bias_start)
    return NetworkSpec(sizes[0], (*hidden, output), LossSpec(loss, reduction, scale), input_dropout, dtype)


def experiment(
    network: NetworkSpec | None = None, *, scaling: str = "none", seed: int = 0, **training: Any
) -> ExperimentSpec:
    """An experiment on `blobs` unless the network says otherwise; `training` goes into the `TrainingSpec`."""
    network = network or network_spec(5, 6, 3)
    options = {"batch_size": 16, "epochs": 2, "record_every": 1, **training}
    return ExperimentSpec("small", "blobs", network, TrainingSpec(**options), scaling=scaling, seed=seed)


def events(trainer: Trainer, most: int = 100_000) -> list[Event]:
    """All events up to the end, or the first `most`."""
    found: list[Event] = []
    for event in trainer.run():
        found.append(event)
        if len(found) >= most:
            break
    return found


def comparable(event: Event) -> Any:
    """The event as plain values in which arrays are lists, so that == works."""
    if isinstance(event, EpochDone) and event.record is not None:
        record = event.record._asdict()
        record["scores"] = {name: _plain(score) for name, score in event.record.scores.items()}
        return event.epoch, event.step, record
    return event


def _plain(score: Score) -> dict[str, Any]:
    values = vars(score)
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}


def bits(array: NDArray[Any]) -> tuple[str, tuple[int, ...], bytes]:
    """Type, shape and bytes: equal exactly when the arrays are, NaN included."""
    return array.dtype.str, array.shape, array.tobytes()


def everything(trainer: Trainer) -> dict[str, Any]:
    """All that must be equal bit by bit in two trainings that did the same."""
    recorder = trainer.recorder
    return {
        "parameters": bits(trainer.network.parameters),
        "slots": {name: bits(slot) for name, slot in trainer.descent.slots.items()},
        "history": {name: bits(array) for name, array in recorder.history.state().items()},
        "records": {name: bits(array) for name, array in recorder.records.state().items()},
        "statistics": recorder.statistics.view(),
        "counters": recorder.counters(),
        "place": (trainer.steps, trainer.epoch, trainer.position),
        "random": trainer.random_states(),
        "changes": list(trainer.changes),
        "spec": trainer.spec,
    }
