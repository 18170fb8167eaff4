"""The points of a playground: shown where the network answers for them, and edited there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from engine.datasets import Dataset
from engine.datasets.plane import point_specs
from engine.playground import FARTHEST, MAX_POINTS, PointSpec
from gui.main_window import MainWindow
from gui.session.session import Session

if TYPE_CHECKING:
    from gui.plane.page import PointPage

_TOPIC = "points"


class PointsDesk(QObject):
    """Gives the pages of the output panel the points of the data in use; what is edited there goes into the design."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._panel = window.output_view
        self._dataset: Dataset | None = None
        self._panel.page_made.connect(self._connect)
        session.dataset_changed.connect(self._show)
        session.rows_replaced.connect(self._show)

    @Slot(object)
    def _connect(self, page: PointPage) -> None:
        picture = page.picture
        picture.point_added.connect(self._add)
        picture.point_moved.connect(self._move)
        picture.point_painted.connect(self._paint)
        picture.points_erased.connect(self._erase)
        picture.edit_finished.connect(self._window.design.end_merging)

    @Slot(object)
    def _show(self, dataset: Dataset) -> None:
        self._dataset, plane = dataset, dataset.plane
        if plane is None:
            self._panel.show_form("answers")
        elif plane.is_curve:
            self._panel.curve.curve.show_points(plane.points, plane.held_out)
            self._panel.show_form("curve")
        else:
            names = dataset.class_names
            self._panel.plane.plane.show_points(plane.points, plane.labels, plane.held_out, names)
            self._panel.show_form("plane")

    def _points(self) -> list[PointSpec]:
        """All points as if they had been placed by hand."""
        plane = self._dataset.plane if self._dataset is not None else None
        if plane is None:
            return []
        return list(plane.settings.points or point_specs(plane))

    @Slot(float, float, int)
    def _add(self, x1: float, x2: float, label: int) -> None:
        points = self._points()
        if len(points) >= MAX_POINTS:
            sentence = self.tr("There are {most:,} points, and no room for more: remove some first.")
            self._window.notices.show_notice("warning", sentence.format(most=MAX_POINTS), topic=_TOPIC)
            return
        # To be learnt from, whatever the share: the person wants to see what comes of it.
        self._edit([*points, PointSpec(_within(x1), _within(x2), label)])

    @Slot(int, float, float)
    def _move(self, index: int, x1: float, x2: float) -> None:
        points = self._points()
        if index < len(points):
            points[index] = replace(points[index], x1=_within(x1), x2=_within(x2))
            self._edit(points)

    @Slot(int, int)
    def _paint(self, index: int, label: int) -> None:
        points = self._points()
        if index < len(points):
            points[index] = replace(points[index], label=label)
            self._edit(points)

    @Slot(list)
    def _erase(self, indices: list[int]) -> None:
        gone = set(indices)
        points = [point for index, point in enumerate(self._points()) if index not in gone]
        if all(point.held_out for point in points):
            sentence = self.tr("The last point to learn from stays: without one there is nothing to train on.")
            self._window.notices.show_notice("info", sentence, topic=_TOPIC)
            return
        self._edit(points)

    def _edit(self, points: list[PointSpec]) -> None:
        self._window.notices.close_topic(_TOPIC)
        if not self._window.design.edit_points(tuple(points), merge=True) and self._dataset is not None:
            # What is seen is what is learnt from.
            self._show(self._dataset)


def _within(coordinate: float) -> float:
    # Four decimals are finer than a pixel, and short in a file.
    return round(min(max(coordinate, -FARTHEST), FARTHEST), 4)
