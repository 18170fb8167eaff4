from __future__ import annotations

import math

import numpy as np
import pytest

from engine.history import Series, SeriesView
from engine.trainer import Trainer
from gui.session.past_runs import MOST_ROWS, MOST_SHOWN, PastRun, PastRuns, outcome_of, past_run_of, shortened
from gui.session.run import Run
from tests.helpers.small_runs import blobs, events, experiment


def trained(run_id: int = 1, most: int = 100_000) -> Run:
    spec, dataset = experiment(epochs=3), blobs()
    trainer = Trainer(spec, dataset)
    if most:
        events(trainer, most)
    return Run(run_id, trainer, spec, dataset, blas_threads=1, seconds=1.5)


def past(run_id: int) -> PastRun:
    found = past_run_of(trained(run_id))
    assert found is not None
    return found


def series(rows: int, capacity: int = 2**17) -> SeriesView:
    made = Series(["step", "loss", "other"], capacity)
    losses = np.random.default_rng(1).lognormal(size=rows)
    losses[rows // 3] = 500.0
    losses[rows // 2] = math.nan
    for step, loss in enumerate(losses.tolist()):
        made.append((step, loss, 7.0))
    return made.view()


def test_that_a_run_is_kept_with_what_its_trainer_recorded() -> None:
    run = trained()
    kept = past_run_of(run)
    recorder = run.trainer.recorder
    assert kept is not None
    assert (kept.steps, kept.epochs, kept.seconds, kept.has_accuracy) == (run.trainer.steps, 3, 1.5, True)
    np.testing.assert_array_equal(kept.history.column("loss"), recorder.history.view().column("loss"))
    for name in kept.records.names:
        np.testing.assert_array_equal(kept.records.column(name), recorder.records.view().column(name))
    assert kept.outcome.accuracy == recorder.records.view().column("validation_accuracy").max()
    assert kept.outcome.loss == recorder.records.view().column("validation_loss")[-1]


def test_that_what_was_changed_after_the_first_step_is_kept_with_a_run() -> None:
    run = trained(most=0)
    run.trainer.change("training.epochs", 2)
    events(run.trainer, 6)
    run.trainer.change("training.learning_rate", 0.3)
    events(run.trainer)
    kept = past_run_of(run)
    assert kept is not None and kept.changed == {"training.learning_rate"}


def test_that_an_untrained_run_leaves_nothing() -> None:
    assert past_run_of(trained(most=0)) is None


def test_that_what_is_kept_does_not_change_when_the_run_goes_on() -> None:
    run = trained(most=6)
    kept = past_run_of(run)
    assert kept is not None
    before = kept.history.column("loss").copy()
    events(run.trainer)
    np.testing.assert_array_equal(kept.history.column("loss"), before)
    assert not kept.history.first.flags.writeable


@pytest.mark.parametrize("capacity", [2**17, 1024])
def test_that_a_long_run_is_shortened_with_every_peak(capacity: int) -> None:
    view = series(5001, capacity)
    short = shortened(view, ("step", "loss"), most_rows=300)
    assert len(short) <= 300
    assert short.names == ("step", "loss")
    assert short.samples == view.samples
    assert short.column("loss", "high").max() == 500.0
    assert short.column("loss", "low").min() == np.nanmin(view.column("loss", "low"))
    np.testing.assert_array_equal(short.steps, view.steps[:: short.stride // view.stride])
    known = view.column("loss")[: short.stride // view.stride]
    assert short.column("loss")[0] == pytest.approx(known.mean())


def test_that_a_run_that_fits_is_kept_row_by_row_in_one_table() -> None:
    view = series(100)
    short = shortened(view, ("step", "loss"))
    assert len(short) == 100 <= MOST_ROWS
    assert short.low is short.high is short.mean is short.first
    np.testing.assert_array_equal(short.column("loss"), view.column("loss"))


def test_that_an_empty_history_is_no_trouble() -> None:
    assert len(shortened(series(3), ("step",), most_rows=1)) == 1
    empty = Series(["step", "loss"]).view()
    assert len(shortened(empty, ("step", "loss"))) == 0
    records = Series(["train_loss", "validation_loss", "validation_accuracy"]).view()
    assert outcome_of(empty, records) == type(outcome_of(empty, records))(None, None)


def test_that_the_loss_is_the_last_that_is_known() -> None:
    history, records = Series(["step", "loss"]), Series(["train_loss", "validation_loss", "validation_accuracy"])
    history.append((0, 3.0))
    history.append((1, math.inf))
    assert outcome_of(history.view(), records.view()).loss == 3.0
    records.append((2.0, math.nan, math.nan))
    assert outcome_of(history.view(), records.view()).loss == 2.0
    records.append((1.0, 1.5, 0.5))
    assert outcome_of(history.view(), records.view()).loss == 1.5


def test_that_the_book_holds_the_newest_and_numbers_go_on() -> None:
    book = PastRuns(most=3)
    for run_id in range(1, 6):
        book.begin(run_id)
        book.begin(run_id + 1)
        book.add(past(run_id))
    assert [run.run_id for run in book.runs()] == [5, 4, 3]
    assert [book.number(run.run_id) for run in book.runs()] == [5, 4, 3]
    book.remove(5)
    assert book.number(6) == 6
    assert len(book) == 2


def test_that_a_run_without_a_step_gives_its_number_to_the_next() -> None:
    book = PastRuns()
    book.begin(1)
    assert book.number(1) == 1
    book.begin(2)
    assert book.number(2) == 1
    book.number(2, settle=True)
    book.begin(3)
    assert book.number(3) == 2


def test_that_a_run_that_was_brought_back_is_over_no_longer() -> None:
    book = PastRuns()
    book.begin(1)
    book.begin(2)
    book.add(past(1))
    book.rename(1, "  first ")
    book.begin(1)
    assert len(book) == 0
    book.add(past(1))
    assert len(book) == 0, "what was said of it before it came back is late"
    assert book.name(1) == "first"
    book.begin(3)
    book.add(past(1))
    assert [run.run_id for run in book.runs()] == [1]
    assert book.number(1) == 1


def test_that_not_more_curves_than_can_be_followed_are_shown_by_themselves() -> None:
    book = PastRuns()
    book.begin(100)
    for run_id in range(1, MOST_SHOWN + 3):
        book.add(past(run_id))
    shown = [run.run_id for run in book.runs() if book.is_shown(run.run_id)]
    assert shown == list(range(MOST_SHOWN + 2, 2, -1))
    book.set_shown(1, True)
    assert book.is_shown(1)
