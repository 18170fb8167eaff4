"""The loss over weight and bias is the trainer's own loss, and lowest where least squares says."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.experiments import EXPERIMENTS
from engine.loss_surface import SIDE, LossSurface, SurfaceScan, has_surface
from engine.trainer import Trainer

SPEC = EXPERIMENTS["line"].spec
WEIGHTS, BIASES = (-1.25, 1.25), (-1.0, 1.25)


def surface_of(trainer: Trainer) -> LossSurface:
    scan = SurfaceScan(trainer.spec.network, trainer.dataset, trainer.preparation, WEIGHTS, BIASES)
    steps = 0
    while scan.step():
        steps += 1
    assert steps == SIDE
    return scan.result()


def test_that_every_place_has_the_loss_that_the_trainer_measures_there() -> None:
    trainer = Trainer(SPEC, load_dataset("line", playground=SPEC.playground))
    surface = surface_of(trainer)
    weights, biases = np.linspace(*WEIGHTS, SIDE), np.linspace(*BIASES, SIDE)[::-1]
    for row, column in ((0, 0), (0, SIDE - 1), (17, 40), (SIDE - 1, 5)):
        trainer.network.parameters[...] = weights[column], biases[row]
        assert surface.loss[row, column] == pytest.approx(trainer.evaluate(("train",))["train"].loss, rel=1e-12)


def test_that_it_is_lowest_where_least_squares_says() -> None:
    trainer = Trainer(SPEC, load_dataset("line", playground=SPEC.playground))
    x, y = trainer.dataset.train.x[:, 0], trainer.dataset.train.targets
    assert y is not None
    (weight, bias), *_ = np.linalg.lstsq(np.column_stack((x, np.ones_like(x))), y[:, 0], rcond=None)
    assert surface_of(trainer).lowest == pytest.approx((weight, bias), abs=1e-9)


def test_that_a_lowest_place_outside_is_told_as_the_nearest_within() -> None:
    trainer = Trainer(SPEC, load_dataset("line", playground=SPEC.playground))
    scan = SurfaceScan(trainer.spec.network, trainer.dataset, trainer.preparation, (0.5, 1.0), (0.5, 1.0))
    while scan.step():
        pass
    assert scan.result().lowest == pytest.approx((0.5, 0.5), abs=0.02)


def test_that_only_a_network_of_one_weight_and_one_bias_has_one() -> None:
    assert has_surface(SPEC.network)
    assert not has_surface(SPEC.with_value("network.layers.0.bias", False).network)
    assert not has_surface(EXPERIMENTS["parabola"].spec.network)
