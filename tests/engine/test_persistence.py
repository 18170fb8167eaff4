"""The file: what is saved comes back bit by bit, any reader can open it, and a failing save loses nothing."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

from engine import persistence
from engine.checkpoint import Checkpoint, take_checkpoint
from engine.datasets import Dataset
from engine.errors import FileFormatError
from engine.optimizers import OPTIMIZERS
from engine.persistence import load, peek, save
from engine.spec import MAX_UNITS, ExperimentSpec
from engine.trainer import Trainer
from tests.helpers.safetensors_files import document_of, rewrite_document
from tests.helpers.small_runs import bits, blobs, events, experiment, network_spec

DATA = blobs(60, as_bytes=True)


def checkpoint_of(optimizer: str = "adam", *, most: int = 9, data: Dataset = DATA, **network: Any) -> Checkpoint:
    spec = experiment(network_spec(5, 6, 3, **network), optimizer=optimizer, scaling="per_pixel", batch_size=16)
    trainer = Trainer(spec, data)
    events(trainer, most=most)
    trainer.change("training.learning_rate", 0.05)
    return take_checkpoint(trainer)


def comparable(checkpoint: Checkpoint) -> dict[str, Any]:
    """Everything in a checkpoint, arrays as their bits."""
    snapshot = checkpoint.snapshot
    return {
        "spec": checkpoint.spec,
        "network": snapshot.spec,
        "parameters": bits(snapshot.parameters),
        "preparation": (snapshot.preparation.scaling, snapshot.preparation.value_range),
        "mean": bits(snapshot.preparation.mean),
        "deviation": bits(snapshot.preparation.deviation),
        "names": (snapshot.class_names, snapshot.image_shape),
        "place": (snapshot.step, snapshot.epoch, checkpoint.position),
        "fingerprint": checkpoint.fingerprint,
        "blas_threads": checkpoint.blas_threads,
        "random_states": checkpoint.random_states,
        "counters": checkpoint.counters,
        "changes": [tuple(change) for change in checkpoint.changes],
        "waiting": checkpoint.waiting,
        "statistics": checkpoint.statistics.view(),
        "gradients": checkpoint.gradients,
        "best": None if checkpoint.best is None else bits(checkpoint.best),
        **{
            kind: {name: bits(array) for name, array in getattr(checkpoint, kind).items()}
            for kind in ("slots", "history", "records")
        },
    }


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_what_is_saved_comes_back_bit_by_bit(optimizer: str, dtype: str, tmp_path: Path) -> None:
    checkpoint = checkpoint_of(optimizer, dtype=dtype)
    save(checkpoint, tmp_path / "net.safetensors")
    assert comparable(load(tmp_path / "net.safetensors")) == comparable(checkpoint)


def test_that_best_weights_and_waiting_changes_come_back(tmp_path: Path) -> None:
    trainer = Trainer(experiment(network_spec(5, 6, 3), batch_size=2000, patience=3), blobs(2500))
    while trainer.best.parameters is None:
        trainer.step()
    while not trainer.waiting_changes:
        trainer.step()
        trainer.change("training.learning_rate", 0.05)
    checkpoint = take_checkpoint(trainer)
    assert checkpoint.best is not None and checkpoint.waiting == (("training.learning_rate", 0.05),)
    save(checkpoint, tmp_path / "net")
    assert comparable(load(tmp_path / "net")) == comparable(checkpoint)
    assert load_file(tmp_path / "net")["best.layers.0.weight"].shape == (5, 6)


def test_that_a_network_without_bias_or_hidden_layers_comes_back(tmp_path: Path) -> None:
    trainer = Trainer(experiment(network_spec(5, 3, bias=False)), DATA)
    save(take_checkpoint(trainer), tmp_path / "net")
    assert comparable(load(tmp_path / "net")) == comparable(take_checkpoint(trainer))


def test_that_images_keep_their_shape_and_classes_their_names(tmp_path: Path) -> None:
    data = blobs(60, inputs=6, classes=3)
    data = replace(data, image_shape=(2, 3), class_names=("naïve", "数字", "c d"))
    trainer = Trainer(experiment(network_spec(6, 3)), data)
    save(take_checkpoint(trainer), tmp_path / "net")
    snapshot = load(tmp_path / "net").snapshot
    assert (snapshot.image_shape, snapshot.class_names) == ((2, 3), ("naïve", "数字", "c d"))


def test_that_arrays_that_are_not_contiguous_are_saved_as_they_read(tmp_path: Path) -> None:
    """The library itself writes the bytes behind a transposed or sliced view in another order."""
    checkpoint = checkpoint_of()
    doubled = np.repeat(checkpoint.snapshot.parameters, 2)[::2]
    transposed = {name: np.asfortranarray(array) for name, array in checkpoint.history.items()}
    sliced = {name: np.repeat(array, 2, axis=0)[::2] for name, array in checkpoint.slots.items()}
    assert not doubled.flags.c_contiguous and not transposed["first"].flags.c_contiguous
    strange = replace(
        checkpoint, snapshot=replace(checkpoint.snapshot, parameters=doubled), slots=sliced, history=transposed
    )
    save(strange, tmp_path / "net")
    assert comparable(load(tmp_path / "net")) == comparable(checkpoint)


def test_that_any_safetensors_reader_finds_the_documented_names(tmp_path: Path) -> None:
    checkpoint = checkpoint_of("adam")
    save(checkpoint, tmp_path / "net.safetensors")
    tensors = load_file(tmp_path / "net.safetensors")
    expected = {"layers.0.weight": (5, 6), "layers.0.bias": (6,), "layers.1.weight": (6, 3), "layers.1.bias": (3,)}
    for name, shape in expected.items():
        assert tensors[name].shape == shape
        for slot in ("mean", "square"):
            assert tensors[f"optimizer.{slot}.{name}"].shape == shape
    layers = checkpoint.snapshot.layers()
    np.testing.assert_array_equal(tensors["layers.1.weight"], layers[1].weight)
    np.testing.assert_array_equal(tensors["layers.1.bias"], layers[1].bias)
    others = {name.split(".")[0] for name in tensors} - {"layers", "optimizer"}
    assert others == {"history", "records", "statistics"}


def test_that_the_metadata_hold_the_documented_keys_as_json(tmp_path: Path) -> None:
    checkpoint = checkpoint_of()
    save(checkpoint, tmp_path / "net.safetensors")
    with safe_open(tmp_path / "net.safetensors", framework="numpy") as file:
        document = json.loads(file.metadata()["backprop_studio"])
    assert document["format_version"] == 1
    assert ExperimentSpec.from_json(document["spec"]) == checkpoint.spec
    assert document["class_names"] == ["class 0", "class 1", "class 2"]
    assert document["fingerprint"] == DATA.fingerprint()
    assert (document["step"], document["epoch"], document["position"]) == (
        checkpoint.snapshot.step,
        checkpoint.snapshot.epoch,
        checkpoint.position,
    )
    assert {"preparation", "blas_threads", "random_states", "image_shape"} <= document.keys()


def test_that_a_network_alone_has_no_training_in_its_file(tmp_path: Path) -> None:
    save(checkpoint_of().without_training(), tmp_path / "net")
    assert all(name.startswith("layers.") for name in load_file(tmp_path / "net"))
    assert not load(tmp_path / "net").has_training


def test_that_loaded_parameters_are_read_only(tmp_path: Path) -> None:
    save(checkpoint_of(), tmp_path / "net")
    assert not load(tmp_path / "net").snapshot.parameters.flags.writeable


def test_that_a_glance_at_a_file_tells_name_and_step(tmp_path: Path) -> None:
    checkpoint = checkpoint_of()
    save(checkpoint, tmp_path / "net")
    assert peek(tmp_path / "net")[:3] == ("small", checkpoint.snapshot.step, checkpoint.snapshot.epoch)


# Saving.


def test_that_what_is_kept_against_a_crash_tells_where_it_was_saved(tmp_path: Path) -> None:
    checkpoint = checkpoint_of()
    kept, file = tmp_path / "kept.safetensors", tmp_path / "mine.safetensors"
    save(checkpoint, kept, file=file)
    assert peek(kept).file == file and not peek(kept).finished
    assert comparable(load(kept)) == comparable(checkpoint)

    save(checkpoint, kept)
    assert peek(kept).file is None


@pytest.mark.parametrize("name", ["mine.safetensors", "/etc/passwd", "", "/x\0.safetensors"])
def test_that_a_damaged_name_leads_to_no_file(tmp_path: Path, name: str) -> None:
    kept = tmp_path / "kept.safetensors"
    save(checkpoint_of(), kept, file=Path(name))

    assert peek(kept).file is None


def test_that_a_finished_run_is_told_from_one_that_goes_on(tmp_path: Path) -> None:
    save(checkpoint_of(most=100_000), tmp_path / "done")

    assert peek(tmp_path / "done").finished


def test_that_of_a_backup_no_further_backup_is_kept(tmp_path: Path) -> None:
    checkpoint = checkpoint_of()
    for _ in range(2):
        save(checkpoint, tmp_path / "x.backup.safetensors", backup=True)

    assert [path.name for path in tmp_path.iterdir()] == ["x.backup.safetensors"]


def test_that_a_file_is_replaced_as_a_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    save(checkpoint_of(most=3), path)
    later = checkpoint_of(most=9)
    save(later, path)
    assert comparable(load(path)) == comparable(later)
    assert os.listdir(tmp_path) == ["net.safetensors"]


def test_that_a_saved_file_may_be_read_as_any_other_new_file(tmp_path: Path) -> None:
    save(checkpoint_of(), tmp_path / "net")
    (tmp_path / "other").touch()
    assert stat.S_IMODE((tmp_path / "net").stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def no_space(*arguments: Any, **keywords: Any) -> None:
    raise OSError(28, "No space left on device")


def lose_the_end(descriptor: int) -> None:
    """A disk that forgets what was written last."""
    os.ftruncate(descriptor, os.fstat(descriptor).st_size - 10)


def spoil_a_number(descriptor: int) -> None:
    """A disk that keeps another byte than the one it was given, in the last tensor."""
    os.pwrite(descriptor, b"\xaa", os.fstat(descriptor).st_size - 3)


@pytest.mark.parametrize(
    ("name", "failure"),
    [("replace", no_space), ("fsync", no_space), ("fsync", lose_the_end), ("fsync", spoil_a_number)],
    ids=["replace fails", "fsync fails", "the end is lost", "a byte is wrong"],
)
def test_that_a_failing_save_leaves_the_old_file_and_no_other(
    name: str, failure: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.safetensors"
    save(checkpoint_of(most=3), path)
    before = path.read_bytes()
    monkeypatch.setattr(os, name, failure)
    with pytest.raises(FileFormatError, match="sav"):
        save(checkpoint_of(most=9), path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["net.safetensors"]


@pytest.mark.parametrize("place", ["no such folder/net", "a file/net", "a folder"])
def test_that_a_place_that_cannot_be_written_is_refused_in_words(place: str, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    (tmp_path / "a folder").mkdir()
    with pytest.raises(FileFormatError, match="could not be saved"):
        save(checkpoint_of(), tmp_path / place)
    assert sorted(os.listdir(tmp_path)) == ["a file", "a folder"]
    assert os.listdir(tmp_path / "a folder") == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_that_a_folder_without_permission_is_refused_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(FileFormatError, match="could not be saved"):
        save(checkpoint_of(), folder / "net")


def test_that_a_network_of_as_many_inputs_as_there_may_be_can_be_saved(tmp_path: Path) -> None:
    spec = experiment(network_spec(MAX_UNITS, 2, 3), scaling="per_pixel", batch_size=2)
    checkpoint = take_checkpoint(Trainer(spec, blobs(4, inputs=MAX_UNITS, held_out=0)))
    save(checkpoint, tmp_path / "net")
    assert comparable(load(tmp_path / "net")) == comparable(checkpoint)


def test_that_metadata_of_nothing_but_quotes_can_be_read_again(tmp_path: Path) -> None:
    checkpoint = checkpoint_of()
    names = tuple('"' * 980_000 + str(number) for number in range(3))
    quoted = replace(checkpoint, snapshot=replace(checkpoint.snapshot, class_names=names))
    save(quoted, tmp_path / "net")
    assert load(tmp_path / "net").snapshot.class_names == names


def test_that_metadata_too_large_to_be_read_again_are_not_written(tmp_path: Path) -> None:
    checkpoint = checkpoint_of()
    save(checkpoint, tmp_path / "net")
    before = (tmp_path / "net").read_bytes()
    names = tuple("x" * 5000 + str(number) for number in range(1200))
    with pytest.raises(FileFormatError, match="could not be saved"):
        save(replace(checkpoint, snapshot=replace(checkpoint.snapshot, class_names=names)), tmp_path / "net")
    assert (tmp_path / "net").read_bytes() == before
    assert os.listdir(tmp_path) == ["net"]


# Versions and foreign files.


@pytest.mark.parametrize("version", [2, 7, 10**6])
def test_that_a_newer_version_is_refused_in_words_whatever_else_it_holds(version: int, tmp_path: Path) -> None:
    path = tmp_path / "net"
    save(checkpoint_of(), path)
    rewrite_document(path, {"format_version": version, "something": "new"})
    for read in (load, peek):
        with pytest.raises(FileFormatError, match=f"newer version of the program .format {version}.*update"):
            read(path)


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.5, [], True])
def test_that_a_version_that_is_none_is_refused(version: Any, tmp_path: Path) -> None:
    path = tmp_path / "net"
    save(checkpoint_of(), path)
    rewrite_document(path, {**document_of(path), "format_version": version})
    with pytest.raises(FileFormatError):
        load(path)


def test_that_a_file_of_another_program_is_refused_in_words(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"weight": np.zeros((2, 2), np.float32)}, tmp_path / "other.safetensors", metadata={"format": "pt"})
    save_file({"weight": np.zeros((2, 2), np.float32)}, tmp_path / "bare.safetensors")
    for name in ("other", "bare"):
        with pytest.raises(FileFormatError, match="not a network of this program"):
            load(tmp_path / f"{name}.safetensors")


def test_that_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    for read in (load, peek):
        with pytest.raises(FileFormatError, match="could not be read: No such file"):
            read(tmp_path / "none")


def test_that_a_folder_is_refused_in_words(tmp_path: Path) -> None:
    for read in (load, peek):
        with pytest.raises(FileFormatError, match="could not be read"):
            read(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes")
def test_that_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for read in (load, peek):
        with pytest.raises(FileFormatError, match="no regular file"):
            read(tmp_path / "pipe")


def test_that_a_file_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(checkpoint_of(), tmp_path / "net")
    monkeypatch.setattr(persistence, "_MAX_FILE_BYTES", 100)
    with pytest.raises(FileFormatError, match="too large"):
        load(tmp_path / "net")
