"""The table of data sets, and the folder where those lie that do not come with the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engine.checks import nearest
from engine.datasets import digits, download, mnist, mnist_pen, toy
from engine.datasets.dataset import Dataset
from engine.errors import DataError

DATA_VARIABLE = "BACKPROP_STUDIO_DATA"


@dataclass(frozen=True)
class DatasetSource:
    """Where a data set comes from.

    Attributes:
        name: the name in the table and in specs.
        title: the name a person reads.
        load: makes the data set from what lies in the data folder, which not every set needs.
        download: fetches its files into a data folder, see ``engine.datasets.download.download_mnist``;
            None where there is nothing to fetch.
    """

    name: str
    title: str
    load: Callable[[Path], Dataset]
    download: Callable[..., Path] | None = None


_SOURCES = (
    DatasetSource("digits", "UCI optical digits", lambda data_dir: digits.load()),
    DatasetSource(
        "mnist",
        "MNIST handwritten digits",
        mnist.load,
        download=download.download_mnist,
    ),
    DatasetSource(mnist_pen.NAME, mnist_pen.TITLE, mnist_pen.load),
    DatasetSource("xor", "Exclusive or", lambda data_dir: toy.make_xor()),
)
DATASETS: dict[str, DatasetSource] = {source.name: source for source in _SOURCES}


def find_source(name: str) -> DatasetSource:
    """The data set called ``name``.

    Raises:
        DataError: there is none; the sentence names the nearest one.
    """
    if name not in DATASETS:
        raise DataError(f"There is no data set {name!r}{nearest(name, DATASETS)}")
    return DATASETS[name]


def load_dataset(name: str, *, data_dir: Path | None = None) -> Dataset:
    """Load a data set by name; nothing is downloaded.

    Args:
        name: a key of ``DATASETS``.
        data_dir: the data folder; None for ``data_folder()``.

    Raises:
        DataError: unknown name, or the data is missing or broken.
    """
    return find_source(name).load(data_dir or data_folder())


def data_folder(override: Path | None = None) -> Path:
    """The data folder: ``override``, else ``BACKPROP_STUDIO_DATA``, else in the user's data directory."""
    if override is not None:
        return override.expanduser()
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("backprop-studio", appauthor=False)
