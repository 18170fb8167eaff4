from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from engine.persistence import load
from gui.session.state import Phase
from tests.helpers.session_rig import MakeRig, Rig, reach, with_entry
from tests.helpers.small_runs import everything


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where a session keeps what was not saved."""
    folder = tmp_path / "recovery"
    folder.mkdir()
    return folder / "kept.safetensors"


def trained(make_rig: MakeRig, kept: Path) -> Rig:
    rig = make_rig(recovery_file=kept)
    reach(rig, Phase.PAUSED)
    rig.settle()
    return rig


def tick(rig: Rig) -> None:
    """Half a minute is over."""
    rig.session._autosave_timer.timeout.emit()
    rig.settle()


def units_kept(kept: Path) -> dict[int, int]:
    """Hidden units -> steps, of each network that is kept."""
    found = [load(path) for path in kept.parent.glob("*.safetensors")]
    return {checkpoint.spec.network.layers[0].units: checkpoint.snapshot.step for checkpoint in found}


def test_that_a_pause_keeps_what_was_learnt(make_rig: MakeRig, kept: Path) -> None:
    rig = trained(make_rig, kept)

    assert load(kept).snapshot.step == rig.trainer.steps == 1


def test_that_the_end_keeps_what_was_learnt(make_rig: MakeRig, kept: Path) -> None:
    rig = make_rig(recovery_file=kept)
    rig.session.set_spec(rig.session.state.spec.with_value("training.epochs", 3))
    reach(rig, Phase.FINISHED)
    rig.settle()

    assert load(kept).snapshot.epoch == 3


def test_that_training_is_kept_while_it_runs_and_goes_on(make_rig: MakeRig, kept: Path) -> None:
    rig = make_rig(recovery_file=kept)
    rig.open()
    rig.wait(Phase.READY)
    rig.session.start()
    rig.qtbot.waitUntil(lambda: rig.trainer.steps > 10)
    tick(rig)
    first = load(kept).snapshot.step
    rig.qtbot.waitUntil(lambda: rig.trainer.steps > first + 10)
    tick(rig)

    assert load(kept).snapshot.step > first
    assert rig.phase is Phase.TRAINING


def test_that_nothing_is_written_where_nothing_has_changed(make_rig: MakeRig, kept: Path) -> None:
    rig = trained(make_rig, kept)
    before = kept.stat()
    tick(rig)

    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_that_a_live_change_is_kept_though_no_step_was_made(make_rig: MakeRig, kept: Path) -> None:
    rig = trained(make_rig, kept)
    with_entry(rig.session, ("training.learning_rate", 0.125))
    rig.settle()
    tick(rig)

    assert load(kept).spec.training.learning_rate == 0.125


def test_that_a_network_that_learnt_nothing_is_not_kept(make_rig: MakeRig, kept: Path) -> None:
    rig = make_rig(recovery_file=kept)
    reach(rig, Phase.READY)
    tick(rig)

    assert not kept.exists()


def test_that_a_design_that_was_worked_on_is_kept_until_the_window_closes(make_rig: MakeRig, kept: Path) -> None:
    rig = make_rig(recovery_file=kept)
    reach(rig, Phase.READY)
    with_entry(rig.session, ("network.layers.0.units", 9))
    rig.settle()
    tick(rig)
    assert load(kept).spec.network.layers[0].units == 9

    assert rig.session.close()
    assert not kept.exists()


def test_that_what_was_saved_is_not_kept_as_well(make_rig: MakeRig, kept: Path, tmp_path: Path) -> None:
    rig = trained(make_rig, kept)
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(tmp_path / "mine.safetensors")
    rig.settle()
    assert not kept.exists()
    tick(rig)
    assert not kept.exists()

    rig.session.step_batch()
    rig.wait(Phase.PAUSED)
    rig.settle()
    assert load(kept).snapshot.step == 2
    assert load(tmp_path / "mine.safetensors").snapshot.step == 1


def test_that_a_copy_changes_nothing_of_what_is_saved(make_rig: MakeRig, kept: Path, tmp_path: Path) -> None:
    rig = trained(make_rig, kept)
    with rig.qtbot.waitSignal(rig.session.copy_saved):
        rig.session.save_copy(tmp_path / "copy.safetensors")

    assert rig.session.state.unsaved
    assert rig.session.state.file == ""
    assert kept.exists()


def test_that_saving_again_keeps_the_last_file_beside_it(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    for _ in range(2):
        with rig.qtbot.waitSignal(rig.session.file_saved):
            rig.session.save_file(tmp_path / "mine.safetensors")
        rig.session.step_batch()
        rig.wait(Phase.PAUSED)

    assert load(tmp_path / "mine.safetensors").snapshot.step == 2
    assert load(tmp_path / "mine.backup.safetensors").snapshot.step == 1


def test_that_a_full_disk_is_told_once_and_training_goes_on(
    make_rig: MakeRig, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = trained(make_rig, kept)

    def fail(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fail)
        for _ in range(3):
            rig.session.step_batch()
            rig.wait(Phase.PAUSED)
            rig.settle()
    (notice,) = [text for kind, text, _ in rig.notices if kind == "warning"]
    assert "No space left" in notice
    assert load(kept).snapshot.step == 1

    # There is room again: what could not be written is, although nothing has changed since.
    tick(rig)
    assert load(kept).snapshot.step == 4


def test_that_what_was_taken_up_is_kept_in_a_file_of_this_session(make_rig: MakeRig, kept: Path) -> None:
    earlier = kept.with_name("earlier.safetensors")
    before = trained(make_rig, earlier)
    rig = make_rig(recovery_file=kept)
    reach(rig, Phase.READY)
    rig.session.recover(earlier)
    rig.wait(Phase.PAUSED)
    tick(rig)
    assert everything(rig.trainer) == everything(before.trainer)
    # Nothing was learnt yet: it is kept where it was.
    assert load(earlier).snapshot.step == 1
    assert not kept.exists()

    rig.session.step_batch()
    rig.wait(Phase.PAUSED)
    rig.settle()
    assert not earlier.exists()
    assert load(kept).snapshot.step == 2


def test_that_a_network_alone_says_that_its_training_begins_afresh(make_rig: MakeRig, tmp_path: Path) -> None:
    from engine.checkpoint import take_checkpoint
    from engine.persistence import save

    rig = make_rig()
    reach(rig, Phase.PAUSED)
    save(take_checkpoint(rig.trainer).without_training(), tmp_path / "alone.safetensors")
    rig.session.open_file(tmp_path / "alone.safetensors")
    rig.qtbot.waitUntil(lambda: any("afresh" in text for _, text, _ in rig.notices))

    assert "alone.safetensors" in next(text for _, text, _ in rig.notices if "afresh" in text)


def test_that_what_was_put_aside_stays_kept_beside_the_network_that_took_its_place(
    make_rig: MakeRig, kept: Path
) -> None:
    rig = trained(make_rig, kept)
    # A design that learnt nothing, then a network that did.
    with_entry(rig.session, ("network.layers.0.units", 9))
    rig.session.reset()
    rig.settle()
    tick(rig)
    assert units_kept(kept) == {4: 1, 9: 0}
    for _ in range(2):
        rig.session.step_batch()
        rig.wait(Phase.PAUSED)
        rig.settle()
    assert units_kept(kept) == {4: 1, 9: 2}

    rig.session.bring_back()
    rig.session.step_batch()
    rig.wait(Phase.PAUSED)
    rig.settle()
    assert units_kept(kept) == {4: 2, 9: 2}

    assert rig.session.close()
    assert units_kept(kept) == {4: 2}


def test_that_saving_a_network_leaves_what_was_put_aside(make_rig: MakeRig, kept: Path, tmp_path: Path) -> None:
    rig = trained(make_rig, kept)
    with_entry(rig.session, ("network.layers.0.units", 9))
    rig.session.reset()
    rig.settle()
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(tmp_path / "mine.safetensors")
    rig.settle()

    assert units_kept(kept) == {4: 1}


def test_that_a_save_on_a_slow_disk_does_not_take_newer_steps_away(
    make_rig: MakeRig, kept: Path, tmp_path: Path
) -> None:
    rig = trained(make_rig, kept)
    let_go = threading.Event()
    rig.session._file_thread.submit(lambda: let_go.wait(10))
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(tmp_path / "mine.safetensors")
        rig.session.step_batch()
        rig.wait(Phase.PAUSED)
        let_go.set()
    rig.settle()

    assert rig.session.state.unsaved
    assert load(tmp_path / "mine.safetensors").snapshot.step == 1
    assert load(kept).snapshot.step == 2


def test_that_a_file_that_takes_long_does_not_keep_what_is_learnt_waiting(make_rig: MakeRig, kept: Path) -> None:
    rig = make_rig(recovery_file=kept)
    reach(rig, Phase.READY)
    let_go = threading.Event()
    rig.session._file_thread.submit(lambda: let_go.wait(10))
    rig.session.step_batch()
    rig.wait(Phase.PAUSED)
    rig.qtbot.waitUntil(kept.exists)
    let_go.set()

    assert load(kept).snapshot.step == 1


def test_that_weights_that_are_exchanged_while_a_save_is_written_are_not_taken_for_saved(
    make_rig: MakeRig, kept: Path, tmp_path: Path
) -> None:
    rig = trained(make_rig, kept)
    let_go = threading.Event()
    rig.session._file_thread.submit(lambda: let_go.wait(10))
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(tmp_path / "mine.safetensors")
        rig.session._thread.submit(lambda: rig.trainer.replace_parameters(rig.trainer.network.parameters * 2, "taught"))
        rig.session._thread.submit(lambda: rig.session.post(lambda: rig.session._on_parameters_replaced(rig.run)))
        rig.qtbot.waitUntil(lambda: bool(rig.trainer.changes))
        let_go.set()

    assert rig.session.state.unsaved


def test_that_a_change_after_a_save_is_kept_as_well(make_rig: MakeRig, kept: Path, tmp_path: Path) -> None:
    rig = trained(make_rig, kept)
    with rig.qtbot.waitSignal(rig.session.file_saved):
        rig.session.save_file(tmp_path / "mine.safetensors")
    with_entry(rig.session, ("training.learning_rate", 0.125))
    rig.settle()
    tick(rig)

    assert rig.session.state.unsaved
    assert load(kept).spec.training.learning_rate == 0.125


def test_that_both_of_two_that_were_taken_up_are_left_for_the_next_start(make_rig: MakeRig, kept: Path) -> None:
    orphans = [kept.with_name(f"earlier-{number}.safetensors") for number in (1, 2)]
    for orphan in orphans:
        assert trained(make_rig, orphan).session.close()
    rig = make_rig(recovery_file=kept)
    reach(rig, Phase.READY)
    for orphan in orphans:
        rig.session.recover(orphan)
        rig.wait(Phase.PAUSED)
        tick(rig)
    assert rig.session.close()

    assert [load(path).snapshot.step for path in (*orphans, kept) if path.exists()] == [1, 1]


def test_that_what_was_put_aside_while_the_disk_was_full_is_kept_once_there_is_room(
    make_rig: MakeRig, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = make_rig(recovery_file=kept)

    def fail(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fail)
        reach(rig, Phase.PAUSED)
        with_entry(rig.session, ("network.layers.0.units", 9))
        rig.session.reset()
        rig.settle()
    assert units_kept(kept) == {}
    tick(rig)

    assert units_kept(kept) == {4: 1, 9: 0}
