"""A curve through points: what a network of one input answers, and what each hidden unit adds to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.inspect.picture import figure
from gui.plane.axes import Axes, Place, Range, draw_axes, draw_grid, plot_box
from gui.plane.caption import draw_caption
from gui.plane.class_marks import class_color
from gui.plane.kinks import Kink, draw_kinks
from gui.plane.lines import draw_line
from gui.plane.point_picture import PointPicture
from gui.plane.points import points_of
from gui.plane.ranges import steady_range

NAMES = ("x", "y")
_CURVE_WIDTH = 2.2
_FAINT = 0.75
# The name of a kink is said from as near as this, as a share of the axis.
_NEAR = 0.012


class CurveView(PointPicture):
    """Draws the points, the fitted curve, and where its pieces meet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(("move", "erase"), parent)
        self.setObjectName("curveView")
        self.setAccessibleName(self.tr("Fitted curve"))
        self.setToolTip(
            self.tr(
                "The curve is what the network answers for every x. Keys: arrows move a cross hair (with Shift "
                "finely), Enter uses the tool there, Delete removes the point, A adds and moves, E erases, Esc ends it"
            )
        )
        self._curve: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
        self._kinks: tuple[Kink, ...] = ()
        self._contributions: NDArray[np.float64] | None = None
        self._shows_contributions = False
        self._unit: tuple[NDArray[np.floating], str] | None = None
        self._x_of_points = steady_range(np.zeros(0), None)
        self._y: Range = self._x_of_points

    def clear(self) -> None:
        """Show the points alone."""
        self._curve, self._kinks, self._contributions = None, (), None
        self._describe()
        self.mark_dirty()

    def show_points(self, points: NDArray[np.floating], held_out: NDArray[np.bool_]) -> None:
        """Show points (n, 2), each an x and its value, those held out hollow; drawn at the next `refresh()`.

        The axis of the values reaches as far as they do, and stays where it is while they change a little.
        """
        self._set_points(points_of(points, np.zeros(len(points), np.int64), held_out))
        places = self.points.places[self.points.finite]
        if not self._editor.is_busy:
            self._x_of_points = steady_range(places[:, 0], self._x_of_points if len(places) else None)
            self._y = steady_range(places[:, 1], self._y if len(places) else None)

    def show_curve(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> None:
        """Show what is answered: y (n,) for the rising x (n,), which also are the ends of the axis; two at least."""
        if x.ndim != 1 or x.shape != y.shape or len(x) < 2 or not x[0] < x[-1]:
            self._curve = None
        else:
            self._curve = x.astype(np.float64), y.astype(np.float64)
        self.mark_dirty()

    def show_kinks(self, positions: Sequence[float], units: Sequence[int]) -> None:
        """Mark where hidden units begin or cease to add to the curve: an x for each of `units`, counted from 0."""
        known = [(float(x), unit) for x, unit in zip(positions, units, strict=True) if np.isfinite(x)]
        self._kinks = tuple(Kink(x, unit) for x, unit in sorted(known))
        self._describe()
        self.mark_dirty()

    def show_contributions(self, curves: NDArray[np.floating] | None) -> None:
        """Take what each hidden unit adds to the curve, (units, n) at the same x as it, or None."""
        self._contributions = None if curves is None else np.asarray(curves, dtype=np.float64)
        if self._shows_contributions:
            self.mark_dirty()

    def set_contributions_shown(self, shown: bool) -> None:
        """Draw what each unit adds, or not."""
        self._shows_contributions = shown
        self.redraw()

    def show_unit(self, values: NDArray[np.floating] | None, name: str = "") -> None:
        """Draw what a unit gives, (n,) evenly from end to end of the axis, behind the curve; or no unit any more."""
        before = self._unit
        self._unit = None if values is None or values.ndim != 1 or not values.size else (values, name)
        if (before and before[1]) != (self._unit and self._unit[1]):
            # A person waits for another unit; the same one with newer values is drawn with them.
            self.redraw()
        elif self._unit is not None:
            self.mark_dirty()

    def axes(self) -> Axes:
        box = plot_box(QRectF(self.rect()), QFontMetricsF(self.small_font()))
        x = self._x_of_points if self._curve is None else (float(self._curve[0][0]), float(self._curve[0][-1]))
        return Axes(box, x, self._y)

    def draw_ground(self, painter: QPainter, axes: Axes) -> None:
        draw_grid(painter, axes, self._theme)
        draw_axes(painter, axes, NAMES, self._theme)
        words = self.tr("No answers yet"), ""
        if self._unit is not None:
            words = self._unit[1], self.tr("dashed")
        elif self._curve is not None:
            words = self.tr("Answer"), self._kink_words()
        draw_caption(painter, axes, self.small_font(bold=True), words, None, self._theme)

    def draw_on_top(self, painter: QPainter, axes: Axes) -> None:
        if self._curve is None:
            return
        x, y = self._curve
        painter.save()
        painter.setClipRect(axes.box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._shows_contributions and self._contributions is not None and self._contributions.shape[1:] == x.shape:
            for unit, values in enumerate(self._contributions):
                color = QColor(class_color(self._theme, unit))
                color.setAlphaF(_FAINT)
                draw_line(painter, axes, x, values, QPen(color, 1.2))
        if self._unit is not None:
            values = self._unit[0]
            draw_line(painter, axes, np.linspace(*axes.x, len(values)), values, _dashed(self._theme.accent))
        # The line has a ground of its own, so that it is followed through a crowd of points.
        draw_line(painter, axes, x, y, QPen(self._theme.surface, _CURVE_WIDTH + 1.2))
        draw_line(painter, axes, x, y, QPen(self._theme.text, _CURVE_WIDTH))
        draw_kinks(painter, axes, self._inside(axes), self._answer_at, self._theme)
        painter.restore()

    def place_words(self, place: Place) -> list[str]:
        words = [self.tr("x {x}, y {y}").format(x=_signed(place[0]), y=_signed(place[1]))]
        if self._curve is not None:
            answer = self._answer_at(place[0])
            words.append(self.tr("answer: {value}").format(value=_signed(answer)))
        axes = self.axes()
        near = [kink for kink in self._kinks if abs(kink.x - place[0]) <= _NEAR * (axes.x[1] - axes.x[0])]
        if near:
            units = ", ".join(str(unit + 1) for unit in sorted(kink.unit for kink in near))
            words.append(self.tr("kink of unit {units}").format(units=units))
        return words

    def point_words(self, index: int) -> list[str]:
        return [self.tr("validation point") if self.points.held_out[index] else self.tr("training point")]

    def summary(self) -> str:
        points = self.points
        held_out = int(points.held_out.sum())
        words = self.tr("{train} training points, {held_out} validation points")
        counts = words.format(train=len(points) - held_out, held_out=held_out)
        what = self.tr("No answers yet") if self._curve is None else self.tr("Fitted curve")
        return "; ".join(filter(None, [what, counts, self._kink_words()]))

    def _inside(self, axes: Axes) -> list[Kink]:
        return [kink for kink in self._kinks if axes.x[0] <= kink.x <= axes.x[1]]

    def _kink_words(self) -> str:
        if not self._kinks:
            return ""
        axes = self.axes()
        outside = len(self._kinks) - len(self._inside(axes))
        counted = self.tr("1 kink") if len(self._kinks) == 1 else self.tr("{count} kinks")
        words = counted.format(count=len(self._kinks))
        return self.tr("{kinks}, {outside} beyond the edge").format(kinks=words, outside=outside) if outside else words

    def _answer_at(self, x: float) -> float:
        """The height of the curve; nan without one."""
        return float("nan") if self._curve is None else float(np.interp(x, *self._curve))

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 120)

    def sizeHint(self) -> QSize:
        return QSize(400, 300)


def _dashed(color: QColor) -> QPen:
    pen = QPen(color, 2)
    pen.setDashPattern([4, 2.5])
    return pen


def _signed(value: float) -> str:
    return figure(value, 3)
