"""Data as NumPy arrays: which of them are the inputs, which the answers, and what they mean.

The names are those of Keras' mnist.npz (x_train, y_train, x_test, y_test), of everyday (x or X with y), and of the
files that this program exports (with x_validation, y_validation, class_names, image_shape and value_range beside them).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets.own.columns import MOST_CLASSES
from engine.datasets.own.npz import Announced, Archive, open_archive
from engine.datasets.own.pace import Pace
from engine.datasets.own.samples import Samples
from engine.datasets.own.survey import SAMPLE_ROWS, Column, Survey, spread_images
from engine.datasets.own.words import class_order, counted
from engine.errors import DataError
from engine.own_data import OwnDataSpec
from engine.spec import MAX_UNITS

PARTS = ("train", "validation", "test")
_LABELS = ("y", "Y", "labels", "label", "targets", "target", "classes")
_INPUTS = ("x", "X", "data", "images", "inputs", "features")
_MOST_VALUES = 250_000_000
_LONGEST_SIDE = 4_096


@dataclass(frozen=True)
class Pair:
    """The names of an array of inputs and of that of their answers, for one part of the data or all of it."""

    part: str
    inputs: str
    answers: str


def guess_arrays(path: Path, label: str) -> OwnDataSpec:
    """Settings for an archive of arrays; `label` is the name of the answers, "" where it is to be found.

    Raises:
        DataError: It is none.
    """
    with open_archive(path) as archive:
        pairs = _pairs(archive.arrays, label)
        answers = pairs[0].answers if pairs else label
        task = "classes"
        if pairs and archive.arrays[answers].dtype.kind == "f":
            values = archive.read(answers)
            whole = bool((values == np.rint(values)).all()) if values.size else False
            task = "classes" if whole and len(np.unique(values)) <= MOST_CLASSES // 10 else "values"
    return OwnDataSpec(path=str(path), kind="npz", label=answers, task=task)


def survey_arrays(settings: OwnDataSpec, path: Path, pace: Pace) -> Survey:
    """Read an archive of arrays.

    Raises:
        DataError: It cannot be read, is damaged, or its arrays do not belong together.
        Cancelled: Nobody wants it any more.
    """
    with open_archive(path) as archive:
        pairs = _pairs(archive.arrays, settings.label)
        if not pairs:
            names = ", ".join(list(archive.arrays)[:8])
            wish = f"named {settings.label} " if settings.label else ""
            problem = (
                f"{path.name} has no array of answers {wish}beside one of inputs; it holds {names}: name them x and y."
            )
            return Survey(settings, 0, _columns(archive.arrays, ()), problems=(problem,))
        return _survey(settings, path, archive, pairs, pace)


def _pairs(arrays: Mapping[str, Announced], label: str) -> list[Pair]:
    """The arrays that belong together, training first."""
    for answer in _LABELS if not label else (_stem(label), *(() if _stem(label) in _LABELS else _LABELS)):
        for inputs in _INPUTS:
            found = [
                Pair(part, f"{inputs}_{part}", f"{answer}_{part}")
                for part in PARTS
                if f"{inputs}_{part}" in arrays and f"{answer}_{part}" in arrays
            ]
            if found and found[0].part == "train" and (not label or label in {pair.answers for pair in found}):
                return found
    answers = label or next((name for name in _LABELS if name in arrays), "")
    if answers not in arrays or not arrays[answers].shape:
        return []
    rows = arrays[answers].shape[0]
    fitting = [
        name
        for name, array in arrays.items()
        if name != answers
        and (len(array.shape) > 1 or (array.shape and name in _INPUTS))
        and array.shape[0] == rows
        and array.dtype.kind in "buif"
    ]
    named = [name for name in _INPUTS if name in fitting]
    largest = sorted(fitting, key=lambda name: -arrays[name].count)
    return [Pair("train", (named or largest)[0], answers)] if fitting else []


def _stem(name: str) -> str:
    """The name without the part of the data that it speaks of."""
    for part in PARTS:
        name = name.removesuffix(f"_{part}")
    return name


def _survey(settings: OwnDataSpec, path: Path, archive: Archive, pairs: Sequence[Pair], pace: Pace) -> Survey:
    arrays = archive.arrays
    _check(path, arrays, pairs)
    x, image_shape = _inputs([archive.read(pair.inputs, pace) for pair in pairs])
    answers = np.concatenate([archive.read(pair.answers, pace) for pair in pairs])
    given_shape, given_range = _settings_of(archive)
    if given_shape is not None and math.prod(given_shape) == x.shape[1]:
        image_shape = given_shape
    bounds = np.cumsum([arrays[pair.answers].shape[0] for pair in pairs]).tolist()
    samples = Samples(path.name, x, None, None, image_shape=image_shape, value_range=given_range)
    samples = _with_bounds(samples, pairs, bounds)
    problems = _answer(samples, settings, pairs[0].answers, answers, _class_names(archive))
    columns = _columns(arrays, pairs, x, None if problems else samples)
    remarks: list[str] = []
    if missing := int(np.isnan(x).sum()) if x.dtype != np.uint8 else 0:
        remarks.append(f"{pairs[0].inputs} has {counted(missing, 'missing value')}.")
    if constant := _constant(x):
        remarks.append(f"{counted(constant, 'input')} of {x.shape[1]:,} never change{'s' if constant == 1 else ''}.")
    rows, counts = len(x), samples.counts()
    shown = _sample_rows(x, answers, image_shape)
    images = spread_images(x, image_shape) if image_shape is not None else None
    dataset = None
    if not problems:
        dataset, problems, more = samples.divided(settings)
        remarks += more
    return Survey(
        *(settings, rows, columns, counts, shown, images, image_shape, tuple(problems), tuple(remarks), dataset),
        kept_apart=samples.kept_apart,
    )


def _check(path: Path, arrays: Mapping[str, Announced], pairs: Sequence[Pair]) -> None:
    first = arrays[pairs[0].inputs]
    for pair in pairs:
        inputs, answers = arrays[pair.inputs], arrays[pair.answers]
        if not answers.shape or not inputs.shape or answers.shape[0] != inputs.shape[0] or not inputs.shape[0]:
            raise DataError(
                f"{path.name} has {pair.inputs} of shape {inputs.shape} and {pair.answers} of {answers.shape}: "
                "they need the same number of rows, at least one."
            )
        if inputs.dtype.kind not in "buif" or inputs.shape[1:] != first.shape[1:] or inputs.count == 0:
            raise DataError(f"{path.name} has {pair.inputs} of shape {inputs.shape}, which are no rows of numbers.")
        if math.prod(inputs.shape[1:]) > MAX_UNITS:
            raise DataError(
                f"{path.name} has rows of {math.prod(inputs.shape[1:]):,} numbers; at most {MAX_UNITS:,} fit."
            )
        if answers.dtype != arrays[pairs[0].answers].dtype and "U" in (answers.dtype.kind, first.dtype.kind):
            raise DataError(f"{path.name} has answers of different types: write them all as numbers or as texts.")
        if answers.shape[1:] != arrays[pairs[0].answers].shape[1:] or len(answers.shape) > 2:
            raise DataError(f"{path.name} has {pair.answers} of shape {answers.shape}: give one answer a row.")
    if sum(arrays[pair.inputs].count for pair in pairs) > _MOST_VALUES:
        raise DataError(f"{path.name} holds more than the {_MOST_VALUES:,} numbers that fit: choose fewer rows.")


def _inputs(parts: list[NDArray[Any]]) -> tuple[NDArray[Any], tuple[int, int] | None]:
    """Rows of bytes or float32, and the size of the images where they are some."""
    shape = parts[0].shape[1:]
    if len(shape) == 3 and shape[2] == 1:
        shape = shape[:2]
    image_shape = (shape[0], shape[1]) if len(shape) == 2 and min(shape) > 1 else None
    dtype = np.uint8 if all(part.dtype == np.uint8 for part in parts) else np.float32
    rows = sum(len(part) for part in parts)
    x = np.empty((rows, math.prod(shape)), dtype)
    start = 0
    while parts:
        part = parts.pop(0)
        with np.errstate(over="ignore"):
            x[start : start + len(part)] = part.reshape(len(part), -1)
        start += len(part)
    if dtype == np.float32:
        x[np.isinf(x)] = np.nan
    return x, image_shape


def _settings_of(archive: Archive) -> tuple[tuple[int, int] | None, float | None]:
    """What an exported file says of its images and their values."""
    shape, value_range = None, None
    said = archive.arrays.get("image_shape")
    if said is not None and said.shape == (2,) and said.dtype.kind in "iu":
        height, width = (int(side) for side in archive.read("image_shape"))
        shape = (height, width) if 0 < height <= _LONGEST_SIDE and 0 < width <= _LONGEST_SIDE else None
    said = archive.arrays.get("value_range")
    if said is not None and said.count == 1 and said.dtype.kind in "iuf":
        number = float(archive.read("value_range").reshape(-1)[0])
        value_range = number if math.isfinite(number) and number > 0 else None
    return shape, value_range


def _class_names(archive: Archive) -> tuple[str, ...]:
    said = archive.arrays.get("class_names")
    if said is None or said.dtype.kind != "U" or len(said.shape) != 1 or not 0 < said.count <= MOST_CLASSES:
        return ()
    names = tuple(str(name) for name in archive.read("class_names"))
    return names if len(set(names)) == len(names) else ()


def _with_bounds(samples: Samples, pairs: Sequence[Pair], bounds: list[int]) -> Samples:
    """With the rows that the archive itself keeps apart."""
    starts = dict(zip((pair.part for pair in pairs), [0, *bounds], strict=False))
    return replace(samples, validation_from=starts.get("validation"), test_from=starts.get("test"))


def _answer(
    samples: Samples, settings: OwnDataSpec, name: str, answers: NDArray[Any], class_names: tuple[str, ...]
) -> list[str]:
    """Put the answers into the samples; sentences where that is impossible."""
    if settings.task == "values":
        if answers.dtype.kind in "US":
            return [f"{name} holds texts, which are no values to be met: learn classes instead."]
        with np.errstate(over="ignore"):
            targets = answers.reshape(len(answers), -1).astype(np.float32)
        targets[np.isinf(targets)] = np.nan
        if targets.shape[1] == 0 or targets.shape[1] > MAX_UNITS:
            return [f"{name} has rows of {targets.shape[1]:,} values: give at least one."]
        samples.targets = targets
        return []
    if answers.ndim == 2:
        if answers.shape[1] == 1:
            answers = answers[:, 0]
        elif answers.dtype.kind in "buif" and _is_one_hot(answers):
            answers = np.argmax(answers, axis=1)
        else:
            return [f"{name} has {answers.shape[1]:,} numbers a row, which name no class: learn values instead."]
    if answers.dtype.kind == "f" and not np.isnan(answers).all():
        known = answers[~np.isnan(answers)]
        if len(np.unique(known)) > MOST_CLASSES:
            return [f"{name} has more than {MOST_CLASSES:,} different values: learn values instead."]
    found, codes = np.unique(answers, return_inverse=True)
    if len(found) > MOST_CLASSES:
        return [f"{name} has more than {MOST_CLASSES:,} different values, too many classes: learn values instead."]
    if class_names and answers.dtype.kind in "iu" and found.min() >= 0 and found.max() < len(class_names):
        samples.labels, samples.class_names = answers.astype(np.int64), class_names
        return []
    texts = [_text(value) for value in found]
    order = class_order([text for text in texts if text != "nan"])
    lookup = np.array([order[text][0] if text in order else -1 for text in texts], dtype=np.int64)
    names = dict(order.values())
    samples.labels, samples.class_names = lookup[codes.reshape(-1)], tuple(names[i] for i in sorted(names))
    return []


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(int(value)) if isinstance(value, np.bool_) else str(value)


def _is_one_hot(answers: NDArray[Any]) -> bool:
    return bool(((answers == 0) | (answers == 1)).all() and (answers.sum(axis=1) == 1).all())


def _constant(x: NDArray[Any]) -> int:
    return int((np.fmin.reduce(x, axis=0) == np.fmax.reduce(x, axis=0)).sum())


def _columns(
    arrays: Mapping[str, Announced],
    pairs: Sequence[Pair],
    x: NDArray[Any] | None = None,
    samples: Samples | None = None,
) -> tuple[Column, ...]:
    """The inputs as one column, the answers as another, and all arrays that are neither."""
    columns: list[Column] = []
    used = {name for pair in pairs for name in (pair.inputs, pair.answers)}
    if x is not None:
        low, high = float(np.fmin.reduce(x, axis=None)), float(np.fmax.reduce(x, axis=None))
        mean = math.nan if math.isnan(low) else float(np.nanmean(x, dtype=np.float64))
        missing = 0 if x.dtype == np.uint8 else int(np.isnan(x).any(axis=1).sum())
        columns.append(Column.of_numbers(pairs[0].inputs, "number", low, high, mean, missing))
        distinct = len(samples.class_names) if samples is not None and samples.labels is not None else None
        columns.append(Column(pairs[0].answers, "label", distinct=distinct))
    return (*columns, *(Column(name, "left out") for name in arrays if name not in used))


def _sample_rows(
    x: NDArray[Any], answers: NDArray[Any], image_shape: tuple[int, int] | None
) -> tuple[tuple[str, ...], ...]:
    if image_shape is not None:
        return ()
    rows = zip(x[:SAMPLE_ROWS], answers[:SAMPLE_ROWS], strict=True)
    return tuple((" ".join(f"{value:g}" for value in row[:12]), str(answer)) for row, answer in rows)
