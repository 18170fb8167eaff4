"""Playgrounds: data that can be seen whole, as points of a plane with classes or as points along a curve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import shapes
from engine.datasets.dataset import Dataset, Plane, Split
from engine.errors import SpecError
from engine.playground import DEFAULT_PLAYGROUND, FEATURES, PlaygroundSpec, PointSpec

_CLASS_SHAPES: dict[str, Callable[[int, int, np.random.RandomState], tuple[NDArray[np.float64], NDArray[np.int64]]]] = {
    "circles": shapes.circles,
    "moons": shapes.moons,
    "spirals": shapes.spirals,
    "gaussians": shapes.gaussians,
}
_CURVES: dict[str, Callable[[int, np.random.RandomState], NDArray[np.float64]]] = {
    "parabola": shapes.parabola,
    "sine": shapes.sine,
    "line": shapes.line,
}
PLAYGROUNDS = (*_CLASS_SHAPES, *_CURVES)
TITLES = {
    "circles": "Circles",
    "moons": "Moons",
    "spirals": "Spirals",
    "gaussians": "Gaussian clouds",
    "parabola": "Parabola",
    "sine": "Sine",
    "line": "Line",
}
# Multiples of it modulo 1 fill 0..1 evenly, however many there are: any share of the points is held out evenly.
_GOLDEN = (5**0.5 - 1) / 2


def is_playground(name: str) -> bool:
    """Whether the data set is a playground."""
    return name in PLAYGROUNDS


def is_curve(name: str) -> bool:
    """Whether it is a playground whose points lie along a curve."""
    return name in _CURVES


def possible_features(name: str) -> tuple[str, ...]:
    """What can be read of a point of that playground."""
    return tuple(key for key, feature in FEATURES.items() if not (feature.needs_x2 and is_curve(name)))


def suited(settings: PlaygroundSpec, name: str) -> PlaygroundSpec:
    """The settings as far as another playground has a use for them: its own points, and features that it knows."""
    features = tuple(feature for feature in settings.features if feature in possible_features(name))
    if not is_curve(name) and features == ("x1",):
        features = ("x1", "x2")
    return replace(settings, points=(), features=features or ("x1",))


def make_playground(name: str, settings: PlaygroundSpec | None = None) -> Dataset:
    """The data set: the same settings make the same rows.

    Raises:
        SpecError: A feature is not known there, or no point is left to learn from.
    """
    settings = settings or suited(DEFAULT_PLAYGROUND, name)
    unknown = [feature for feature in settings.features if feature not in possible_features(name)]
    if unknown:
        raise SpecError("playground.features", f"{TITLES[name]} has no {FEATURES[unknown[0]].title}: leave it out.")
    points, labels, held_out = _placed(settings.points) if settings.points else _made(name, settings)
    if held_out.all():
        raise SpecError("playground.points", "No point is left to learn from: add one.")
    plane = Plane(settings, points, labels, held_out, is_curve(name))
    validation = _split(plane, held_out) if held_out.any() else None
    return Dataset(
        name=name,
        title=TITLES[name],
        train=_split(plane, ~held_out),
        validation=validation,
        test=None,
        class_names=() if is_curve(name) else tuple(str(label) for label in range(settings.classes)),
        image_shape=None,
        value_range=1.0,
        attribution="Made by the program.",
        plane=plane,
        input_names=tuple(FEATURES[name].title for name in settings.features),
    )


def point_specs(plane: Plane) -> tuple[PointSpec, ...]:
    """All points as if they had been placed by hand."""
    # Four decimals are finer than a pixel, and short in a file.
    rows = zip(plane.points.round(4).tolist(), plane.labels.tolist(), plane.held_out.tolist(), strict=True)
    return tuple(PointSpec(x1, x2, label, held_out) for (x1, x2), label, held_out in rows)


def redivided(points: tuple[PointSpec, ...], train_share: float) -> tuple[PointSpec, ...]:
    """The points with another share of each class to learn from, and the others held out."""
    places: Counter[int] = Counter()
    divided = []
    for point in points:
        held_out = bool(_is_held_out(places[point.label], train_share))
        divided.append(point if point.held_out == held_out else replace(point, held_out=held_out))
        places[point.label] += 1
    return tuple(divided)


def _is_held_out(place: Any, train_share: float) -> Any:
    """Whether the points at these places within their class are held out."""
    return (place * _GOLDEN) % 1.0 >= train_share


def _made(name: str, settings: PlaygroundSpec) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    rng, rows = np.random.RandomState(settings.seed), settings.rows
    if is_curve(name):
        points, labels = _CURVES[name](rows, rng), np.zeros(rows, np.int64)
        points[:, 1] += settings.noise * rng.standard_normal(rows)
        place = np.arange(rows)
    else:
        points, labels = _CLASS_SHAPES[name](rows, settings.classes, rng)
        points += settings.noise * rng.standard_normal((rows, 2))
        place = np.arange(rows) // settings.classes
    return points, labels, _is_held_out(place, settings.train_share)


def _placed(points: tuple[PointSpec, ...]) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    return (
        np.array([(point.x1, point.x2) for point in points]),
        np.array([point.label for point in points], np.int64),
        np.array([point.held_out for point in points]),
    )


def _split(plane: Plane, chosen: NDArray[np.bool_]) -> Split:
    points = plane.points[chosen]
    if plane.is_curve:
        return Split(plane.inputs(points[:, :1]), targets=points[:, 1:])
    return Split(plane.inputs(points), labels=plane.labels[chosen])
