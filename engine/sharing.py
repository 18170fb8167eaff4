"""Sharing: an experiment with all its settings as a short text, for a file, a mail or a chat.

A JSON object: `backprop_studio_experiment` is the version of the format, `experiment` the spec, and `lab`, where one
was open, its name and state. Entries that are missing have their usual value where they have one, so that it can be
written by hand. Of data of one's own only the name of the file travels along, never where it lies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.checks import require_name
from engine.datasets import DATASETS
from engine.errors import FileFormatError, SpecError
from engine.spec import ExperimentSpec
from engine.whole_file import write_whole

SUFFIX = ".json"
VERSION = 1
MOST_CHARACTERS = 1_000_000
_LONGEST_NAME = 100
_KEY, _EXPERIMENT, _LAB = "backprop_studio_experiment", "experiment", "lab"


@dataclass(frozen=True)
class LabState:
    """A lab as it was left; what its state may say is the lab's to check."""

    name: str
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shared:
    """What a shared text holds."""

    spec: ExperimentSpec
    lab: LabState | None = None


def to_text(shared: Shared) -> str:
    """The experiment as text."""
    document: dict[str, Any] = {_KEY: VERSION, _EXPERIMENT: _without_folders(shared.spec).to_json()}
    if shared.lab is not None:
        document[_LAB] = {"name": shared.lab.name, "state": shared.lab.state}
    # The name of a file may hold bytes that are no letters, and so no text either.
    return json.dumps(document, indent=1, ensure_ascii=False).encode(errors="replace").decode() + "\n"


def looks_shared(text: str) -> bool:
    """Whether somebody seems to have meant this text as an experiment."""
    return _KEY in text[:MOST_CHARACTERS]


def from_text(text: str) -> Shared:
    """The experiment that the text holds.

    Raises:
        FileFormatError: It is no such text, or of a newer version.
        SpecError: One of its entries is impossible.
    """
    if len(text) > MOST_CHARACTERS:
        raise FileFormatError(f"An experiment has at most {MOST_CHARACTERS:,} characters; this text is longer.")
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileFormatError("This is no experiment of Backprop Studio: the text is not whole JSON.") from error
    if not isinstance(document, dict) or _KEY not in document or _EXPERIMENT not in document:
        raise FileFormatError("This is no experiment of Backprop Studio.")
    version = document[_KEY]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileFormatError("The experiment does not say which version of the format it has.")
    if version > VERSION:
        raise FileFormatError(f"The experiment has format {version}; this program knows {VERSION}: update it.")
    spec = ExperimentSpec.from_json(document[_EXPERIMENT])
    if len(spec.name) > _LONGEST_NAME or not spec.name.isprintable():
        raise SpecError("name", f"The name of an experiment has 1 to {_LONGEST_NAME} letters, on one line.")
    require_name("dataset", spec.dataset, DATASETS, "data set")
    return Shared(_without_folders(spec), _lab(document.get(_LAB)))


def write_shared(shared: Shared, path: Path) -> None:
    """Write the experiment to a file, which is whole or not there.

    Raises:
        EngineError: It cannot be written.
    """
    write_whole(path, to_text(shared).encode())


def read_shared(path: Path) -> Shared:
    """Read an experiment from a file.

    Raises:
        FileFormatError: It cannot be read, or is none; the sentence names it.
        SpecError: One of its entries is impossible.
    """
    try:
        # A character takes at most four bytes.
        with path.open("rb") as file:
            content = file.read(4 * MOST_CHARACTERS + 1)
        return from_text(content.decode("utf-8-sig"))
    except OSError as error:
        raise FileFormatError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise FileFormatError(f"{path.name} is no experiment of Backprop Studio: it is no text.") from error
    except FileFormatError as error:
        raise FileFormatError(f"{path.name}: {error}") from error
    except SpecError as error:
        raise SpecError(error.path, f"{path.name}: {error}") from error


def _without_folders(spec: ExperimentSpec) -> ExperimentSpec:
    """The same experiment, which says of its own data only what the file is called, on whatever system."""
    name = re.split(r"[\\/]", spec.own.path.rstrip("\\/"))[-1]
    return spec if name == spec.own.path else replace(spec, own=replace(spec.own, path=name))


def _lab(document: Any) -> LabState | None:
    if document is None:
        return None
    if not isinstance(document, dict) or set(document) - {"name", "state"} or not isinstance(document.get("name"), str):
        raise SpecError(_LAB, "The lab of the experiment must be an object with a name and a state.")
    state = document.get("state", {})
    if not isinstance(state, dict):
        raise SpecError(f"{_LAB}.state", "The state of the lab must be an object with named entries.")
    return LabState(document["name"], state)
