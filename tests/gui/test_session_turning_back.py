"""A session whose training diverged: on at a lower rate, or back, from exactly the last good state."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoint import resume
from engine.events import Divergence
from engine.experiments import find_experiment
from engine.good_state import GoodState
from engine.trainer import Trainer
from gui.session.past_runs import PastRun
from gui.session.state import Phase
from gui.session.training_work import TrainingWork, Until
from tests.helpers.session_rig import MakeRig, Rig, with_entry
from tests.helpers.small_runs import blobs, everything, experiment, network_spec

PARABOLA = replace(find_experiment("parabola").spec, name="small")
RATE = "training.learning_rate"
# Where the curve is learnt well, and where numbers run out of range soon.
GOOD, BAD = 0.1, 1000.0


def at_rate(make_rig: MakeRig, rate: float) -> Rig:
    rig = make_rig(PARABOLA.with_value(RATE, rate))
    rig.session.set_speed(0)
    rig.open()
    rig.wait(Phase.READY)
    return rig


def steps(rig: Rig, count: int) -> None:
    for _ in range(count):
        rig.session.step_batch()
        rig.wait(Phase.PAUSED)


def diverge(rig: Rig) -> Divergence:
    with rig.qtbot.waitSignal(rig.session.diverged) as told:
        rig.session.start()
    return told.args[0]


def raised_on_the_way(make_rig: MakeRig, learnt: int = 12) -> tuple[Rig, GoodState]:
    """A run that learnt for so many steps until its rate was raised by hand, and the state before that."""
    rig = at_rate(make_rig, GOOD)
    steps(rig, learnt)
    with_entry(rig.session, (RATE, BAD))
    diverge(rig)
    state = rig.session.good_state
    assert state is not None and state.step == learnt
    return rig, state


def go_back(rig: Rig, rate: float | None = None) -> None:
    count = len(rig.runs)
    rig.session.go_back(rate)
    rig.qtbot.waitUntil(lambda: len(rig.runs) > count)
    rig.qtbot.waitUntil(lambda: rig.phase in (Phase.PAUSED, Phase.READY, Phase.FINISHED))
    rig.settle()


def train_to(trainer: Trainer, step: int) -> Trainer:
    while trainer.steps < step:
        trainer.step()
    return trainer


@pytest.mark.parametrize(("rate", "kind"), [(3.0, "loss"), (1000.0, "gradient"), (1e6, "activation")])
def test_that_each_kind_of_divergence_is_told_with_a_state_to_go_back_to(
    make_rig: MakeRig, rate: float, kind: str
) -> None:
    rig = at_rate(make_rig, rate)
    divergence = diverge(rig)

    assert divergence.what == kind and rig.phase is Phase.FINISHED
    assert rig.session.state.reason == divergence.short()
    assert rig.notices == []
    state = rig.session.good_state
    assert state is not None and state.step == 0
    assert state.lower_rate(rate) == rate / 10


def test_that_going_back_is_bit_equal_to_the_state_and_paused(make_rig: MakeRig) -> None:
    rig, state = raised_on_the_way(make_rig)
    go_back(rig)

    assert rig.phase is Phase.PAUSED and rig.session.state.unsaved
    assert everything(rig.trainer) == everything(resume(state.checkpoint, state.dataset))
    assert rig.trainer.steps == 12 and rig.trainer.divergence is None
    assert rig.session.state.spec == rig.run.spec == rig.trainer.spec
    assert rig.session.state.spec.training.learning_rate == GOOD


def test_that_training_goes_on_from_its_bits_at_half_the_rate(make_rig: MakeRig) -> None:
    rig, state = raised_on_the_way(make_rig)
    half = state.lower_rate(BAD)
    assert half == GOOD / 2
    go_back(rig, half)

    assert rig.phase is Phase.FINISHED and rig.session.state.reason.startswith("All")
    assert rig.session.state.spec.training.learning_rate == half
    alone = resume(state.checkpoint, state.dataset)
    alone.change(RATE, half)
    # All epochs of a full batch end at the same step, whoever makes them.
    assert everything(train_to(alone, rig.trainer.steps))["parameters"] == everything(rig.trainer)["parameters"]
    assert np.isfinite(rig.trainer.network.parameters).all()
    assert [change[:4] for change in rig.trainer.changes] == [(12, RATE, GOOD, half)]


def test_that_the_run_that_diverged_is_a_past_run_with_its_curve(make_rig: MakeRig) -> None:
    rig, _ = raised_on_the_way(make_rig)
    lost = rig.run
    ended: list[PastRun] = []
    rig.session.run_ended.connect(ended.append)
    go_back(rig)

    assert [past.run_id for past in ended] == [lost.run_id]
    assert ended[0].steps == lost.trainer.steps > 12 and ended[0].history.samples == lost.trainer.steps
    assert "Diverged" in ended[0].ended
    assert rig.run.run_id != lost.run_id


def test_that_at_the_same_again_the_rate_is_lowered_further(make_rig: MakeRig) -> None:
    rig = at_rate(make_rig, 8e3)
    diverge(rig)
    rates = []
    while rig.trainer.divergence is not None:
        state = rig.session.good_state
        assert state is not None
        rate = state.lower_rate(rig.run.spec.training.learning_rate)
        assert rate is not None
        rates.append(rate)
        go_back(rig, rate)

    assert rates == [800.0, 8.0, 0.008]
    assert rig.trainer.steps == PARABOLA.training.epochs
    assert np.isfinite(rig.trainer.network.parameters).all()


def test_that_a_run_that_failed_at_once_begins_as_if_nothing_had_been(make_rig: MakeRig) -> None:
    rig = at_rate(make_rig, BAD)
    start = everything(rig.trainer)
    diverge(rig)
    go_back(rig)

    assert rig.phase is Phase.READY and not rig.session.state.unsaved
    assert everything(rig.trainer) == start


def test_that_the_file_stays_that_of_the_network(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = at_rate(make_rig, GOOD)
    steps(rig, 3)
    path = tmp_path / "run.safetensors"
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(path)
    with_entry(rig.session, (RATE, BAD))
    diverge(rig)
    go_back(rig)

    assert rig.session.state.file == str(path) and rig.session.state.unsaved
    assert rig.trainer.steps == 3


def test_that_a_network_from_a_file_goes_back_to_how_it_was_opened(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = at_rate(make_rig, GOOD)
    steps(rig, 5)
    path = tmp_path / "run.safetensors"
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(path)
    kept = everything(rig.trainer)
    rig.session.open_file(path)
    rig.qtbot.waitUntil(lambda: len(rig.runs) == 2)
    rig.settle()
    with_entry(rig.session, (RATE, BAD))
    diverge(rig)
    go_back(rig)

    assert everything(rig.trainer) == kept
    assert rig.session.state.spec.training.learning_rate == GOOD


def test_that_the_rows_come_back_with_the_state(make_rig: MakeRig) -> None:
    rig = at_rate(make_rig, GOOD)
    steps(rig, 4)
    before, spec = rig.run.dataset, rig.session.state.spec
    rig.session.set_spec(replace(spec, playground=replace(spec.playground, noise=0.5)))
    rig.settle()
    assert rig.run.dataset is not before
    with_entry(rig.session, (RATE, BAD))
    diverge(rig)
    told: list[object] = []
    rig.session.dataset_changed.connect(told.append)
    go_back(rig)

    assert told == [before] and rig.run.dataset is before and rig.trainer.dataset is before
    assert rig.session.state.spec == spec


def test_that_it_goes_on_as_long_as_was_wished_for_since(make_rig: MakeRig) -> None:
    rig = at_rate(make_rig, GOOD)
    steps(rig, 4)
    spec = rig.session.state.spec
    rig.session.set_spec(spec.with_value("training.epochs", 40).with_value(RATE, BAD))
    diverge(rig)
    go_back(rig, GOOD / 2)

    assert rig.trainer.steps == 40


def test_that_the_run_that_diverged_can_be_brought_back_and_knows_its_good_state_still(make_rig: MakeRig) -> None:
    rig, state = raised_on_the_way(make_rig)
    lost = rig.run
    go_back(rig)
    assert rig.notices[-1][2] == "bring_back" and "step 12" in rig.notices[-1][1]
    rig.session.bring_back()
    rig.settle()
    assert rig.run is lost and rig.phase is Phase.FINISHED
    diverge(rig)

    assert rig.session.good_state is state


def test_that_there_is_nothing_to_go_back_to_before_training(make_rig: MakeRig) -> None:
    rig = at_rate(make_rig, GOOD)
    assert rig.session.good_state is None
    rig.session.go_back(0.1)
    rig.settle()

    assert len(rig.runs) == 1 and rig.phase is Phase.READY


def test_that_good_states_are_taken_on_the_way_when_they_are_due() -> None:
    trainer = Trainer(experiment(network_spec(5, 6, 3), epochs=1000), blobs(60))
    work = TrainingWork(lambda run_id, finished: None)
    work.set_trainer(trainer, 1)
    work.go(Until.END)
    due = work.good.due
    for _ in range(5):
        work.advance()
    assert work.good.state is not None and work.good.state.step == 0
    assert work.good.due == due
    work.good.due = 0.0
    work.advance()

    assert work.good.state.step == trainer.steps > 0
    assert work.good.due > due
