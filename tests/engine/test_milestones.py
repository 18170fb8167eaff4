"""Milestones are taken where they are due, once, and measure without disturbing."""

from __future__ import annotations

import numpy as np

from engine.datasets import load_dataset
from engine.events import EpochDone
from engine.experiments import EXPERIMENTS
from engine.milestones import GoalWatch, Milestones
from engine.trainer import Trainer


def trainer_of(name: str, epochs: int) -> Trainer:
    spec = EXPERIMENTS[name].spec.with_value("training.epochs", epochs)
    return Trainer(spec, load_dataset(spec.dataset, playground=spec.playground))


def test_that_they_are_taken_every_so_many_steps_but_not_at_the_end() -> None:
    trainer = trainer_of("xor", 30)
    milestones = Milestones(trainer, 10)
    milestones.consider()
    for event in trainer.run():
        if isinstance(event, EpochDone):
            milestones.consider()
            milestones.consider()
    assert [milestone.step for milestone in milestones.taken] == [0, 10, 20]


def test_that_a_milestone_holds_loss_and_error_of_all_rows() -> None:
    trainer = trainer_of("xor", 5)
    milestones = Milestones(trainer, 1)
    milestones.consider()
    answers = trainer.answers_on_train()
    (taken,) = milestones.taken
    assert taken.mean_absolute_error == np.abs(answers.outputs - answers.wanted).mean()
    assert taken.loss == 0.5 * ((answers.outputs - answers.wanted) ** 2).sum()


def test_that_measuring_changes_no_bit() -> None:
    measured, plain = trainer_of("parabola", 40), trainer_of("parabola", 40)
    milestones = Milestones(measured, 5)
    for event in measured.run():
        if isinstance(event, EpochDone):
            milestones.consider()
    for _ in plain.run():
        pass
    assert len(milestones.taken) == 7
    np.testing.assert_array_equal(measured.network.parameters, plain.network.parameters)


def test_that_nothing_is_taken_where_nothing_is_asked_for() -> None:
    milestones = Milestones(trainer_of("xor", 5), None)
    milestones.consider()
    assert milestones.taken == []


def test_that_the_goal_is_met_at_the_first_record_that_meets_it() -> None:
    trainer = trainer_of("perceptron", 600)
    goal = EXPERIMENTS["perceptron"].goal
    watch, records = GoalWatch(goal), []
    for event in trainer.run():
        if isinstance(event, EpochDone) and event.record is not None:
            watch.consider(event.record)
            records.append((event.record.step, event.record.scores["train"].mean_absolute_error))
    assert watch.met_at == next(step for step, error in records if error is not None and error <= goal.bound) == 460
    assert watch.value == records[-1][1]
