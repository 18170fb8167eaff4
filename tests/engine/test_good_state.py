"""The state that a training goes back to when its numbers have run out of range."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.checkpoint import resume
from engine.datasets import load_dataset
from engine.events import Finished
from engine.good_state import INTERVAL_SECONDS, GoodStateKeeper
from engine.playground import PlaygroundSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, everything, experiment, network_spec

DATA = blobs(60)
RATE = "training.learning_rate"
LATER = INTERVAL_SECONDS


def trainer_of(**training: object) -> Trainer:
    return Trainer(experiment(network_spec(5, 8, 3), **{"epochs": 10_000, "learning_rate": 0.05, **training}), DATA)


def train(trainer: Trainer, steps: int) -> None:
    """So many updates more, or until it is over."""
    wanted = trainer.steps + steps
    while trainer.steps < wanted and not isinstance(trainer.step(), Finished):
        pass


def begun(trainer: Trainer) -> GoodStateKeeper:
    keeper = GoodStateKeeper()
    keeper.begin(trainer, 0.0)
    return keeper


def step_of(keeper: GoodStateKeeper) -> int:
    assert keeper.state is not None
    return keeper.state.step


def multiply_losses(trainer: Trainer, steps: int, factor: float) -> None:
    """As if so many steps had gone badly, though the numbers stayed in range."""
    for _ in range(steps):
        row = trainer.recorder.history.last()
        assert row is not None
        trainer.recorder.history.append((row[0] + 1, 1.0 * factor, *row[2:]))
        trainer._course.steps += 1


def test_that_nothing_is_kept_before_training_is_set_going() -> None:
    keeper = GoodStateKeeper()

    assert keeper.state is None and keeper.latest is None and keeper.due == math.inf


def test_that_the_start_is_kept_as_it_was_set_going_and_only_once() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    first = keeper.state
    train(trainer, 3)
    keeper.begin(trainer, 1.0)

    assert keeper.state is first and step_of(keeper) == 0
    assert first is not None and first.loss is None and first.learning_rate == 0.05
    assert keeper.due == 1.0 + LATER


def test_that_a_good_state_takes_the_place_of_the_one_before() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 40)
    keeper.consider(trainer, LATER)

    assert step_of(keeper) == 40 and keeper.due == 2 * LATER
    losses = trainer.recorder.history.view().column("loss")
    assert keeper.state is not None and keeper.state.loss == pytest.approx(losses.mean())
    assert keeper.latest is keeper.state.checkpoint


def test_that_its_loss_is_the_mean_of_a_hundred_steps() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 250)
    keeper.consider(trainer, LATER)

    assert keeper.state is not None
    assert keeper.state.loss == pytest.approx(trainer.recorder.history.view().column("loss")[-100:].mean())


@pytest.mark.parametrize(("factor", "is_good"), [(1.9, True), (2.1, False)])
def test_that_twice_the_loss_of_the_last_one_is_the_most(factor: float, is_good: bool) -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 1)
    multiply_losses(trainer, 150, 1.0)
    keeper.consider(trainer, LATER)
    assert step_of(keeper) == 151
    multiply_losses(trainer, 100, factor)
    keeper.consider(trainer, 2 * LATER)

    assert step_of(keeper) == (251 if is_good else 151)


def test_that_a_run_whose_first_losses_rise_keeps_its_start() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 1)
    for factor in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
        multiply_losses(trainer, 1, factor)
    keeper.consider(trainer, LATER)

    assert step_of(keeper) == 0


def test_that_a_state_with_a_number_out_of_range_is_not_good() -> None:
    trainer = trainer_of(optimizer="adam")
    keeper = begun(trainer)
    train(trainer, 5)
    trainer.descent.slots["square"][0] = math.inf
    keeper.consider(trainer, LATER)

    assert step_of(keeper) == 0


def test_that_a_run_that_diverged_keeps_what_was_good() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 20)
    keeper.consider(trainer, LATER)
    train(trainer, 20)
    trainer.change(RATE, 1e6)
    trainer.change("training.l2", 10.0)
    train(trainer, 10_000)
    assert trainer.divergence is not None
    keeper.consider(trainer, 2 * LATER)
    keeper.before_change(trainer, 3 * LATER)

    assert step_of(keeper) == 20


def test_that_the_state_before_a_change_is_kept() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 30)
    keeper.before_change(trainer, 1.5)
    trainer.change(RATE, 1e6)

    assert step_of(keeper) == 30
    assert keeper.state is not None and keeper.state.learning_rate == 0.05


def test_that_of_changes_in_quick_succession_the_state_before_the_first_is_kept() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 30)
    for index in range(8):
        keeper.before_change(trainer, 1.5 + 0.3 * index)
        trainer.change(RATE, 0.1 * (index + 1))
        train(trainer, 1)

    assert step_of(keeper) == 30
    assert keeper.state is not None and keeper.state.learning_rate == 0.05


def test_that_a_change_before_the_first_step_is_part_of_the_start() -> None:
    trainer = trainer_of()
    keeper = GoodStateKeeper()
    keeper.before_change(trainer, 0.0)
    trainer.change(RATE, 1e6)
    keeper.begin(trainer, 1.0)

    assert keeper.state is not None and keeper.state.learning_rate == 1e6


def test_that_losses_of_other_rows_are_compared_among_themselves() -> None:
    trainer = trainer_of()
    keeper = begun(trainer)
    train(trainer, 1)
    multiply_losses(trainer, 150, 0.01)
    keeper.consider(trainer, LATER)
    keeper.compare_anew(trainer)
    multiply_losses(trainer, 150, 1.0)
    keeper.consider(trainer, 2 * LATER)

    assert step_of(keeper) == 301


def test_that_it_remembers_the_rows_it_learnt_from() -> None:
    before = load_dataset("circles")
    assert before.plane is not None
    spec = replace(
        experiment(network_spec(2, 4, 2, dtype="float32"), epochs=1000),
        dataset="circles",
        playground=before.plane.settings,
    )
    trainer = Trainer(spec, before)
    keeper = begun(trainer)
    train(trainer, 4)
    keeper.before_change(trainer, 1.0)
    trainer.replace_data(load_dataset("circles", playground=PlaygroundSpec(noise=0.4)))

    assert keeper.state is not None and keeper.state.dataset is before
    assert resume(keeper.state.checkpoint, before).steps == 4


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_that_what_is_taken_up_from_it_has_the_same_bits_every_time(optimizer: str) -> None:
    trainer = trainer_of(optimizer=optimizer, learning_rate=0.01)
    keeper = begun(trainer)
    train(trainer, 27)
    keeper.consider(trainer, LATER)
    kept, state = everything(trainer), keeper.state
    assert state is not None
    train(trainer, 50)
    for _ in range(2):
        again = resume(state.checkpoint, state.dataset)
        assert everything(again) == kept
        train(again, 50)
        assert everything(again) == everything(trainer)


def test_that_where_something_was_learnt_half_of_the_lower_rate_is_next() -> None:
    trainer = trainer_of(learning_rate=0.4)
    train(trainer, 3)
    state = begun(trainer).state

    assert state is not None and state.step == 3
    assert state.lower_rate(0.4) == 0.2
    assert state.lower_rate(1e6) == 0.2
    assert state.lower_rate(0.1) == 0.05


def test_that_where_nothing_was_learnt_a_tenth_is_next() -> None:
    state = begun(trainer_of(learning_rate=1e6)).state

    assert state is not None and state.step == 0
    assert state.lower_rate(1e6) == 1e5


@pytest.mark.parametrize(("steps", "rates"), [(0, [1e5, 1e3, 1.0]), (3, [5e5, 5e4, 5e2])])
def test_that_each_divergence_from_the_same_state_takes_a_longer_step_down(steps: int, rates: list[float]) -> None:
    trainer = trainer_of(learning_rate=0.01)
    train(trainer, steps)
    trainer.change(RATE, 1e6)
    keeper, found = begun(trainer), []
    for _ in rates:
        state = keeper.state
        assert state is not None
        rate = state.lower_rate(state.learning_rate)
        assert rate is not None
        found.append(rate)
        trainer.change(RATE, rate)
        keeper = GoodStateKeeper()
        keeper.go_on_from(state)
        keeper.begin(trainer, 0.0)
    assert found == rates


def test_that_what_is_learnt_at_a_lower_rate_makes_good_for_the_failures_before() -> None:
    trainer = trainer_of(learning_rate=0.01)
    before = begun(trainer).state
    assert before is not None
    keeper = GoodStateKeeper()
    keeper.go_on_from(before)
    keeper.begin(trainer, 0.0)
    train(trainer, 27)
    keeper.consider(trainer, LATER)

    assert keeper.state is not None and keeper.state.step == 27
    assert keeper.state.lower_rate(0.01) == 0.005


def test_that_there_is_nothing_below_the_lowest_rate() -> None:
    state = begun(trainer_of(learning_rate=1e-7)).state

    assert state is not None and state.lower_rate(1.0) is None


def test_that_at_the_rates_that_are_offered_training_gets_through() -> None:
    """As a person does who presses the same button until it works."""
    trainer = Trainer(experiment(network_spec(5, 8, 3), learning_rate=1e6, l2=1.0, epochs=200), DATA)
    keeper, rates = begun(trainer), []
    for _ in range(4):
        train(trainer, 100_000)
        state = keeper.state
        if trainer.divergence is None or state is None:
            break
        rate = state.lower_rate(trainer.spec.training.learning_rate)
        assert rate is not None
        rates.append(rate)
        trainer = resume(state.checkpoint, state.dataset)
        trainer.change(RATE, rate)
        keeper = GoodStateKeeper()
        keeper.go_on_from(state)
        keeper.begin(trainer, 0.0)

    assert rates == [1e5, 1e3, 1.0]
    assert trainer.divergence is None
    assert np.isfinite(trainer.network.parameters).all()
