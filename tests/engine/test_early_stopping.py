"""Early stopping: the best weights on the validation rows come back, and training ends when none do better."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.checkpoint import resume, take_checkpoint
from engine.datasets import Dataset, Split
from engine.early_stopping import BestWeights
from engine.events import EpochDone, Finished
from engine.trainer import Trainer
from tests.helpers.small_runs import events, everything, experiment, network_spec


def noise(rows: int, seed: int) -> Split:
    rng = np.random.default_rng(seed)
    return Split(rng.normal(size=(rows, 5)), rng.integers(0, 3, rows))


# Labels without a rule: what is learnt by heart does ever worse on the validation rows.
DATA = Dataset("n", "Noise", noise(20, 0), noise(100, 1), None, ("a", "b", "c"), None, 1.0, "Made for the tests.")


def overfitting(**training: Any) -> Trainer:
    options = {"learning_rate": 0.3, "batch_size": 5, "epochs": 100, "patience": 5, **training}
    return Trainer(experiment(network_spec(5, 40, 3), **options), DATA)


def test_that_the_best_weights_are_remembered_and_the_wait_is_counted() -> None:
    best, parameters = BestWeights(), np.zeros(3)
    for loss, waited in ((2.0, 0), (1.0, 0), (1.0, 1), (1.5, 2), (math.nan, 3), (0.5, 0)):
        parameters[...] = loss
        best.consider(loss, parameters)
        assert best.waited == waited
    parameters[...] = -1.0
    assert best.loss == 0.5 and best.parameters is not None and best.parameters.tolist() == [0.5] * 3


def test_that_patience_is_over_after_so_many_records_without_a_better_one() -> None:
    best = BestWeights()
    assert not best.is_over(1)
    best.consider(1.0, np.zeros(1))
    for waited in range(1, 4):
        best.consider(2.0, np.zeros(1))
        assert best.is_over(waited) and not best.is_over(waited + 1)
    assert not best.is_over(None)


def test_that_training_ends_early_with_the_weights_of_the_best_record() -> None:
    trainer, at_record, losses = overfitting(), [], []
    finished = None
    for event in trainer.run():
        if isinstance(event, EpochDone) and event.record is not None:
            losses.append(event.record.scores["validation"].loss)
            at_record.append(trainer.network.parameters.copy())
        if isinstance(event, Finished):
            finished = event
    assert finished == Finished("early_stopping", trainer.steps, None)
    best = int(np.argmin(losses))
    assert len(losses) == best + 1 + 5 and 1 < trainer.epoch < 100
    np.testing.assert_array_equal(trainer.network.parameters, at_record[best])
    assert trainer.evaluate(("validation",))["validation"].loss == min(losses)


def test_that_without_patience_training_goes_on_to_the_last_epoch() -> None:
    trainer = overfitting(patience=None, epochs=40)
    assert events(trainer)[-1] == Finished("epochs", trainer.steps, None)
    assert trainer.epoch == 40 and trainer.best.parameters is None


def test_that_a_stopped_training_stays_stopped_until_it_is_given_more_patience() -> None:
    trainer = overfitting()
    events(trainer)
    steps = trainer.steps
    assert events(trainer)[-1] == Finished("early_stopping", steps, None)
    trainer.change("training.patience", 50)
    assert events(trainer)[-1].reason in ("early_stopping", "epochs")
    assert trainer.steps > steps


@pytest.mark.parametrize("stop", range(0, 90, 7))
def test_that_stopping_early_after_a_resume_gives_the_same_bits(stop: int) -> None:
    straight, stopped = overfitting(), overfitting()
    events(straight)
    events(stopped, most=stop + 1)
    resumed = resume(take_checkpoint(stopped), DATA)
    last = events(resumed)[-1]
    assert isinstance(last, Finished) and last.reason == "early_stopping"
    assert everything(resumed) == everything(straight)
    assert resumed.best.loss == straight.best.loss and resumed.best.waited == straight.best.waited


def test_that_a_training_stopped_early_is_resumed_as_stopped() -> None:
    trainer = overfitting()
    events(trainer)
    resumed = resume(take_checkpoint(trainer), DATA)
    assert resumed.step() == Finished("early_stopping", trainer.steps, None)
    assert everything(resumed) == everything(trainer)
