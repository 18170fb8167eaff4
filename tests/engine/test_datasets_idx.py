"""An IDX file is read right or refused with a sentence that names it, whatever its bytes are."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.datasets import idx
from engine.datasets.idx import read_content, read_idx, read_labelled_images
from engine.errors import DataError
from tests.helpers.idx_files import idx_bytes, write_idx

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 3, 4), dtype=np.uint8)
LABELS = np.array([0, 9, 3, 3, 1], dtype=np.uint8)
RAW = idx_bytes(IMAGES)
fuzz = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_that_a_file_comes_back_as_it_was_written(tmp_path: Path, name: str) -> None:
    values = read_idx(write_idx(tmp_path / name, IMAGES), dimensions=3)
    assert values.dtype == np.uint8 and values.flags.c_contiguous and not values.flags.writeable
    np.testing.assert_array_equal(values, IMAGES)


def test_that_the_bytes_of_the_format_are_those_of_its_description(tmp_path: Path) -> None:
    path = tmp_path / "worked-example"
    path.write_bytes(bytes.fromhex("00 00 08 02  00 00 00 02  00 00 00 03  01 02 03 04 05 ff"))
    np.testing.assert_array_equal(read_idx(path, dimensions=2), [[1, 2, 3], [4, 5, 255]])


def test_that_the_content_decides_whether_it_is_gzipped(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    path.write_bytes(RAW)
    np.testing.assert_array_equal(read_idx(path, dimensions=3), IMAGES)
    path.rename(tmp_path / "images")
    (tmp_path / "images").write_bytes(gzip.compress(RAW))
    np.testing.assert_array_equal(read_idx(tmp_path / "images", dimensions=3), IMAGES)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cut off"),
        (RAW[:9], "cut off: it ends within its header"),
        (RAW[:-1], "cut off: 60 values are announced and 59 there"),
        (RAW + b"\0", "more than the 60 values"),
        (b"<html>captive portal</html>", "begins with 3c 68 74 6d instead of 00 00 08 03"),
        (idx_bytes(LABELS), "not an IDX file of unsigned bytes in 3 dimensions"),
        (bytes((0, 0, 13, 3)) + RAW[4:], "begins with 00 00 0d 03"),
        (idx_bytes(IMAGES[:0]), "is empty, it announces 0 x 3 x 4 values"),
        (RAW[:4] + b"\xff" * 12, "announces 79,228,162,458,924,105,385,300,197,375 values"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_that_a_broken_file_is_refused_in_words(tmp_path: Path, content: bytes, words: str, packed: bool) -> None:
    path = tmp_path / "broken"
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DataError, match=words) as caught:
        read_idx(path, dimensions=3)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_that_a_gzipped_file_without_its_checksum_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(RAW)[:-8])
    with pytest.raises(DataError, match="cut off"):
        read_idx(path, dimensions=3)


def test_that_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(RAW))
    packed[-8] ^= 1
    (tmp_path / "flipped.gz").write_bytes(packed)
    with pytest.raises(DataError, match="damaged"):
        read_idx(tmp_path / "flipped.gz", dimensions=3)


def test_that_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(DataError, match="cannot be read"):
            read_idx(path, dimensions=3)


def test_that_a_file_that_packs_far_more_than_it_announces_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(RAW) + b"".join(packer.compress(bytes(2**20)) for _ in range(64)) + packer.flush()
    path.write_bytes(packed)
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match="more than the 60 values"):
            read_idx(path, dimensions=3)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_that_sizes_are_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idx, "MAX_BYTES", 70)
    with pytest.raises(DataError, match="more than the 70 allowed"):
        read_idx(write_idx(tmp_path / "images", IMAGES), dimensions=3)
    (tmp_path / "small.gz").write_bytes(gzip.compress(bytes(1_000)))
    with pytest.raises(DataError, match="unpacks to more than the 70 bytes"):
        read_content(tmp_path / "small.gz")


def test_that_labelled_images_come_in_pairs(tmp_path: Path) -> None:
    images, labels = write_idx(tmp_path / "images", IMAGES), write_idx(tmp_path / "labels", LABELS)
    x, y = read_labelled_images(images, labels, classes=10)
    assert y.dtype == np.int64
    np.testing.assert_array_equal(x, IMAGES)
    np.testing.assert_array_equal(y, LABELS)
    with pytest.raises(DataError, match="label 9 in row 1, outside 0 to 8"):
        read_labelled_images(images, labels, classes=9)
    write_idx(labels, LABELS[:4])
    with pytest.raises(DataError, match="5 images but labels 4 labels"):
        read_labelled_images(images, labels, classes=10)


@fuzz
@given(length=st.integers(0, len(RAW) - 1))
def test_that_no_part_of_a_file_passes_for_the_whole(tmp_path: Path, length: int) -> None:
    (tmp_path / "part").write_bytes(RAW[:length])
    with pytest.raises(DataError):
        read_idx(tmp_path / "part", dimensions=3)


@fuzz
@given(data=st.data())
def test_that_no_part_of_a_gzipped_file_passes_for_the_whole(tmp_path: Path, data: st.DataObject) -> None:
    packed = gzip.compress(RAW, mtime=0)
    (tmp_path / "part.gz").write_bytes(packed[: data.draw(st.integers(0, len(packed) - 1))])
    with pytest.raises(DataError):
        read_idx(tmp_path / "part.gz", dimensions=3)


@fuzz
@given(bit=st.integers(0, 8 * len(gzip.compress(RAW, mtime=0)) - 1))
def test_that_a_flipped_bit_in_a_gzipped_file_never_gives_other_values(tmp_path: Path, bit: int) -> None:
    packed = bytearray(gzip.compress(RAW, mtime=0))
    packed[bit // 8] ^= 1 << bit % 8
    (tmp_path / "flipped.gz").write_bytes(packed)
    try:
        values = read_idx(tmp_path / "flipped.gz", dimensions=3)
    except DataError:
        return
    np.testing.assert_array_equal(values, IMAGES)


@fuzz
@given(bit=st.integers(0, 8 * len(RAW) - 1))
def test_that_a_flipped_bit_changes_one_value_or_is_refused(tmp_path: Path, bit: int) -> None:
    flipped = bytearray(RAW)
    flipped[bit // 8] ^= 1 << bit % 8
    (tmp_path / "flipped").write_bytes(flipped)
    if bit < 8 * 16:
        with pytest.raises(DataError):
            read_idx(tmp_path / "flipped", dimensions=3)
    else:
        assert (read_idx(tmp_path / "flipped", dimensions=3) != IMAGES).sum() == 1


@fuzz
@given(content=st.binary(max_size=200))
def test_that_arbitrary_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    for start in (b"", b"\x1f\x8b\x08", b"\x00\x00\x08\x03"):
        (tmp_path / "noise").write_bytes(start + content)
        try:
            values = read_idx(tmp_path / "noise", dimensions=3)
        except DataError:
            continue
        assert values.tobytes() == (start + content)[16:]
