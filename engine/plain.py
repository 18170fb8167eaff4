"""Frozen dataclasses to plain JSON values and back, strictly: unknown keys and wrong types are refused by name."""

from __future__ import annotations

import dataclasses
import functools
import reprlib
import types
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from engine.checks import nearest
from engine.errors import SpecError

T = TypeVar("T")

_LARGEST = 2**63
"""No entry needs a greater whole number, and far beyond it Python makes no float of one."""

_LONGEST_LIST = 100_000
"""As many columns may be left out of a table; each entry takes its microsecond to be looked at."""


def to_plain(value: Any) -> Any:
    """Dataclasses become dictionaries, tuples become lists; the rest is plain already."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], document: Any, path: str = "") -> T:
    """Build the frozen dataclass `kind` from a dictionary.

    Raises:
        SpecError: With the dotted path of the entry that does not fit.
    """
    if not isinstance(document, Mapping):
        raise SpecError(path, f"{path or 'the document'} must be an object with named entries.")
    hints = _hints(cast(Hashable, kind))
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in document:
        if key not in fields:
            raise SpecError(join(path, key), f"There is no entry {join(path, key)!r}{nearest(key, fields)}")
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in document:
            values[name] = _convert(hints[name], document[name], join(path, name))
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise SpecError(join(path, name), f"The entry {join(path, name)!r} is missing.")
    try:
        return kind(**values)
    except SpecError as error:
        raise SpecError(join(path, error.path), str(error)) from None


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of the fields: a playground has thousands of points, and each would look them up again."""
    return get_type_hints(kind)


def join(path: str, name: object) -> str:
    """The dotted path of entry `name` under `path`."""
    return f"{path}.{name}" if path else str(name)


def _convert(hint: Any, value: Any, path: str) -> Any:
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    if value is None and type(None) in options:
        return None
    wanted = next(option for option in options if option is not type(None))
    if get_origin(wanted) is tuple:
        if not isinstance(value, list | tuple):
            raise SpecError(path, f"{path} must be a list.")
        if len(value) > _LONGEST_LIST:
            raise SpecError(path, f"{path} has {len(value):,} entries; a list has at most {_LONGEST_LIST:,}.")
        return tuple(_convert(get_args(wanted)[0], item, join(path, i)) for i, item in enumerate(value))
    if dataclasses.is_dataclass(wanted):
        return value if isinstance(value, wanted) else from_plain(wanted, value, path)  # type: ignore[arg-type]
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise SpecError(path, f"{path} is a number too large.")
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if wanted is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        kinds = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
        raise SpecError(path, f"{path} must be {kinds[wanted]}, not {reprlib.repr(value)}.")
    return value
