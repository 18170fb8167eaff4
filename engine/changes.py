"""What may change while training runs, and what makes another network and so waits for a reset."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from engine.plain import join, to_plain
from engine.playground import DEFAULT_PLAYGROUND
from engine.spec import ExperimentSpec

LIVE_PATHS = re.compile(
    r"training\.(learning_rate|batch_size|epochs|l1|l2|weight_decay|clip_norm|patience|record_every)"
    r"|training\.(momentum|beta1|beta2|epsilon)|training\.schedule\.(name|every|factor)"
    r"|augmentation\.(shift|rotation|scale|shear|elastic|elastic_sigma|thickness)"
    r"|network\.input_dropout|network\.layers\.\d+\.dropout"
)

PARAMETERS = "parameters"
"""The path of a change that is none of the spec: other weights took the place of those that were there."""


DATA = "playground"
"""The path of a change of the data: other rows took the place of those that were learnt from."""


MAX_CHANGES = 2_000
"""So many are kept of a run."""


class Change(NamedTuple):
    """An entry of the spec that was changed while training ran, effective from batch `step` on.

    Where `path` is `PARAMETERS`, `new` says in words what the new weights are; where it is `DATA`, how many rows there
    are to learn from.
    """

    step: int
    path: str
    old: Any
    new: Any


def differences(old: ExperimentSpec, new: ExperimentSpec) -> dict[str, Any]:
    """Dotted path -> new value of every entry that differs; a list of another length differs as a whole.

    So does a playground: its rows are exchanged, not changed one by one.
    """
    found: dict[str, Any] = {}
    if old.playground != new.playground:
        found[DATA] = to_plain(new.playground)
    old, new = (replace(spec, playground=DEFAULT_PLAYGROUND) for spec in (old, new))
    _compare("", to_plain(old), to_plain(new), found)
    return found


def is_live(path: str) -> bool:
    """Whether the entry can change between two batches of a running training."""
    return LIVE_PATHS.fullmatch(path) is not None


def _compare(path: str, old: Any, new: Any, found: dict[str, Any]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old:
            _compare(join(path, key), old[key], new[key], found)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (before, after) in enumerate(zip(old, new, strict=True)):
            _compare(join(path, i), before, after, found)
    elif old != new:
        found[path] = new
