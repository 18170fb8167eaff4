"""The log for TensorBoard: what is new, a sub-folder a run, ended in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy

from engine.trainer import Trainer
from gui.session import tensorboard_logger
from gui.session.frame import Frame, Wishes
from gui.session.tensorboard_logger import TensorBoardLogger
from gui.session.training_work import TrainingWork, Until
from tests.helpers.small_runs import blobs, experiment, network_spec

pytest.importorskip("tensorboardX")


class Desk:
    """A small training with a log, both by hand; the thread of the files is a list of jobs."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.logger = TensorBoardLogger(self.jobs.append)
        self._changed = QSignalSpy(self.logger.changed)
        self._failed = QSignalSpy(self.logger.failed)
        self._training = TrainingWork(lambda run_id, finished: None)
        self._training.set_trainer(Trainer(experiment(network_spec(5, 6, 3), epochs=50), blobs(60)), 7)

    def train(self, steps: int) -> None:
        for _ in range(steps):
            self._training.go(Until.BATCH)
            while self._training.seconds_until_due() is not None:
                self._training.advance()

    def frame(self, run_id: int = 7, *, weights: bool = True) -> Frame:
        wishes = Wishes(weights=weights)
        self._training.ask_for_frame(wishes)
        self._training.make_frame(wishes)
        frame = self._training.frames.take()
        assert frame is not None
        return replace(frame, run_id=run_id)

    def write(self) -> None:
        self.logger.write_newest()
        self.work()

    def work(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()

    @property
    def changes(self) -> int:
        return self._changed.count()

    @property
    def sentences(self) -> list[str]:
        return [self._failed.at(index)[0] for index in range(self._failed.count())]


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk()


def logs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/events.out.tfevents.*"))


def test_that_nothing_is_logged_before_it_is_wanted(desk: Desk, tmp_path: Path) -> None:
    desk.train(3)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()

    assert desk.logger.folder is None
    assert not desk.logger.wants_network(7)
    assert list(tmp_path.iterdir()) == []


def test_that_a_log_grows_with_what_is_new_and_only_with_that(desk: Desk, tmp_path: Path) -> None:
    desk.logger.start(tmp_path)
    desk.train(3)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()
    (log,) = logs(tmp_path)
    assert log.parent.name.startswith("blobs-1-")
    size = log.stat().st_size

    desk.write()
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()
    assert log.stat().st_size == size

    desk.train(3)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()
    assert log.stat().st_size > size
    assert b"loss/batch" in log.read_bytes()
    desk.logger.stop()
    desk.work()


def test_that_a_network_without_a_step_has_no_folder(desk: Desk, tmp_path: Path) -> None:
    desk.logger.start(tmp_path)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()

    assert list(tmp_path.iterdir()) == []


def test_that_each_run_has_a_folder_of_its_own_with_its_last_steps(desk: Desk, tmp_path: Path) -> None:
    desk.logger.start(tmp_path)
    desk.train(2)
    desk.logger.take(desk.frame(7), "blobs-1")
    desk.logger.take(desk.frame(8), "blobs-2")
    desk.work()
    desk.write()

    assert [log.parent.name.rsplit("-", 2)[0] for log in logs(tmp_path)] == ["blobs-1", "blobs-2"]
    assert all(b"loss/batch" in log.read_bytes() for log in logs(tmp_path))

    desk.logger.take(desk.frame(7), "blobs-1")
    desk.write()
    assert len({log.parent for log in logs(tmp_path)}) == 2
    desk.logger.stop()
    desk.work()


def test_that_the_network_is_asked_for_until_its_graph_is_there(desk: Desk, tmp_path: Path) -> None:
    desk.logger.start(tmp_path)
    desk.train(1)
    desk.logger.take(desk.frame(weights=False), "blobs-1")
    assert desk.logger.wants_network(7)

    desk.logger.take(desk.frame(), "blobs-1")
    assert not desk.logger.wants_network(7)
    assert desk.logger.wants_network(8)
    desk.logger.stop()
    desk.work()


def test_that_a_slow_disk_is_not_given_more_than_it_writes(desk: Desk, tmp_path: Path) -> None:
    desk.logger.start(tmp_path)
    for _ in range(3):
        desk.train(1)
        desk.logger.take(desk.frame(), "blobs-1")
        desk.logger.write_newest()

    assert len(desk.jobs) == 1
    desk.logger.stop()
    desk.work()


def test_that_of_very_many_steps_at_a_time_means_are_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tensorboard_logger, "MOST_ROWS", 8)
    desk.logger.start(tmp_path)
    desk.train(20)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()
    (log,) = logs(tmp_path)
    # Four at a time.
    assert log.read_bytes().count(b"loss/batch") == 5

    size = log.stat().st_size
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()
    assert log.stat().st_size == size

    desk.train(3)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()
    assert log.read_bytes().count(b"loss/batch") == 8
    desk.logger.stop()
    desk.work()


def test_that_stopping_writes_what_is_left(desk: Desk, tmp_path: Path) -> None:
    desk.logger.start(tmp_path)
    desk.train(3)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.logger.stop()
    desk.work()

    assert desk.logger.folder is None
    assert desk.changes == 2
    assert b"loss/batch" in logs(tmp_path)[0].read_bytes()
    desk.logger.stop()
    assert desk.changes == 2


def test_that_a_folder_that_cannot_be_written_ends_the_log_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.write_bytes(b"")
    desk.logger.start(folder)
    desk.train(1)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.write()

    assert len(desk.sentences) == 1
    assert "a file" in desk.sentences[0]
    assert desk.logger.folder is None


def test_that_the_failure_of_an_earlier_log_does_not_end_a_new_one(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.write_bytes(b"")
    desk.logger.start(folder)
    desk.train(1)
    desk.logger.take(desk.frame(), "blobs-1")
    desk.logger.write_newest()
    desk.logger.start(tmp_path)
    desk.work()

    assert desk.logger.folder == tmp_path
    assert desk.sentences == []
    desk.logger.stop()
    desk.work()
