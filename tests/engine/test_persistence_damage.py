"""Damaged files: whatever is in them, opening ends with a sentence or with a network, never with anything else."""

from __future__ import annotations

import contextlib
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checkpoint import resume, take_checkpoint
from engine.errors import EngineError, FileFormatError
from engine.persistence import load, peek, save
from engine.trainer import Trainer
from tests.helpers.safetensors_files import document_of, header_of, rewrite, rewrite_document
from tests.helpers.small_runs import blobs, events, experiment, network_spec

DATA = blobs(60)
HUGE = 10**400
DEEP = "[" * 50_000


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound file with everything in it."""
    trainer = Trainer(experiment(network_spec(5, 6, 3, dropout=0.1), optimizer="adam", scaling="per_pixel"), DATA)
    events(trainer, most=9)
    trainer.change("training.learning_rate", 0.05)
    path = tmp_path_factory.mktemp("sound") / "net"
    save(take_checkpoint(trainer), path)
    return path.read_bytes()


@pytest.fixture
def path(content: bytes, tmp_path: Path) -> Path:
    """A copy of the sound file, to be damaged."""
    copy = tmp_path / "net.safetensors"
    copy.write_bytes(content)
    return copy


def open_and_use(path: Path) -> bool:
    """Whether the file opens as a network that can be used; only the engine's own errors may come of it."""
    with contextlib.suppress(FileFormatError):
        peek(path)
    try:
        checkpoint = load(path)
    except FileFormatError as error:
        assert str(error)[-1] in ".?" and "\n" not in str(error) and len(str(error)) < 400 + len(str(path))
        return False
    assert np.isfinite(checkpoint.snapshot.parameters).all()
    with np.errstate(all="ignore"):
        checkpoint.snapshot.read(DATA.train.x[0])
    with contextlib.suppress(EngineError):
        resume(checkpoint, DATA)
    return True


def test_that_the_sound_file_opens(path: Path) -> None:
    assert open_and_use(path)


def test_that_a_file_cut_anywhere_is_refused(path: Path, content: bytes) -> None:
    (header,) = struct.unpack("<Q", content[:8])
    cuts = {*range(12), 8 + header - 1, 8 + header, 8 + header + 1, len(content) - 1}
    cuts |= {int(cut) for cut in np.random.default_rng(0).integers(0, len(content), 40)}
    for cut in cuts:
        path.write_bytes(content[:cut])
        assert not open_and_use(path), cut


def test_that_trailing_bytes_are_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content + b"\0")
    assert not open_and_use(path)


@pytest.mark.parametrize("seed", range(4))
def test_that_flipped_bits_never_end_in_anything_but_a_sentence_or_a_network(
    seed: int, path: Path, content: bytes
) -> None:
    """Half of the flips in the header, which is small but decides everything."""
    rng = np.random.default_rng(seed)
    (header,) = struct.unpack("<Q", content[:8])
    refused = 0
    for number in range(50):
        mutated = bytearray(content)
        for _ in range(int(rng.integers(1, 4))):
            place = int(rng.integers(0, 8 + header if number % 2 else len(content)))
            mutated[place] ^= 1 << int(rng.integers(0, 8))
        path.write_bytes(mutated)
        refused += not open_and_use(path)
    assert refused > 10


@pytest.mark.parametrize("seed", range(2))
def test_that_replaced_stretches_never_end_in_anything_but_a_sentence_or_a_network(
    seed: int, path: Path, content: bytes
) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(50):
        start, length = int(rng.integers(0, len(content))), int(rng.integers(1, 200))
        path.write_bytes(content[:start] + rng.bytes(length) + content[start + length :])
        open_and_use(path)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0",
        b"\0" * 8,
        b"\xff" * 8,
        b"\xff" * 1000,
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 2) + b"{}",
        struct.pack("<Q", 4) + b"null",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", len(DEEP)) + DEEP.encode(),
        b"PK\x03\x04" + b"\0" * 100,
        b"hello, world",
    ],
    ids=range(12),
)
def test_that_what_never_was_a_network_is_refused(raw: bytes, path: Path) -> None:
    path.write_bytes(raw)
    assert not open_and_use(path)


def test_that_a_header_of_many_megabytes_is_refused_unread(path: Path) -> None:
    header = header_of(path)
    header["__metadata__"]["padding"] = "x" * 14 * 2**20
    rewrite(path, header)
    assert not open_and_use(path)


def test_that_metadata_beyond_six_megabytes_are_refused_unread(path: Path) -> None:
    rewrite_document(path, {**document_of(path), "name": "x" * 6_000_001})
    assert not open_and_use(path)


@pytest.mark.parametrize("metadata", [3, "x", [], None, {}, {"backprop_studio": 3}, {"backprop_studio": None}])
def test_that_metadata_of_another_form_are_refused(metadata: Any, path: Path) -> None:
    header = header_of(path)
    header["__metadata__"] = metadata
    rewrite(path, header)
    assert not open_and_use(path)


@pytest.mark.parametrize("text", ["", "null", "3", "[]", '"x"', "{", "{}", DEEP, "NaN", "9" * 5000])
def test_that_a_document_of_another_form_is_refused(text: str, path: Path) -> None:
    rewrite_document(path, text)
    assert not open_and_use(path)


ENTRIES: list[tuple[str, list[Any]]] = [
    ("spec", [None, 3, [], {}, "x"]),
    ("preparation", [None, 3, [], {}, {"scaling": "none", "value_range": 1.0, "mean": [HUGE], "deviation": [1.0]}]),
    ("class_names", [None, 3, ["a"], ["a"] * 11, {}]),
    ("image_shape", [3, [], [1], [-1, -5], [10**9, 10**9], ["a", "b"], [2, 3], {}, [HUGE, 1]]),
    ("step", [None, -1, 1.5, "3", HUGE, [], 2**53]),
    ("epoch", [None, -1, HUGE]),
    ("position", [None, -1, HUGE]),
    ("blas_threads", [None, -1, HUGE]),
    ("random_states", [None, 3, [1, 2]]),
    ("counters", [None, 3, [], ["a"], {"loss_sum": HUGE}, {"loss_sum": None}]),
    ("changes", [None, 3, [3], [[1, 2]], [[1, 2, 3, 4, 5]]]),
    ("waiting", [None, 3, [3], [["training.l2"]], [[1, 2, 3]]]),
]
# Files written before there were changes that wait have none.
REQUIRED = [entry for entry, _ in ENTRIES if entry != "waiting"] + ["format_version", "fingerprint"]
BAD_ENTRIES = [
    pytest.param(entry, value, id=f"{entry}={str(value)[:24]}") for entry, values in ENTRIES for value in values
]


@pytest.mark.parametrize(("entry", "value"), BAD_ENTRIES)
def test_that_an_impossible_entry_is_refused(entry: str, value: Any, path: Path) -> None:
    rewrite_document(path, {**document_of(path), entry: value})
    assert not open_and_use(path)


@pytest.mark.parametrize("entry", REQUIRED)
def test_that_a_missing_entry_is_refused(entry: str, path: Path) -> None:
    document = document_of(path)
    del document[entry]
    rewrite_document(path, document)
    assert not open_and_use(path)


SPEC_ENTRIES: list[tuple[str, Any]] = [
    ("units", 7),
    ("units", HUGE),
    ("units", 0),
    ("activation", "swish"),
    ("bias", False),
    ("dropout", 1.0),
    ("dropout", HUGE),
]


@pytest.mark.parametrize(("entry", "value"), SPEC_ENTRIES, ids=[f"{e}={str(v)[:12]}" for e, v in SPEC_ENTRIES])
def test_that_a_design_that_does_not_fit_its_tensors_is_refused(entry: str, value: Any, path: Path) -> None:
    document = document_of(path)
    document["spec"]["network"]["layers"][0][entry] = value
    rewrite_document(path, document)
    assert not open_and_use(path)


def test_that_a_design_larger_than_memory_is_refused_before_it_is_built(path: Path) -> None:
    """Sixty-four layers of 100,000 units would take 2.5 terabytes; the file has 2 kilobytes."""
    document = document_of(path)
    layers = document["spec"]["network"]["layers"]
    layers[:-1] = [{**layers[0], "units": 100_000}] * 63
    rewrite_document(path, document)
    assert not open_and_use(path)


def test_that_tensors_that_are_missing_or_of_another_type_are_refused(path: Path, content: bytes) -> None:
    for name in ("layers.0.weight", "layers.1.bias", "optimizer.mean.layers.0.weight"):
        for change in ("gone", "dtype", "shape", "offsets"):
            path.write_bytes(content)
            header = header_of(path)
            tensor = header[name]
            if change == "gone":
                header["renamed"] = header.pop(name)
            elif change == "dtype":
                tensor["dtype"] = "I64" if tensor["dtype"] == "F64" else "I32"
            elif change == "shape":
                tensor["shape"] = tensor["shape"][::-1] if len(tensor["shape"]) > 1 else [1, *tensor["shape"]]
            else:
                tensor["data_offsets"] = [tensor["data_offsets"][0], 2**62]
            rewrite(path, header)
            assert not open_and_use(path), (name, change)


@pytest.mark.parametrize("dtype", ["BF16", "F8_E4M3", "BOOL", "U8", "C64", "F4", "nonsense"])
def test_that_types_numpy_does_not_know_are_refused(dtype: str, path: Path) -> None:
    header = header_of(path)
    header["history.first"]["dtype"] = dtype
    rewrite(path, header)
    assert not open_and_use(path)


@pytest.mark.parametrize("number", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["layers.1.weight", "layers.0.bias", "optimizer.square.layers.0.weight"])
def test_that_weights_that_are_not_finite_are_refused_in_words(name: str, number: float, path: Path) -> None:
    content = bytearray(path.read_bytes())
    (size,) = struct.unpack("<Q", content[:8])
    start = 8 + size + header_of(path)[name]["data_offsets"][0]
    content[start : start + 8] = np.array([number]).tobytes()
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=f"{name} holds numbers that are not finite"):
        load(path)


def test_that_a_slot_with_an_odd_name_is_refused(path: Path) -> None:
    header = header_of(path)
    header["optimizer."] = header.pop("optimizer.mean.layers.0.bias")
    rewrite(path, header)
    assert not open_and_use(path)


def test_that_a_duplicated_json_key_changes_nothing_unnoticed(path: Path) -> None:
    document = document_of(path)
    text = json.dumps(document)
    rewrite_document(path, text[:-1] + ', "format_version": 99}')
    assert not open_and_use(path)
