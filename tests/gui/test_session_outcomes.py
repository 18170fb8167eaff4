"""How trainings and sessions come to an end, and what is kept and told of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from engine.checkpoint import take_checkpoint
from engine.datasets import load_dataset
from engine.experiments.digits import DIGITS
from engine.persistence import load, save
from engine.trainer import Trainer
from gui.session.state import Phase
from tests.helpers.session_rig import SHORT, MakeRig, reach


def test_that_train_longer_adds_as_many_epochs_again(make_rig: MakeRig) -> None:
    rig = make_rig(SHORT)
    reach(rig, Phase.FINISHED)
    rig.session.train_longer()
    rig.qtbot.waitUntil(lambda: rig.trainer.steps == 6)
    rig.wait(Phase.FINISHED)

    assert rig.session.state.spec.training.epochs == 6
    assert rig.session.state.reason == "All 6 epochs are done."


def test_that_early_stopping_is_told_in_words_and_offers_no_more_of_the_same(make_rig: MakeRig) -> None:
    training = replace(DIGITS.spec.training, patience=1, record_every=1, learning_rate=0.5, epochs=1000)
    rig = make_rig(replace(DIGITS.spec, training=training))
    rig.session.set_speed(0)
    rig.open()
    rig.wait(Phase.READY)
    rig.session.start()
    rig.wait(Phase.FINISHED)
    assert rig.trainer.stopped_early
    rig.session.start()
    rig.settle()

    assert "early" in rig.session.state.reason
    assert {offer for _, _, offer in rig.notices} == {"ended"}


def test_that_a_save_is_told_and_what_was_learnt_since_counts_as_not_saved(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    assert rig.session.state.unsaved
    with rig.qtbot.waitSignal(rig.session.file_saved) as told:
        rig.session.save_file(tmp_path / "run.safetensors")

    assert told.args == [str(tmp_path / "run.safetensors")]
    assert rig.session.state.file == told.args[0]
    assert not rig.session.state.unsaved
    rig.session.step_batch()
    rig.settle()
    assert rig.session.state.unsaved


def test_that_closing_keeps_what_was_not_saved_and_nothing_else(make_rig: MakeRig, tmp_path: Path) -> None:
    kept = tmp_path / "kept.safetensors"
    touched, untouched = make_rig(recovery_file=kept), make_rig(recovery_file=tmp_path / "none.safetensors")
    reach(touched, Phase.TRAINING)
    reach(untouched, Phase.READY)
    assert untouched.session.close()
    assert touched.session.close()

    assert [path.name for path in tmp_path.iterdir()] == ["kept.safetensors"]
    assert load(kept).snapshot.step == touched.trainer.steps


def test_that_closing_while_something_loads_is_quick(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = make_rig(recovery_file=tmp_path / "none.safetensors")
    rig.open()

    assert rig.session.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.logs_warnings
def test_that_a_failure_in_the_thread_pauses_and_is_told(make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)

    def fail() -> None:
        raise MemoryError

    monkeypatch.setattr(rig.trainer, "step", fail)
    rig.session.start()
    rig.wait(Phase.PAUSED)

    assert [kind for kind, _, _ in rig.notices] == ["error"]
    assert "memory" in rig.notices[0][1]
    monkeypatch.undo()
    rig.session.step_batch()
    rig.settle()
    assert rig.trainer.steps == 1


def test_that_a_training_that_stopped_early_is_opened_as_done(make_rig: MakeRig, tmp_path: Path) -> None:
    training = replace(DIGITS.spec.training, patience=1, record_every=1, learning_rate=0.5, epochs=1000)
    trainer = Trainer(replace(DIGITS.spec, training=training), load_dataset("digits"))
    for _ in trainer.run():
        pass
    assert trainer.stopped_early
    save(take_checkpoint(trainer), tmp_path / "early.safetensors")
    rig = make_rig()
    reach(rig, Phase.READY)
    rig.session.open_file(tmp_path / "early.safetensors")
    rig.wait(Phase.FINISHED)

    assert "early" in rig.session.state.reason


def test_that_a_pause_that_comes_too_late_stops_nothing(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.session.set_speed(1)
    rig.open()
    rig.wait(Phase.READY)
    rig.session.step_batch()
    stepped = False
    while not stepped:
        # Not by handling events: the end of the batch is to be on its way to us when the pause is asked for.
        stepped, done = rig.trainer.steps == 1, threading.Event()
        rig.session._thread.submit(done.set)
        assert done.wait(10)
    # Start is pressed between the two.
    rig.session.state_changed.connect(lambda state: rig.session.start() if state.phase is Phase.PAUSED else None)
    rig.session.pause()
    rig.settle()

    assert [state.phase for state in rig.states].count(Phase.PAUSED) == 1
    assert rig.phase is Phase.TRAINING


def test_that_an_experiment_overtakes_a_file_that_is_still_being_read(make_rig: MakeRig, tmp_path: Path) -> None:
    file = tmp_path / "digits.safetensors"
    save(take_checkpoint(Trainer(DIGITS.spec, load_dataset("digits"))), file)
    rig = make_rig(SHORT)
    reach(rig, Phase.READY)
    rig.session.open_file(file)
    rig.session.open_experiment(SHORT.with_value("training.epochs", 5))
    rig.settle()

    assert rig.run.spec.training.epochs == 5 and rig.phase is Phase.READY
