"""Reading a table once: names, the first rows, and every column as numbers or texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets.own.columns import MOST_CATEGORIES, MOST_CLASSES, Numbers, Texts
from engine.datasets.own.files import opened
from engine.datasets.own.pace import Pace
from engine.datasets.own.survey import SAMPLE_ROWS
from engine.datasets.own.text_blocks import Block, Form, encoding_of, read_blocks
from engine.datasets.own.words import without_infinities
from engine.errors import DataError
from engine.own_data import MOST_COLUMNS, OwnDataSpec

START_BYTES = 64 * 2**10
MOST_VALUES = 250_000_000
"""A gigabyte of them."""


class FoundText(Exception):
    """Columns that began as numbers hold texts: `columns` are their places."""

    def __init__(self, columns: frozenset[int]) -> None:
        super().__init__()
        self.columns = columns


class TableReading:
    """A table as it was read.

    Attributes:
        names: Of all columns.
        rows: How many.
        first_rows: As they stand there.
        numbers, number_places: The inputs that are numbers, and their places among all columns.
        texts: The inputs that are texts, by their places.
        classes: The label, where classes are to be learnt.
        values: The label, where values are.
        encoding: How the text is written.

    Raises:
        DataError: It cannot be read, or its rows do not fit each other.
        Cancelled: Nobody wants it any more.
        FoundText: It must be read again, with these columns as `known_texts`.
    """

    def __init__(self, settings: OwnDataSpec, path: Path, pace: Pace, known_texts: frozenset[int]) -> None:
        self.names: tuple[str, ...] = ()
        self.rows = 0
        self.first_rows: list[tuple[str, ...]] = []
        self.number_places: list[int] = []
        self.numbers = Numbers(())
        self.texts: dict[int, Texts] = {}
        self.classes: Texts | None = None
        self.values: Numbers | None = None
        self._path = path
        self._settings = settings
        self._known_texts = known_texts
        self._found_texts: set[int] = set()
        self._label: int | None = None
        self._is_planned = False
        with opened(path) as (file, size):
            self.encoding = encoding_of(file.read(START_BYTES))
            file.seek(0)
            try:
                for block in read_blocks(path, file, Form(settings.separator, self.encoding)):
                    self._take(block)
                    pace.step(min(file.tell(), size), size)
            except MemoryError as error:
                raise DataError(f"{path.name} is larger than the memory here: choose fewer rows.") from error
        if self._found_texts:
            raise FoundText(frozenset(self._found_texts | self.texts.keys()))

    @property
    def label(self) -> int | None:
        """The place of the label among the columns; None where there is none."""
        return self._label

    def _take(self, block: Block) -> None:
        if not self.names:
            self._begin(block)
            if self._settings.header:
                block = block.without_first()
        if not len(block):
            return
        self._check(block)
        if not self._is_planned:
            self._plan(block)
        if len(self.first_rows) < SAMPLE_ROWS:
            self.first_rows += [tuple(row) for row in block.rows[: SAMPLE_ROWS - len(self.first_rows)]]
        self.rows += len(block)
        if self.rows * max(1, len(self.number_places)) > MOST_VALUES:
            raise DataError(
                f"{self._path.name} holds more than the {MOST_VALUES:,} numbers that fit: choose fewer rows or columns."
            )
        self._add(block)

    def _begin(self, block: Block) -> None:
        first = block.rows[0]
        if len(first) > MOST_COLUMNS:
            raise DataError(f"{self._path.name} has {len(first):,} columns; at most {MOST_COLUMNS:,} are read.")
        self.names = column_names(first if self._settings.header else [""] * len(first))
        self._label = self.names.index(self._settings.label) if self._settings.label in self.names else None

    def _plan(self, block: Block) -> None:
        """What each column seems to hold, by the first rows."""
        self._is_planned = True
        left_out = set(self._settings.left_out)
        inputs = [i for i, name in enumerate(self.names) if i != self._label and name not in left_out]
        if block.table(inputs) is None:
            texts = {i for i in inputs if i in self._known_texts or block.column(i) is None}
        else:
            texts = {i for i in inputs if i in self._known_texts}
        self.number_places = [i for i in inputs if i not in texts]
        self.numbers = Numbers([self.names[i] for i in self.number_places])
        self.texts = {i: Texts(self.names[i], MOST_CATEGORIES) for i in inputs if i in texts}
        if self._label is not None:
            if self._settings.task == "classes":
                self.classes = Texts(self.names[self._label], MOST_CLASSES)
            elif self._label not in self._known_texts:
                self.values = Numbers([self.names[self._label]])

    def _check(self, block: Block) -> None:
        width = len(self.names)
        widths = block.widths()
        if widths.count(width) == len(widths):
            return
        place = next(i for i, found in enumerate(widths) if found != width)
        row = self.rows + place + 1
        raise DataError(
            f"{self._path.name} has {widths[place]:,} fields in row {row:,} and {width:,} in the first: "
            "mend the row, or choose another separator."
        )

    def _add(self, block: Block) -> None:
        places = self.number_places
        if self.values is not None and self._label is not None:
            places = [*places, self._label]
        values = self._numbers(block, places)
        if values is not None and not self._found_texts:
            values = without_infinities(values)
            if self.values is not None:
                self.values.add(values[:, -1:])
                values = values[:, :-1]
            self.numbers.add(values)
        for place, texts in self.texts.items():
            texts.add(block.columns[place])
        if self.classes is not None and self._label is not None:
            self.classes.add(block.columns[self._label])

    def _numbers(self, block: Block, places: list[int]) -> NDArray[Any] | None:
        """The columns at `places` as numbers; None where one of them holds a text, which is noted."""
        if not places:
            return np.empty((len(block), 0))
        table = block.table(places)
        if table is not None:
            return table
        columns = {place: block.column(place) for place in places if place not in self._found_texts}
        self._found_texts |= {place for place, column in columns.items() if column is None}
        if self._found_texts:
            return None
        return np.stack([column for column in columns.values() if column is not None], axis=1)


def column_names(header: list[str]) -> tuple[str, ...]:
    """The names of the columns, each one once; those without a name get their place."""
    # Name -> the number with which to look on for one that is free: a header may hold one name 100,000 times.
    taken: dict[str, int] = {}
    for place, text in enumerate(header, start=1):
        name = stem = text.strip() or f"column {place}"
        while name in taken:
            taken[stem] += 1
            name = f"{stem} ({taken[stem]})"
        taken[name] = 1
    return tuple(taken)
