"""A playground's settings change: the network goes on with other rows, or gives its place to another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.compatibility import is_data_of
from engine.datasets.plane import make_playground
from engine.experiments import EXPERIMENTS
from engine.persistence import load
from engine.playground import PlaygroundSpec, PointSpec
from engine.spec import ExperimentSpec
from gui.session.frame import Wishes
from gui.session.state import Phase
from tests.helpers.session_rig import MakeRig, Rig

SPEC = EXPERIMENTS["moons"].spec


def with_playground(spec: ExperimentSpec, **changes: object) -> ExperimentSpec:
    return replace(spec, playground=replace(spec.playground, **changes))  # type: ignore[arg-type]


@pytest.fixture
def rig(make_rig: MakeRig) -> Rig:
    rig = make_rig(SPEC)
    rig.open()
    rig.wait(Phase.READY)
    return rig


def test_that_more_noise_reaches_the_network_in_training(rig: Rig) -> None:
    rig.session.start()
    rig.qtbot.waitUntil(lambda: rig.trainer.steps > 0)
    trainer = rig.trainer
    with rig.qtbot.waitSignal(rig.session.rows_replaced):
        rig.session.set_spec(with_playground(SPEC, noise=0.3))
    rig.qtbot.waitUntil(lambda: trainer.spec.playground.noise == 0.3)
    assert len(rig.runs) == 1 and rig.phase is Phase.TRAINING and not rig.session.state.pending
    assert rig.run.spec == rig.session.state.spec and rig.run.dataset is trainer.dataset


def test_that_points_placed_by_hand_are_learnt_from_and_saved(rig: Rig, tmp_path: Path) -> None:
    points = (PointSpec(0.5, 0.5, 1), PointSpec(-0.5, 0.5, 0), PointSpec(0.1, 0.1, 1, held_out=True))
    rig.session.set_spec(with_playground(SPEC, points=points))
    rig.session.step_epoch()
    rig.wait(Phase.PAUSED)
    assert rig.trainer.dataset.train.rows == 2
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(tmp_path / "moons.safetensors")
    assert load(tmp_path / "moons.safetensors").spec.playground.points == points


def test_that_other_features_make_another_network(rig: Rig) -> None:
    changed = with_playground(SPEC, features=("x1", "x2", "x1_x2")).with_value("network.inputs", 3)
    with rig.qtbot.waitSignal(rig.session.run_changed):
        rig.session.set_spec(changed)
    assert rig.trainer.network.spec.inputs == 3 and rig.phase is Phase.READY


def test_that_features_of_the_same_number_make_another_network_too(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.session.run_changed):
        rig.session.set_spec(with_playground(SPEC, features=("x1_squared", "x2_squared")))
    np.testing.assert_array_equal(rig.trainer.dataset.train.x >= 0.0, True)


def test_that_a_trained_network_can_be_brought_back_after_other_features(rig: Rig) -> None:
    rig.session.step_epoch()
    rig.wait(Phase.PAUSED)
    trained = rig.run
    with rig.qtbot.waitSignal(rig.session.run_changed):
        rig.session.set_spec(with_playground(SPEC, features=("x1_squared", "x2_squared")))
    rig.session.bring_back()
    assert rig.run is trained and rig.session.state.spec == SPEC
    with rig.qtbot.waitSignal(rig.session.rows_replaced):
        rig.session.set_spec(with_playground(SPEC, noise=0.2))


def test_that_impossible_rows_are_refused_and_the_old_ones_stay(rig: Rig) -> None:
    """Early stopping needs validation rows."""
    rig.session.set_spec(SPEC.with_value("training.patience", 3))
    rig.settle()
    rows = rig.run.dataset
    rig.session.set_spec(with_playground(rig.session.state.spec, train_share=1.0))
    assert rig.notices and "has no validation rows" in rig.notices[-1][1]
    assert rig.run.dataset is rows


def test_that_another_playground_keeps_the_settings_it_has_a_use_for(rig: Rig) -> None:
    rig.session.set_spec(with_playground(SPEC, noise=0.25, rows=120))
    with rig.qtbot.waitSignal(rig.session.dataset_changed) as changed:
        rig.session.choose_dataset("sine")
    plane = changed.args[0].plane
    assert plane.is_curve and plane.settings == PlaygroundSpec(rows=120, noise=0.25, features=("x1",))


def test_that_the_same_experiment_opened_anew_has_its_own_points_again(rig: Rig) -> None:
    rig.session.set_spec(with_playground(SPEC, noise=0.25))
    with rig.qtbot.waitSignal(rig.session.run_changed):
        rig.session.open_experiment(SPEC)
    rig.settle()
    assert rig.run.dataset.plane.settings == SPEC.playground  # type: ignore[union-attr]


def test_that_a_reset_with_impossible_rows_keeps_a_network_that_can_be_opened_again(rig: Rig, tmp_path: Path) -> None:
    rig.session.set_spec(SPEC.with_value("training.patience", 3))
    rig.settle()
    rig.session.set_spec(with_playground(rig.session.state.spec, train_share=1.0))
    rig.session.reset()
    rig.settle()
    rig.session.step_epoch()
    rig.wait(Phase.PAUSED)
    assert is_data_of(rig.run.spec, rig.run.dataset)
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(tmp_path / "moons.safetensors")
    saved = load(tmp_path / "moons.safetensors")
    assert saved.fingerprint == make_playground("moons", saved.spec.playground).fingerprint()


def test_that_settings_changed_while_the_rows_are_made_are_those_that_are_used(make_rig: MakeRig) -> None:
    rig = make_rig(SPEC)
    rig.open(hold=True)
    rig.session.set_spec(with_playground(SPEC, rows=50))
    rig.let_go()
    rig.wait(Phase.READY)
    assert rig.run.spec.playground.rows == 50 == len(rig.run.dataset.plane.points)  # type: ignore[union-attr]


def test_that_training_that_ended_goes_on_with_other_rows(make_rig: MakeRig) -> None:
    rig = make_rig(SPEC.with_value("training.patience", 1).with_value("training.record_every", 1))
    rig.session.set_speed(0)
    rig.open()
    rig.wait(Phase.READY)
    rig.session.start()
    rig.wait(Phase.FINISHED)
    assert rig.trainer.stopped_early
    steps = rig.trainer.steps
    rig.session.set_spec(with_playground(rig.session.state.spec, noise=0.3))
    rig.session.step_batch()
    rig.qtbot.waitUntil(lambda: rig.trainer.steps == steps + 1)


def test_that_a_goal_reached_by_the_old_rows_is_not_reached_by_the_new_ones(rig: Rig) -> None:
    rig.session.set_speed(0)
    rig.session.start()
    rig.wait(Phase.FINISHED)
    wishes = Wishes()

    def goal() -> object:
        frame = rig.session.take_frame()
        rig.session.ask_for_frame(wishes)
        return None if frame is None else (frame.goal,)

    rig.qtbot.waitUntil(lambda: goal() not in (None, (None,)))
    rig.session.set_spec(with_playground(SPEC, noise=0.5))
    rig.settle()
    rig.qtbot.waitUntil(lambda: goal() == (None,))


def test_that_a_new_beginning_leaves_the_run_before_as_it_was(rig: Rig) -> None:
    rig.session.step_epoch()
    rig.wait(Phase.PAUSED)
    before, spec = rig.run, rig.run.spec
    rig.session.restart(SPEC.with_value("training.epochs", 7).with_value("network.layers.0.units", 3))
    rig.settle()
    assert rig.run is not before and rig.run.spec.training.epochs == 7
    assert before.spec == spec == before.trainer.spec and not before.trainer.changes


def test_that_data_nobody_knows_are_refused_in_words(make_rig: MakeRig) -> None:
    rig = make_rig(SPEC)
    rig.open()
    rig.wait(Phase.READY)
    rig.session.open_experiment(replace(SPEC, dataset="nope"))
    rig.qtbot.waitUntil(lambda: bool(rig.notices))
    assert "no data set 'nope'" in rig.notices[-1][1] and rig.phase is Phase.READY
