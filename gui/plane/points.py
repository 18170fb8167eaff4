"""The points of a playground as plain arrays, and which of them are near a place of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from gui.plane.axes import Axes, Place


@dataclass(frozen=True, eq=False)
class Points:
    """Points on a plane or along a curve; those whose place is not finite are there, but nowhere to be seen.

    Attributes:
        places: (n, 2) float64.
        labels: (n,) int64, the class of each; 0 on a curve.
        held_out: (n,) bool, whether each is for validation rather than for learning.
        class_names: one name a class; empty on a curve.
    """

    places: NDArray[np.float64]
    labels: NDArray[np.int64]
    held_out: NDArray[np.bool_]
    class_names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.places)

    @property
    def finite(self) -> NDArray[np.bool_]:
        """(n,): which of them have a place."""
        return np.isfinite(self.places[:, 0]) & np.isfinite(self.places[:, 1])

    def place(self, index: int) -> Place:
        """Where a point is."""
        return float(self.places[index, 0]), float(self.places[index, 1])

    def moved(self, index: int, place: Place) -> Points:
        """The points with one of them elsewhere."""
        places = self.places.copy()
        places[index] = place
        return replace(self, places=places)

    def added(self, place: Place, label: int) -> Points:
        """The points with one more at the end, to learn from."""
        return replace(
            self,
            places=np.concatenate([self.places, np.array([place])]),
            labels=np.append(self.labels, np.int64(label)),
            held_out=np.append(self.held_out, False),
        )

    def painted(self, index: int, label: int) -> Points:
        """The points with one of them in another class."""
        labels = self.labels.copy()
        labels[index] = label
        return replace(self, labels=labels)

    def without(self, indices: Iterable[int]) -> Points:
        """The points but for these."""
        keep = np.ones(len(self), dtype=bool)
        keep[list(indices)] = False
        return replace(self, places=self.places[keep], labels=self.labels[keep], held_out=self.held_out[keep])

    def nearest(self, axes: Axes, at: QPointF, reach: float) -> int | None:
        """The point nearest to `at`, of several equally near the last drawn; None where none is within `reach`."""
        found = self.along(axes, at, at, reach)
        if not found:
            return None
        away = axes.all_to_screen(self.places[found]) - np.array([at.x(), at.y()])
        distance = np.hypot(away[:, 0], away[:, 1])
        return found[len(found) - 1 - int(np.argmin(distance[::-1]))]

    def along(self, axes: Axes, start: QPointF, end: QPointF, reach: float) -> list[int]:
        """The points within `reach` of the line from `start` to `end`, all on the screen, in their order."""
        if not len(self):
            return []
        across, down = end.x() - start.x(), end.y() - start.y()
        # Places that are not finite are near nothing: every comparison with them is false.
        with np.errstate(invalid="ignore"):
            x, y = (axes.all_to_screen(self.places) - (start.x(), start.y())).T
            share = np.clip((x * across + y * down) / max(across * across + down * down, 1e-12), 0.0, 1.0)
            near = np.hypot(x - share * across, y - share * down) <= reach
        return np.flatnonzero(near).tolist()


def points_of(
    places: NDArray[np.floating],
    labels: NDArray[np.integer],
    held_out: NDArray[np.bool_],
    class_names: Sequence[str] = (),
) -> Points:
    """Points of arrays that fit together, as a copy; of others no points at all."""
    own = np.array(places, dtype=np.float64)
    count = len(own)
    if own.shape != (count, 2) or np.shape(labels) != (count,) or np.shape(held_out) != (count,):
        return NO_POINTS
    return Points(own, np.maximum(labels, 0).astype(np.int64), np.array(held_out, dtype=bool), tuple(class_names))


NO_POINTS = Points(np.zeros((0, 2)), np.zeros(0, np.int64), np.zeros(0, dtype=bool))
