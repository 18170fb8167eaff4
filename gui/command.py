"""What a menu is made of, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One command of a menu. Its words are marked for translation, which makes them objects to a type checker.

    Attributes:
        text: What the menu says.
        tip: What it does.
        keys: Its shortcut, or "".
        icon: The name of a drawing, or "".
        checkable: Whether it is something that is on or off.
    """

    name: str
    text: object
    tip: object
    keys: str = ""
    icon: str = ""
    checkable: bool = False


@dataclass(frozen=True)
class Submenu:
    """A menu in a menu; None stands for a line between two groups, as in a menu."""

    text: object
    entries: tuple[Command | None, ...]


Entry = Command | Submenu | None
Menu = tuple[object, tuple[Entry, ...]]


def commands_of(entries: tuple[Entry, ...]) -> Iterator[Command]:
    """The commands of a menu and of those in it, in their order."""
    for entry in entries:
        if isinstance(entry, Submenu):
            yield from commands_of(entry.entries)
        elif entry is not None:
            yield entry
