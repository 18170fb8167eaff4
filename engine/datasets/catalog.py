"""The table of data sets, and the folder where those lie that do not come with the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engine.checks import nearest
from engine.datasets import digits, download, mnist, mnist_pen, own, plane, toy
from engine.datasets.dataset import Dataset
from engine.errors import DataError
from engine.own_data import NO_OWN_DATA, OWN, OwnDataSpec
from engine.playground import PlaygroundSpec

DATA_VARIABLE = "BACKPROP_STUDIO_DATA"


@dataclass(frozen=True)
class Request:
    """What a data set may need to be loaded; none needs all of it.

    Attributes:
        data_dir: the data folder.
        playground: the settings of a playground; None for the usual ones.
        own: those of data of one's own.
    """

    data_dir: Path
    playground: PlaygroundSpec | None = None
    own: OwnDataSpec | None = None


@dataclass(frozen=True)
class DatasetSource:
    """Where a data set comes from.

    Attributes:
        name: the name in the table and in specs.
        title: the name a person reads.
        load: makes the data set.
        download: fetches its files into a data folder, see ``engine.datasets.download.download_mnist``;
            None where there is nothing to fetch.
    """

    name: str
    title: str
    load: Callable[[Request], Dataset]
    download: Callable[..., Path] | None = None


def _playground(name: str) -> DatasetSource:
    return DatasetSource(name, plane.TITLES[name], lambda request: plane.make_playground(name, request.playground))


def _simple(name: str, title: str, make: Callable[[], Dataset]) -> DatasetSource:
    return DatasetSource(name, title, lambda request: make())


_SOURCES = (
    _simple("digits", "UCI optical digits", digits.load),
    DatasetSource(
        "mnist",
        "MNIST handwritten digits",
        lambda request: mnist.load(request.data_dir),
        download=download.download_mnist,
    ),
    DatasetSource(mnist_pen.NAME, mnist_pen.TITLE, lambda request: mnist_pen.load(request.data_dir)),
    _simple("first-input", "First input", toy.make_first_input),
    _simple("xor", "Exclusive or", toy.make_xor),
    *(_playground(name) for name in plane.PLAYGROUNDS),
    DatasetSource(OWN, own.TITLE, lambda request: own.load_own(request.own or NO_OWN_DATA)),
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


def load_dataset(
    name: str,
    *,
    data_dir: Path | None = None,
    playground: PlaygroundSpec | None = None,
    own: OwnDataSpec | None = None,
) -> Dataset:
    """Load a data set by name; nothing is downloaded.

    Args:
        name: a key of ``DATASETS``.
        data_dir: the data folder; None for ``data_folder()``.
        playground: the settings, where it is a playground; None for the usual ones.
        own: the settings, where they are data of one's own.

    Raises:
        DataError: unknown name, or the data is missing or broken.
        SpecError: the settings do not fit the playground.
    """
    return find_source(name).load(Request(data_dir or data_folder(), playground, own))


def data_folder(override: Path | None = None) -> Path:
    """The data folder: ``override``, else ``BACKPROP_STUDIO_DATA``, else in the user's data directory."""
    if override is not None:
        return override.expanduser()
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("backprop-studio", appauthor=False)
