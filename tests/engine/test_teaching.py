"""Teaching a network new samples: they are learnt, the old ones are kept, and both are measured."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from engine.datasets import Dataset, Split, load_dataset
from engine.errors import EngineError
from engine.evaluation import score_snapshot
from engine.experiments import find_experiment
from engine.snapshot import Snapshot
from engine.teaching import Taught, Teaching
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, experiment, network_spec


@lru_cache
def trained() -> tuple[Snapshot, Dataset]:
    """A network that reads optical digits, trained for a moment."""
    dataset = load_dataset("digits")
    spec = find_experiment("digits").spec.with_value("training.epochs", 4)
    trainer = Trainer(spec, dataset)
    for _ in trainer.run():
        pass
    return trainer.snapshot(), dataset


def upside_down(snapshot: Snapshot, dataset: Dataset, count: int = 12) -> Split:
    """Digits as the network has never seen any: sevens on their heads."""
    sevens = dataset.train.x[dataset.train.labels == 7][:count]
    return Split(sevens.reshape(-1, 8, 8)[:, ::-1, :].reshape(len(sevens), 64).copy(), np.full(len(sevens), 7))


def taught(snapshot: Snapshot, dataset: Dataset, samples: Split) -> Taught:
    teaching = Teaching(snapshot, dataset, samples)
    while teaching.step():
        assert teaching.done < teaching.parts
    assert teaching.done == teaching.parts
    return teaching.result()


def test_that_new_samples_are_learnt_and_the_old_ones_kept() -> None:
    snapshot, dataset = trained()
    samples = upside_down(snapshot, dataset)
    found = taught(snapshot, dataset, samples)

    assert found.samples == samples.rows
    assert found.known_before <= 3
    assert found.known >= samples.rows - 1
    assert found.accuracy > found.accuracy_before - 0.03


def test_that_what_is_said_of_it_is_what_others_measure() -> None:
    snapshot, dataset = trained()
    samples = upside_down(snapshot, dataset)
    found = taught(snapshot, dataset, samples)
    after = Snapshot(**{**snapshot.__dict__, "parameters": found.parameters})
    assert dataset.test is not None

    assert found.split_name == "test" and found.rows == dataset.test.rows
    assert found.accuracy_before == score_snapshot(snapshot, dataset, "test").accuracy
    assert found.accuracy == score_snapshot(after, dataset, "test").accuracy
    assert found.known == sum(int(after.read(row).argmax()) == 7 for row in samples.x)


def test_that_the_network_itself_stays_as_it_is_and_teaching_repeats_bit_for_bit() -> None:
    snapshot, dataset = trained()
    before = snapshot.parameters.copy()
    samples = upside_down(snapshot, dataset, 3)
    first, second = taught(snapshot, dataset, samples), taught(snapshot, dataset, samples)

    np.testing.assert_array_equal(snapshot.parameters, before)
    np.testing.assert_array_equal(first.parameters, second.parameters)
    assert not np.array_equal(first.parameters, before)


def test_that_data_without_held_out_rows_judge_by_what_they_have() -> None:
    dataset = blobs(held_out=0)
    snapshot = Trainer(experiment(network_spec(5, 6, 3)), dataset).snapshot()
    assert taught(snapshot, dataset, Split(dataset.train.x[:2], dataset.train.labels[:2])).split_name == "train"


def test_that_nothing_to_teach_and_what_does_not_fit_are_said() -> None:
    snapshot, dataset = trained()
    with pytest.raises(EngineError, match="nothing to teach"):
        Teaching(snapshot, dataset, Split(np.zeros((0, 64), np.uint8), np.zeros(0, np.int64)))
    with pytest.raises(EngineError, match="Samples of 784 numbers"):
        Teaching(snapshot, dataset, Split(np.zeros((1, 784), np.uint8), np.zeros(1, np.int64)))


def test_that_numbers_out_of_range_are_said() -> None:
    snapshot, dataset = trained()
    huge = snapshot.parameters * np.float32(1e30)
    broken = Snapshot(**{**snapshot.__dict__, "parameters": huge})
    with pytest.raises(EngineError, match="cannot be taught"):
        taught(broken, dataset, upside_down(snapshot, dataset, 2))
