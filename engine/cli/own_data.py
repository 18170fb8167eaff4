"""An experiment made of a file or folder of one's own data, for the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.datasets import Dataset
from engine.datasets.own import guess, suggested_spec, survey
from engine.own_data import OwnDataSpec
from engine.plain import from_plain, to_plain
from engine.spec import ExperimentSpec

_OWN = "own."
_SUFFIXES = (".csv", ".tsv", ".txt", ".data", ".npz", ".gz", "ubyte", ".idx")


def is_own_data(name: str) -> bool:
    """Whether the name is that of a file or folder of data."""
    return os.path.isdir(name) or name.casefold().endswith(_SUFFIXES)


def own_experiment(name: str, settings: Sequence[tuple[str, Any]]) -> tuple[ExperimentSpec, Dataset]:
    """What suits the data, with the entries that are to be changed; remarks on the data go to standard error.

    Raises:
        EngineError: The data cannot be used, or an entry is impossible.
    """
    wishes = {path.removeprefix(_OWN): value for path, value in settings if path.startswith(_OWN)}
    label = wishes.get("label", "")
    guessed = to_plain(guess(Path(name), label=label if isinstance(label, str) else ""))
    found = survey(from_plain(OwnDataSpec, {**guessed, **wishes}, "own"))
    spec = suggested_spec(found)
    sys.stderr.writelines(f"{remark}\n" for remark in found.remarks)
    for path, value in settings:
        if not path.startswith(_OWN):
            spec = spec.with_value(path, value)
    assert found.dataset is not None
    return spec, found.dataset
