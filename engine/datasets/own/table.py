"""A table as text (CSV): what its columns are, and the data set that they make."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.checks import nearest
from engine.datasets.own.columns import MOST_CATEGORIES, MOST_CLASSES, Texts
from engine.datasets.own.guessing import LABEL_NAMES
from engine.datasets.own.pace import Pace
from engine.datasets.own.samples import Samples
from engine.datasets.own.survey import Column, Survey, spread_images
from engine.datasets.own.table_reading import FoundText, TableReading
from engine.datasets.own.words import class_order, counted, listed, number_in
from engine.own_data import OwnDataSpec
from engine.spec import MAX_UNITS

_LEAST_SIDE = 8
_NUMBERING = frozenset(("id", "ids", "index", "idx", "row", "rowid", "row id", "row_id", "no", "no.", "nr", "#"))


def survey_table(settings: OwnDataSpec, path: Path, pace: Pace) -> Survey:
    """Read the table.

    Raises:
        DataError: It cannot be read, or is none.
        Cancelled: Nobody wants it any more.
    """
    known_texts: frozenset[int] = frozenset()
    while True:
        try:
            reading = TableReading(settings, path, pace, known_texts)
        except FoundText as found:
            # They are all found at once, unless the file changes meanwhile.
            known_texts = found.columns
        else:
            return _Account(settings, path, reading).survey()


class _Account:
    """What there is to say of a table that was read."""

    def __init__(self, settings: OwnDataSpec, path: Path, reading: TableReading) -> None:
        self._settings = settings
        self._path = path
        self._reading = reading
        self._problems: list[str] = []
        self._remarks: list[str] = []
        # Of the columns of numbers, by their places among these.
        self._used: list[int] = []
        self._image_shape: tuple[int, int] | None = None

    def survey(self) -> Survey:
        reading, settings = self._reading, self._settings
        if reading.rows < 2:
            return self._survey_of_too_few()
        if reading.encoding == "cp1252":
            self._remarks.append(f"{self._path.name} is no UTF-8: it was read as spreadsheets write it on Windows.")
        self._remark_on_missing()
        self._remark_on_label()
        columns = self._columns()
        samples = self._samples() if not self._problems else None
        counts = samples.counts() if samples is not None else ()
        images = None
        dataset = None
        if samples is not None:
            if self._image_shape is not None:
                images = spread_images(samples.x, self._image_shape)
            dataset, problems, remarks = samples.divided(settings)
            self._problems += problems
            self._remarks += remarks
        return Survey(
            settings=settings,
            rows=reading.rows,
            columns=columns,
            classes=counts,
            sample_rows=tuple(reading.first_rows),
            sample_images=images,
            image_shape=self._image_shape,
            problems=tuple(self._problems),
            remarks=tuple(self._remarks),
            dataset=dataset,
        )

    def _survey_of_too_few(self) -> Survey:
        """Of a single row every column would seem to be always the same."""
        reading = self._reading
        what = "a single row, too few to learn from" if reading.rows else "no rows"
        columns = tuple(Column(name, "left out") for name in reading.names)
        problem = f"{self._path.name} holds {what}: choose another file."
        return Survey(self._settings, reading.rows, columns, (), tuple(reading.first_rows), problems=(problem,))

    def _columns(self) -> tuple[Column, ...]:
        """Every column as it is used; what is left out is remarked on."""
        reading = self._reading
        kinds: dict[int, Column] = self._numbers() | self._texts()
        label = self._label_column()
        if label is not None and reading.label is not None:
            kinds[reading.label] = label
        if not self._used and not any(column.kind == "categories" for column in kinds.values()):
            self._problems.append(f"{self._path.name} has no column of numbers to learn from.")
        return tuple(kinds.get(i, Column(name, "left out")) for i, name in enumerate(reading.names))

    def _numbers(self) -> dict[int, Column]:
        numbers, reading = self._reading.numbers, self._reading
        self._image_shape = self._shape_of_images()
        means = numbers.mean
        columns: dict[int, Column] = {}
        constant: list[str] = []
        numbering: list[str] = []
        for i, place in enumerate(reading.number_places):
            low, high, name = float(numbers.low[i]), float(numbers.high[i]), numbers.names[i]
            kind, distinct = "number", None
            if self._image_shape is None:
                if math.isnan(low) or low == high:
                    kind = "left out"
                    constant.append(name)
                elif self._numbers_rows(name, i):
                    kind, distinct = "left out", reading.rows
                    numbering.append(name)
            if kind == "number":
                self._used.append(i)
            columns[place] = Column.of_numbers(
                name, kind, low, high, float(means[i]), int(numbers.missing[i]), distinct
            )
        if constant:
            self._remarks.append(f"{listed(constant)} never {_verb(constant, 'change')} and {_is(constant)} left out.")
        if numbering:
            self._remarks.append(f"{listed(numbering)} only {_verb(numbering, 'number')} the rows: left out.")
        return columns

    def _numbers_rows(self, name: str, i: int) -> bool:
        """Whether a column only numbers the rows."""
        plain = name.casefold()
        if plain not in _NUMBERING and not plain.startswith(("unnamed:", "column ")):
            return False
        if plain.startswith("column ") and (i > 0 or not self._settings.header):
            return False
        values = self._reading.numbers.column(i)
        return len(np.unique(values)) == self._reading.rows > 1

    def _texts(self) -> dict[int, Column]:
        columns: dict[int, Column] = {}
        left_out: list[str] = []
        for place, texts in self._reading.texts.items():
            count = len(texts.names)
            if texts.is_full:
                columns[place] = Column(texts.name, "text", missing=texts.missing)
                left_out.append(texts.name)
            elif count < 2:
                columns[place] = Column(texts.name, "left out", None, None, None, texts.missing, count, True)
                self._remarks.append(f"{texts.name} never changes and is left out.")
            else:
                columns[place] = Column(texts.name, "categories", missing=texts.missing, distinct=count)
                self._remarks.append(f"{texts.name} becomes {count} inputs, one for each of its texts.")
        if left_out:
            self._remarks.append(
                f"{listed(left_out)} {_verb(left_out, 'hold')} more than {MOST_CATEGORIES} different texts "
                f"and {_is(left_out)} left out."
            )
        return columns

    def _label_column(self) -> Column | None:
        reading, settings = self._reading, self._settings
        if reading.label is None:
            wish = settings.label
            self._problems.append(
                f"{self._path.name} has no column {wish!r}{nearest(wish, reading.names[:100])}"
                if wish
                else f"No column of {self._path.name} is taken for the answer: choose the one to be predicted."
            )
            return None
        name = reading.names[reading.label]
        if reading.classes is not None:
            if reading.classes.is_full:
                self._problems.append(
                    f"{name} has more than {MOST_CLASSES:,} different values, too many classes: learn values instead."
                )
            distinct = len(reading.classes.names)
            return Column(name, "label", None, None, None, reading.classes.missing, distinct, distinct < 2)
        if reading.values is None:
            self._problems.append(f"{name} holds texts, which are no values to be met: learn classes instead.")
            return Column(name, "label")
        values = reading.values
        low, high = float(values.low[0]), float(values.high[0])
        if math.isnan(low):
            self._problems.append(f"{name} holds no number to learn: choose another column.")
            return Column(name, "label", missing=int(values.missing[0]))
        if low == high:
            self._problems.append(f"{name} never changes, so there is nothing to learn: choose another column.")
        return Column.of_numbers(name, "label", low, high, float(values.mean[0]), int(values.missing[0]))

    def _shape_of_images(self) -> tuple[int, int] | None:
        """The size of the images, where all columns are pixels."""
        reading = self._reading
        side = math.isqrt(len(reading.number_places))
        is_square = side * side == len(reading.number_places) and side >= _LEAST_SIDE
        is_image = is_square and reading.numbers.are_bytes and not reading.texts and reading.rows > 0
        return (side, side) if is_image and float(np.max(reading.numbers.high)) > 1.0 else None

    def _samples(self) -> Samples | None:
        """The rows as the columns make them."""
        reading = self._reading
        inputs: list[tuple[int, int | Texts]] = [(reading.number_places[i], i) for i in self._used]
        inputs += [(place, t) for place, t in reading.texts.items() if not t.is_full and len(t.names) > 1]
        inputs.sort(key=lambda item: item[0])
        starts = np.cumsum([0, *(1 if isinstance(item, int) else len(item.names) for _, item in inputs)]).tolist()
        if starts[-1] > MAX_UNITS:
            self._problems.append(f"{self._path.name} makes {starts[-1]:,} inputs; at most {MAX_UNITS:,} are possible.")
            return None
        x = np.empty((reading.rows, starts[-1]), np.uint8 if self._image_shape is not None else np.float32)
        places = [start for start, (_, item) in zip(starts, inputs, strict=False) if isinstance(item, int)]
        reading.numbers.take_into(x, [item for _, item in inputs if isinstance(item, int)], places)
        input_names: list[str] = []
        for start, (_, item) in zip(starts, inputs, strict=False):
            if isinstance(item, int):
                input_names.append(reading.numbers.names[item])
            else:
                codes, order = item.codes(), class_order(item.names)
                input_names += [f"{item.name}={text}" for _, text in sorted(order.values())]
                for name, (number, _) in order.items():
                    x[:, start + number] = codes == item.names.index(name)
                x[codes < 0, start : start + len(item.names)] = np.nan
        labels, names = self._classes()
        targets = None if reading.values is None else reading.values.take([0], np.float32)
        samples = Samples(self._path.name, x, labels, targets, names, self._image_shape)
        # Of pixels the place says more.
        return replace(samples, input_names=tuple(input_names)) if self._image_shape is None else samples

    def _classes(self) -> tuple[NDArray[np.int64] | None, tuple[str, ...]]:
        texts = self._reading.classes
        if texts is None:
            return None, ()
        order = class_order(texts.names)
        # The last entry is what -1, a missing one, leads to.
        lookup = np.array([*(order[name][0] for name in texts.names), -1], dtype=np.int64)
        names = dict(order.values())
        return lookup[texts.codes()], tuple(names[i] for i in sorted(names))

    def _remark_on_label(self) -> None:
        """A column that is taken for the answer by its place alone may be any other."""
        reading, last = self._reading, len(self._reading.names) - 1
        name = reading.names[last]
        if reading.label != last or not self._settings.header or name.casefold() in LABEL_NAMES:
            return
        is_only_text = not reading.texts and reading.classes is not None and any(map(_is_text, reading.classes.names))
        if not is_only_text:
            self._remarks.append(
                f"None of the columns is called like an answer: {name} is the last one. Is it to be predicted?"
            )

    def _remark_on_missing(self) -> None:
        reading = self._reading
        found = {name: int(count) for name, count in zip(reading.numbers.names, reading.numbers.missing, strict=True)}
        found |= {texts.name: texts.missing for texts in reading.texts.values()}
        if reading.classes is not None:
            found[reading.classes.name] = reading.classes.missing
        if reading.values is not None:
            found[reading.values.names[0]] = int(reading.values.missing[0])
        missing = [f"{name} {count:,}" for name, count in found.items() if count]
        if missing:
            self._remarks.append(f"Missing values in {counted(len(missing), 'column')}: {listed(missing, most=12)}.")


def _is_text(text: str) -> bool:
    return number_in(text) is None


def _verb(names: list[str], verb: str) -> str:
    return verb if len(names) > 1 else f"{verb}s"


def _is(names: list[str]) -> str:
    return "are" if len(names) > 1 else "is"
