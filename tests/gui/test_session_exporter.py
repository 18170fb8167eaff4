"""The exporter: taken down in the compute thread, written in that of the files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy

from engine.datasets import load_dataset
from engine.experiments.xor import XOR
from engine.trainer import Trainer
from gui.session import exporter as exporter_module
from gui.session.exporter import Exporter
from gui.session.run import Run


class Desk:
    """An exporter whose two threads are lists of jobs, done here."""

    def __init__(self) -> None:
        self.computing: list[Callable[[], None]] = []
        self.writing: list[Callable[[], None]] = []
        self.exporter = Exporter(self.computing.append, self.writing.append)
        self._exported = QSignalSpy(self.exporter.exported)
        self._failed = QSignalSpy(self.exporter.failed)
        self._busy = QSignalSpy(self.exporter.busy_changed)

    def work(self) -> None:
        for jobs in (self.computing, self.writing):
            while jobs:
                jobs.pop(0)()

    @property
    def exported(self) -> list[list[Path]]:
        return [self._exported.at(index)[0] for index in range(self._exported.count())]

    @property
    def sentences(self) -> list[str]:
        return [self._failed.at(index)[0] for index in range(self._failed.count())]

    @property
    def busy(self) -> list[bool]:
        return [self._busy.at(index)[0] for index in range(self._busy.count())]


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk()


@pytest.fixture
def run() -> Run:
    dataset = load_dataset(XOR.spec.dataset)
    trainer = Trainer(XOR.spec, dataset)
    for _ in range(5):
        trainer.step()
    return Run(1, trainer, XOR.spec, dataset, 1)


def test_that_a_run_is_written_as_it_was_when_it_was_taken_down(desk: Desk, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    desk.exporter.export(run, "weights", path)
    desk.computing.pop()()
    weight = run.trainer.network.layers[0].weight.copy()
    run.trainer.step()
    run.trainer.step()
    desk.work()

    assert desk.exported == [[path]]
    with np.load(path, allow_pickle=False) as arrays:
        assert any(np.array_equal(arrays[name], weight) for name in arrays.files)
        assert not any(np.array_equal(arrays[name], run.trainer.network.layers[0].weight) for name in arrays.files)


def test_that_every_file_that_was_written_is_named(desk: Desk, run: Run, tmp_path: Path) -> None:
    desk.exporter.export(run, "csv", tmp_path / "curves.csv")
    desk.work()

    assert [path.name for path in desk.exported[0]] == ["curves.csv", "curves-records.csv"]
    assert all(path.is_file() for path in desk.exported[0])


def test_that_the_data_of_the_run_go_with_it(desk: Desk, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    desk.exporter.export(run, "dataset", path)
    desk.work()

    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["x_train"].tolist() == run.dataset.train.x.tolist()


def test_that_a_picture_is_written_as_it_is(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "loss.svg"
    desk.exporter.write(b"<svg/>", path)
    desk.work()

    assert path.read_bytes() == b"<svg/>"
    assert desk.exported == [[path]]


def test_that_a_failure_is_a_sentence_and_leaves_nothing(desk: Desk, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "not there"
    desk.exporter.export(run, "weights", folder / "weights.npz")
    desk.exporter.write(b"", folder / "loss.png")
    desk.work()

    assert desk.exported == []
    assert len(desk.sentences) == 2
    assert all("not there" in sentence for sentence in desk.sentences)
    assert not folder.exists()
    assert not desk.exporter.is_busy


def test_that_too_little_memory_is_a_sentence(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def export(*arguments: object) -> list[Path]:
        raise MemoryError

    monkeypatch.setattr("engine.export.export", export)
    desk.exporter.export(run, "weights", tmp_path / "weights.npz")
    desk.work()

    assert "not enough memory" in desk.sentences[0]


def test_that_it_is_busy_from_the_first_wish_to_the_last_file(desk: Desk, run: Run, tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        desk.exporter.export(run, "weights", tmp_path / name)
    assert desk.busy == [True]

    desk.work()
    assert desk.busy == [True, False]


def test_that_what_is_not_begun_can_be_given_up(desk: Desk, run: Run, tmp_path: Path) -> None:
    desk.exporter.export(run, "weights", tmp_path / "waits for its step.npz")
    desk.exporter.write(b"", tmp_path / "waits for the disk.png")
    desk.exporter.cancel()
    desk.exporter.write(b"", tmp_path / "asked for since.png")
    desk.work()

    assert [path.name for path in tmp_path.iterdir()] == ["asked for since.png"]
    assert desk.sentences == []
    assert desk.busy == [True, False]


def test_that_training_that_cannot_be_taken_down_does_not_leave_it_busy(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_checkpoint(trainer: object) -> None:
        raise MemoryError

    monkeypatch.setattr(exporter_module, "take_checkpoint", take_checkpoint)
    desk.exporter.export(run, "weights", tmp_path / "weights.npz")
    desk.work()

    assert "not enough memory" in desk.sentences[0]
    assert desk.busy == [True, False]
