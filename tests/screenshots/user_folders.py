"""A home of its own for a program that is only measured or photographed: nothing of the user's is read or changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.datasets import data_folder
from engine.datasets.catalog import DATA_VARIABLE

_VARIABLES = ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")


def own_environment(home: Path) -> dict[str, str]:
    """The environment with every folder of the user's in `home`, but the data folder as it is."""
    own = {name: str(home / name.lower()) for name in _VARIABLES}
    for folder in own.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    return {**os.environ, **own, DATA_VARIABLE: str(data_folder().absolute())}


@contextmanager
def own_folders(home: Path) -> Iterator[None]:
    """Use `own_environment` in this process meanwhile. Call it before Qt reads its settings for the first time."""
    before = dict(os.environ)
    os.environ.update(own_environment(home))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
