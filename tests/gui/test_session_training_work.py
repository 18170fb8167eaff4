from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.events import Event, Finished
from engine.feed import SLICE_ROWS
from engine.trainer import Trainer
from gui.session import training_work
from gui.session.frame import Wishes
from gui.session.training_work import MAX_TABLE_ROWS, TrainingWork, Until
from tests.helpers.small_runs import blobs, experiment, network_spec

EVERYTHING = Wishes(weights=True, table=True)


class Bench:
    """Work on a small trainer, with every word on its having stopped."""

    def __init__(self, rows: int = 60, **training: object) -> None:
        self.trainer = Trainer(experiment(network_spec(5, 6, 3), **training), blobs(rows))
        self.stopped: list[tuple[int, Finished | None]] = []
        self.work = TrainingWork(lambda run_id, finished: self.stopped.append((run_id, finished)))
        self.work.set_trainer(self.trainer, 7)

    def advance(self, until: Until) -> None:
        """Go there, a turn at a time."""
        self.work.go(until)
        for _ in range(10_000):
            if self.work.seconds_until_due() is None:
                return
            self.work.advance()
        raise AssertionError("it never stopped")


def ask_at_rest(bench: Bench, wishes: Wishes) -> None:
    """As the session does it while nothing is trained."""
    bench.work.ask_for_frame(wishes)
    bench.work.make_frame(wishes)


def test_that_there_is_nothing_to_do_without_a_trainer_or_in_a_pause() -> None:
    work = TrainingWork(lambda run_id, finished: None)
    work.go(Until.END)
    assert work.seconds_until_due() is None
    work.advance()

    assert Bench().work.seconds_until_due() is None


def test_that_a_batch_is_one_update() -> None:
    bench = Bench()
    bench.advance(Until.BATCH)

    assert bench.trainer.steps == 1
    assert bench.stopped == [(7, None)]


def test_that_a_batch_in_slices_is_one_update_too() -> None:
    bench = Bench(rows=2 * SLICE_ROWS + 1, batch_size=None)
    bench.advance(Until.BATCH)

    assert bench.trainer.steps == 1


def test_that_a_batch_after_the_end_of_an_epoch_is_one_update() -> None:
    bench = Bench(rows=32, batch_size=16)
    for step in range(1, 5):
        bench.advance(Until.BATCH)
        assert bench.trainer.steps == step
    assert bench.trainer.epoch == 1


def test_that_an_epoch_ends_where_it_ends() -> None:
    bench = Bench(batch_size=16)
    bench.advance(Until.BATCH)
    bench.advance(Until.EPOCH)

    assert (bench.trainer.epoch, bench.trainer.position, bench.trainer.steps) == (1, 0, 4)
    assert bench.stopped == [(7, None)] * 2


def test_that_the_end_is_told_with_its_reason() -> None:
    bench = Bench(epochs=3)
    bench.advance(Until.END)
    (told,) = bench.stopped

    assert told == (7, Finished("epochs", bench.trainer.steps, None))
    # Pressed again it says so again, and hangs nowhere.
    bench.advance(Until.END)
    assert len(bench.stopped) == 2


def test_that_a_divergence_stops_it() -> None:
    bench = Bench()
    bench.trainer.network.parameters.fill(np.nan)
    bench.advance(Until.END)
    ((_, finished),) = bench.stopped

    assert finished is not None
    assert finished.reason == "diverged"


def test_that_another_trainer_comes_paused() -> None:
    bench = Bench()
    bench.work.go(Until.END)
    bench.work.set_trainer(bench.trainer, 8)

    assert bench.work.seconds_until_due() is None
    assert bench.work.run_id == 8


def test_that_a_frame_is_made_for_the_newest_wishes_alone() -> None:
    bench = Bench()
    older, newer = Wishes(), Wishes(weights=True)
    bench.work.ask_for_frame(older)
    bench.work.ask_for_frame(newer)
    bench.work.make_frame(older)
    assert bench.work.frames.take() is None

    bench.work.make_frame(newer)
    bench.work.make_frame(older)
    frame = bench.work.frames.take()
    assert frame is not None
    assert frame.wishes is newer
    assert frame.snapshot is not None


def test_that_a_wish_that_met_the_last_network_is_made_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    step = bench.trainer.step
    monkeypatch.setattr(bench.trainer, "step", lambda: (bench.work.ask_for_frame(EVERYTHING), step())[1])
    bench.work.go(Until.END)
    # Asked for the next network, while a step of the last one was on its way.
    bench.work.advance()
    bench.work.set_trainer(bench.trainer, 8)
    bench.work.make_frame(EVERYTHING)

    frame = bench.work.frames.take()
    assert frame is not None
    assert frame.run_id == 8


def test_that_a_frame_says_where_the_training_is() -> None:
    bench = Bench(rows=60, batch_size=16, epochs=5)
    bench.advance(Until.EPOCH)
    bench.advance(Until.BATCH)
    ask_at_rest(bench, EVERYTHING)
    frame = bench.work.frames.take()

    assert frame is not None
    place = frame.run_id, frame.step, frame.epoch, frame.epochs, frame.batch, frame.batches, frame.current_epoch
    assert place == (7, 5, 1, 5, 1, 4, 2)
    assert frame.loss == bench.trainer.recorder.history.last()[1]
    assert frame.record is bench.trainer.recorder.latest is not None
    assert len(frame.history) == 5
    assert frame.snapshot is not None
    np.testing.assert_array_equal(frame.snapshot.parameters, bench.trainer.network.parameters)
    bench.advance(Until.BATCH)
    assert not np.array_equal(frame.snapshot.parameters, bench.trainer.network.parameters)


def test_that_weights_and_outputs_are_copied_only_when_wished_for() -> None:
    bench = Bench()
    ask_at_rest(bench, Wishes())
    frame = bench.work.frames.take()

    assert frame is not None
    assert frame.snapshot is None
    assert frame.table is None


@pytest.mark.parametrize(("rows", "has_table"), [(MAX_TABLE_ROWS, True), (MAX_TABLE_ROWS + 1, False)])
def test_that_only_a_handful_of_rows_is_a_table(rows: int, has_table: bool) -> None:
    bench = Bench(rows=rows)
    ask_at_rest(bench, EVERYTHING)
    frame = bench.work.frames.take()

    assert frame is not None
    assert (frame.table is not None) is has_table
    if frame.table is not None:
        assert frame.table.inputs.shape == (rows, 5)
        assert frame.table.wanted.shape == frame.table.outputs.shape == (rows, 3)


def test_that_training_leaves_a_frame_after_the_next_turn() -> None:
    bench = Bench()
    bench.work.ask_for_frame(Wishes())
    bench.work.go(Until.END)
    bench.work.advance()
    frame = bench.work.frames.take()

    assert frame is not None
    assert frame.step == 1
    bench.work.advance()
    assert bench.work.frames.take() is None


@pytest.mark.parametrize(("seconds", "gated"), [(0.0, True), (1.0, False)])
def test_that_short_steps_and_painting_take_turns(monkeypatch: pytest.MonkeyPatch, seconds: float, gated: bool) -> None:
    bench, held, now = Bench(), [], [0.0]
    step: Callable[[], Event] = bench.trainer.step

    def watched() -> Event:
        held.append(bench.work.gate.locked())
        now[0] += seconds
        return step()

    monkeypatch.setattr(training_work.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(bench.trainer, "step", watched)
    bench.work.go(Until.END)
    for _ in range(3):
        bench.work.advance()

    # How long a step takes is known after the first.
    assert held == [False, gated, gated]
    assert not bench.work.gate.locked()


def test_that_samples_a_second_are_those_of_training_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, now = Bench(rows=64, batch_size=16, epochs=3), [0.0]
    step: Callable[[], Event] = bench.trainer.step

    def slow() -> Event:
        now[0] += 0.1
        return step()

    monkeypatch.setattr(training_work.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(bench.trainer, "step", slow)
    bench.advance(Until.EPOCH)
    ask_at_rest(bench, Wishes())
    frame = bench.work.frames.take()

    assert frame is not None
    assert frame.samples_per_second == pytest.approx(160.0)
    assert frame.seconds_left == pytest.approx(2 * 64 / 160, rel=0.01)
