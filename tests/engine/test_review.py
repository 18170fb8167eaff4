"""A review of every row against the plain definitions."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets import Dataset
from engine.errors import EngineError
from engine.evaluation import ROWS_AT_ONCE
from engine.review import Review
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, curve, events, experiment, network_spec


def trained(data: Dataset, outputs: int = 3, loss: str = "softmax_cross_entropy") -> Trainer:
    network = network_spec(data.inputs, 4, outputs, loss=loss)
    trainer = Trainer(experiment(network, learning_rate=0.02, epochs=1), data)
    events(trainer)
    return trainer


def finished(trainer: Trainer, split: str) -> Review:
    review = Review(trainer.snapshot(), trainer.dataset, split)
    while review.step():
        pass
    return review


@pytest.mark.parametrize("held_out", [1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1])
def test_that_each_row_is_judged_as_if_it_were_alone(held_out: int) -> None:
    trainer = trained(blobs(60, held_out=held_out))
    split = trainer.dataset.test
    assert split is not None and split.labels is not None
    review = finished(trainer, "test")
    probabilities = trainer.network.predict(split.x)
    np.testing.assert_array_equal(review.predicted, probabilities.argmax(axis=1))
    np.testing.assert_allclose(review.certainty, probabilities.max(axis=1), rtol=1e-12)
    np.testing.assert_allclose(review.losses, -np.log(probabilities[np.arange(held_out), split.labels]), rtol=1e-9)


def test_that_its_sums_are_the_scores() -> None:
    trainer = trained(blobs(60, held_out=1500))
    review, score = finished(trainer, "validation"), trainer.evaluate(("validation",))["validation"]
    assert review.losses.mean() == pytest.approx(score.loss, rel=1e-12)
    confusion = review.confusion()
    assert confusion is not None and score.confusion is not None
    np.testing.assert_array_equal(confusion, score.confusion)


def test_that_it_comes_in_slices_and_what_is_not_read_yet_is_unknown() -> None:
    trainer = trained(blobs(60, held_out=2 * ROWS_AT_ONCE))
    review = Review(trainer.snapshot(), trainer.dataset, "test")
    assert (review.parts, review.done) == (2, 0)
    assert review.step()
    assert np.isfinite(review.losses[:ROWS_AT_ONCE]).all() and np.isnan(review.losses[ROWS_AT_ONCE:]).all()
    assert (review.predicted[ROWS_AT_ONCE:] == -1).all()
    confusion = review.confusion()
    assert confusion is not None and confusion.sum() == ROWS_AT_ONCE
    assert not review.step() and not review.step()
    assert np.isfinite(review.losses).all()


def test_that_mistakes_come_with_the_greatest_loss_first_and_can_be_asked_for_by_cell() -> None:
    review = finished(trained(blobs(60, held_out=800)), "test")
    labels, confusion = review.labels, review.confusion()
    assert labels is not None and confusion is not None
    everything = review.mistakes()
    assert len(everything) == 800 - np.trace(confusion) > 10
    assert (np.diff(review.losses[everything]) <= 0).all()
    for true in range(3):
        for given in range(3):
            cell = review.mistakes(true, given)
            assert len(cell) == confusion[true, given]
            assert (labels[cell] == true).all() and (review.predicted[cell] == given).all()
        assert len(review.mistakes(true)) == confusion[true].sum() - confusion[true, true]


def test_that_one_output_is_as_sure_of_no_as_of_yes() -> None:
    trainer = trained(blobs(60, classes=2), outputs=1, loss="sigmoid_cross_entropy")
    review = finished(trainer, "test")
    assert set(review.predicted.tolist()) <= {0, 1}
    assert ((review.certainty >= 0.5) & (review.certainty <= 1.0)).all()


def test_that_a_regression_has_losses_and_no_classes() -> None:
    trainer = trained(curve(), outputs=2, loss="squared_error")
    review = finished(trainer, "train")
    assert np.isfinite(review.losses).all() and (review.predicted == -1).all()
    assert review.confusion() is None and len(review.mistakes()) == 0


def test_that_a_split_that_is_not_there_is_named() -> None:
    trainer = trained(blobs(60, held_out=0))
    with pytest.raises(EngineError, match="no test rows"):
        Review(trainer.snapshot(), trainer.dataset, "test")
