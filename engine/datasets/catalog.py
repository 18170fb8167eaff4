"""The table of data sets, and the folder where those lie that do not come with the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engine.checks import nearest
from engine.datasets import digits, download, mnist, mnist_pen, plane, toy
from engine.datasets.dataset import Dataset
from engine.errors import DataError
from engine.playground import PlaygroundSpec

DATA_VARIABLE = "BACKPROP_STUDIO_DATA"


@dataclass(frozen=True)
class DatasetSource:
    """Where a data set comes from.

    Attributes:
        name: the name in the table and in specs.
        title: the name a person reads.
        load: makes the data set from what lies in the data folder and the settings of a playground, neither of which
            every set needs.
        download: fetches its files into a data folder, see ``engine.datasets.download.download_mnist``;
            None where there is nothing to fetch.
    """

    name: str
    title: str
    load: Callable[[Path, PlaygroundSpec | None], Dataset]
    download: Callable[..., Path] | None = None


def _playground(name: str) -> DatasetSource:
    return DatasetSource(name, plane.TITLES[name], lambda data_dir, settings: plane.make_playground(name, settings))


def _simple(name: str, title: str, make: Callable[[], Dataset]) -> DatasetSource:
    return DatasetSource(name, title, lambda data_dir, settings: make())


_SOURCES = (
    _simple("digits", "UCI optical digits", digits.load),
    DatasetSource(
        "mnist",
        "MNIST handwritten digits",
        lambda data_dir, settings: mnist.load(data_dir),
        download=download.download_mnist,
    ),
    DatasetSource(mnist_pen.NAME, mnist_pen.TITLE, lambda data_dir, settings: mnist_pen.load(data_dir)),
    _simple("first-input", "First input", toy.make_first_input),
    _simple("xor", "Exclusive or", toy.make_xor),
    *(_playground(name) for name in plane.PLAYGROUNDS),
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


def load_dataset(name: str, *, data_dir: Path | None = None, playground: PlaygroundSpec | None = None) -> Dataset:
    """Load a data set by name; nothing is downloaded.

    Args:
        name: a key of ``DATASETS``.
        data_dir: the data folder; None for ``data_folder()``.
        playground: the settings, where it is a playground; None for the usual ones.

    Raises:
        DataError: unknown name, or the data is missing or broken.
        SpecError: the settings do not fit the playground.
    """
    return find_source(name).load(data_dir or data_folder(), playground)


def data_folder(override: Path | None = None) -> Path:
    """The data folder: ``override``, else ``BACKPROP_STUDIO_DATA``, else in the user's data directory."""
    if override is not None:
        return override.expanduser()
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("backprop-studio", appauthor=False)
