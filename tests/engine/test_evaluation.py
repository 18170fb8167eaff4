"""Scores against a plain loop over the rows, and scikit-learn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.datasets import Dataset, Split
from engine.errors import EngineError
from engine.evaluation import ROWS_AT_ONCE, score_snapshot
from engine.judge import JUDGED_TRAIN_ROWS
from engine.metrics import Score
from engine.spec import NetworkSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, curve, events, experiment, network_spec

CASES = [
    ("softmax_cross_entropy", "mean"),
    ("softmax_cross_entropy", "sum"),
    ("sigmoid_cross_entropy", "mean"),
    ("sigmoid_cross_entropy", "sum"),
    ("squared_error", "mean"),
    ("squared_error", "sum"),
]


def trained(network: NetworkSpec, data: Dataset, **training: Any) -> Trainer:
    trainer = Trainer(experiment(network, **training), data)
    events(trainer)
    return trainer


def plain_outputs(trainer: Trainer, x: np.ndarray) -> list[np.ndarray]:
    """The outputs a row at a time, layer by layer, without the engine's forward pass."""
    outputs = []
    for row in x:
        signal = row
        for i, layer in enumerate(trainer.network.layers):
            signal = np.einsum("i,iu->u", signal, layer.weight) + layer.bias
            if i < len(trainer.network.layers) - 1:
                signal = np.tanh(signal)
        outputs.append(signal)
    return outputs


def plain_score(trainer: Trainer, split: Split) -> tuple[float, float | None, list[list[int]] | None]:
    """Loss, accuracy and confusion by their definitions, a row at a time."""
    loss = trainer.spec.network.loss
    classes = len(trainer.dataset.class_names)
    total, right, confusion = 0.0, 0, [[0] * classes for _ in range(classes)]
    for number, output in enumerate(plain_outputs(trainer, split.x)):
        if split.labels is None:
            assert split.targets is not None
            total += float(((output - split.targets[number]) ** 2).sum())
            continue
        true = int(split.labels[number])
        if loss.name == "softmax_cross_entropy":
            total -= float(np.log(np.exp(output[true]) / np.exp(output).sum()))
        elif loss.name == "sigmoid_cross_entropy":
            p = 1 / (1 + np.exp(-output))
            total -= float(np.log(np.where(np.arange(len(output)) == true, p, 1 - p)).sum())
        else:
            total += float(((output - np.eye(len(output))[true]) ** 2).sum())
        given = int(np.argmax(output))
        right += given == true
        confusion[true][given] += 1
    value = loss.scale * (total / split.rows if loss.reduction == "mean" else total)
    return (value, right / split.rows, confusion) if split.labels is not None else (value, None, None)


def expect(score: Score, trainer: Trainer, split: Split) -> None:
    loss, accuracy, confusion = plain_score(trainer, split)
    assert score.rows == split.rows
    assert score.loss == pytest.approx(loss, rel=1e-11)
    assert score.accuracy == accuracy
    assert (None if score.confusion is None else score.confusion.tolist()) == confusion


@pytest.mark.parametrize("held_out", [1, 30, 1000, 1001, 2500])
def test_that_scores_are_those_of_a_plain_loop_however_many_slices(held_out: int) -> None:
    trainer = trained(network_spec(5, 6, 3), blobs(60, held_out=held_out))
    scores = trainer.evaluate(("train", "validation", "test"))
    for name, split in trainer.dataset.splits():
        expect(scores[name], trainer, split)


@pytest.mark.parametrize(("loss", "reduction"), CASES)
def test_that_every_loss_and_reduction_is_scored_as_it_is_trained(loss: str, reduction: str) -> None:
    trainer = trained(network_spec(5, 6, 3, loss=loss, reduction=reduction, scale=0.5), blobs(60), learning_rate=0.01)
    expect(trainer.evaluate(("test",))["test"], trainer, trainer.dataset.test)


def test_that_a_regression_has_a_loss_and_a_mean_error_but_no_classes() -> None:
    trainer = trained(network_spec(2, 6, 2, loss="squared_error"), curve())
    score, split = trainer.evaluate(("train",))["train"], trainer.dataset.train
    expect(score, trainer, split)
    errors = np.abs(np.array(plain_outputs(trainer, split.x)) - split.targets)
    assert score.mean_absolute_error == pytest.approx(errors.mean(), rel=1e-12)


@pytest.mark.parametrize("loss", ["squared_error", "sigmoid_cross_entropy"])
def test_that_one_output_for_two_classes_is_judged_where_it_claims_a_half(loss: str) -> None:
    """An output of squared error is the claim itself; a logit claims a half at 0."""
    data = blobs(60, classes=2, held_out=2000)
    trainer = trained(network_spec(5, 6, 1, loss=loss), data, learning_rate=0.01, epochs=1)
    score = trainer.evaluate(("test",))["test"]
    assert data.test is not None and data.test.labels is not None
    outputs = np.array(plain_outputs(trainer, data.test.x))[:, 0]
    border = 0.5 if loss == "squared_error" else 0.0
    assert ((outputs > 0.0) != (outputs > 0.5)).any()
    assert score.accuracy == np.mean((outputs > border) == data.test.labels)


def test_that_the_mean_error_of_a_sigmoid_is_that_of_what_it_claims() -> None:
    trainer = trained(network_spec(5, 6, 3, loss="sigmoid_cross_entropy"), blobs(60))
    split = trainer.dataset.train
    claims = 1 / (1 + np.exp(-np.array(plain_outputs(trainer, split.x))))
    wanted = np.eye(3)[split.labels]
    score = trainer.evaluate(("train",))["train"]
    assert score.mean_absolute_error == pytest.approx(np.abs(claims - wanted).mean(), rel=1e-12)


def test_that_scores_agree_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="an extra judge: the extra `peers` brings it")
    trainer = trained(network_spec(5, 6, 3), blobs(60, held_out=1500))
    score, split = trainer.evaluate(("test",))["test"], trainer.dataset.test
    assert split is not None
    logits = np.array(plain_outputs(trainer, split.x))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert score.loss == pytest.approx(metrics.log_loss(split.labels, p, labels=range(3)), rel=1e-10)
    assert score.accuracy == metrics.accuracy_score(split.labels, p.argmax(axis=1))
    np.testing.assert_array_equal(score.confusion, metrics.confusion_matrix(split.labels, p.argmax(axis=1)))


def test_that_no_unit_is_dropped_in_an_evaluation() -> None:
    data = blobs(60)
    dropping = Trainer(experiment(network_spec(5, 6, 3, dropout=0.5, input_dropout=0.5)), data)
    clean = Trainer(experiment(network_spec(5, 6, 3)), data)
    before = dropping.random_states()
    score, expected = dropping.evaluate(("test",))["test"], clean.evaluate(("test",))["test"]
    assert (score.loss, score.accuracy) == (expected.loss, expected.accuracy)
    assert dropping.random_states() == before


def test_that_an_evaluation_changes_nothing_in_the_training() -> None:
    data = blobs(60)
    quiet, asked = (Trainer(experiment(network_spec(5, 6, 3, dropout=0.3)), data) for _ in range(2))
    for _ in range(12):
        quiet.step()
        asked.step()
        asked.evaluate(("train", "validation", "test"))
    np.testing.assert_array_equal(asked.network.parameters, quiet.network.parameters)


def test_that_at_most_a_thousand_rows_are_judged_at_once() -> None:
    trainer = Trainer(experiment(epochs=1), blobs(60, held_out=2500))
    parts = [event for event in events(trainer) if type(event).__name__ == "EvaluationDone"]
    # 60 training rows in one part, 2,500 validation and 2,500 test rows in three each.
    assert [part.part for part in parts] == list(range(1, 8)) and {part.parts for part in parts} == {7}
    assert ROWS_AT_ONCE == 1000


def test_that_large_training_sets_are_judged_on_a_sample_that_never_changes() -> None:
    data = blobs(JUDGED_TRAIN_ROWS + 500, held_out=0)
    seen = []
    for seed in (0, 1):
        trainer = Trainer(experiment(seed=seed, epochs=2, batch_size=2000), data)
        seen.append(trainer._judge._sets[0].index)
        events(trainer)
        assert trainer.recorder.latest is not None
        assert trainer.recorder.latest.scores["train"].rows == JUDGED_TRAIN_ROWS
    np.testing.assert_array_equal(seen[0], seen[1])
    assert len(np.unique(seen[0])) == JUDGED_TRAIN_ROWS


def test_that_only_the_splits_there_are_are_scored() -> None:
    trainer = Trainer(experiment(), blobs(60, held_out=0))
    assert trainer.evaluate(("validation", "test")) == {}
    assert trainer.evaluate(("train", "test")).keys() == {"train"}


def test_that_a_snapshot_scores_like_its_trainer() -> None:
    trainer = trained(network_spec(5, 6, 3), blobs(60, held_out=1200))
    for name in ("train", "validation", "test"):
        found, expected = score_snapshot(trainer.snapshot(), trainer.dataset, name), trainer.evaluate((name,))[name]
        assert found.accuracy == expected.accuracy
        assert found.loss == pytest.approx(expected.loss, rel=1e-13)
        np.testing.assert_array_equal(found.confusion, expected.confusion)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(blobs(60, inputs=4), id="inputs"),
        pytest.param(blobs(60, classes=2), id="fewer classes"),
        pytest.param(blobs(60, classes=5), id="more classes"),
        pytest.param(replace(curve(60, inputs=5, outputs=3)), id="no classes"),
    ],
)
def test_that_a_snapshot_refuses_data_that_do_not_fit_it(data: Dataset) -> None:
    snapshot = trained(network_spec(5, 6, 3), blobs(60)).snapshot()
    with pytest.raises(EngineError, match=r"\.$"):
        score_snapshot(snapshot, data, "train")


def test_that_numbers_out_of_range_give_a_score_that_says_so() -> None:
    trainer = Trainer(experiment(network_spec(5, 6, 3, activation="relu", dtype="float32")), blobs(60))
    trainer.network.parameters[...] = 1e30
    score = trainer.evaluate(("test",))["test"]
    assert not np.isfinite(score.loss)
