"""The reviewer: a slice a job, the newest wish only, and nothing of what was overtaken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy

from engine.datasets import Dataset
from engine.evaluation import ROWS_AT_ONCE
from engine.review import Review
from engine.trainer import Trainer
from gui.session.reviewer import Reviewed, Reviewer
from gui.session.run import Run
from tests.helpers.small_runs import blobs, curve, events, experiment, network_spec


def run_of(data: Dataset, run_id: int = 1, **options: str) -> Run:
    spec = experiment(network_spec(data.inputs, 4, data.outputs, **options), epochs=1)
    trainer = Trainer(spec, data)
    events(trainer)
    return Run(run_id, trainer, spec, data, 1)


class Desk:
    """A reviewer whose jobs are done one by one, here."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.reviewer = Reviewer(self.jobs.append)
        self._spy = QSignalSpy(self.reviewer.reviewed)

    def work(self, most: int = 100) -> int:
        """Do jobs until there are no more; how many there were."""
        for done in range(most):
            if not self.jobs:
                return done
            self.jobs.pop(0)()
        return most

    @property
    def results(self) -> list[Reviewed]:
        return [self._spy.at(index)[0] for index in range(self._spy.count())]


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk()


def test_that_a_review_is_what_the_engine_says(desk: Desk) -> None:
    run = run_of(blobs(60, held_out=300), 7)
    desk.reviewer.review(run, "test")
    desk.work()
    (result,) = desk.results

    review = Review(run.trainer.snapshot(), run.dataset, "test")
    while review.step():
        pass
    assert (result.run_id, result.split_name, result.step) == (7, "test", run.trainer.steps)
    np.testing.assert_array_equal(result.losses, review.losses)
    np.testing.assert_array_equal(result.predicted, review.predicted)
    np.testing.assert_array_equal(result.certainty, review.certainty)
    np.testing.assert_array_equal(result.confusion, review.confusion())
    assert not result.losses.flags.writeable


def test_that_there_is_a_job_a_slice_and_never_two_at_once(desk: Desk) -> None:
    desk.reviewer.review(run_of(blobs(60, held_out=2 * ROWS_AT_ONCE + 1)), "test")
    for _ in range(3):
        assert len(desk.jobs) == 1 and not desk.results
        desk.jobs.pop(0)()
    assert not desk.jobs and len(desk.results) == 1


def test_that_the_same_wish_again_lets_the_review_finish(desk: Desk) -> None:
    run = run_of(blobs(60, held_out=ROWS_AT_ONCE + 1))
    desk.reviewer.review(run, "test")
    desk.work(1)
    desk.reviewer.review(run, "test")
    assert desk.reviewer.is_busy_with(run, "test") and not desk.reviewer.is_busy_with(run, "validation")
    assert desk.work() == 1
    assert len(desk.results) == 1 and not desk.reviewer.is_busy_with(run, "test")


def test_that_the_newest_wish_overtakes_an_older_one(desk: Desk) -> None:
    old, new = (run_of(blobs(60, held_out=ROWS_AT_ONCE + 1), number) for number in (1, 2))
    desk.reviewer.review(old, "test")
    desk.work(1)
    desk.reviewer.review(new, "validation")
    desk.work()
    assert [(result.run_id, result.split_name) for result in desk.results] == [(2, "validation")]


def test_that_what_was_cancelled_costs_no_further_slice_and_is_not_delivered(desk: Desk) -> None:
    desk.reviewer.review(run_of(blobs(60, held_out=5 * ROWS_AT_ONCE)), "test")
    desk.work(1)
    desk.reviewer.cancel()
    assert desk.work() == 1
    assert not desk.results


def test_that_a_failure_is_left_to_the_thread_and_does_not_block_the_next_wish(desk: Desk) -> None:
    run = run_of(blobs(60, held_out=0))
    desk.reviewer.review(run, "test")
    with pytest.raises(Exception, match="no test rows"):
        desk.work()
    assert not desk.reviewer.is_busy_with(run, "test")


def test_that_values_to_be_met_have_no_mistakes(desk: Desk) -> None:
    run = run_of(curve(), loss="squared_error")
    desk.reviewer.review(run, "train")
    desk.work()
    assert not desk.results and not desk.reviewer.is_busy_with(run, "train")
