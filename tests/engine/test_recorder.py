"""What a run leaves behind: columns, means and counters."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from engine.metrics import Score
from engine.recorder import Recorder


def score(loss: float, accuracy: float | None) -> Score:
    return Score(10, loss, accuracy, None, None)


def recorder(losses: list[float], layers: int = 2) -> Recorder:
    made = Recorder(layers)
    for step, loss in enumerate(losses):
        made.add_step(step, loss, 0.1, [1.0] * layers, [0.01] * layers)
    return made


def test_that_the_columns_of_a_step_are_named_layer_by_layer() -> None:
    names = ("step", "loss", "learning_rate", "gradient_norm.0", "gradient_norm.1", "update_ratio.0", "update_ratio.1")
    assert Recorder(2).history.names == names


def test_that_the_columns_of_a_record_are_named_split_by_split() -> None:
    assert Recorder(2).records.names == (
        *("step", "epoch", "train_loss", "validation_loss", "test_loss"),
        *("train_accuracy", "validation_accuracy", "test_accuracy", "weight_norm.0", "weight_norm.1"),
    )


def test_that_a_steps_numbers_stand_in_their_columns() -> None:
    made = Recorder(2)
    made.add_step(7, 0.5, 0.25, [3.0, 4.0], [0.1, 0.2])
    row = {name: made.history.view().column(name)[0] for name in made.history.names}
    assert row == {
        "step": 7.0,
        "loss": 0.5,
        "learning_rate": 0.25,
        "gradient_norm.0": 3.0,
        "gradient_norm.1": 4.0,
        "update_ratio.0": 0.1,
        "update_ratio.1": 0.2,
    }


def test_that_a_records_numbers_stand_in_their_columns() -> None:
    made = recorder([1.0, 2.0, 6.0])
    scores = {"train": score(9.0, 0.7), "validation": score(8.0, 0.6), "test": score(7.0, None)}
    record = made.add_record(3, 1, scores, [2.5, 3.5], ())
    row = {name: made.records.view().column(name)[0] for name in made.records.names}
    assert (record.step, record.epoch, record.train_loss, record.weight_norms) == (3, 1, 3.0, (2.5, 3.5))
    # The training loss is the mean over the batches, not the clean score of the training rows.
    np.testing.assert_equal(
        row,
        {
            "step": 3.0,
            "epoch": 1.0,
            "train_loss": 3.0,
            "validation_loss": 8.0,
            "test_loss": 7.0,
            "train_accuracy": 0.7,
            "validation_accuracy": 0.6,
            "test_accuracy": math.nan,
            "weight_norm.0": 2.5,
            "weight_norm.1": 3.5,
        },
    )


def test_that_splits_that_are_not_there_are_not_numbers() -> None:
    made = recorder([1.0])
    made.add_record(1, 1, {"train": score(1.0, 0.5)}, [1.0, 1.0], ())
    view = made.records.view()
    for name in ("validation_loss", "test_loss", "validation_accuracy", "test_accuracy"):
        assert math.isnan(view.column(name)[0])


def test_that_each_record_averages_the_steps_since_the_last_one() -> None:
    made = recorder([1.0, 3.0])
    first = made.add_record(2, 1, {}, [1.0, 1.0], ())
    made.add_step(2, 10.0, 0.1, [1.0, 1.0], [0.1, 0.1])
    second = made.add_record(3, 2, {}, [1.0, 1.0], ())
    assert (first.train_loss, second.train_loss) == (2.0, 10.0)
    assert made.latest is second and made.last_record_step == 3


def test_that_a_record_without_steps_has_no_training_loss() -> None:
    assert math.isnan(Recorder(1).add_record(0, 0, {}, [1.0], ()).train_loss)


def test_that_counters_survive_json_and_go_on_with_the_same_mean() -> None:
    made, other = recorder([0.1, 0.2, 0.7]), Recorder(2)
    other.restore_counters(json.loads(json.dumps(made.counters())))
    assert other.counters() == made.counters()
    for each in (made, other):
        each.add_step(3, 0.3, 0.1, [1.0, 1.0], [0.1, 0.1])
    assert other.add_record(4, 1, {}, [1.0, 1.0], ()).train_loss == made.add_record(4, 1, {}, [1.0, 1.0], ()).train_loss


@pytest.mark.parametrize(
    "counters", [{}, {"loss_sum": 1.0}, {"loss_sum": "x", "loss_batches": 1, "last_record_step": 0}]
)
def test_that_damaged_counters_are_refused(counters: dict[str, float]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Recorder(1).restore_counters(counters)
