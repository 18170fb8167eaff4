"""Other weights in the place of those that are there: what goes on with them, and what is written down."""

from __future__ import annotations

import numpy as np
import pytest

from engine.changes import PARAMETERS, Change
from engine.checkpoint import resume, take_checkpoint
from engine.datasets import Dataset
from engine.errors import EngineError
from engine.events import EvaluationDone, SliceDone
from engine.feed import SLICE_ROWS
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, everything, experiment, network_spec


def trainer_of(data: Dataset, *, dropout: float = 0.0, **training: object) -> Trainer:
    spec = network_spec(data.inputs, 4, data.outputs, dropout=dropout)
    return Trainer(experiment(spec, **{"batch_size": 20, "epochs": 3, **training}), data)


def others(trainer: Trainer) -> np.ndarray:
    return np.linspace(-0.5, 0.5, trainer.network.parameters.size)


def test_that_the_next_batch_learns_from_the_new_weights() -> None:
    trainer = trainer_of(blobs())
    trainer.step()
    trainer.replace_parameters(others(trainer), "taught")

    np.testing.assert_array_equal(trainer.network.parameters, others(trainer))
    np.testing.assert_array_equal(trainer.snapshot().parameters, others(trainer))
    trainer.step()
    assert trainer.steps == 2 and not np.array_equal(trainer.network.parameters, others(trainer))


def test_that_putting_the_old_ones_back_leaves_no_trace() -> None:
    plain, taught = trainer_of(blobs(), dropout=0.3), trainer_of(blobs(), dropout=0.3)
    for trainer in (plain, taught):
        trainer.step()
    old = taught.network.parameters.copy()
    taught.replace_parameters(others(taught), "taught")
    taught.replace_parameters(old, "")

    assert taught.changes == []
    for trainer in (plain, taught):
        for _ in trainer.run():
            pass
    np.testing.assert_array_equal(plain.network.parameters, taught.network.parameters)


def test_that_it_is_written_down_where_it_happened() -> None:
    trainer = trainer_of(blobs())
    trainer.step()
    trainer.change("training.learning_rate", 0.01)
    trainer.replace_parameters(others(trainer), "taught")
    trainer.replace_parameters(2 * others(trainer), "taught more")
    trainer.replace_parameters(others(trainer), "")

    assert trainer.changes[1:] == [Change(1, PARAMETERS, None, "taught")]
    trainer.step()
    trainer.change("training.learning_rate", 0.02)
    trainer.replace_parameters(others(trainer), "")
    assert len(trainer.changes) == 3, "only a replacement that is the last change is taken back"


def test_that_a_batch_half_done_is_done_anew_with_the_same_chance() -> None:
    data = blobs(3 * SLICE_ROWS)
    half, whole = (trainer_of(data, dropout=0.4, batch_size=2 * SLICE_ROWS) for _ in range(2))
    assert isinstance(half.step(), SliceDone)
    half.change("training.learning_rate", 0.05)
    for trainer in (half, whole):
        trainer.replace_parameters(others(trainer), "taught")
    whole.change("training.learning_rate", 0.05)
    assert half.waiting_changes == ()
    for trainer in (half, whole):
        while trainer.steps == 0:
            trainer.step()

    np.testing.assert_array_equal(half.network.parameters, whole.network.parameters)


def test_that_a_record_half_made_judges_none_of_the_old_weights() -> None:
    data = blobs(60, held_out=3000)
    trainer = trainer_of(data, batch_size=60, epochs=1)
    while not isinstance(trainer.step(), EvaluationDone):
        pass
    trainer.replace_parameters(np.zeros_like(trainer.network.parameters), "taught")
    for _ in trainer.run():
        pass

    record = trainer.recorder.latest
    assert record is not None
    assert record.scores["test"].loss == pytest.approx(np.log(data.outputs))


def test_that_the_best_weights_are_looked_for_anew() -> None:
    trainer = trainer_of(blobs(), patience=50, record_every=1)
    for _ in trainer.run():
        pass
    assert trainer.best.parameters is not None
    trainer.replace_parameters(others(trainer), "taught")

    assert trainer.best.parameters is None


def test_that_a_resumed_training_goes_on_from_the_new_weights() -> None:
    trainer = trainer_of(blobs(), dropout=0.2, optimizer="momentum")
    trainer.step()
    trainer.replace_parameters(others(trainer), "taught")
    again = resume(take_checkpoint(trainer), trainer.dataset)

    assert again.changes == trainer.changes
    for one in (trainer, again):
        for _ in one.run():
            pass
    assert everything(again) == everything(trainer)


@pytest.mark.parametrize("parameters", [np.zeros(3), np.full(1, np.nan)], ids=["another network", "no numbers"])
def test_that_what_does_not_fit_changes_nothing(parameters: np.ndarray) -> None:
    trainer = trainer_of(blobs())
    trainer.step()
    before = trainer.network.parameters.copy()
    wrong = parameters if parameters.size > 1 else np.full_like(before, np.nan)
    with pytest.raises(EngineError, match="do not fit"):
        trainer.replace_parameters(wrong, "taught")

    np.testing.assert_array_equal(trainer.network.parameters, before)
    assert trainer.changes == []
