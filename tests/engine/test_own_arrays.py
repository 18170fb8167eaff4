"""Archives of NumPy arrays: what is in them is read, what they only claim is not believed."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.errors import DataError
from tests.helpers.own_files import classes, read, rows_of, values

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (12, 6, 5), dtype=np.uint8)
LABELS = np.arange(12) % 3
TABLE = RNG.normal(size=(12, 4))


def archive(folder: Path, *, packed: bool = False, **arrays: Any) -> Path:
    """An archive as NumPy writes it."""
    (np.savez_compressed if packed else np.savez)(folder / "own.npz", **arrays)
    return folder / "own.npz"


def header(shape: tuple[int, ...], dtype: str = "<f8") -> bytes:
    """The beginning of an NPY file."""
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": dtype, "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def by_hand(folder: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """A ZIP file with these members."""
    with zipfile.ZipFile(folder / "own.npz", "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return folder / "own.npz"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("names", [("x", "y"), ("X", "y"), ("data", "target"), ("images", "labels")])
def test_that_inputs_and_answers_are_found_by_their_usual_names(
    names: tuple[str, str], packed: bool, tmp_path: Path
) -> None:
    found = read(archive(tmp_path, packed=packed, **{names[0]: TABLE, names[1]: LABELS, "more": np.zeros(3)}))
    np.testing.assert_array_equal(values(found), TABLE.astype(np.float32))
    assert classes(found) == [str(label) for label in LABELS]
    assert [column.kind for column in found.columns] == ["number", "label", "left out"]


def test_that_training_and_test_rows_stay_apart_as_keras_keeps_them(tmp_path: Path) -> None:
    path = archive(tmp_path, x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:4], y_test=LABELS[:4])
    dataset = read(path, validation_share=0.25).dataset
    assert dataset is not None and dataset.test is not None and dataset.validation is not None
    assert dataset.image_shape == (6, 5) and dataset.value_range == 255.0 and dataset.train.x.dtype == np.uint8
    np.testing.assert_array_equal(dataset.test.x, IMAGES[:4].reshape(4, -1))
    assert (dataset.train.rows, dataset.validation.rows) == (9, 3)


@pytest.mark.parametrize("name", ["digits", "moons", "sine", "xor"])
def test_that_a_data_set_that_was_written_by_this_program_comes_back(name: str, tmp_path: Path) -> None:
    dataset = load_dataset(name)
    arrays: dict[str, Any] = {
        "class_names": np.array(dataset.class_names),
        "value_range": np.array(dataset.value_range),
    }
    if dataset.image_shape is not None:
        arrays["image_shape"] = np.array(dataset.image_shape)
    for part, split in dataset.splits():
        arrays |= {f"x_{part}": split.x, f"y_{part}": split.labels if split.targets is None else split.targets}
    again = read(archive(tmp_path, **{key: array for key, array in arrays.items() if array.size})).dataset
    assert again is not None
    assert (again.class_names, again.image_shape, again.value_range) == (
        dataset.class_names,
        dataset.image_shape,
        dataset.value_range,
    )
    pairs = list(zip(dataset.splits(), again.splits(), strict=True))
    for (part, split), (other, found) in pairs:
        assert part == other
        np.testing.assert_array_equal(found.x, split.x.astype(found.x.dtype))
        if split.targets is None:
            np.testing.assert_array_equal(found.labels, split.labels)
        else:
            np.testing.assert_array_equal(found.targets, split.targets.astype(np.float32))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (np.array(["b", "a", "b", "c"] * 3), ["b", "a", "b", "c"] * 3),
        (np.array([b"b", b"a"] * 6), ["b", "a"] * 6),
        (np.eye(3)[LABELS], [str(label) for label in LABELS]),
        (LABELS[:, None], [str(label) for label in LABELS]),
        (LABELS.astype(float), [str(label) for label in LABELS]),
        (LABELS == 1, [str(int(label == 1)) for label in LABELS]),
        (LABELS.astype(np.uint8) * 100, [str(100 * label) for label in LABELS]),
    ],
)
def test_that_answers_of_every_form_name_the_same_classes(answers: Any, expected: list[str], tmp_path: Path) -> None:
    assert classes(read(archive(tmp_path, x=TABLE, y=answers))) == expected


def test_that_values_are_met_as_they_stand(tmp_path: Path) -> None:
    targets = RNG.normal(size=(12, 2))
    found = read(archive(tmp_path, x=TABLE, y=targets))
    assert found.settings.task == "values"
    np.testing.assert_array_equal(np.asarray(rows_of(found).targets), targets.astype(np.float32))


def test_that_a_row_of_numbers_is_a_column_where_it_is_called_like_inputs(tmp_path: Path) -> None:
    found = read(archive(tmp_path, noise=TABLE[:, 1], x=TABLE[:, 0], y=TABLE[:, 1]))
    assert found.settings.task == "values"
    np.testing.assert_array_equal(values(found), np.float32(TABLE[:, :1]))


def test_that_arrays_in_the_order_of_fortran_are_read_right(tmp_path: Path) -> None:
    found = read(archive(tmp_path, x=np.asfortranarray(TABLE), y=LABELS))
    np.testing.assert_array_equal(values(found), TABLE.astype(np.float32))


def test_that_missing_numbers_are_counted_and_dropped_or_filled(tmp_path: Path) -> None:
    table = TABLE.copy()
    table[2, 1], table[5, 3] = np.nan, np.inf
    path = archive(tmp_path, x=table, y=LABELS)
    assert values(read(path)).shape == (10, 4) and "x has 2 missing values." in read(path).remarks
    filled = values(read(path, missing="mean"))
    assert filled[2, 1] == pytest.approx(np.delete(TABLE[:, 1], 2).mean(), rel=1e-6)


def test_that_an_archive_without_answers_is_a_problem_that_names_what_it_holds(tmp_path: Path) -> None:
    found = read(archive(tmp_path, weights=TABLE, bias=TABLE[0]))
    assert found.dataset is None and "it holds weights, bias: name them x and y" in found.problems[0]


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"x": np.array([{}, 1], dtype=object), "y": LABELS}, "array of object"),
        ({"x": TABLE, "y": np.array([1j])}, "complex128"),
        ({"x_train": TABLE, "y_train": LABELS[:5]}, "the same number of rows"),
        ({"x_train": np.zeros((0, 4)), "y_train": np.zeros(0)}, "at least one"),
        ({"x_train": TABLE, "y_train": LABELS, "x_test": TABLE[:, :2], "y_test": LABELS}, "no rows of numbers"),
        ({"x": np.zeros((2, 400, 400)), "y": np.arange(2)}, "at most 100,000 fit"),
    ],
)
def test_that_arrays_that_do_not_fit_are_refused_in_words(
    arrays: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=sentence):
        read(archive(tmp_path, **arrays))


SMALL = {"y.npy": header((2,)) + bytes(16)}
HOSTILE: dict[str, tuple[dict[str, bytes], str]] = {
    "a claim of terabytes": ({"x.npy": header((10**9, 784)), **SMALL}, "does not hold what it announces"),
    "more bytes than announced": ({"x.npy": header((2, 2)) + bytes(99), **SMALL}, "does not hold what it announces"),
    "a bomb": ({"x.npy": header((10**8,), "|u1") + bytes(10**8), **SMALL}, "would unpack"),
    "a way out": ({"../../x.npy": header((2, 2)) + bytes(32), **SMALL}, "no archive of NumPy arrays"),
    "an absolute path": ({"/tmp/x.npy": header((2, 2)) + bytes(32), **SMALL}, "no archive of NumPy arrays"),
    "other files": ({"x.txt": b"hello", **SMALL}, "no archive of NumPy arrays"),
    "too many": ({f"a{i}.npy": header((0,)) for i in range(65)}, "more than the 64 arrays"),
    "a negative side": ({"x.npy": header((-1, -2)) + bytes(16), **SMALL}, "damaged"),
    "nested brackets": ({"x.npy": b"\x93NUMPY\x01\0" + struct.pack("<H", 9_000) + b"(" * 9_000, **SMALL}, "damaged"),
    "nothing": ({}, "holds no arrays"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_that_hostile_archives_are_refused_in_words(name: str, tmp_path: Path) -> None:
    members, sentence = HOSTILE[name]
    with pytest.raises(DataError, match=sentence):
        read(by_hand(tmp_path, members))


def test_that_a_pickle_is_never_opened(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.write_text, (tmp_path / "sprung", "x"))

    archive(tmp_path, x=np.array([Trap()], dtype=object), y=np.zeros(1))
    with pytest.raises(DataError):
        read(tmp_path / "own.npz")
    assert not (tmp_path / "sprung").exists()


def test_that_a_packing_numpy_does_not_write_is_refused(tmp_path: Path) -> None:
    members = {"x.npy": header((2, 2)) + bytes(32), **SMALL}
    with pytest.raises(DataError, match=r"numpy\.savez"):
        read(by_hand(tmp_path, members, zipfile.ZIP_BZIP2))
