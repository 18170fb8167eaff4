"""What the tests of the lessons' figures share: texts, trainings and their scores."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from engine.datasets import load_dataset
from engine.experiments import find_experiment
from engine.metrics import Score
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from gui.learn.lesson import LESSONS

Array = NDArray[np.float64]
_TRAINED: dict[tuple[str, str, int | None], Trainer] = {}


@lru_cache
def text_of(name: str) -> str:
    return " ".join((LESSONS / f"{name}.md").read_text(encoding="utf-8").replace("\n>", "\n").split())


def says(name: str, *phrases: str) -> None:
    """Fail unless all of this stands in the lesson."""
    assert [phrase for phrase in phrases if phrase not in text_of(name)] == []


def spec_of(name: str, settings: dict[str, Any]) -> ExperimentSpec:
    spec = find_experiment(name).spec
    for path, value in settings.items():
        spec = spec.with_value(path, value)
    return spec


def trainer_of(name: str, settings: dict[str, Any] | None = None) -> Trainer:
    spec = spec_of(name, settings or {})
    return Trainer(spec, load_dataset(spec.dataset, playground=spec.playground))


def trained(name: str, settings: dict[str, Any] | None = None, steps: int | None = None) -> Trainer:
    """A trainer after its training, or after so many steps; each is trained once."""
    key = name, json.dumps(settings or {}), steps
    if key not in _TRAINED:
        trainer = trainer_of(name, settings)
        # One thread multiplies matrices this small fastest.
        with threadpool_limits(limits=1, user_api="blas"):
            for _ in trainer.run():
                if trainer.steps == steps:
                    break
        _TRAINED[key] = trainer
    return _TRAINED[key]


def score(trainer: Trainer, split: str = "train") -> Score:
    return trainer.evaluate((split,))[split]


def error(name: str, settings: dict[str, Any] | None = None, steps: int | None = None) -> float:
    """The mean absolute error on the training rows."""
    value = score(trained(name, settings, steps)).mean_absolute_error
    assert value is not None
    return value


def accuracy(name: str, settings: dict[str, Any] | None = None, split: str = "validation") -> float:
    value = score(trained(name, settings), split).accuracy
    assert value is not None
    return value


def weights(trainer: Trainer, layer: int = 0) -> Array:
    return np.asarray(trainer.network.layers[layer].weight, np.float64)


def gradient_norms(trainer: Trainer) -> tuple[float, ...]:
    """Those of the last step, layer by layer."""
    last = trainer.recorder.history.last()
    assert last is not None
    return tuple(last[3 : 3 + len(trainer.network.layers)])


def answers(trainer: Trainer) -> Array:
    """What the network answers to the training rows (rows, outputs)."""
    snapshot = trainer.snapshot()
    return np.array([snapshot.read(row) for row in trainer.dataset.train.x], np.float64)


def layers(units: tuple[int, ...], activation: str, outputs: int, start: str) -> list[dict[str, Any]]:
    """Hidden layers of so many units under an output layer for logits, as plain JSON values."""
    hidden = [{"units": count, "activation": activation, "initializer": {"name": start}} for count in units]
    return [*hidden, {"units": outputs, "activation": "identity", "initializer": {"name": start}}]


def softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
