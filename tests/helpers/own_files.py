"""Files of somebody's own data, and reading them whole: all rows for training, in their order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Split
from engine.datasets.own import Survey, guess, survey

IRIS = "length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica\n4.9,3.0,setosa\n"


def write(folder: Path, text: str | bytes, name: str = "own.csv") -> Path:
    """A file with this content; lines end as they are given."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path, **changes: Any) -> Survey:
    """What is found with the settings that are guessed, some of them changed."""
    return survey(replace(guess(path), **{"validation_share": 0.0, "test_share": 0.0, **changes}))


def rows_of(found: Survey) -> Split:
    """All rows; without problems there are some."""
    assert found.problems == () and found.dataset is not None
    return found.dataset.train


def values(found: Survey) -> NDArray[Any]:
    """The inputs of all rows."""
    return rows_of(found).x


def classes(found: Survey) -> list[str]:
    """The class of each row by its name."""
    assert found.dataset is not None
    labels = rows_of(found).labels
    return [found.dataset.class_names[label] for label in np.asarray(labels).tolist()]
