from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.checkpoint import take_checkpoint
from engine.persistence import save
from engine.trainer import Trainer
from gui.session.autosaver import second_of
from gui.session.recovery import RecoveryFolder
from tests.helpers.small_runs import blobs, experiment
from tests.helpers.sources import ROOT


def leave(folder: Path, steps: int = 1) -> RecoveryFolder:
    """A session that wrote its recovery file."""
    recovery = RecoveryFolder(folder)
    trainer = Trainer(experiment(), blobs())
    for _ in range(steps):
        trainer.step()
    save(take_checkpoint(trainer), recovery.path)
    return recovery


def test_that_the_folder_lies_in_the_users_state(user_folders: Path) -> None:
    assert RecoveryFolder().path.parent == user_folders / "state" / "backprop-studio" / "recovery"


def test_that_sessions_have_files_of_their_own(tmp_path: Path) -> None:
    assert len({RecoveryFolder(tmp_path).path for _ in range(20)}) == 20


def test_that_what_a_session_left_is_offered_once_it_is_over(tmp_path: Path) -> None:
    earlier = leave(tmp_path, steps=3)
    now = RecoveryFolder(tmp_path)
    assert now.orphans() == []
    earlier.release()

    (orphan,) = now.orphans()
    assert (orphan.path, orphan.experiment, orphan.steps) == (earlier.path, "small", 3)


def test_that_a_session_is_not_offered_its_own_file(tmp_path: Path) -> None:
    assert leave(tmp_path).orphans() == []


def test_that_the_newest_comes_first(tmp_path: Path) -> None:
    sessions = [leave(tmp_path, steps=steps) for steps in (1, 2, 3)]
    for age, session in zip((20, 0, 10), sessions, strict=True):
        os.utime(session.path, (1_700_000_000 - age,) * 2)
        session.release()

    assert [orphan.steps for orphan in RecoveryFolder(tmp_path).orphans()] == [2, 3, 1]


def test_that_one_session_holds_what_another_would_take(tmp_path: Path) -> None:
    leave(tmp_path).release()
    first, second = RecoveryFolder(tmp_path), RecoveryFolder(tmp_path)
    (orphan,) = second.orphans()
    assert first.hold(orphan)
    assert not second.hold(orphan)
    assert second.orphans() == []

    first.release()
    assert second.hold(orphan)


def test_that_a_session_that_was_killed_leaves_its_file_to_others(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tests.gui.test_session_recovery import leave\n"
        "recovery = leave(Path(sys.argv[1]))\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True, timeout=60)

    assert len(RecoveryFolder(tmp_path).orphans()) == 1


def test_that_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    leave(tmp_path).release()
    (tmp_path / "broken.safetensors").write_bytes(b"hello")

    assert len(RecoveryFolder(tmp_path).orphans()) == 1


def test_that_a_session_that_is_over_leaves_no_lock(tmp_path: Path) -> None:
    recovery = RecoveryFolder(tmp_path)
    assert list(tmp_path.iterdir())
    recovery.release()

    assert list(tmp_path.iterdir()) == []


def test_that_locks_of_sessions_that_were_killed_are_cleared_away(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from gui.session.recovery import RecoveryFolder\n"
        "recovery = RecoveryFolder(Path(sys.argv[1]))\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True, timeout=60)
    assert len(list(tmp_path.glob("*.lock"))) == 2
    living = RecoveryFolder(tmp_path)
    now = RecoveryFolder(tmp_path)

    files = [path for recovery in (living, now) for path in (recovery.path, second_of(recovery.path))]
    assert sorted(tmp_path.iterdir()) == sorted(path.with_suffix(".lock") for path in files)


def test_that_a_lock_beside_a_recovery_file_stays(tmp_path: Path) -> None:
    earlier = leave(tmp_path)
    RecoveryFolder(tmp_path)

    assert earlier.path.with_suffix(".lock").exists()


def test_that_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    recovery = RecoveryFolder(tmp_path / "file" / "recovery")

    assert str(tmp_path / "file" / "recovery") in recovery.problem
    assert recovery.orphans() == []
    recovery.release()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a folder that refuses to be written to")
def test_that_a_folder_that_takes_no_files_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert str(tmp_path) in RecoveryFolder(tmp_path).problem
    finally:
        tmp_path.chmod(0o700)


def test_that_a_folder_that_can_be_used_is_no_problem(tmp_path: Path) -> None:
    assert RecoveryFolder(tmp_path).problem == ""
