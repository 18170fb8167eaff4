"""`train FILE` goes on where a saved training was, `train --tensorboard` writes a log on the way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.blas import blas_threads, set_blas_threads
from engine.changes import Change
from engine.checkpoint import resume, take_checkpoint
from engine.datasets import load_dataset
from engine.errors import FileFormatError
from engine.experiments import find_experiment
from engine.persistence import load, save
from engine.trainer import Trainer
from tests.helpers.commands import Here, last_json
from tests.helpers.exports import scalars_in
from tests.helpers.idx_files import write_mnist
from tests.helpers.small_runs import events, everything

EPOCHS = 4


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = blas_threads()
    set_blas_threads(1)
    yield
    set_blas_threads(before)


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(capsys)


def digits_trainer(**training: Any) -> Trainer:
    spec = find_experiment("digits").spec.with_value("training.epochs", EPOCHS)
    for name, value in training.items():
        spec = spec.with_value(f"training.{name}", value)
    return Trainer(spec, load_dataset("digits"))


def stopped_at(path: Path, steps: int, **training: Any) -> Path:
    """A file of a training that was stopped after so many steps."""
    trainer = digits_trainer(**training)
    while trainer.steps < steps:
        trainer.step()
    save(take_checkpoint(trainer), path)
    return path


def state_of(path: Path) -> dict[str, Any]:
    return everything(resume(load(path), load_dataset("digits")))


# Going on.


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_that_a_training_stopped_in_an_epoch_ends_with_the_bits_of_one_that_never_stopped(
    optimizer: str, tmp_path: Path, here: Here
) -> None:
    options = {"optimizer": optimizer, "learning_rate": 0.01, "record_every": 30}
    whole = digits_trainer(**options)
    events(whole)
    file = stopped_at(tmp_path / "half.safetensors", 57, **options)
    code, out, err = here("train", file, "--out", tmp_path / "whole.safetensors", "--json")
    assert (code, err) == (0, "")
    values = last_json(out)
    assert (values["experiment"], values["epochs"], values["steps"]) == ("digits", EPOCHS, whole.steps)
    assert state_of(tmp_path / "whole.safetensors") == everything(whole)


def test_that_the_file_may_be_written_over_by_its_own_going_on(tmp_path: Path, here: Here) -> None:
    file = stopped_at(tmp_path / "net.safetensors", 41)
    assert here("train", file, "--out", file)[0] == 0
    assert load(file).snapshot.epoch == EPOCHS


def test_that_more_epochs_and_live_settings_are_changes_of_the_training(tmp_path: Path, here: Here) -> None:
    file = stopped_at(tmp_path / "net.safetensors", 50)
    code, _, err = here("train", file, "--epochs", "6", "--set", "training.learning_rate=0.02", "--out", file)
    assert (code, err) == (0, "")
    checkpoint = load(file)
    assert checkpoint.snapshot.epoch == 6 and checkpoint.spec.training.learning_rate == 0.02
    old = digits_trainer().spec.training.learning_rate
    assert list(checkpoint.changes) == [
        Change(50, "training.learning_rate", old, 0.02),
        Change(50, "training.epochs", EPOCHS, 6),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "network.layers.0.units=7"], "network.layers.0.units cannot change in the middle of a training"),
        (["--set", "scaling=none"], "scaling cannot change in the middle of a training"),
        (["--set", "training.rate=1"], "There is no entry 'training.rate'"),
        (["--set", "training.learning_rate=-1"], "learning rate must be"),
        (["--seed", "3"], "goes on with its own seed"),
        (["--threads", "0"], "--threads must be at least 1"),
    ],
)
def test_that_what_makes_another_training_is_refused(
    arguments: list[str], words: str, tmp_path: Path, here: Here
) -> None:
    file = stopped_at(tmp_path / "net.safetensors", 3)
    code, out, err = here("train", file, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1) and words in err


def test_that_other_data_are_refused(tmp_path: Path, here: Here) -> None:
    for name, rows in (("mine", 60), ("other", 61)):
        write_mnist(tmp_path / name / "mnist", train=rows, test=20)
    spec = find_experiment("mnist-fcnn").spec.with_value("training.batch_size", 20)
    file = tmp_path / "net.safetensors"
    save(take_checkpoint(Trainer(spec, load_dataset("mnist", data_dir=tmp_path / "mine"))), file)
    code, _, err = here("train", file, "--data", tmp_path / "other")
    assert code == 2 and "trained on other data" in err


def test_that_a_network_alone_says_that_its_optimiser_starts_afresh(tmp_path: Path, here: Here) -> None:
    file = stopped_at(tmp_path / "net.safetensors", 50)
    save(load(file).without_training(), file)
    code, _, err = here("train", file, "--out", file)
    assert (code, err) == (0, f"{file} holds a network without its training: the optimiser starts afresh.\n")
    assert load(file).snapshot.epoch == EPOCHS


def test_that_a_finished_training_says_how_to_go_on(tmp_path: Path, here: Here) -> None:
    file = tmp_path / "net.safetensors"
    trainer = digits_trainer()
    events(trainer)
    save(take_checkpoint(trainer), file)
    code, out, err = here("train", file, "--json")
    assert (code, last_json(out)["steps"]) == (0, trainer.steps)
    assert err == f"All of its {EPOCHS} epochs are done: ask for more with --epochs.\n"
    code, out, err = here("train", file, "--epochs", EPOCHS + 1, "--json")
    assert (code, err, last_json(out)["epochs"]) == (0, "", EPOCHS + 1)


def test_that_a_training_ended_early_says_so(tmp_path: Path, here: Here) -> None:
    file = tmp_path / "net.safetensors"
    trainer = digits_trainer(patience=1, record_every=1, epochs=1000, learning_rate=1.0)
    events(trainer)
    assert trainer.stopped_early
    save(take_checkpoint(trainer), file)
    code, _, err = here("train", file)
    assert (code, err) == (0, "This training has ended early: raise training.patience to go on.\n")


def test_that_a_name_that_is_neither_experiment_nor_file_is_one_line(tmp_path: Path, here: Here) -> None:
    code, _, err = here("train", tmp_path / "missing.safetensors")
    assert (code, err.count("\n")) == (2, 1) and "could not be read" in err
    code, _, err = here("train", "digitz")
    assert (code, err.count("\n")) == (2, 1) and "'digits'" in err


# Logging on the way.


def test_that_a_log_holds_every_step_and_record_of_the_training(tmp_path: Path, here: Here) -> None:
    pytest.importorskip("tensorboardX")
    code, out, err = here("train", "digits", "--epochs", "5", "--tensorboard", tmp_path / "log", "--json")
    assert (code, err) == (0, "")
    (file,) = (tmp_path / "log").iterdir()
    scalars = scalars_in(file)
    assert [step for step, _ in scalars["loss/batch"]] == list(range(last_json(out)["steps"]))
    assert scalars["accuracy/test"][-1] == (200, pytest.approx(last_json(out)["test_accuracy"]))


def test_that_the_log_of_a_training_that_goes_on_holds_it_from_its_beginning(tmp_path: Path, here: Here) -> None:
    pytest.importorskip("tensorboardX")
    file = stopped_at(tmp_path / "net.safetensors", 30)
    assert here("train", file, "--tensorboard", tmp_path / "log")[0] == 0
    (log,) = (tmp_path / "log").iterdir()
    assert [step for step, _ in scalars_in(log)["loss/batch"]] == list(range(40 * EPOCHS))


def test_that_a_log_changes_nothing_of_the_training(tmp_path: Path, here: Here) -> None:
    pytest.importorskip("tensorboardX")
    for name, options in (("plain", []), ("logged", ["--tensorboard", tmp_path / "log"])):
        arguments = ["digits", "--epochs", "2", "--threads", "1", "--out", tmp_path / f"{name}.safetensors", *options]
        assert here("train", *arguments)[0] == 0
    assert state_of(tmp_path / "plain.safetensors") == state_of(tmp_path / "logged.safetensors")


def test_that_a_log_that_cannot_be_begun_is_refused_before_the_training(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    if "tensorboardX" in sys.modules:
        code, out, err = here("train", "digits", "--tensorboard", taken)
        assert (code, out) == (2, "") and "is a file: name a folder" in err
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    code, out, err = here("train", "digits", "--tensorboard", tmp_path / "log")
    assert (code, out) == (2, "") and "python -m pip install tensorboardX" in err


def test_that_a_log_that_breaks_off_is_said_and_the_training_goes_on(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensorboard = pytest.importorskip("engine.export.tensorboard")
    pytest.importorskip("tensorboardX")

    def full(self: Any, *views: Any) -> None:
        raise FileFormatError("The disk is full.")

    monkeypatch.setattr(tensorboard.EventLog, "add", full)
    code, out, err = here("train", "digits", "--epochs", "2", "--tensorboard", tmp_path / "log", "--json")
    assert (code, err) == (0, "The disk is full.\n")
    assert last_json(out)["epochs"] == 2
