"""The session and its networks: which run is which, and what becomes of designs, edits and resets."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy

from engine.experiments.digits import DIGITS
from engine.persistence import load
from gui.session import file_keeper
from gui.session.frame import Wishes
from gui.session.state import Phase
from tests.helpers.session_rig import IMPOSSIBLE, LIVE, LONG, MakeRig, reach
from tests.helpers.small_runs import everything


def test_that_runs_are_numbered_and_frames_of_older_ones_are_dropped(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.ask_for_frame(Wishes())
    rig.settle()
    # The frame of the first run is there, and not taken before the second comes.
    rig.session.reset()
    rig.settle()
    assert [run.run_id for run in rig.runs] == [1, 2]
    assert rig.session.state.run_id == 2
    assert rig.session.take_frame() is None

    rig.session.ask_for_frame(Wishes())
    rig.settle()
    frame = rig.session.take_frame()
    assert frame is not None
    assert (frame.run_id, frame.step) == (2, 0)
    assert rig.session.take_frame() is None


def test_that_a_frame_asked_for_right_after_another_network_came_is_of_that_one(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.reset()
    rig.settle()
    hold, newest = threading.Event(), Wishes(weights=True)
    rig.session._thread.submit(lambda: hold.wait(10))
    rig.session.ask_for_frame(Wishes())
    rig.session.bring_back()
    rig.session.ask_for_frame(newest)
    hold.set()
    rig.settle()

    frame = rig.session.take_frame()
    assert frame is not None
    assert frame.wishes is newest
    assert (frame.run_id, frame.step) == (rig.session.state.run_id, 1)


def test_that_no_frame_is_promised_where_there_is_no_network(make_rig: MakeRig) -> None:
    rig = make_rig(IMPOSSIBLE)
    reach(rig, Phase.ERROR)

    assert not rig.session.ask_for_frame(Wishes())


def test_that_the_last_of_many_designs_is_made(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)
    for units in (5, 6, 7, 8):
        rig.session.set_spec(LONG.with_value("network.layers.0.units", units))
    rig.settle()

    assert rig.run.spec.network.layers[0].units == 8
    assert len(rig.runs) == 2


def test_that_an_edit_while_a_network_is_being_made_is_not_lost(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.reset()
    rig.session.set_spec(LONG.with_value(*LIVE))
    rig.settle()

    assert rig.phase is Phase.READY
    assert rig.run.spec.training.learning_rate == LIVE[1]
    assert rig.trainer.spec.training.learning_rate == LIVE[1]


def test_that_a_live_edit_is_noted_with_its_step(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.set_spec(LONG.with_value(*LIVE))
    rig.settle()

    assert [tuple(change) for change in rig.trainer.changes] == [(1, LIVE[0], LONG.training.learning_rate, LIVE[1])]
    assert rig.run.spec == rig.trainer.spec == rig.session.state.spec


def test_that_a_reset_gives_the_same_weights_and_new_weights_others(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)
    first = rig.trainer.network.parameters.copy()
    rig.session.reset()
    rig.settle()
    np.testing.assert_array_equal(rig.trainer.network.parameters, first)

    rig.session.new_weights()
    rig.settle()
    assert rig.session.state.spec.seed == LONG.seed + 1
    assert not np.array_equal(rig.trainer.network.parameters, first)


def test_that_what_a_reset_took_away_comes_back_and_goes_away_again(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    kept = everything(rig.trainer)
    rig.session.reset()
    rig.settle()
    rig.session.step_batch()
    rig.settle()
    rig.session.step_batch()
    rig.settle()
    rig.session.bring_back()
    rig.settle()
    assert rig.phase is Phase.PAUSED
    assert everything(rig.trainer) == kept

    rig.session.bring_back()
    rig.settle()
    assert rig.trainer.steps == 2


def test_that_a_network_is_brought_back_with_its_data(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    datasets = QSignalSpy(rig.session.dataset_changed)
    rig.session.open_experiment(DIGITS.spec)
    rig.settle()
    assert rig.run.spec.name == "digits"
    rig.session.bring_back()
    rig.settle()

    assert rig.run.spec.name == "xor"
    assert rig.session.state.spec.dataset == "xor"
    assert [datasets.at(index)[0].name for index in range(datasets.count())] == ["digits", "xor"]
    rig.session.step_batch()
    rig.settle()
    assert rig.trainer.steps == 2


def test_that_an_experiment_chosen_while_another_network_is_made_is_not_lost(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)
    rig.session.reset()
    rig.session.open_experiment(DIGITS.spec)
    rig.settle()

    assert rig.phase is Phase.READY
    assert rig.run.spec == rig.session.state.spec == DIGITS.spec


def test_that_a_file_that_nobody_waits_for_any_more_is_not_read(
    make_rig: MakeRig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    for name in ("first", "second"):
        with rig.qtbot.waitSignal(rig.session.copy_saved):
            rig.session.save_copy(tmp_path / f"{name}.safetensors")
    read: list[str] = []
    monkeypatch.setattr(file_keeper, "load", lambda path: read.append(path.stem) or load(path))
    held = threading.Event()
    rig.session._file_thread.submit(lambda: held.wait(10))
    rig.session.open_file(tmp_path / "first.safetensors")
    rig.session.open_file(tmp_path / "second.safetensors")
    held.set()
    rig.read_files()

    assert read == ["second"]
