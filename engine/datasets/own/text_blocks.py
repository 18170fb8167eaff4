"""A table's text, some dozens of kilobytes at a time: as lines where no field is quoted, else as rows of fields.

Rules of quoting: RFC 4180, "Common Format and MIME Type for Comma-Separated Values (CSV) Files".
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.datasets.own.words import is_missing, numbers_in
from engine.errors import DataError

CHUNK_BYTES = 96 * 2**10
"""A few milliseconds of work."""
_LONGEST_LINE = 4 * 2**20
_QUOTE = '"'
_END = "\x02end of the block\x03"


@dataclass(frozen=True)
class Form:
    """How a table is written."""

    separator: str
    encoding: str

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma in a number is a decimal point."""
        return self.separator != ","


class Block:
    """Some rows of a table, either as lines without quotes or as fields."""

    def __init__(self, form: Form, lines: list[str], rows: list[list[str]] | None = None) -> None:
        self._form = form
        self._lines = lines
        self._given = rows

    def __len__(self) -> int:
        return len(self._lines if self._given is None else self._given)

    @cached_property
    def rows(self) -> list[list[str]]:
        """The fields of every row."""
        return [line.split(self._form.separator) for line in self._lines] if self._given is None else self._given

    @cached_property
    def columns(self) -> list[tuple[str, ...]]:
        """The fields of every column; the rows must be of one width."""
        return list(zip(*self.rows, strict=True))

    def widths(self) -> list[int]:
        """The number of fields of every row."""
        if self._given is None:
            separator = self._form.separator
            return [line.count(separator) + 1 for line in self._lines]
        return [len(row) for row in self._given]

    def without_first(self) -> Block:
        """All but the first row."""
        return Block(self._form, self._lines[1:], None if self._given is None else self._given[1:])

    def table(self, columns: list[int]) -> NDArray[np.float64] | None:
        """The numbers of these columns, (rows, columns); None where one of their fields is none."""
        if self._given is not None or not columns:
            return None
        lines = [line.replace(",", ".") for line in self._lines] if self._form.decimal_comma else self._lines
        try:
            return np.loadtxt(
                lines, dtype=np.float64, comments=None, delimiter=self._form.separator, usecols=columns, ndmin=2
            )
        except ValueError:
            return None

    def column(self, place: int) -> NDArray[np.float64] | None:
        """The numbers of one column, NaN where a value is missing; None where one of its fields is a text."""
        texts = self.columns[place]
        return numbers_in([text.replace(",", ".") for text in texts] if self._form.decimal_comma else texts)


def encoding_of(start: bytes) -> str:
    """How text is written, by how it starts: what is no Unicode is taken for what spreadsheets write on Windows."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def read_blocks(path: Path, file: BinaryIO, form: Form) -> Iterator[Block]:
    """The rows of the file from where it stands, empty lines left out.

    Raises:
        DataError: A line or a quoted field has no end, or the text is none.
    """
    waiting = ""
    for text in _whole_lines(path, file, form):
        if "\0" in text:
            raise DataError(f"{path.name} holds bytes that are no text: choose another file.")
        text = (waiting + text).replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        if form.separator == " ":
            lines = [" ".join(line.split()) for line in lines]
        waiting = ""
        if _QUOTE not in text:
            lines = [line for line in lines if line and not line.isspace()]
            if lines:
                yield Block(form, lines)
            continue
        rows, is_whole = _quoted_rows(path, lines, form.separator)
        if not is_whole:
            waiting = text
            if len(waiting) > _LONGEST_LINE:
                raise DataError(f"{path.name} opens a quote that is never closed: add the missing quote.")
        elif rows:
            yield Block(form, [], rows)
    if waiting:
        raise DataError(f"{path.name} ends within a quoted field: add the missing quote.")


def _whole_lines(path: Path, file: BinaryIO, form: Form) -> Iterator[str]:
    """The text in pieces that end where a line does."""
    decoder = codecs.getincrementaldecoder(form.encoding)(errors="strict")
    rest = ""
    while chunk := file.read(CHUNK_BYTES):
        text = rest + _decoded(path, decoder, chunk)
        end = text.rfind("\n") + 1
        rest = text[end:]
        if len(rest) > _LONGEST_LINE:
            raise DataError(f"{path.name} has a line of more than {_LONGEST_LINE:,} characters: it is no table.")
        if end:
            yield text[:end]
    rest += _decoded(path, decoder, b"", final=True)
    if rest:
        yield rest


def _decoded(path: Path, decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path.name} holds bytes that are no UTF-8 text: save it as UTF-8, which spreadsheets call CSV UTF-8."
        ) from error


def _quoted_rows(path: Path, lines: list[str], separator: str) -> tuple[list[list[str]], bool]:
    """The rows in the lines, and whether the last of them has ended."""
    # Within an open quote the end that is added becomes part of its field.
    ended = [line + "\n" for line in (lines if lines[-1] else lines[:-1])]
    try:
        rows = list(csv.reader([*ended, _END], delimiter=separator, skipinitialspace=True))
    except csv.Error as error:
        raise DataError(f"{path.name} cannot be read as a table: {error}.") from error
    is_whole = rows[-1] == [_END]
    return [row for row in rows[:-1] if len(row) > 1 or (row and not is_missing(row[0]))], is_whole
