"""Other rows in the place of those that are learnt from, while training runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.changes import DATA
from engine.checkpoint import resume, take_checkpoint
from engine.datasets.plane import make_playground, point_specs
from engine.errors import SpecError
from engine.experiments import EXPERIMENTS
from engine.trainer import Trainer

SPEC = EXPERIMENTS["moons"].spec.with_value("scaling", "per_pixel").with_value("training.epochs", 6)
MADE = make_playground("moons", SPEC.playground)
OTHER = make_playground("moons", replace(SPEC.playground, seed=3, rows=1500))


def trainer_after(steps: int) -> Trainer:
    trainer = Trainer(SPEC, MADE)
    while trainer.steps < steps:
        trainer.step()
    return trainer


def test_that_the_network_stays_and_the_epoch_begins_anew() -> None:
    trainer = trainer_after(30)
    before, epoch = trainer.network.parameters.copy(), trainer.epoch
    trainer.replace_data(OTHER)
    np.testing.assert_array_equal(trainer.network.parameters, before)
    assert (trainer.steps, trainer.epoch, trainer.position) == (30, epoch, 0)
    assert trainer.spec.playground == OTHER.plane.settings and trainer.dataset is OTHER
    assert trainer.batches_per_epoch == -(-OTHER.train.rows // 10)


def test_that_it_learns_from_the_new_rows_alone() -> None:
    """The next step is the one that a new trainer with these weights makes with its first batch of the same order."""
    trainer, fresh = trainer_after(30), Trainer(replace(SPEC, playground=OTHER.plane.settings), OTHER)
    trainer.replace_data(OTHER)
    fresh.network.parameters[...] = trainer.network.parameters
    fresh.generators.order.bit_generator.state = trainer.generators.order.bit_generator.state
    fresh.step()
    trainer.step()
    np.testing.assert_array_equal(trainer.network.parameters, fresh.network.parameters)


def test_that_a_stopped_training_on_replaced_rows_goes_on_with_the_same_bits() -> None:
    trainer = trainer_after(30)
    trainer.replace_data(OTHER)
    for _ in range(50):
        trainer.step()
    again = resume(take_checkpoint(trainer), make_playground("moons", trainer.spec.playground))
    for _ in trainer.run():
        pass
    for _ in again.run():
        pass
    assert again.steps == trainer.steps
    np.testing.assert_array_equal(again.network.parameters, trainer.network.parameters)


def test_that_rows_of_another_width_are_refused_and_nothing_changes() -> None:
    trainer = trainer_after(3)
    with pytest.raises(SpecError, match="rows of 1 numbers"):
        trainer.replace_data(make_playground("moons", replace(SPEC.playground, features=("x1_x2",))))
    assert trainer.dataset is MADE and trainer.spec == SPEC
    trainer.step()


def test_that_a_point_put_in_by_hand_moves_the_border() -> None:
    """Five points of the other class in the midst of one: the network comes to say so there."""
    trainer = trainer_after(0)
    assert MADE.plane is not None
    points = [point for point in point_specs(MADE.plane) if abs(point.x1) > 0.5 or abs(point.x2) > 0.5]
    island = [replace(points[0], x1=dx, x2=dy, label=1, held_out=False) for dx, dy in ((0, 0), (0.05, 0), (0, 0.05))]
    trainer.change("training.epochs", 200)
    trainer.replace_data(make_playground("moons", replace(SPEC.playground, points=(*points, *island))))
    for _ in trainer.run():
        pass
    assert trainer.snapshot().read(np.array([0.02, 0.02])).argmax() == 1


def test_that_one_mark_stands_for_all_of_a_drag() -> None:
    trainer = trainer_after(30)
    for seed in range(5):
        trainer.replace_data(make_playground("moons", replace(SPEC.playground, seed=seed)), goes_on=seed > 0)
        trainer.step()
    assert [change.path for change in trainer.changes] == [DATA]
    while trainer.steps < 100:
        trainer.step()
    trainer.replace_data(OTHER)
    assert [change.step for change in trainer.changes] == [30, 100]


def test_that_a_batch_of_more_rows_than_there_are_is_one_of_all() -> None:
    trainer = trainer_after(3)
    assert MADE.plane is not None
    points = tuple(replace(point, held_out=False) for point in point_specs(MADE.plane)[:4])
    trainer.replace_data(make_playground("moons", replace(SPEC.playground, points=points)))
    trainer.step()
    assert trainer.position == 4 and trainer.batches_per_epoch == 1
