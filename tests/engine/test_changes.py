"""What may change while training runs: when it acts, what is written down, and what must wait for a reset."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.changes import Change, differences, is_live
from engine.errors import SpecError
from engine.events import BatchDone, SliceDone
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, everything, experiment, network_spec

LIVE = [
    ("training.learning_rate", 0.5),
    ("training.batch_size", 7),
    ("training.batch_size", None),
    ("training.epochs", 9),
    ("training.l1", 0.1),
    ("training.l2", 0.1),
    ("training.weight_decay", 0.1),
    ("training.clip_norm", 0.5),
    ("training.patience", 7),
    ("training.schedule.name", "cosine"),
    ("training.schedule.every", 3.0),
    ("training.schedule.factor", 0.5),
    ("training.momentum", 0.5),
    ("training.beta1", 0.5),
    ("training.beta2", 0.5),
    ("training.epsilon", 0.1),
    ("training.record_every", 3),
    ("network.input_dropout", 0.5),
    ("network.layers.0.dropout", 0.5),
]
STRUCTURAL = [
    ("network.layers.0.units", 7),
    ("network.layers.0.activation", "relu"),
    ("network.layers.0.bias", False),
    ("network.layers", []),
    ("network.loss.name", "squared_error"),
    ("network.loss.reduction", "sum"),
    ("network.loss.scale", 2.0),
    ("network.inputs", 6),
    ("network.dtype", "float32"),
    ("training.optimizer", "adam"),
    ("training.schedule", {"name": "cosine"}),
    ("scaling", "global"),
    ("seed", 3),
    ("dataset", "xor"),
    ("training", {}),
]


def trainer(**training: Any) -> Trainer:
    return Trainer(experiment(network_spec(5, 6, 3), **training), blobs(60))


@pytest.mark.parametrize(("path", "value"), LIVE)
def test_that_a_live_entry_changes_from_the_next_batch_on(path: str, value: Any) -> None:
    changed = trainer()
    changed.step()
    changed.change(path, value)
    changed.step()
    old = experiment(network_spec(5, 6, 3)).with_value(path, value)
    assert changed.spec == old
    (change,) = changed.changes
    assert (change.step, change.path, change.new) == (1, path, value)
    assert change.old == differences(changed.spec, trainer().spec)[path]


@pytest.mark.parametrize(("path", "value"), STRUCTURAL)
def test_that_what_makes_another_network_is_refused_and_changes_nothing(path: str, value: Any) -> None:
    refusing = trainer()
    refusing.step()
    before = everything(refusing)
    assert not is_live(path)
    with pytest.raises(SpecError, match="reset to apply it") as caught:
        refusing.change(path, value)
    assert caught.value.path == path
    assert everything(refusing) == before


@pytest.mark.parametrize(
    ("path", "value", "bad"),
    [
        ("training.learning_rate", -1.0, "training.learning_rate"),
        ("training.learning_rate", "fast", "training.learning_rate"),
        ("training.batch_size", 61, "training.batch_size"),
        ("training.batch_size", 0, "training.batch_size"),
        ("network.layers.0.dropout", 1.0, "network.layers.0.dropout"),
        ("network.layers.1.dropout", 0.5, "network.layers.1.dropout"),
        ("training.learning_rates", 0.1, "training.learning_rates"),
        ("network.layers.7.dropout", 0.5, "network.layers.7"),
        ("network.layers.00.dropout", 0.5, "network.layers.00"),
    ],
)
def test_that_an_impossible_value_is_refused_and_changes_nothing(path: str, value: Any, bad: str) -> None:
    refusing = trainer()
    refusing.step()
    before = everything(refusing)
    with pytest.raises(SpecError) as caught:
        refusing.change(path, value)
    assert caught.value.path == bad
    assert everything(refusing) == before


def test_that_the_rate_acts_on_the_very_next_update_and_is_recorded_with_its_step() -> None:
    changed = trainer(learning_rate=0.1)
    changed.step()
    changed.change("training.learning_rate", 0.4)
    before, reference = changed.network.parameters.copy(), trainer(learning_rate=0.1)
    reference.step()
    reference.step()
    changed.step()
    after_one = trainer(learning_rate=0.1)
    after_one.step()
    np.testing.assert_allclose(
        changed.network.parameters - before,
        4 * (reference.network.parameters - after_one.network.parameters),
        rtol=1e-9,
        atol=1e-14,
    )
    view = changed.recorder.history.view()
    assert view.column("learning_rate").tolist() == [0.1, 0.4]
    assert changed.changes == [Change(1, "training.learning_rate", 0.1, 0.4)]


def test_that_a_new_batch_size_goes_on_where_the_epoch_stood() -> None:
    changed = trainer(batch_size=16)
    changed.step()
    changed.change("training.batch_size", 30)
    sizes, position = [16], 16
    while len(sizes) < 4:
        event = changed.step()
        if isinstance(event, BatchDone):
            sizes.append(event.position - position if event.position > position else event.position)
            position = event.position
    # The epoch of 60 rows ends with the 14 that are left; the next one begins with 30.
    assert sizes == [16, 30, 14, 30]


@pytest.mark.parametrize("size", [10, 60, None])
def test_that_every_row_is_learnt_once_an_epoch_whatever_changes(size: int | None) -> None:
    changed = trainer(batch_size=16, epochs=2)
    changed.step()
    changed.change("training.batch_size", size)
    positions = []
    for event in changed.run():
        if isinstance(event, BatchDone) and event.epoch == 0:
            positions.append(event.position)
    assert positions[-1] == 60 and positions == sorted(set(positions))


def test_that_from_full_batch_to_small_ones_the_rows_are_shuffled() -> None:
    changed = Trainer(experiment(network_spec(5, 6, 3), batch_size=None, epochs=3), blobs(60))
    while changed.epoch < 1:
        changed.step()
    changed.change("training.batch_size", 10)
    changed.step()
    in_order = Trainer(experiment(network_spec(5, 6, 3), batch_size=None), blobs(60))
    in_order.step()
    x = in_order.dataset.train.x[:10]
    assert not np.array_equal(changed._workspace.buffers(10).x, x)


def test_that_a_change_in_the_middle_of_a_large_batch_waits_for_its_end() -> None:
    data = blobs(3000, held_out=0)
    changed, untouched = (
        Trainer(experiment(network_spec(5, 6, 3, dropout=0.2), batch_size=2500), data) for _ in range(2)
    )
    assert isinstance(changed.step(), SliceDone)
    changed.change("network.layers.0.dropout", 0.6)
    changed.change("training.learning_rate", 0.7)
    assert changed.spec == untouched.spec and changed.changes == []
    while changed.steps < 1:
        changed.step()
    while untouched.steps < 1:
        untouched.step()
    np.testing.assert_array_equal(changed.network.parameters, untouched.network.parameters)
    changed.step()
    assert [(change.step, change.path) for change in changed.changes] == [
        (1, "network.layers.0.dropout"),
        (1, "training.learning_rate"),
    ]
    assert changed.recorder.history.view().column("learning_rate").tolist() == [0.1, 0.7]


def test_that_dropout_can_be_switched_off_while_running() -> None:
    data = blobs(60)
    network = network_spec(5, 6, 3, dropout=0.5, input_dropout=0.3)
    changed = Trainer(experiment(network), data)
    changed.change("network.layers.0.dropout", 0.0)
    changed.change("network.input_dropout", 0.0)
    clean = Trainer(experiment(network_spec(5, 6, 3)), data)
    for _ in range(8):
        changed.step()
        clean.step()
    np.testing.assert_array_equal(changed.network.parameters, clean.network.parameters)


def test_that_turning_a_knob_to_and_fro_before_a_step_is_one_change() -> None:
    changed = trainer()
    for rate in (0.2, 0.3, 0.4):
        changed.change("training.learning_rate", rate)
    assert changed.changes == [Change(0, "training.learning_rate", 0.1, 0.4)]


def test_that_the_same_value_again_is_no_change() -> None:
    changed = trainer(learning_rate=0.1)
    changed.change("training.learning_rate", 0.1)
    assert changed.changes == []


def test_that_a_snapshot_speaks_of_the_design_as_it_is_now() -> None:
    changed = trainer()
    changed.change("network.layers.0.dropout", 0.25)
    assert changed.snapshot().spec.layers[0].dropout == 0.25


def test_that_more_epochs_go_on_after_the_end() -> None:
    changed = trainer(epochs=1)
    for _ in changed.run():
        pass
    steps = changed.steps
    changed.change("training.epochs", 2)
    for _ in changed.run():
        pass
    straight = trainer(epochs=2)
    for _ in straight.run():
        pass
    assert changed.steps == 2 * steps
    np.testing.assert_array_equal(changed.network.parameters, straight.network.parameters)


def test_that_differences_name_every_entry_that_differs() -> None:
    old = experiment(network_spec(5, 6, 3))
    new = old.with_value("seed", 4).with_value("network.layers.0.units", 9).with_value("training.batch_size", None)
    assert differences(old, new) == {"seed": 4, "network.layers.0.units": 9, "training.batch_size": None}
    assert differences(old, old) == {}


def test_that_another_number_of_layers_is_one_difference() -> None:
    old, new = experiment(network_spec(5, 6, 3)), experiment(network_spec(5, 6, 6, 3))
    assert list(differences(old, new)) == ["network.layers"]


def test_that_a_misspelt_entry_is_answered_with_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"did you mean .*learning_rate"):
        trainer().change("training.learnig_rate", 0.1)
