"""`export`: which files it writes and where, and what it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoint import take_checkpoint
from engine.datasets import load_dataset
from engine.experiments import find_experiment
from engine.export import EXPORTS, ExportKind, is_installed
from engine.persistence import load, save
from engine.trainer import Trainer
from tests.helpers.commands import Here, last_json
from tests.helpers.exports import read_events, trained
from tests.helpers.idx_files import write_mnist
from tests.helpers.small_runs import events

KINDS = pytest.mark.parametrize("kind", EXPORTS.values(), ids=list(EXPORTS))


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(capsys)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A network trained on the digits that come with the program."""
    spec = find_experiment("digits").spec.with_value("training.epochs", 1)
    trainer = Trainer(spec, load_dataset("digits"))
    events(trainer)
    path = tmp_path / "net.safetensors"
    save(take_checkpoint(trainer), path)
    return path


@KINDS
def test_that_each_kind_is_written_beside_the_network_and_named_after_it(
    kind: ExportKind, file: Path, here: Here
) -> None:
    if not is_installed(kind.package):
        pytest.skip(f"{kind.package} is not installed")
    before = file.read_bytes()
    code, out, err = here("export", file, "--to", kind.name)
    assert (code, err) == (0, "")
    files = [Path(line) for line in out.splitlines()]
    assert files and all(written.is_file() for written in files)
    assert {place.name for place in file.parent.iterdir()} == {
        file.name,
        *(place.name for place in kind.paths(kind.default_path(file))),
    }
    assert file.read_bytes() == before


def test_that_a_name_without_a_suffix_gets_that_of_its_kind(file: Path, tmp_path: Path, here: Here) -> None:
    code, out, _ = here("export", file, "--to", "csv", "--out", tmp_path / "curves")
    assert code == 0 and out.splitlines()[0] == str(tmp_path / "curves.csv")
    assert (tmp_path / "curves.csv").is_file() and not (tmp_path / "curves").exists()
    code, out, _ = here("export", file, "--to", "csv", "--out", tmp_path / "curves.txt")
    assert code == 0 and out.splitlines()[0] == str(tmp_path / "curves.txt")


def test_that_json_names_kind_and_files(file: Path, tmp_path: Path, here: Here) -> None:
    place = tmp_path / "elsewhere.csv"
    code, out, _ = here("export", file, "--to", "csv", "--out", place, "--json")
    assert code == 0
    assert last_json(out) == {"kind": "csv", "files": [str(place), str(tmp_path / "elsewhere-records.csv")]}


def test_that_a_tensorboard_folder_may_be_there_and_keeps_its_files(file: Path, tmp_path: Path, here: Here) -> None:
    pytest.importorskip("tensorboardX")
    folder = tmp_path / "logs" / "run"
    for count in (1, 2):
        assert here("export", file, "--to", "tensorboard", "--out", folder)[0] == 0
        assert len(list(folder.iterdir())) == count
    assert all(read_events(place) for place in folder.iterdir())


@pytest.mark.parametrize("name", ["net.safetensors", "link.csv", "../{folder}/net.safetensors"])
def test_that_the_network_itself_is_never_written_over(name: str, file: Path, tmp_path: Path, here: Here) -> None:
    (tmp_path / "link.csv").symlink_to(file)
    before = file.read_bytes()
    place = tmp_path / name.format(folder=tmp_path.name)
    for kind in ("weights", "csv", "network"):
        code, out, err = here("export", file, "--to", kind, "--out", place)
        assert (code, out) == (2, "") and "is the network itself: name another file" in err
    assert file.read_bytes() == before


def test_that_the_network_is_not_written_over_by_what_is_written_beside_another_file(
    file: Path, tmp_path: Path, here: Here
) -> None:
    odd = file.rename(tmp_path / "run-records.csv")
    code, _, err = here("export", odd, "--to", "csv", "--out", tmp_path / "run.csv")
    assert code == 2 and "is the network itself" in err
    assert load(odd).has_training and not (tmp_path / "run.csv").exists()


def test_that_the_data_folder_is_where_the_data_are_looked_for(tmp_path: Path, here: Here) -> None:
    write_mnist(tmp_path / "data" / "mnist", train=60, test=20)
    spec = find_experiment("mnist-fcnn").spec.with_value("training.batch_size", 20)
    file = tmp_path / "net.safetensors"
    save(take_checkpoint(Trainer(spec, load_dataset("mnist", data_dir=tmp_path / "data"))), file)
    code, _, err = here("export", file, "--to", "dataset", "--data", tmp_path / "nowhere")
    assert code == 2 and "MNIST" in err
    assert here("export", file, "--to", "dataset", "--data", tmp_path / "data")[0] == 0
    with np.load(tmp_path / "net-dataset.npz", allow_pickle=False) as arrays:
        assert len(arrays["x_test"]) == 20 and arrays["image_shape"].tolist() == [28, 28]
    write_mnist(tmp_path / "other" / "mnist", train=61, test=20)
    code, _, err = here("export", file, "--to", "dataset", "--data", tmp_path / "other")
    assert code == 2 and "trained on other data" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--to"),
        (["--to", "onxn"], "did you mean 'onnx'"),
        (["--to", "csv", "--out", "{folder}"], "is a folder: name a file in it"),
        (["--to", "csv", "--out", "{folder}/missing/a.csv"], "There is no folder"),
        (["--to", "tensorboard", "--out", "{folder}/net.safetensors"], "is the network itself"),
    ],
)
def test_that_what_cannot_be_exported_is_one_line_and_exit_code_2(
    arguments: list[str], words: str, file: Path, here: Here
) -> None:
    before = sorted(file.parent.iterdir())
    code, out, err = here("export", file, *(argument.format(folder=file.parent) for argument in arguments))
    assert (code, out, err.count("\n")) == (2, "", 1) and words in err
    assert sorted(file.parent.iterdir()) == before


def test_that_a_network_without_history_has_no_curves(tmp_path: Path, here: Here) -> None:
    file = tmp_path / "net.safetensors"
    save(trained().without_training(), file)
    for kind in ("csv", "tensorboard"):
        if is_installed(EXPORTS[kind].package):
            code, _, err = here("export", file, "--to", kind)
            assert code == 2 and "no curves to write" in err
    assert list(tmp_path.iterdir()) == [file]


def test_that_a_file_that_cannot_be_opened_is_one_line(tmp_path: Path, here: Here) -> None:
    (tmp_path / "broken.safetensors").write_bytes(os.urandom(100))
    for name in ("missing.safetensors", "broken.safetensors"):
        code, _, err = here("export", tmp_path / name, "--to", "weights")
        assert (code, err.count("\n")) == (2, 1) and name in err


def test_that_the_help_names_every_kind_and_its_files(here: Here) -> None:
    code, out, _ = here("export", "--help")
    assert code == 0
    for words in (*EXPORTS, "NAME.onnx", "NAME-records.csv", "NAME-tensorboard/", "NAME-dataset.npz"):
        assert words in out
