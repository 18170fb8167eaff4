"""IDX files of one's own: images with the file of their labels beside them, or a folder of several of both.

Names are those of MNIST's files or like them: what differs between images and labels is that word and the number of
dimensions ("train-images-idx3-ubyte.gz" and "train-labels-idx1-ubyte.gz").
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np

from engine.datasets.idx import read_labelled_images
from engine.datasets.own.files import require_regular
from engine.datasets.own.pace import Pace
from engine.datasets.own.samples import Samples
from engine.datasets.own.survey import Column, Survey, spread_images
from engine.errors import DataError
from engine.own_data import OwnDataSpec
from engine.spec import MAX_UNITS

_IMAGES = re.compile(r"images?", re.IGNORECASE)
_TEST = re.compile(r"t10k|test", re.IGNORECASE)
_VALIDATION = re.compile(r"valid", re.IGNORECASE)
_CLASSES = 256
_MOST_NAMES = 10_000


def is_folder_of(folder: Path) -> bool:
    """Whether the folder holds files of images with their labels."""
    try:
        return bool(_image_files(folder))
    except DataError:
        return False


def survey_idx(settings: OwnDataSpec, path: Path, pace: Pace) -> Survey:
    """Read the images of a file, or of all those in a folder, with their labels.

    Raises:
        DataError: A file is missing or damaged, or the files do not belong together.
        Cancelled: Nobody wants it any more.
    """
    files = _image_files(path) if path.is_dir() else [path]
    if not files:
        raise DataError(f"{path.name} holds no IDX files of images with their labels: choose another folder.")
    files.sort(key=_part)
    pairs = []
    for number, file in enumerate(files):
        labels = labels_beside(file)
        require_regular(file)
        require_regular(labels)
        pairs.append(read_labelled_images(file, labels, classes=_CLASSES))
        pace.step(number + 1, len(files))
    shapes = {images.shape[1:] for images, _ in pairs}
    if len(shapes) > 1:
        raise DataError(f"{path.name} holds images of different sizes: choose one of the files.")
    height, width = shapes.pop()
    if height * width > MAX_UNITS:
        raise DataError(f"{path.name} holds images of {width}x{height} pixels; at most {MAX_UNITS:,} pixels fit.")
    starts = np.cumsum([0, *(len(images) for images, _ in pairs)]).tolist()
    first = {part: starts[i] for i, part in reversed(list(enumerate(map(_part, files))))}
    if 0 not in first:
        # There is something to learn from only if some of the rows are for training.
        first = {}
    x = np.concatenate([images.reshape(len(images), -1) for images, _ in pairs])
    labels_of_all = np.concatenate([labels for _, labels in pairs])
    known = np.unique(labels_of_all)
    samples = Samples(
        path.name,
        x,
        np.searchsorted(known, labels_of_all).astype(np.int64),
        None,
        tuple(str(label) for label in known),
        (height, width),
        first.get(2),
        first.get(1),
    )
    del pairs
    columns = (
        Column.of_numbers("pixels", "number", float(x.min()), float(x.max()), float(x.mean())),
        Column("label", "label"),
    )
    images, counts = spread_images(x, (height, width)), samples.counts()
    dataset, problems, remarks = samples.divided(settings)
    return Survey(
        *(settings, len(x), columns, counts, (), images, (height, width), tuple(problems), tuple(remarks), dataset),
        kept_apart=samples.kept_apart,
    )


def labels_beside(images: Path) -> Path:
    """The file of the labels of a file of images.

    Raises:
        DataError: There is none.
    """
    stem = images.name.removesuffix(".gz")
    named = _IMAGES.sub("labels", stem, count=1)
    named = named.replace("idx3", "idx1")
    for name in dict.fromkeys((named, f"{named}.gz", named.replace("labels", "label"))):
        if name != images.name and (images.parent / name).is_file():
            return images.parent / name
    if named == stem:
        raise DataError(f"{images.name} does not say whose labels it needs: name it with images, and them with labels.")
    raise DataError(f"The labels of {images.name} are not beside it: put {named} into the same folder.")


def _image_files(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry, _ in zip(entries, range(_MOST_NAMES), strict=False))
    except OSError as error:
        raise DataError(f"{folder} cannot be read ({error.strerror or error}): check its permissions.") from error
    images = [folder / name for name in names if _IMAGES.search(name) and "idx" in name.casefold()]
    found: dict[str, Path] = {}
    for file in images:
        if file.is_file() and _has_labels(file):
            # The same file packed and unpacked is one.
            found.setdefault(file.name.removesuffix(".gz").replace(".idx", "-idx"), file)
    return list(found.values())


def _has_labels(images: Path) -> bool:
    try:
        return labels_beside(images).is_file()
    except DataError:
        return False


def _part(file: Path) -> int:
    """0 for training, 1 for validation, 2 for test, by the name."""
    return 2 if _TEST.search(file.name) else 1 if _VALIDATION.search(file.name) else 0
