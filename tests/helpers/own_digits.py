"""Digits as somebody might have drawn them, and runs that can learn them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.checkpoint import Checkpoint, resume, take_checkpoint
from engine.datasets import Dataset, load_dataset
from engine.experiments import find_experiment
from engine.own_digits import OwnDigit
from engine.trainer import Trainer
from gui.session.run import Run


def stroke(*points: tuple[float, float]) -> NDArray[np.float64]:
    """One stroke through these points, in canvas units."""
    return np.array(points, dtype=np.float64)


def own_digit(label: int, slant: float = 0.0) -> OwnDigit:
    """A bar, as straight or slanted as is wanted."""
    return OwnDigit(label, (stroke((140.0, 40.0), (140.0 + slant, 240.0)),))


def oddities(count: int = 8) -> tuple[OwnDigit, ...]:
    """Bars lying down, called sevens: nothing that a network would read so by itself."""
    return tuple(OwnDigit(7, (stroke((40.0, 140.0), (240.0, 140.0 + 2 * number)),)) for number in range(count))


@lru_cache
def _trained() -> tuple[Checkpoint, Dataset]:
    dataset = load_dataset("digits")
    trainer = Trainer(find_experiment("digits").spec.with_value("training.epochs", 4), dataset)
    while trainer.epoch < 3:
        trainer.step()
    return take_checkpoint(trainer), dataset


def run_that_reads(run_id: int = 1) -> Run:
    """A run on the optical digits that was trained for a moment and can go on."""
    checkpoint, dataset = _trained()
    return Run(run_id, resume(checkpoint, dataset), checkpoint.spec, dataset, 1, touched=True)
