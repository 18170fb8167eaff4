"""What data of one's own seem to be, by their names and their beginning: to be confirmed by the person."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engine.datasets.idx import GZIP_MAGIC
from engine.datasets.own.arrays import guess_arrays
from engine.datasets.own.files import opened
from engine.datasets.own.idx_files import is_folder_of
from engine.datasets.own.table_reading import START_BYTES, column_names
from engine.datasets.own.text_blocks import encoding_of
from engine.datasets.own.words import is_missing, number_in
from engine.errors import DataError
from engine.own_data import OwnDataSpec

LABEL_NAMES = (
    *("label", "labels", "class", "classes", "target", "targets", "y", "species", "category", "outcome", "output"),
    *("diagnosis", "survived", "variety", "quality", "answer", "result", "survival", "churn", "price", "medv", "digit"),
)
_ZIP_MAGIC = b"PK"
# More certain ones first: a comma may be part of a number, a space part of a text.
_SEPARATORS = (";", "\t", "|", ",", " ")
_LINES = 100
_LEAST_SIDE = 8
_MOST_WHOLE_CLASSES = 100
_PIXEL = re.compile(r"(pixel|px|p|x)?[ _]?\d+(x\d+)?", re.IGNORECASE)


def guess_settings(path: Path, label: str) -> OwnDataSpec:
    """Settings for the data at `path`, which is absolute; with this `label`, where it is not "".

    Raises:
        DataError: There is nothing that could be read.
    """
    if path.is_dir():
        return OwnDataSpec(path=str(path), kind="idx" if is_folder_of(path) else "images")
    with opened(path) as (file, size):
        start = file.read(START_BYTES)
    if not start:
        raise DataError(f"{path.name} is empty: choose another file.")
    if start.startswith(_ZIP_MAGIC):
        return guess_arrays(path, label)
    if start.startswith((GZIP_MAGIC, b"\0\0")):
        return OwnDataSpec(path=str(path), kind="idx")
    return _table(path, start, size, label)


def _table(path: Path, start: bytes, size: int, label: str) -> OwnDataSpec:
    encoding = encoding_of(start)
    text = start.decode(encoding, errors="replace")
    if "\0" in text or sum(not (c.isprintable() or c.isspace()) for c in text[:4096]) > len(text[:4096]) // 20:
        raise DataError(f"{path.name} is neither a table, nor NumPy arrays, nor an IDX file: choose another file.")
    # The last line may be cut.
    text = text if size <= len(start) else text[: max(text.rfind("\n"), 0)] or text
    separator = _separator(text)
    rows = _rows(text, separator)
    if not rows:
        raise DataError(f"{path.name} holds no rows: choose another file.")
    header = _has_header(rows)
    names = column_names(rows[0] if header else [""] * len(rows[0]))
    rows = rows[header:]
    place = names.index(label) if label in names else _label_place(names, rows, header=header)
    if place is None:
        return OwnDataSpec(path=str(path), separator=separator, header=header, label=label)
    task = _task([row[place] for row in rows if place < len(row)], decimal_comma=separator != ",")
    return OwnDataSpec(path=str(path), separator=separator, header=header, label=label or names[place], task=task)


def _separator(text: str) -> str:
    """The one that cuts all lines alike; else the one that does for most of them."""
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        counts = Counter(len(row) for row in _rows(text, separator)[:_LINES])
        (width, lines), *others = counts.most_common(2) or [(1, 0)]
        if width > 1 and not others:
            return separator
        share = lines / max(1, counts.total())
        if width > 1 and share > most:
            best, most = separator, share
    return best


def _rows(text: str, separator: str) -> list[list[str]]:
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="\n")
    squeezed = (" ".join(line.split()) + "\n" for line in lines) if separator == " " else lines
    try:
        reader = csv.reader(squeezed, delimiter=separator, skipinitialspace=True)
        return [row for row in reader if row and any(map(str.strip, row))]
    except csv.Error:
        return []


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    first, body = rows[0], rows[1:]
    if any(_is_number(text) for text in first):
        return False
    if not body or any(_is_number(text) for row in body[:_LINES] for text in row):
        return True
    # Texts alone: names stand in the first row only.
    return all(text not in {row[i] for row in body if i < len(row)} for i, text in enumerate(first))


def _label_place(names: Sequence[str], rows: Sequence[Sequence[str]], *, header: bool) -> int | None:
    """Where what is to be predicted stands; None where all columns are called like pixels."""
    plain = [name.strip().casefold() for name in names]
    if header:
        for wish in LABEL_NAMES:
            if wish in plain:
                return plain.index(wish)
        if len(names) >= _LEAST_SIDE**2 and all(map(_PIXEL.fullmatch, plain)):
            return None
    inputs = len(names) - 1
    is_square = math.isqrt(inputs) ** 2 == inputs and inputs >= _LEAST_SIDE**2
    if is_square and (not header or all(map(_PIXEL.fullmatch, plain[1:]))):
        # Of pixels the corners never change: what changes is the label. Kaggle writes it first.
        first, last = ({row[place] for row in rows if len(row) == len(names)} for place in (0, -1))
        return 0 if len(first) > 1 and (len(last) <= 1 or header) else inputs
    return inputs


def _task(texts: Sequence[str], *, decimal_comma: bool) -> str:
    if decimal_comma:
        texts = [text.replace(",", ".") for text in texts]
    numbers = [number_in(text) for text in texts if not is_missing(text)]
    if not numbers or None in numbers:
        return "classes"
    distinct = {number for number in numbers if number is not None}
    if all(number.is_integer() for number in distinct if math.isfinite(number)):
        return "values" if len(distinct) > min(_MOST_WHOLE_CLASSES, max(20, len(numbers) // 2)) else "classes"
    return "values" if len(distinct) > 2 else "classes"


def _is_number(text: str) -> bool:
    number = number_in(text.replace(",", "."))
    return number is not None and not math.isnan(number)
