"""The engine's own source: which of its lines made an array.

The lines are read from the files that run, so that what is quoted cannot grow old. An observer is told right after the
lines that made its array: those between its own call and the call before it, or the beginning of the function.
"""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

_ROOT = Path(__file__).resolve().parents[2]
_AROUND = 2
_TOLD = "observer("
_ASKED = "if observer"


class Excerpt(NamedTuple):
    """A few lines of a file.

    Attributes:
        file: Such as "engine/network.py".
        first: The number of the first line, counted from 1.
        lines: The lines, as far to the left as they go together.
        marked: The numbers of the first and the last line that did it.
    """

    file: str
    first: int
    lines: tuple[str, ...]
    marked: tuple[int, int]

    @property
    def marked_text(self) -> str:
        """The lines that did it."""
        start, stop = self.marked
        return "\n".join(self.lines[start - self.first : stop - self.first + 1])


def lines_before(code: CodeType, number: int) -> Excerpt:
    """The lines of a function that made what its line `number` tells an observer."""
    lines = linecache.getlines(code.co_filename)
    last = number - 1
    while _ASKED not in lines[last - 1]:
        last -= 1
    last -= 1
    top = _body_start(lines, code.co_firstlineno)
    first = last
    while first > top and _TOLD not in lines[first - 2]:
        first -= 1
    return _excerpt(code.co_filename, lines, (first, last), (max(first - _AROUND, min(top, first)), number))


def whole_body(function: Callable[..., Any]) -> Excerpt:
    """A function with its body marked."""
    code = inspect.unwrap(function).__code__
    lines = linecache.getlines(code.co_filename)
    count = len(inspect.getblock(lines[code.co_firstlineno - 1 :]))
    last = code.co_firstlineno + count - 1
    first = min(_body_start(lines, code.co_firstlineno), last)
    return _excerpt(code.co_filename, lines, (first, last), (code.co_firstlineno, last))


def line_with(function: Callable[..., Any], text: str) -> Excerpt:
    """The first line of a function that contains `text`; its whole body where there is none."""
    whole = whole_body(function)
    for number, line in enumerate(whole.lines, whole.first):
        if text in line:
            code = inspect.unwrap(function).__code__
            lines = linecache.getlines(code.co_filename)
            return _excerpt(code.co_filename, lines, (number, number), (number - _AROUND, number + _AROUND))
    return whole


def _body_start(lines: list[str], definition: int) -> int:
    """The number of the first line after a function's docstring, where it has a body beside that."""
    quotes = 0
    for number in range(definition, len(lines) + 1):
        quotes += lines[number - 1].count('"""')
        if quotes >= 2:
            return number + 1
    return definition


def _excerpt(path: str, lines: list[str], marked: tuple[int, int], shown: tuple[int, int]) -> Excerpt:
    first, last = max(shown[0], 1), min(max(shown[1], marked[1]), len(lines))
    taken = [line.rstrip() for line in lines[first - 1 : last]]
    indent = min((len(line) - len(line.lstrip()) for line in taken if line), default=0)
    file = Path(path).resolve().relative_to(_ROOT).as_posix()
    return Excerpt(file, first, tuple(line[indent:] for line in taken), marked)
