"""Values as the Python expressions that make them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import MappingProxyType
from typing import Any

from engine.export.assembly import WRITTEN_BY_NAME

LINE_LENGTH = 120


def expression(
    value: Any, names: Mapping[str, Any] = MappingProxyType({}), *, read: Collection[str], room: int, indent: int = 0
) -> str:
    """What a value is written as in Python: on one line where there is room for so many characters, else on several.

    Of a dataclass those fields are written that have no default value, or another one; of a spec only those in `read`.
    `names` are those of values that are not written out.
    """
    for name, known in names.items():
        if known == value:
            return name
    items: list[tuple[str, Any]]
    if is_dataclass(value):
        opening, closing = f"{type(value).__name__}(", ")"
        is_spec = type(value).__name__.endswith(WRITTEN_BY_NAME)
        pairs = ((part, getattr(value, part.name)) for part in fields(value) if not is_spec or part.name in read)
        items = [(f"{part.name}=", own) for part, own in pairs if part.default is MISSING or part.default != own]
    elif isinstance(value, tuple):
        opening, closing = "(", ",)" if len(value) == 1 else ")"
        items = [("", part) for part in value]
    else:
        text = repr(value)
        return text if not isinstance(value, str) or '"' in text else f'"{text[1:-1]}"'
    parts = [label + expression(part, names, read=read, room=10**9) for label, part in items]
    line = opening + ", ".join(parts) + closing
    if len(line) <= room:
        return line
    inner = " " * (indent + 4)
    parts = [
        label + expression(part, names, read=read, room=LINE_LENGTH - indent - len(label) - 5, indent=indent + 4)
        for label, part in items
    ]
    return opening + "".join(f"\n{inner}{part}," for part in parts) + f"\n{' ' * indent})"
