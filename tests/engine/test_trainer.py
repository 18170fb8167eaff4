"""The only loop: which rows it learns from and when, what it records, and that the same seed gives the same bits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets import Dataset, Split, load_dataset
from engine.events import BatchDone, EpochDone, EvaluationDone, Event, Finished, SliceDone, Started
from engine.experiments import EXPERIMENTS
from engine.feed import SLICE_ROWS
from engine.optimizers import OPTIMIZERS
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, comparable, events, everything, experiment, network_spec

DATA = blobs(60)
DROPPING = network_spec(5, 6, 3, input_dropout=0.2, dropout=0.3, dtype="float32")


def of_kind(found: list[Event], kind: type) -> list[Any]:
    return [event for event in found if type(event) is kind]


def plain_training(trainer: Trainer, epochs: int) -> tuple[list[np.ndarray], list[float]]:
    """Weights, biases and batch losses after `epochs` of plain NumPy from the same start, in the same order.

    For one hidden tanh layer, softmax cross-entropy, mean reduction, plain gradient descent with L2.
    """
    training, data = trainer.spec.training, trainer.dataset.train
    order = np.random.default_rng()
    order.bit_generator.state = trainer.generators.order.bit_generator.state
    (w0, b0), (w1, b1) = ((layer.weight.copy(), layer.bias.copy()) for layer in trainer.network.layers)
    losses = []
    for _ in range(epochs):
        permutation = order.permutation(data.rows)
        for start in range(0, data.rows, training.batch_size or data.rows):
            index = permutation[start : start + (training.batch_size or data.rows)]
            x, y = data.x[index], np.eye(3)[data.labels[index]]
            h = np.tanh(x @ w0 + b0)
            p = np.exp(h @ w1 + b1)
            p /= p.sum(axis=1, keepdims=True)
            losses.append(float(-np.log(p[y == 1]).mean()))
            d1 = (p - y) / len(index)
            d0 = (d1 @ w1.T) * (1 - h**2)
            rate, l2 = training.learning_rate, training.l2
            w1, b1 = w1 - rate * (h.T @ d1 + l2 * w1), b1 - rate * d1.sum(axis=0)
            w0, b0 = w0 - rate * (x.T @ d0 + l2 * w0), b0 - rate * d0.sum(axis=0)
    return [w0, b0, w1, b1], losses


# What it learns from.


@pytest.mark.parametrize("batch_size", [1, 7, 16, 59])
def test_that_training_is_the_plain_loop_with_a_short_last_batch(batch_size: int) -> None:
    trainer = Trainer(experiment(batch_size=batch_size, epochs=3, learning_rate=0.2, l2=0.01), DATA)
    expected, losses = plain_training(trainer, 3)
    found = events(trainer)
    batches = of_kind(found, BatchDone)
    sizes = np.diff([0, *(event.position for event in batches[: trainer.batches_per_epoch])]).tolist()
    assert sizes == [batch_size] * (60 // batch_size) + ([60 % batch_size] if 60 % batch_size else [])
    np.testing.assert_allclose([event.loss for event in batches], losses, rtol=1e-10)
    parameters = [array for layer in trainer.network.layers for array in (layer.weight, layer.bias)]
    for array, plain in zip(parameters, expected, strict=True):
        np.testing.assert_allclose(array, plain, rtol=1e-9, atol=1e-12)


def test_that_an_epoch_shows_every_row_once_and_each_epoch_in_another_order() -> None:
    rows = np.arange(60.0)[:, None]
    data = Dataset("n", "N", Split(rows, np.arange(60) % 2), None, None, ("a", "b"), None, 1.0, "Made for the tests.")
    trainer = Trainer(experiment(network_spec(1, 2), batch_size=16, epochs=3), data)
    seen: list[list[float]] = [[], [], []]
    for event in trainer.run():
        if isinstance(event, BatchDone):
            size = event.position - 16 * ((event.position - 1) // 16)
            seen[event.epoch] += trainer._workspace.buffers(size).x[:, 0].tolist()
    assert all(sorted(epoch) == list(range(60)) for epoch in seen)
    assert seen[0] != seen[1] != seen[2] and seen[0] != sorted(seen[0])


@pytest.mark.parametrize("batch_size", [None, 60])
def test_that_a_full_batch_is_one_step_an_epoch_over_all_rows_in_their_order(batch_size: int | None) -> None:
    trainer = Trainer(experiment(batch_size=batch_size, epochs=3), DATA)
    untouched = trainer.random_states()["order"]
    found = events(trainer)
    assert [event.position for event in of_kind(found, BatchDone)] == [60, 60, 60]
    assert trainer.random_states()["order"] == untouched


@pytest.mark.parametrize("rows", [SLICE_ROWS + 1, 2 * SLICE_ROWS, 2500])
def test_that_a_batch_in_slices_is_one_step_over_all_its_rows(rows: int) -> None:
    data = blobs(rows, held_out=0)
    trainer = Trainer(experiment(batch_size=None, epochs=1, learning_rate=0.5, l2=0.01), data)
    expected, losses = plain_training(trainer, 1)
    found = events(trainer)
    parts = math.ceil(rows / SLICE_ROWS)
    assert of_kind(found, SliceDone) == [SliceDone(part, parts) for part in range(1, parts)]
    assert [event.loss for event in of_kind(found, BatchDone)] == pytest.approx(losses, rel=1e-11)
    parameters = [array for layer in trainer.network.layers for array in (layer.weight, layer.bias)]
    for array, plain in zip(parameters, expected, strict=True):
        np.testing.assert_allclose(array, plain, rtol=1e-9, atol=1e-12)


def test_that_no_weight_changes_before_the_last_slice() -> None:
    trainer = Trainer(experiment(batch_size=None), blobs(2500, held_out=0))
    before = trainer.network.parameters.copy()
    for _ in range(2):
        assert isinstance(trainer.step(), SliceDone)
        np.testing.assert_array_equal(trainer.network.parameters, before)
    assert isinstance(trainer.step(), BatchDone)
    assert not np.array_equal(trainer.network.parameters, before)


def test_that_summing_instead_of_averaging_multiplies_the_step_by_the_rows() -> None:
    steps = []
    for reduction in ("sum", "mean"):
        trainer = Trainer(experiment(network_spec(5, 6, 3, reduction=reduction), batch_size=None), DATA)
        before = trainer.network.parameters.copy()
        trainer.step()
        steps.append(trainer.network.parameters - before)
    np.testing.assert_allclose(steps[0], 60 * steps[1], rtol=1e-9, atol=1e-15)


# What it says.


def test_that_events_come_in_the_order_of_the_work() -> None:
    trainer = Trainer(experiment(batch_size=30, epochs=2), DATA)
    epoch = [BatchDone, BatchDone, EvaluationDone, EvaluationDone, EvaluationDone, EpochDone]
    assert [type(event) for event in events(trainer)] == [Started, *epoch, *epoch, Finished]


def test_that_events_count_steps_epochs_and_rows() -> None:
    trainer = Trainer(experiment(batch_size=40, epochs=2), DATA)
    found = events(trainer)
    assert found[0] == Started(0, 0)
    batches = [(event.step, event.epoch, event.position) for event in of_kind(found, BatchDone)]
    assert batches == [(1, 0, 40), (2, 0, 60), (3, 1, 40), (4, 1, 60)]
    assert [(event.epoch, event.step) for event in of_kind(found, EpochDone)] == [(1, 2), (2, 4)]
    assert found[-1] == Finished("epochs", 4, None)
    assert (trainer.steps, trainer.epoch, trainer.position) == (4, 2, 0)
    assert trainer.batches_per_epoch == 2


def test_that_a_finished_training_stays_finished() -> None:
    trainer = Trainer(experiment(epochs=1), DATA)
    events(trainer)
    before = everything(trainer)
    assert events(trainer) == [Started(4, 1), Finished("epochs", 4, None)]
    assert everything(trainer) == before


@pytest.mark.parametrize(("record_every", "epochs"), [(1, [1, 2, 3, 4, 5]), (4, [1, 2, 3, 4, 5]), (5, [2, 4, 5])])
def test_that_records_are_made_at_the_end_of_epochs_not_sooner_than_asked_and_at_the_end(
    record_every: int, epochs: list[int]
) -> None:
    trainer = Trainer(experiment(batch_size=16, epochs=5, record_every=record_every), DATA)
    found = events(trainer)
    records = [event.record for event in of_kind(found, EpochDone) if event.record is not None]
    assert [record.epoch for record in records] == epochs
    assert [record.step for record in records] == [4 * epoch for epoch in epochs]
    assert trainer.recorder.records.view().column("epoch").tolist() == epochs
    assert trainer.recorder.latest is records[-1]


@pytest.mark.parametrize("steps", [4, 6, 8, 9, 11, 12])
@pytest.mark.parametrize("record_every", [1, 1000])
def test_that_a_training_whose_epochs_are_lowered_ends_with_an_epoch_and_its_record(
    steps: int, record_every: int
) -> None:
    trainer = Trainer(experiment(batch_size=16, epochs=5, record_every=record_every), DATA)
    for event in trainer.run():
        if isinstance(event, BatchDone) and event.step == steps:
            break
    trainer.change("training.epochs", 2)
    end = events(trainer)[-1]
    last = max(8, -(-steps // 4) * 4)
    assert end == Finished("epochs", last, None)
    assert (trainer.steps, trainer.epoch) == (last, last // 4)
    assert trainer.recorder.latest is not None
    assert (trainer.recorder.latest.step, trainer.recorder.latest.epoch) == (last, last // 4)
    assert trainer.recorder.records.view().column("epoch").tolist()[-1] == last // 4


def test_that_the_gradients_of_a_record_are_those_of_its_own_last_batch_or_unknown() -> None:
    trainer = Trainer(experiment(batch_size=16, epochs=9, record_every=8), DATA)
    for event in trainer.run():
        if isinstance(event, BatchDone) and event.step == 12:
            break
    trainer.change("training.record_every", 1)
    for event in trainer.run():
        if isinstance(event, EpochDone):
            assert event.record is not None and all(layer.gradients is None for layer in event.record.layers)
            break
    for event in trainer.run():
        if isinstance(event, EpochDone):
            assert event.record is not None and all(layer.gradients is not None for layer in event.record.layers)
            break


def test_that_a_record_holds_the_mean_loss_since_the_last_one_and_the_scores_of_the_moment() -> None:
    trainer = Trainer(experiment(batch_size=16, epochs=5, record_every=8), DATA)
    losses: list[float] = []
    for event in trainer.run():
        if isinstance(event, BatchDone):
            losses.append(event.loss)
        elif isinstance(event, EpochDone) and event.record is not None:
            record = event.record
            assert record.train_loss == pytest.approx(np.mean(losses), rel=1e-12)
            now = trainer.evaluate(("train", "validation", "test"))
            assert {name: score.loss for name, score in record.scores.items()} == {
                name: score.loss for name, score in now.items()
            }
            norms = [np.linalg.norm(np.append(layer.weight, layer.bias)) for layer in trainer.network.layers]
            assert record.weight_norms == pytest.approx(norms, rel=1e-12)
            losses.clear()
    assert trainer.recorder.records.samples == 3


def test_that_every_step_is_recorded_with_its_update_ratio() -> None:
    trainer = Trainer(experiment(batch_size=16, epochs=1, learning_rate=0.3), DATA)
    losses, ratios = [], []
    before = [layer.flat.copy() for layer in trainer.network.layers]
    for event in trainer.run():
        if isinstance(event, BatchDone):
            losses.append(event.loss)
            now = [layer.flat.copy() for layer in trainer.network.layers]
            ratios.append([np.linalg.norm(b - a) / np.linalg.norm(a) for a, b in zip(before, now, strict=True)])
            before = now
    view = trainer.recorder.history.view()
    assert view.steps.tolist() == [0, 1, 2, 3]
    assert view.column("loss").tolist() == losses
    assert view.column("learning_rate").tolist() == [0.3] * 4
    for i in range(2):
        np.testing.assert_allclose(view.column(f"update_ratio.{i}"), np.array(ratios)[:, i], rtol=1e-9)


def test_that_the_ratio_of_a_layer_of_zeros_is_unknown_not_infinite() -> None:
    trainer = Trainer(experiment(network_spec(5, 3, initializer="zeros")), DATA)
    trainer.step()
    assert math.isnan(trainer.recorder.history.view().column("update_ratio.0")[0])


# The same bits.


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_the_same_seed_gives_the_same_bits(optimizer: str) -> None:
    one, two, other = (
        Trainer(experiment(DROPPING, optimizer=optimizer, seed=seed, learning_rate=0.01), DATA) for seed in (5, 5, 6)
    )
    found = [[comparable(event) for event in events(trainer)] for trainer in (one, two, other)]
    assert found[0] == found[1] != found[2]
    assert everything(one) == everything(two)
    assert not np.array_equal(one.network.parameters, other.network.parameters)


def test_that_another_seed_changes_start_order_and_dropout() -> None:
    one, other = (Trainer(experiment(DROPPING, seed=seed), DATA) for seed in (0, 1))
    assert not np.array_equal(one.network.parameters, other.network.parameters)
    assert one.random_states()["order"] != other.random_states()["order"]
    assert one.random_states()["dropout"] != other.random_states()["dropout"]


@settings(max_examples=25)
@given(st.lists(st.integers(1, 12), max_size=6), st.sampled_from(sorted(OPTIMIZERS)))
def test_that_pausing_anywhere_and_going_on_gives_the_same_bits(pauses: list[int], optimizer: str) -> None:
    data = blobs(2100, held_out=10)
    spec = experiment(DROPPING, optimizer=optimizer, learning_rate=0.01, batch_size=1500)
    straight, paused = Trainer(spec, data), Trainer(spec, data)
    expected = [comparable(event) for event in events(straight) if not isinstance(event, Started)]
    found: list[Any] = []
    for count in [*pauses, 10_000]:
        found += [comparable(event) for event in events(paused, most=count) if not isinstance(event, Started)]
        if found and isinstance(found[-1], Finished):
            break
    assert found == expected
    assert everything(paused) == everything(straight)


def test_that_looking_on_while_training_changes_no_bit() -> None:
    quiet, watched = (Trainer(experiment(DROPPING), DATA) for _ in range(2))
    events(quiet)
    for _ in watched.run():
        watched.snapshot()
        watched.random_states()
        watched.recorder.history.view()
        watched.recorder.records.view()
    assert everything(watched) == everything(quiet)


# The articles' numbers.


def test_that_the_perceptron_from_zero_weights_gives_the_published_outputs() -> None:
    """A single layer of 3-1, outputs of the forward pass of iteration 600, after 599 updates."""
    x = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]], np.float64)
    labels = np.array([0, 1, 1, 0])
    data = Dataset("table", "Table", Split(x, labels), None, None, ("no", "yes"), None, 1.0, "Made for the tests.")
    network = network_spec(
        *(3, 1), last="sigmoid", loss="squared_error", reduction="sum", scale=0.5, bias=False, initializer="zeros"
    )
    trainer = Trainer(experiment(network, learning_rate=1.0, batch_size=None, epochs=599, record_every=1000), data)
    events(trainer)
    assert trainer.steps == 599
    outputs = trainer.answers_on_train().outputs
    assert outputs[:, 0] == pytest.approx([0.04197456, 0.96594361, 0.97268539, 0.03372002], abs=5e-9)


# Mean absolute error of "A Neural Network in 11 lines of Python" at seed 1, before the update of that number.
ARTICLE = {
    0: 0.4964100319027255,
    10_000: 0.008584525653247152,
    20_000: 0.00578945986250781,
    30_000: 0.004629176776769985,
    40_000: 0.003958765280273649,
    50_000: 0.003510122567861677,
}


def test_that_xor_reaches_the_milestones_of_the_article() -> None:
    trainer = Trainer(EXPERIMENTS["xor"].spec, load_dataset("xor"))
    found = {0: trainer.evaluate(("train",))["train"].mean_absolute_error}
    for event in trainer.run():
        if isinstance(event, EpochDone) and event.step % 10_000 == 0 and event.step in ARTICLE:
            found[event.step] = trainer.evaluate(("train",))["train"].mean_absolute_error
        if trainer.steps > 50_000:
            break
    assert found == pytest.approx(ARTICLE, abs=1e-9, rel=0)


def test_that_the_digits_that_come_with_the_program_are_learnt() -> None:
    trainer = Trainer(EXPERIMENTS["digits"].spec, load_dataset("digits"))
    assert events(trainer)[-1] == Finished("epochs", trainer.steps, None)
    accuracy = trainer.evaluate(("test",))["test"].accuracy
    assert accuracy is not None and accuracy >= 0.95
