"""MNIST is found where people put it, and a folder that lacks something says what."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.datasets import mnist
from engine.datasets.idx import read_labelled_images
from engine.errors import DataError
from tests.helpers.idx_files import write_idx, write_mnist


def whole(dataset: mnist.Dataset) -> dict[bytes, int]:
    """Training and validation together: image -> label."""
    rows = {}
    for split in (dataset.train, dataset.validation):
        assert split is not None and split.labels is not None
        rows |= {image.tobytes(): int(label) for image, label in zip(split.x, split.labels, strict=True)}
    return rows


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("below", ["mnist", "."])
def test_that_it_loads_from_the_data_folder_or_its_own(tmp_path: Path, packed: bool, below: str) -> None:
    write_mnist(tmp_path / below, packed=packed)
    dataset = mnist.load(tmp_path)
    assert dataset.validation is not None and dataset.test is not None
    assert [split.x.shape for _, split in dataset.splits()] == [(184, 784), (16, 784), (50, 784)]
    assert dataset.train.x.dtype == np.uint8
    assert (dataset.inputs, dataset.outputs, dataset.image_shape) == (784, 10, (28, 28))
    assert dataset.class_names == tuple("0123456789") and dataset.value_range == 255


def test_that_packing_makes_no_difference(tmp_path: Path) -> None:
    packed = mnist.load(write_mnist(tmp_path / "packed", packed=True))
    raw = mnist.load(write_mnist(tmp_path / "raw", packed=False))
    assert packed.fingerprint() == raw.fingerprint()


def test_that_each_image_keeps_its_label_and_none_is_lost_or_doubled(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    images, labels = read_labelled_images(
        tmp_path / "train-images-idx3-ubyte.gz", tmp_path / "train-labels-idx1-ubyte.gz", classes=10
    )
    expected = {image.tobytes(): int(label) for image, label in zip(images, labels, strict=True)}
    assert len(expected) == 200
    assert whole(mnist.load(tmp_path)) == expected


def test_that_the_names_with_a_dot_are_known_too(tmp_path: Path) -> None:
    for path in write_mnist(tmp_path, packed=False).iterdir():
        path.rename(path.with_name(path.name.replace("-idx", ".idx")))
    assert mnist.find([tmp_path]) == tmp_path
    assert mnist.load(tmp_path).train.rows == 184


@pytest.mark.parametrize(("rows", "validation"), [(2, 1), (12, 1), (24, 2), (60, 5)])
def test_that_a_twelfth_and_at_least_one_row_is_for_validation(tmp_path: Path, rows: int, validation: int) -> None:
    dataset = mnist.load(write_mnist(tmp_path, train=rows, test=1))
    assert dataset.validation is not None
    assert (dataset.train.rows, dataset.validation.rows) == (rows - validation, validation)


def test_that_one_training_image_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="one image"):
        mnist.load(write_mnist(tmp_path, train=1))


def test_that_the_first_complete_folder_is_found(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert mnist.find([first, second]) is None
    write_mnist(second / "mnist")
    write_mnist(first)
    (first / "t10k-labels-idx1-ubyte.gz").unlink()
    assert mnist.find([first, second]) == second / "mnist"


def test_that_a_complete_folder_is_taken_before_an_incomplete_one_below_it(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    write_mnist(tmp_path / "mnist")
    (tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz").unlink()
    assert mnist.find([tmp_path]) == tmp_path


def test_that_an_empty_folder_says_how_to_get_the_files(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"MNIST is not in .*mnist: download it, put the four IDX files there"):
        mnist.load(tmp_path)


@pytest.mark.parametrize("below", ["mnist", "."])
def test_that_missing_files_are_named(tmp_path: Path, below: str) -> None:
    folder = write_mnist(tmp_path / below)
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"t10k-labels-idx1-ubyte\.gz is missing") as caught:
        mnist.load(tmp_path)
    assert f"in {folder} " in str(caught.value)
    (folder / "train-images-idx3-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"train-images\S+ and t10k-labels\S+ are missing"):
        mnist.load(tmp_path)


def test_that_images_of_another_size_are_refused(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    write_idx(tmp_path / "t10k-images-idx3-ubyte.gz", np.zeros((50, 8, 8), np.uint8))
    with pytest.raises(DataError, match="images of 8x8 pixels; MNIST has 28x28"):
        mnist.load(tmp_path)


def test_that_a_label_out_of_range_is_named_with_file_and_row(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    write_idx(tmp_path / "train-labels-idx1-ubyte.gz", np.full(200, 10, np.uint8))
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte\.gz holds label 10 in row 0"):
        mnist.load(tmp_path)
