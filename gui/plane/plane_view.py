"""The plane of a classification task: where the network answers which class, and the points it learns from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from gui.inspect.picture import figure
from gui.plane.axes import Axes, Place, Range, draw_axes, draw_grid, plot_box, square_width
from gui.plane.caption import ColorKey, draw_caption
from gui.plane.class_marks import class_title
from gui.plane.editor import TOOLS
from gui.plane.point_picture import PointPicture
from gui.plane.points import points_of
from gui.plane.ranges import bounds_of
from gui.plane.regions import Regions, regions_of
from gui.plane.unit_ground import UnitGround, diverging_row, limit_words, unit_ground
from gui.theme.theme import Theme

NAMES = ("x₁", "x₂")
_MOST_CLASSES = 128


class PlaneView(PointPicture):
    """Draws the decision regions, or in their place the response of one unit, and the points on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TOOLS, parent)
        self.setObjectName("planeView")
        self.setAccessibleName(self.tr("Decision regions"))
        self.setToolTip(
            self.tr(
                "Colour: the class that the network answers there, the paler the less certain. Keys: arrows move a "
                "cross hair (with Shift finely), Enter uses the tool there, Delete removes the point, A adds and "
                "moves, P paints, E erases, digits choose a class, Esc ends it"
            )
        )
        self._regions: Regions | None = None
        self._unit: UnitGround | None = None
        self._bounds: Range = bounds_of(self.points)
        self._ground: QImage | None = None

    @property
    def unit_name(self) -> str:
        """The unit whose response is shown; "" while the answers are."""
        return self._unit.name if self._unit is not None else ""

    def clear(self) -> None:
        """Show the points alone."""
        self._regions = self._unit = self._ground = None
        self._bounds = bounds_of(self.points)
        self._describe()
        self.mark_dirty()

    def show_regions(
        self, winner: NDArray[np.integer], certainty: NDArray[np.integer], bounds: tuple[float, float]
    ) -> None:
        """Show what is answered where; drawn at the next `refresh()`.

        Args:
            winner: (s, s) uint8, the class answered in each cell; row 0 has the highest x2, column 0 the lowest x1.
            certainty: (s, s) uint8, the probability of that class, 255 = 1.
            bounds: the lowest and highest value of both coordinates, at the edges of the outermost cells.
        """
        self._regions = regions_of(winner, certainty, bounds)
        self._bounds = self._regions.bounds if self._regions is not None else bounds_of(self.points)
        self._change_ground()
        self.mark_dirty()

    def show_points(
        self,
        points: NDArray[np.floating],
        labels: NDArray[np.integer],
        held_out: NDArray[np.bool_],
        class_names: Sequence[str],
    ) -> None:
        """Show points (n, 2) with their classes (n,), those held out hollow; drawn at the next `refresh()`."""
        classes = len(self.points.class_names)
        self._set_points(points_of(points, labels, held_out, class_names))
        if len(class_names) != classes:
            self.set_label(min(self.label, max(len(class_names) - 1, 0)))
            self._change_ground()
        if self._regions is None:
            self._bounds = bounds_of(self.points)

    def show_unit(self, values: NDArray[np.floating] | None, name: str = "", limit: float | None = None) -> None:
        """Show what a unit gives in place of the answers, or, without values, these again.

        Args:
            values: (s, s), row 0 with the highest x2, over the bounds of the regions.
            name: what the unit is called.
            limit: the value of the last colour; without one the largest magnitude.
        """
        before = self.unit_name
        self._unit = None if values is None else unit_ground(values, name, limit)
        if self._unit is not None or before:
            self._change_ground()
        if self.unit_name != before:
            # A person waits for another unit; the same one with newer values is drawn with them.
            self.redraw()
        elif self._unit is not None:
            self.mark_dirty()

    def width_for(self, height: float) -> float:
        """The width in which the plane fills `height`."""
        return square_width(height, QFontMetricsF(self.small_font()))

    def axes(self) -> Axes:
        box = plot_box(QRectF(self.rect()), QFontMetricsF(self.small_font()), square=True)
        return Axes(box, self._bounds, self._bounds)

    def draw_ground(self, painter: QPainter, axes: Axes) -> None:
        if self._ground is None:
            self._ground = self._make_ground()
        if self._ground is None:
            draw_grid(painter, axes, self._theme)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(axes.box, self._ground)
        draw_axes(painter, axes, NAMES, self._theme)
        words, key = (self.tr("No answers yet"), ""), None
        if self._unit is not None:
            words, key = (self._unit.name, ""), ColorKey(diverging_row(self._theme), limit_words(self._unit.limit))
        elif self._regions is not None:
            words = self.tr("Answer"), self.tr("the paler, the less certain")
        draw_caption(painter, axes, self.small_font(bold=True), words, key, self._theme)

    def place_words(self, place: Place) -> list[str]:
        words = [self.tr("x₁ {x1}, x₂ {x2}").format(x1=_signed(place[0]), x2=_signed(place[1]))]
        if self._unit is not None:
            value = _signed(self._unit.at(place, self._bounds))
            words.append(self.tr("{unit} gives {value}").format(unit=self._unit.name, value=value))
        if self._regions is not None:
            label, certainty = self._regions.at(place)
            answer = self.tr("answer: {name}, {share:.0f} %")
            words.append(answer.format(name=class_title(self.points.class_names, label), share=100 * certainty))
        return words

    def point_words(self, index: int) -> list[str]:
        held_out = bool(self.points.held_out[index])
        words = self.tr("{name}, validation point") if held_out else self.tr("{name}, training point")
        return [words.format(name=class_title(self.points.class_names, int(self.points.labels[index])))]

    def summary(self) -> str:
        points = self.points
        held_out = int(points.held_out.sum())
        words = self.tr("{train} training points, {held_out} validation points, {classes} classes")
        counts = words.format(train=len(points) - held_out, held_out=held_out, classes=len(points.class_names))
        if self._unit is not None:
            return self.tr("Response of {unit}; {counts}").format(unit=self._unit.name, counts=counts)
        what = self.tr("No answers yet") if self._regions is None else self.tr("Decision regions")
        return f"{what}; {counts}"

    def apply_theme(self, theme: Theme) -> None:
        self._ground = None
        super().apply_theme(theme)

    def _change_ground(self) -> None:
        self._ground = None
        self._describe()

    def _make_ground(self) -> QImage | None:
        if self._unit is not None:
            return self._unit.image(self._theme)
        if self._regions is None:
            return None
        # Classes without a point may be answered all the same.
        classes = max(len(self.points.class_names), int(self._regions.winner.max()) + 1, 2)
        return self._regions.image(min(classes, _MOST_CLASSES), self._theme)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def sizeHint(self) -> QSize:
        return QSize(320, 320)


def _signed(value: float) -> str:
    return figure(value, 3)
