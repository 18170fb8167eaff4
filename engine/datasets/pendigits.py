"""Digits as they were written: pen strokes of 30 writers, from UCI's "Pen-Based Recognition of Handwritten Digits".

The file is text in the UNIPEN format (Guyon, Schomaker, Plamondon, Liberman, Janet 1994, "UNIPEN project of on-line
data exchange and recognizer benchmarks"). ``.SEGMENT DIGIT 7 ? "8"`` begins a digit and names it, the ``.COMMENT``
after it says digit, writer and sample; between ``.PEN_DOWN`` and ``.PEN_UP`` there is one point a line, y upwards.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.idx import read_content
from engine.errors import DataError

FOLDER = "pendigits"
NAMES = ("pendigits-orig.tra", "pendigits-orig.tra.gz")
"""The names under which the file is met, best first."""
ATTRIBUTION = (
    "Pen-Based Recognition of Handwritten Digits by E. Alpaydin and F. Alimoglu (1996), "
    "UCI Machine Learning Repository, https://doi.org/10.24432/C5MG6K, CC BY 4.0."
)
MAX_BYTES = 32 * 2**20
"""The most text a file may hold, unpacked: nine times UCI's."""

_SEGMENT = re.compile(r'\.SEGMENT\s+DIGIT\s+\S+\s+\?\s+"(\d)"')
_COMMENT = re.compile(r"\.COMMENT\s+(\d)\s+(\d{1,6})\s+\d+")
_FARTHEST = 1e6


@dataclass(frozen=True, eq=False)
class PenDigit:
    """One digit as somebody wrote it.

    Attributes:
        strokes: One read-only float64 array (points, 2) a stroke, x to the right and y down, in the tablet's units.
        label: The digit.
        writer: The number of the person who wrote it.
    """

    strokes: tuple[NDArray[np.float64], ...]
    label: int
    writer: int


def find(data_dir: Path) -> Path | None:
    """The file in ``pendigits`` of a data folder, or in the data folder; else None."""
    places = (folder / name for folder in (data_dir / FOLDER, data_dir) for name in NAMES)
    return next((place for place in places if place.is_file()), None)


def load(data_dir: Path) -> tuple[PenDigit, ...]:
    """Load the pen strokes from ``data_dir/pendigits`` or ``data_dir``, in the order of the file.

    Raises:
        DataError: the file is missing, as ``read_pen_digits``.
    """
    path = find(data_dir)
    if path is None:
        raise DataError(
            f"The pen strokes are not in {data_dir / FOLDER}: put {NAMES[0]} there, unpacked or gzipped, from UCI's "
            '"Pen-Based Recognition of Handwritten Digits", or choose the data folder that holds it.'
        )
    return read_pen_digits(path)


def read_pen_digits(path: Path) -> tuple[PenDigit, ...]:
    """Read a UNIPEN file of digits, gzipped or not.

    Raises:
        DataError: it cannot be read, is too large, is not such a file, or is cut off.
    """
    content = read_content(path)
    if len(content) > MAX_BYTES:
        raise DataError(f"{path} unpacks to more than the {MAX_BYTES:,} bytes allowed; choose another file.")
    # One character a byte whatever the bytes are: what is not UNIPEN is found by its form.
    digits = tuple(_Reader(path).digits(content.decode("latin-1").splitlines()))
    if not digits:
        raise DataError(f"{path} holds no digits in the UNIPEN format; choose another file.")
    return digits


class _Reader:
    """Reads line by line, and knows for its sentences where it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._label: int | None = None
        self._writer: int | None = None
        self._strokes: list[NDArray[np.float64]] = []
        self._points: array[float] | None = None

    def digits(self, lines: list[str]) -> Iterator[PenDigit]:
        """The digits among the lines."""
        for number, line in enumerate(lines, start=1):
            if line.startswith(".SEGMENT"):
                yield from self._finished(number)
                self._label = int(self._match(_SEGMENT, line, number)[1])
            elif line.startswith(".COMMENT") and self._label is not None:
                self._take_comment(line, number)
            elif line.startswith(".PEN_DOWN"):
                if self._points is not None:
                    raise self._wrong(number, "puts the pen down twice")
                self._points = array("d")
            elif line.startswith(".PEN_UP"):
                self._lift(number)
            elif self._points is not None and line.strip():
                self._points.extend(self._point(line, number))
        yield from self._finished(len(lines))

    def _take_comment(self, line: str, number: int) -> None:
        match = self._match(_COMMENT, line, number)
        if int(match[1]) != self._label:
            raise self._wrong(number, f"speaks of a {match[1]} within a {self._label}")
        self._writer = int(match[2])

    def _lift(self, number: int) -> None:
        if self._label is None or not self._points:
            raise self._wrong(number, "ends a stroke that has no points, or belongs to no digit")
        stroke = np.array(self._points, dtype=np.float64).reshape(-1, 2)
        stroke[:, 1] *= -1.0
        stroke.flags.writeable = False
        self._strokes.append(stroke)
        self._points = None

    def _finished(self, number: int) -> Iterator[PenDigit]:
        """The digit that ends before this line, if one began."""
        if self._points is not None:
            raise self._wrong(number, "ends a digit with the pen down")
        if self._label is not None:
            if self._writer is None or not self._strokes:
                raise self._wrong(number, "ends a digit that has no strokes, or whose writer is not named")
            yield PenDigit(tuple(self._strokes), self._label, self._writer)
        self._label, self._writer, self._strokes = None, None, []

    def _point(self, line: str, number: int) -> tuple[float, float]:
        try:
            x, y = map(float, line.split())
        except ValueError:
            raise self._wrong(number, f"is no point: {line.strip()[:40]!r}") from None
        if not (abs(x) <= _FARTHEST and abs(y) <= _FARTHEST):
            raise self._wrong(number, f"is a point out of range: {line.strip()[:40]!r}")
        return x, y

    def _match(self, form: re.Pattern[str], line: str, number: int) -> re.Match[str]:
        match = form.match(line)
        if match is None:
            raise self._wrong(number, f"is not as UCI writes it: {line[:60]!r}")
        return match

    def _wrong(self, number: int, what: str) -> DataError:
        return DataError(f"{self._path} is damaged, line {number:,} {what}; get the file again.")
