"""IDX files of one's own: labels are found beside their images, and what the folder keeps apart stays apart."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DataError
from tests.helpers.idx_files import idx_bytes, write_idx, write_mnist
from tests.helpers.own_files import classes, read, values

IMAGES = np.random.default_rng(0).integers(0, 256, (20, 9, 7), dtype=np.uint8)
LABELS = np.arange(20, dtype=np.uint8) % 4 + 3


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-train-labels-idx1-ubyte.gz"),
        ("own_images.idx", "own_labels.idx"),
    ],
)
def test_that_labels_are_found_beside_their_images(images: str, labels: str, tmp_path: Path) -> None:
    write_idx(tmp_path / labels, LABELS)
    found = read(write_idx(tmp_path / images, IMAGES))
    assert found.settings.kind == "idx" and found.image_shape == (9, 7) and found.rows == 20
    np.testing.assert_array_equal(values(found), IMAGES.reshape(20, -1))
    assert classes(found) == [str(label) for label in LABELS]
    assert found.classes == (("3", 5), ("4", 5), ("5", 5), ("6", 5))


def test_that_a_folder_of_four_keeps_its_test_rows(tmp_path: Path) -> None:
    found = read(write_mnist(tmp_path), validation_share=0.1)
    assert found.dataset is not None
    assert {name: split.rows for name, split in found.dataset.splits()} == {"train": 180, "validation": 20, "test": 50}


def test_that_a_folder_with_the_same_file_packed_and_unpacked_reads_it_once(tmp_path: Path) -> None:
    write_mnist(tmp_path, packed=False)
    write_mnist(tmp_path, packed=True)
    assert read(tmp_path).rows == 250


def test_that_missing_labels_are_asked_for_by_name(tmp_path: Path) -> None:
    path = write_idx(tmp_path / "train-images-idx3-ubyte.gz", IMAGES)
    with pytest.raises(DataError, match="put train-labels-idx1-ubyte into the same folder"):
        read(path)
    with pytest.raises(DataError, match="does not say whose labels"):
        read(write_idx(tmp_path / "data.bin", IMAGES))


@pytest.mark.parametrize(
    "content",
    [
        idx_bytes(IMAGES)[:-1],
        idx_bytes(IMAGES) + b"\0",
        bytes((0, 0, 8, 3)) + struct.pack(">III", 10**9, 28, 28),
        bytes((0, 0, 8, 3)) + struct.pack(">III", 250_000, 32, 32) + bytes(99),
        gzip.compress(idx_bytes(IMAGES), mtime=0)[:-4],
        gzip.compress(bytes((0, 0, 8, 3)) + struct.pack(">III", 20, 2, 2) + bytes(10**7), mtime=0),
        idx_bytes(IMAGES[:5]),
        bytes((0, 0, 13, 3)) + bytes(100),
    ],
    ids=["cut", "longer", "billions", "claim", "cut gzip", "bomb", "other count", "floats"],
)
def test_that_files_that_are_not_what_they_say_are_refused(content: bytes, tmp_path: Path) -> None:
    write_idx(tmp_path / "own-labels-idx1-ubyte", LABELS)
    path = tmp_path / "own-images-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(DataError):
        read(path)
