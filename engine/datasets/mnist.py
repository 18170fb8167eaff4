"""The MNIST handwritten digits, from the four original IDX files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.dataset import Dataset, Split
from engine.datasets.idx import read_labelled_images
from engine.datasets.splits import split_rows
from engine.errors import DataError

FOLDER = "mnist"
IMAGE_SHAPE = (28, 28)
CLASS_NAMES = tuple("0123456789")
VALIDATION_PART = 12
"""One training row in twelve is held out for validation: 5,000 of the original 60,000."""


@dataclass(frozen=True)
class MnistFile:
    """One of the four files.

    Attributes:
        name: its original name, without ``.gz``.
        sha256: of the content, unpacked, in hex.
        packed_bytes: size of the original gzipped file.
    """

    name: str
    sha256: str
    packed_bytes: int

    @property
    def variants(self) -> tuple[str, ...]:
        """The names under which the file is met, best first."""
        dotted = self.name.replace("-idx", ".idx")
        return self.name, f"{self.name}.gz", dotted, f"{dotted}.gz"

    def find(self, folder: Path) -> Path | None:
        """The file in ``folder`` under the first of its names that is there."""
        return next((folder / name for name in self.variants if (folder / name).is_file()), None)


TRAIN_IMAGES = MnistFile(
    "train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", 9_912_422
)
TRAIN_LABELS = MnistFile(
    "train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", 28_881
)
TEST_IMAGES = MnistFile(
    "t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", 1_648_877
)
TEST_LABELS = MnistFile(
    "t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2", 4_542
)
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


def find(data_dirs: Iterable[Path]) -> Path | None:
    """The first folder with all four files: ``mnist`` in a data folder, or the data folder; else None."""
    folders = (folder for data_dir in data_dirs for folder in (data_dir / FOLDER, data_dir))
    return next((folder for folder in folders if all(file.find(folder) for file in FILES)), None)


def load(folder: Path) -> Dataset:
    """Load MNIST, or a set of the same form, from ``folder/mnist`` or ``folder``.

    Args:
        folder: holds the four files, gzipped or not.

    Returns:
        Rows of 784 uint8 pixels, 0 (paper) to 255 (ink). A twelfth of the training file, at least one row, is
        the validation split.

    Raises:
        DataError: a file is missing, broken or of another form.
    """
    found = find((folder,))
    if found is None:
        raise DataError(_missing(folder))
    train_images, train_labels = _read(found, TRAIN_IMAGES, TRAIN_LABELS)
    test_images, test_labels = _read(found, TEST_IMAGES, TEST_LABELS)
    rows = len(train_images)
    if rows < 2:
        raise DataError(f"{TRAIN_IMAGES.find(found)} holds one image; training and validation need two.")
    train, validation = split_rows(rows, (max(1, rows // VALIDATION_PART),))
    return Dataset(
        name="mnist",
        title="MNIST handwritten digits",
        train=Split(train_images[train], train_labels[train]),
        validation=Split(train_images[validation], train_labels[validation]),
        test=Split(test_images, test_labels),
        class_names=CLASS_NAMES,
        image_shape=IMAGE_SHAPE,
        value_range=255.0,
        attribution="The MNIST database of handwritten digits "
        "by Yann LeCun, Corinna Cortes and Christopher J. C. Burges.",
    )


def _read(folder: Path, images_file: MnistFile, labels_file: MnistFile) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    images_path, labels_path = images_file.find(folder), labels_file.find(folder)
    if images_path is None or labels_path is None:  # removed since it was found
        raise DataError(_missing(folder))
    images, labels = read_labelled_images(images_path, labels_path, classes=len(CLASS_NAMES))
    if images.shape[1:] != IMAGE_SHAPE:
        height, width = images.shape[1:]
        raise DataError(f"{images_path} holds images of {height}x{width} pixels; MNIST has 28x28.")
    return images.reshape(len(images), -1), labels


def _missing(data_dir: Path) -> str:
    # The folder that has more of the files is the one meant.
    folder = min((data_dir / FOLDER, data_dir), key=lambda place: sum(not file.find(place) for file in FILES))
    missing = [f"{file.name}.gz" for file in FILES if not file.find(folder)]
    if len(missing) == len(FILES):
        what = f"MNIST is not in {folder}"
    else:
        verb = "is" if len(missing) == 1 else "are"
        what = f"MNIST in {folder} is incomplete, {' and '.join(missing)} {verb} missing"
    return f"{what}: download it, put the four IDX files there, or choose the data folder that holds them."
