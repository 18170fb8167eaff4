"""A training stopped anywhere, saved, loaded and resumed does what it would have done uninterrupted, bit by bit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checkpoint import Checkpoint, resume, take_checkpoint
from engine.datasets import Dataset
from engine.errors import FileFormatError
from engine.events import BatchDone, EvaluationDone, Event, Finished, SliceDone
from engine.optimizers import OPTIMIZERS
from engine.persistence import load, save
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, everything, experiment, network_spec

DROPPING = network_spec(5, 6, 3, activation="relu", input_dropout=0.2, dropout=0.3, dtype="float32")
# Small batches with a short last one; and batches of two slices with a short last one.
SMALL = blobs(50, held_out=10)
LARGE = blobs(2100, held_out=10)
RUNS = [
    pytest.param(SMALL, {"batch_size": 16, "epochs": 3, "record_every": 5}, id="small batches"),
    pytest.param(LARGE, {"batch_size": 1500, "epochs": 3}, id="batches in slices"),
    pytest.param(LARGE, {"batch_size": None, "epochs": 3}, id="full batch in slices"),
]


def spec_of(optimizer: str, options: dict[str, Any]) -> ExperimentSpec:
    return experiment(DROPPING, optimizer=optimizer, learning_rate=0.02, l2=0.001, scaling="global", **options)


def to_the_end(trainer: Trainer) -> Trainer:
    while not isinstance(trainer.step(), Finished):
        pass
    return trainer


def steps_of(spec: ExperimentSpec, data: Dataset) -> list[Event]:
    trainer, found = Trainer(spec, data), []
    while not found or not isinstance(found[-1], Finished):
        found.append(trainer.step())
    return found


@pytest.mark.parametrize(("data", "options"), RUNS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_a_run_stopped_after_any_event_and_resumed_from_its_file_ends_with_the_same_bits(
    optimizer: str, data: Dataset, options: dict[str, Any], tmp_path: Path
) -> None:
    spec = spec_of(optimizer, options)
    expected = everything(to_the_end(Trainer(spec, data)))
    found = steps_of(spec, data)
    for stop in range(len(found)):
        trainer = Trainer(spec, data)
        for _ in range(stop):
            trainer.step()
        path = tmp_path / f"{stop}.safetensors"
        save(take_checkpoint(trainer), path)
        assert everything(to_the_end(resume(load(path), data))) == expected, f"stopped after {found[:stop][-1:]}"


@pytest.mark.parametrize(("data", "options"), RUNS[1:])
def test_that_the_runs_above_do_stop_within_batches_and_evaluations(data: Dataset, options: dict[str, Any]) -> None:
    kinds = {type(event) for event in steps_of(spec_of("sgd", options), data)}
    assert {SliceDone, EvaluationDone} <= kinds


@settings(max_examples=20)
@given(st.lists(st.integers(0, 8), min_size=2, max_size=6), st.sampled_from(sorted(OPTIMIZERS)), st.booleans())
def test_that_stopping_again_and_again_gives_the_same_bits(stops: list[int], optimizer: str, large: bool) -> None:
    data, options = (LARGE, {"batch_size": 1500}) if large else (SMALL, {"batch_size": 16})
    spec = spec_of(optimizer, options)
    trainer = Trainer(spec, data)
    for stop in stops:
        for _ in range(stop):
            trainer.step()
        trainer = resume(take_checkpoint(trainer), data)
    assert everything(to_the_end(trainer)) == everything(to_the_end(Trainer(spec, data)))


@pytest.mark.parametrize("stop", range(0, 30, 3))
def test_that_taking_a_checkpoint_disturbs_nothing(stop: int) -> None:
    spec = spec_of("adam", {"batch_size": 1500})
    trainer = Trainer(spec, LARGE)
    for _ in range(stop):
        trainer.step()
    take_checkpoint(trainer)
    assert everything(to_the_end(trainer)) == everything(to_the_end(Trainer(spec, LARGE)))


def test_that_training_on_does_not_reach_into_a_checkpoint_taken_before() -> None:
    trainer = Trainer(spec_of("momentum", {"batch_size": 16}), SMALL)
    for _ in range(3):
        trainer.step()
    checkpoint = take_checkpoint(trainer)
    expected = everything(to_the_end(resume(checkpoint, SMALL)))
    to_the_end(trainer)
    assert everything(to_the_end(resume(checkpoint, SMALL))) == expected


def test_that_changes_made_while_running_go_on_after_a_resume() -> None:
    def changed() -> Trainer:
        trainer = Trainer(spec_of("momentum", {"batch_size": 16, "epochs": 3}), SMALL)
        trainer.step()
        trainer.change("training.learning_rate", 0.5)
        trainer.change("network.layers.0.dropout", 0.6)
        trainer.step()
        trainer.change("training.batch_size", 20)
        trainer.step()
        return trainer

    straight, stopped = changed(), changed()
    resumed = resume(take_checkpoint(stopped), SMALL)
    assert [(change.step, change.path) for change in resumed.changes] == [
        (1, "training.learning_rate"),
        (1, "network.layers.0.dropout"),
        (2, "training.batch_size"),
    ]
    assert everything(to_the_end(resumed)) == everything(to_the_end(straight))


def test_that_a_change_that_still_waits_for_the_batch_to_end_is_not_lost() -> None:
    def waiting() -> Trainer:
        trainer = Trainer(spec_of("sgd", {"batch_size": 1500, "epochs": 3}), LARGE)
        assert isinstance(trainer.step(), SliceDone)
        trainer.change("training.learning_rate", 0.5)
        return trainer

    resumed = to_the_end(resume(take_checkpoint(waiting()), LARGE))
    assert everything(resumed) == everything(to_the_end(waiting()))


def test_that_a_finished_run_is_resumed_as_finished() -> None:
    trainer = to_the_end(Trainer(spec_of("adam", {"batch_size": 16}), SMALL))
    resumed = resume(take_checkpoint(trainer), SMALL)
    assert isinstance(resumed.step(), Finished)
    assert everything(resumed) == everything(trainer)


def test_that_a_finished_run_can_be_given_more_epochs_after_a_resume() -> None:
    trainer = to_the_end(Trainer(spec_of("adam", {"batch_size": 16, "epochs": 2}), SMALL))
    resumed = resume(take_checkpoint(trainer), SMALL)
    for each in (trainer, resumed):
        each.change("training.epochs", 4)
    assert everything(to_the_end(resumed)) == everything(to_the_end(trainer))
    straight = to_the_end(Trainer(spec_of("adam", {"batch_size": 16, "epochs": 4}), SMALL))
    np.testing.assert_array_equal(resumed.network.parameters, straight.network.parameters)


def test_that_other_data_are_refused_in_words() -> None:
    checkpoint = take_checkpoint(Trainer(spec_of("sgd", {"batch_size": 16}), SMALL))
    with pytest.raises(FileFormatError, match="other data than the Blobs found here"):
        resume(checkpoint, blobs(50, held_out=10, seed=1))


def test_that_a_network_alone_goes_on_with_other_rows_as_it_scaled_them() -> None:
    trainer = Trainer(spec_of("adam", {"batch_size": 16, "epochs": 9}), SMALL)
    to_the_end(trainer)
    alone = take_checkpoint(trainer).without_training()
    other = blobs(50, held_out=10, seed=1)
    assert alone.is_of_other_rows(other) and not alone.is_of_other_rows(SMALL)
    resumed = resume(alone, other)
    assert np.array_equal(resumed.network.parameters, trainer.network.parameters)
    assert np.array_equal(resumed.preparation.mean, trainer.preparation.mean)
    assert resumed.descent.steps == 0


def test_that_random_states_are_plain_json() -> None:
    trainer = Trainer(spec_of("sgd", {"batch_size": 1500}), LARGE)
    for _ in range(5):
        states = trainer.random_states()
        assert json.loads(json.dumps(states, allow_nan=False)) == states
        trainer.step()


# Damage.


def checkpoint_of(stop: int = 7) -> Checkpoint:
    trainer = Trainer(spec_of("adam", {"batch_size": 16}), SMALL)
    for _ in range(stop):
        trainer.step()
    return take_checkpoint(trainer)


def generator_state(**changed: Any) -> dict[str, Any]:
    state = checkpoint_of().random_states["dropout"]
    return {**state, **changed}


DAMAGE: dict[str, dict[str, Any]] = {
    "no slots": {"slots": {}},
    "slots of another size": {"slots": {"mean": np.zeros(3), "square": np.zeros(3)}},
    "a negative position": {"position": -1},
    "a position beyond the data": {"position": 51},
    "no counters": {"counters": {}},
    "counters that are no numbers": {"counters": {"loss_sum": "a", "loss_batches": 1, "last_record_step": 0}},
    "counters out of range": {"counters": {"loss_sum": 1.0, "loss_batches": np.inf, "last_record_step": 0}},
    "a history without tables": {"history": {"counts": np.array([1, 0])}},
    "a history of other columns": {
        "history": {"first": np.zeros((1, 2)), "waiting": np.zeros((0, 2)), "counts": np.array([1, 1])}
    },
    "no records": {"records": {}},
    "no random states": {"random_states": {}},
    "random states that are none": {"random_states": {"dropout": 3, "order": 4, "order_drawn": True}},
    "waiting changes that are impossible": {"waiting": (("training.learning_rate", "fast"),)},
    "waiting changes of another network": {"waiting": (("network.layers.0.units", 9),)},
    "best weights of another size": {"best": np.zeros(3)},
    "a generator without state": {"random_states": {"dropout": {}, "order": {}, "order_drawn": True}},
    "a generator of another kind": {
        "random_states": {
            "dropout": generator_state(bit_generator="MT19937"),
            "order": generator_state(),
            "order_drawn": True,
        }
    },
    "a generator with a state that is a list": {
        "random_states": {"dropout": generator_state(state=[1, 2]), "order": generator_state(), "order_drawn": True}
    },
    "a generator with a number too large": {
        "random_states": {
            "dropout": generator_state(state={"state": "9" * 60, "inc": "1"}),
            "order": generator_state(),
            "order_drawn": True,
        }
    },
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_that_a_damaged_state_is_refused_in_words(damage: str) -> None:
    with pytest.raises(FileFormatError, match="damaged"):
        resume(replace(checkpoint_of(), **DAMAGE[damage]), SMALL)


# The network alone.


def test_that_a_network_alone_reads_as_before_and_can_be_trained_on() -> None:
    checkpoint = checkpoint_of(30).without_training()
    assert not checkpoint.has_training and checkpoint_of().has_training
    resumed = resume(checkpoint, SMALL)
    np.testing.assert_array_equal(resumed.network.parameters, checkpoint.snapshot.parameters)
    assert resumed.steps == checkpoint.snapshot.step
    resumed.change("training.epochs", 20)
    assert to_the_end(resumed).epoch == 20


def test_that_a_network_alone_of_a_version_that_counted_less_can_be_trained_on() -> None:
    checkpoint = checkpoint_of(2).without_training()
    known = ("loss_sum", "loss_batches", "last_record_step")
    older = replace(checkpoint, counters={name: checkpoint.counters[name] for name in known})
    resumed = resume(older, SMALL)
    assert resumed.steps == checkpoint.snapshot.step
    assert isinstance(resumed.step(), BatchDone)


def test_that_a_network_alone_of_a_run_that_stopped_early_can_be_trained_on() -> None:
    spec = spec_of("sgd", {"batch_size": 16, "epochs": 5000, "patience": 1})
    trainer = to_the_end(Trainer(spec, SMALL))
    assert trainer.stopped_early
    resumed = resume(take_checkpoint(trainer).without_training(), SMALL)
    assert isinstance(resumed.step(), BatchDone)


def test_that_adam_with_an_empty_memory_begins_with_steps_no_larger_than_its_rate() -> None:
    """Its corrections must count the steps of the memory, not those of the network: else the first are 3 x too long."""
    checkpoint = checkpoint_of(2).without_training()
    resumed = resume(replace(checkpoint, snapshot=replace(checkpoint.snapshot, step=100_000)), SMALL)
    before = resumed.network.parameters.copy()
    assert isinstance(resumed.step(), BatchDone)
    assert np.abs(resumed.network.parameters - before).max() <= 0.02 * 1.001


def test_that_a_network_goes_on_with_other_data_and_reads_as_before() -> None:
    trainer = to_the_end(Trainer(spec_of("momentum", {"batch_size": 16, "epochs": 2}), SMALL))
    others = blobs(80, held_out=10, seed=5)
    moved = take_checkpoint(trainer).on_other_data("blobs")
    found = resume(moved, others)

    rows = others.train.x[:7]
    before, after = trainer.snapshot(), found.snapshot()
    np.testing.assert_array_equal(
        after.network().predict(after.prepare(rows)), before.network().predict(before.prepare(rows))
    )
    assert (found.steps, found.position) == (trainer.steps, 0)
    found.change("training.epochs", 3)
    to_the_end(found)
    assert found.steps == trainer.steps + 5
    assert np.isfinite(found.network.parameters).all()
