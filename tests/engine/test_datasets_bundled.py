"""The sets that need no file of the user, and the table that names them all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import DATASETS, data_folder, digits, find_source, load_dataset
from engine.errors import DataError
from engine.own_data import OWN
from tests.helpers.idx_files import write_mnist
from tests.helpers.pen_files import write_pen_digits


def test_that_the_digits_are_all_of_the_uci_test_file() -> None:
    dataset = digits.load()
    assert [split.rows for _, split in dataset.splits()] == [1257, 270, 270]
    labels = np.concatenate([split.labels for _, split in dataset.splits() if split.labels is not None])
    # The class distribution that UCI states for optdigits.tes.
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert dataset.train.x.dtype == np.uint8
    assert max(split.x.max() for _, split in dataset.splits()) == 16 == dataset.value_range
    assert (dataset.inputs, dataset.outputs, dataset.image_shape) == (64, 10, (8, 8))
    assert "CC BY 4.0" in dataset.attribution and "10.24432/C50P49" in dataset.attribution


def test_that_the_first_digit_of_the_file_looks_like_a_zero() -> None:
    with np.load(digits.PATH, allow_pickle=False) as arrays:
        image, label = arrays["images"][0].reshape(8, 8), arrays["labels"][0]
    assert label == 0
    assert image[3:5, 3:5].sum() < 10 < image[3:5, 2].sum()


def test_that_no_digit_is_in_two_splits() -> None:
    sets = [{row.tobytes() for row in split.x} for _, split in digits.load().splits()]
    assert not sets[0] & sets[1] and not sets[0] & sets[2] and not sets[1] & sets[2]


def test_that_the_readme_states_the_hashes_and_the_source() -> None:
    text = (digits.PATH.parent / "README.md").read_text(encoding="utf-8")
    with np.load(digits.PATH, allow_pickle=False) as arrays:
        raw = arrays["images"].tobytes() + arrays["labels"].tobytes()
    for words in (digits.SHA256, hashlib.sha256(raw).hexdigest(), "10.24432/C50P49", "CC BY 4.0"):
        assert words in text


def test_that_a_damaged_or_missing_bundle_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = bytearray(digits.PATH.read_bytes())
    damaged[1000] ^= 1
    monkeypatch.setattr(digits, "PATH", tmp_path / "optdigits.npz")
    with pytest.raises(DataError, match="cannot be read"):
        digits.load()
    digits.PATH.write_bytes(damaged)
    with pytest.raises(DataError, match="not the file that comes with the program"):
        digits.load()


def test_that_xor_is_the_four_rows_of_the_article() -> None:
    dataset = load_dataset("xor")
    assert dataset.train.x.dtype == np.float64
    assert dataset.train.x.tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    assert dataset.train.labels is not None and dataset.train.labels.tolist() == [0, 1, 1, 0]
    assert (dataset.class_names, dataset.validation, dataset.test) == (("0", "1"), None, None)


def test_that_every_set_bears_the_name_and_title_of_its_entry(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    write_pen_digits(tmp_path, writers=(1,))
    # Data of one's own are called like their file.
    for name, source in ((name, source) for name, source in DATASETS.items() if name != OWN):
        dataset = load_dataset(name, data_dir=tmp_path)
        assert (dataset.name, dataset.title) == (source.name, source.title) == (name, dataset.title)


def test_that_only_mnist_is_downloaded() -> None:
    assert [name for name, source in DATASETS.items() if source.download] == ["mnist"]


def test_that_an_unknown_name_brings_the_nearest_known_one() -> None:
    with pytest.raises(DataError, match="no data set 'minst'; did you mean 'mnist'"):
        find_source("minst")
    with pytest.raises(DataError, match=r"known: circles, digits, .*, mnist, mnist\+pen, .*, xor"):
        load_dataset("?")


def test_that_the_data_folder_is_the_given_one_then_the_variable_then_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPROP_STUDIO_DATA", str(tmp_path / "variable"))
    assert data_folder(tmp_path / "given") == tmp_path / "given"
    assert data_folder() == tmp_path / "variable"
    monkeypatch.setenv("BACKPROP_STUDIO_DATA", "")
    assert data_folder().is_absolute() and data_folder().name == "backprop-studio"


def test_that_a_tilde_in_the_data_folder_is_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROP_STUDIO_DATA", "~/numbers")
    assert data_folder() == Path.home() / "numbers"
    assert data_folder(Path("~/given")) == Path.home() / "given"


def test_that_mnist_loads_from_the_data_folder_of_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_mnist(tmp_path / "mnist")
    monkeypatch.setenv("BACKPROP_STUDIO_DATA", str(tmp_path))
    assert load_dataset("mnist").train.rows == 184
