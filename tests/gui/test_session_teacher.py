"""The teacher: a slice a job, the network untouched until the end, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy

from engine.changes import PARAMETERS
from engine.checkpoint import resume, take_checkpoint
from engine.events import BatchDone
from engine.teaching import Taught
from gui.session.run import Run
from gui.session.teacher import Teacher
from gui.watch.change_marks import ChangeMark, change_marks
from tests.helpers.own_digits import oddities, run_that_reads
from tests.helpers.small_runs import bits


class Desk:
    """A teacher whose jobs are done one by one, here."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.teacher = Teacher(self.jobs.append)
        self._taught = QSignalSpy(self.teacher.taught)
        self._undone = QSignalSpy(self.teacher.undone)
        self._failed = QSignalSpy(self.teacher.failed)
        self._progressed = QSignalSpy(self.teacher.progressed)

    def work(self, most: int = 10_000) -> int:
        """Do jobs until there are no more; how many there were."""
        for done in range(most):
            if not self.jobs:
                return done
            self.jobs.pop(0)()
        return most

    @property
    def results(self) -> list[tuple[Run, Taught]]:
        return [tuple(self._taught.at(index)) for index in range(self._taught.count())]

    @property
    def undone(self) -> int:
        return self._undone.count()

    @property
    def sentences(self) -> list[str]:
        return [self._failed.at(index)[0] for index in range(self._failed.count())]

    @property
    def progress(self) -> list[tuple[int, int]]:
        return [tuple(self._progressed.at(index)) for index in range(self._progressed.count())]


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk()


def next_batch(run: Run) -> None:
    while not isinstance(run.trainer.step(), BatchDone):
        pass


def test_that_the_network_has_the_taught_weights_and_says_so(desk: Desk) -> None:
    run = run_that_reads()
    desk.teacher.teach(run, oddities())
    desk.work()

    ((of_run, taught),) = desk.results
    assert of_run is run and not desk.teacher.is_busy and not desk.sentences
    assert (taught.samples, taught.split_name) == (8, "test")
    assert taught.known > taught.known_before
    np.testing.assert_array_equal(run.trainer.network.parameters, taught.parameters)
    change = run.trainer.changes[-1]
    assert (change.step, change.path) == (run.trainer.steps, PARAMETERS)
    words = f"my digits: {taught.known_before} → {taught.known} of 8"
    assert change_marks(run.trainer.changes) == [ChangeMark(change.step, words)]


def test_that_it_goes_on_in_slices_and_says_how_far_it_is(desk: Desk) -> None:
    run = run_that_reads()
    before = bits(run.trainer.network.parameters)
    desk.teacher.teach(run, oddities())
    jobs = 0
    while not desk.results:
        assert len(desk.jobs) == 1, "each slice is asked for by itself"
        assert bits(run.trainer.network.parameters) == before, "half a lesson is none"
        desk.work(1)
        jobs += 1

    assert jobs > 1 and not desk.jobs
    done = [part for part, _ in desk.progress]
    assert done == sorted(done) and len({parts for _, parts in desk.progress}) == 1


def test_that_a_cancelled_lesson_changes_nothing_and_costs_no_further_slice(desk: Desk) -> None:
    run = run_that_reads()
    before = bits(run.trainer.network.parameters)
    desk.teacher.teach(run, oddities())
    desk.work(1)
    desk.teacher.cancel()

    assert not desk.teacher.is_busy and desk.work() <= 1
    assert bits(run.trainer.network.parameters) == before
    assert not desk.results and not desk.sentences and not run.trainer.changes


def test_that_undo_brings_the_old_weights_back_bit_by_bit(desk: Desk) -> None:
    run, untaught = run_that_reads(), run_that_reads()
    desk.teacher.teach(run, oddities())
    desk.work()
    desk.teacher.undo()
    desk.work()

    assert desk.undone == 1 and not run.trainer.changes
    for one in (run, untaught):
        next_batch(one)
    assert bits(run.trainer.network.parameters) == bits(untaught.trainer.network.parameters)
    desk.teacher.undo()
    assert not desk.jobs, "there is nothing more to undo"


def test_that_nothing_can_be_brought_back_once_another_network_is_there(desk: Desk) -> None:
    run = run_that_reads()
    desk.teacher.teach(run, oddities())
    desk.work()
    taught = bits(run.trainer.network.parameters)
    desk.teacher.forget()
    desk.teacher.undo()
    desk.work()

    assert not desk.undone and bits(run.trainer.network.parameters) == taught


def test_that_undo_gives_up_nothing_that_was_trained_since(desk: Desk) -> None:
    run = run_that_reads()
    desk.teacher.teach(run, oddities())
    desk.work()
    next_batch(run)
    trained = bits(run.trainer.network.parameters)
    desk.teacher.undo()
    desk.work()

    assert not desk.undone and "gone on since" in desk.sentences[0]
    assert bits(run.trainer.network.parameters) == trained


def test_that_a_lesson_does_not_overwrite_what_was_trained_meanwhile(desk: Desk) -> None:
    run = run_that_reads()
    desk.teacher.teach(run, oddities())
    desk.work(1)
    next_batch(run)
    trained = bits(run.trainer.network.parameters)
    desk.work()

    assert not desk.results and "meanwhile" in desk.sentences[0]
    assert bits(run.trainer.network.parameters) == trained and not desk.teacher.is_busy


def test_that_without_anything_to_learn_it_says_so(desk: Desk) -> None:
    desk.teacher.teach(run_that_reads(), ())
    desk.work()
    assert "nothing to teach" in desk.sentences[0] and not desk.teacher.is_busy


def test_that_what_was_taught_goes_on_from_a_file(desk: Desk) -> None:
    run = run_that_reads()
    desk.teacher.teach(run, oddities())
    desk.work()
    again = Run(2, resume(take_checkpoint(run.trainer), run.dataset), run.spec, run.dataset, 1)

    assert again.trainer.changes == run.trainer.changes
    for one in (run, again):
        next_batch(one)
    assert bits(run.trainer.network.parameters) == bits(again.trainer.network.parameters)


def test_that_a_second_lesson_is_undone_by_itself(desk: Desk) -> None:
    run = run_that_reads()
    desk.teacher.teach(run, oddities(2))
    desk.work()
    after_first = bits(run.trainer.network.parameters)
    desk.teacher.teach(run, oddities())
    desk.work()
    desk.teacher.undo()
    desk.work()

    assert bits(run.trainer.network.parameters) == after_first
    assert len(run.trainer.changes) == 1
