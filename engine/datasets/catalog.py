"""The table of data sets, and the folder where those lie that do not come with the program."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs

from engine.datasets import digits, download, mnist, toy
from engine.datasets.dataset import Dataset
from engine.errors import DataError

DATA_VARIABLE = "BACKPROP_STUDIO_DATA"
TOY_SEED = 0
Options = Mapping[str, object]


@dataclass(frozen=True)
class DatasetSource:
    """Where a data set comes from.

    Attributes:
        name: the name in the table and in specs.
        title: the name a person reads.
        load: makes the data set from its options and the data folder, which not every set needs.
        options: names of the options it takes.
        download: fetches its files into a data folder, see ``engine.datasets.download.download_mnist``;
            None where there is nothing to fetch.
    """

    name: str
    title: str
    load: Callable[[Options, Path], Dataset]
    options: tuple[str, ...] = ()
    download: Callable[..., Path] | None = None


def _load_toy(name: str) -> Callable[[Options, Path], Dataset]:
    return lambda options, data_dir: toy.TOYS[name](options, rng=np.random.default_rng(TOY_SEED))


_SOURCES = (
    DatasetSource("digits", "UCI optical digits", lambda options, data_dir: digits.load()),
    DatasetSource(
        "mnist",
        "MNIST handwritten digits",
        lambda options, data_dir: mnist.load(data_dir),
        download=download.download_mnist,
    ),
    DatasetSource("xor", "Exclusive or", _load_toy("xor")),
)
DATASETS: dict[str, DatasetSource] = {source.name: source for source in _SOURCES}


def find_source(name: str) -> DatasetSource:
    """The data set called ``name``.

    Raises:
        DataError: there is none; the sentence names the nearest one.
    """
    if name not in DATASETS:
        nearest = difflib.get_close_matches(name, DATASETS, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"choose one of {', '.join(DATASETS)}."
        raise DataError(f"There is no data set {name!r}; {hint}")
    return DATASETS[name]


def load_dataset(name: str, *, data_dir: Path | None = None, options: Options | None = None) -> Dataset:
    """Load a data set by name; nothing is downloaded.

    Args:
        name: a key of ``DATASETS``.
        data_dir: the data folder; None for ``data_folder()``.
        options: what the data set is to be made with, by the names in its source.

    Raises:
        DataError: unknown name or option, or the data is missing or broken.
    """
    source = find_source(name)
    options = options or {}
    for option in options:
        if option not in source.options:
            raise DataError(f"The data set {name} has no option {option!r}; leave it out.")
    return source.load(options, data_dir or data_folder())


def data_folder(override: Path | None = None) -> Path:
    """The data folder: ``override``, else ``BACKPROP_STUDIO_DATA``, else in the user's data directory."""
    if override is not None:
        return override.expanduser()
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("backprop-studio", appauthor=False)
