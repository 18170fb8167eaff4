"""The landscape with the paths down it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.labs.descent import Stand
from engine.labs.expression import ExpressionError
from engine.labs.landscape import Landscape
from gui.labs.descent.height_ground import SIDE, HeightGround
from gui.labs.descent.paths import draw_path, draw_start
from gui.labs.numbers import shown
from gui.plane.axes import Axes, draw_axes, draw_grid, plot_box
from gui.plane.axes_picture import AxesPicture
from gui.plane.caption import ColorKey, draw_caption
from gui.plane.lines import draw_line
from gui.plane.loss_ground import band_row
from gui.plane.ranges import steady_range
from gui.theme.theme import Theme

_POINTS = 601
_TANGENT = 0.16
_HIGHEST = 1e150


class DescentPicture(AxesPicture):
    """Draws a curve, or a surface in bands of height, and the path of each optimiser from the start.

    Signals:
        start_moved(tuple): the person put the start to this place, its inputs.
    """

    start_moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descentPicture")
        self.setAccessibleName(self.tr("Landscape"))
        self.setToolTip(
            self.tr(
                "Click or drag to put the start there; the ring is the start. Keys: arrows move a cross hair (with "
                "Shift finely), Enter puts the start there, Esc ends it"
            )
        )
        self._landscape: Landscape | None = None
        self._reach = 1.0
        self._heights: tuple[NDArray[np.float64], NDArray[np.float64]] = (np.zeros(0), np.zeros(0))
        self._y = (-1.0, 1.0)
        self._ground: HeightGround | None = None
        self._bands: QImage | None = None
        self._paths: Mapping[str, list[Stand]] = {}
        self._lead = ""

    def show_landscape(self, landscape: Landscape, reach: float) -> None:
        """Show a curve or a surface from -reach to reach in each input."""
        self._landscape, self._reach, self._bands = landscape, reach, None
        if self._is_curve:
            x = np.linspace(-reach, reach, _POINTS)
            self._heights = x, _drawable(landscape.expression.on({"x": x}))
            self._y = steady_range(self._heights[1], None)
        else:
            along = np.linspace(-reach, reach, SIDE)
            heights = landscape.expression.on({"x": along[None, :], "y": along[::-1, None]})
            self._ground = HeightGround(_drawable(heights))
        self._describe()
        self.redraw()

    def show_paths(self, paths: Mapping[str, list[Stand]], lead: str) -> None:
        """Show where each optimiser has been, the start first; the tangent and the words are those of `lead`."""
        self._paths, self._lead = paths, lead
        self._describe()
        self.redraw()

    def axes(self) -> Axes:
        curve = self._is_curve
        box = plot_box(QRectF(self.rect()), QFontMetricsF(self.small_font()), square=not curve)
        reach = -self._reach, self._reach
        return Axes(box, reach, self._y if curve else reach)

    def draw_on(self, painter: QPainter, axes: Axes) -> None:
        theme = self._theme
        if self._landscape is None:
            return
        key = None
        if self._is_curve:
            draw_grid(painter, axes, theme)
        elif self._ground is not None:
            self._bands = self._bands or self._ground.image(theme)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(axes.box, self._bands)
            if self._ground.ends is not None:
                low, high = (f"{end:.3g}".replace("-", "−") for end in self._ground.ends)
                key = ColorKey(band_row(theme), (low, high))
        draw_axes(painter, axes, ("x", "f(x)" if self._is_curve else "y"), theme)
        draw_caption(painter, axes, self.small_font(bold=True), (self._title(), ""), key, theme)
        painter.save()
        painter.setClipRect(axes.box)
        if self._is_curve:
            draw_line(painter, axes, *self._heights, QPen(theme.muted_text, 2))
            self._draw_tangent(painter, axes)
        for optimizer in sorted(self._paths, key=lambda name: name == self._lead):
            places = self._places(optimizer)
            if len(places):
                draw_path(painter, axes, places, optimizer, theme)
        painter.restore()
        if self._lead in self._paths and len(start := self._places(self._lead)[:1]):
            draw_start(painter, axes.to_screen(*axes.within((start[0, 0], start[0, 1]))), theme)

    def words_at(self, axes: Axes, at: QPointF) -> list[str]:
        x, y = axes.within(axes.to_values(at))
        if self._landscape is None:
            return []
        place = (x,) if self._is_curve else (x, y)
        words = ", ".join(
            f"{name} {shown(_rounded(value))}" for name, value in zip(self._landscape.names, place, strict=True)
        )
        try:
            values = dict(zip(self._landscape.names, place, strict=True))
            height = self.tr("height {height}").format(height=f"{self._landscape.expression.evaluate(values):.4g}")
        except ExpressionError:
            height = self.tr("no height here")
        return [words, height.replace("-", "−")]

    def summary(self) -> str:
        if self._landscape is None:
            return self.tr("No landscape yet")
        if self._lead not in self._paths:
            return self._title()
        stand, steps = self._paths[self._lead][-1], len(self._paths[self._lead]) - 1
        place = ", ".join(map(shown, stand.place))
        words = self.tr("{title}; {optimizer} after {steps} steps at {place}, height {height}")
        return words.format(
            title=self._title(), optimizer=self._lead, steps=steps, place=place, height=shown(stand.height)
        )

    def apply_theme(self, theme: Theme) -> None:
        self._bands = None
        super().apply_theme(theme)

    @property
    def _is_curve(self) -> bool:
        return self._landscape is None or len(self._landscape.names) == 1

    def _title(self) -> str:
        assert self._landscape is not None
        return f"f({', '.join(self._landscape.names)}) = {self._landscape.expression.text.strip()}"

    def _places(self, optimizer: str) -> NDArray[np.float64]:
        """Where a path is in the picture, (n, 2); a last place that is nowhere is left out."""
        stands = self._paths[optimizer]
        if self._is_curve:
            places = np.array([(stand.place[0], stand.height) for stand in stands])
        else:
            places = np.array([stand.place for stand in stands])
        return places[np.isfinite(places).all(axis=1)]

    def _draw_tangent(self, painter: QPainter, axes: Axes) -> None:
        if self._lead not in self._paths:
            return
        stand = self._paths[self._lead][-1]
        x, width = stand.place[0], 2 * self._reach * _TANGENT
        if not np.isfinite([stand.height, stand.gradient[0] * width]).all():
            return
        ends = np.array([x - width, x + width])
        pen = QPen(self._theme.accent, 1.6)
        pen.setDashPattern([4, 2.5])
        draw_line(painter, axes, ends, stand.height + stand.gradient[0] * (ends - x), pen)

    def _put_start(self, at: QPointF) -> None:
        axes = self.axes()
        x, y = (_rounded(value) for value in axes.within(axes.to_values(at)))
        self.start_moved.emit((x,) if self._is_curve else (x, y))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 220)

    def sizeHint(self) -> QSize:
        return QSize(400, 220)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.axes().contains(event.position(), 6.0):
            self._put_start(event.position())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._put_start(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.cursor_place
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and place is not None:
            self._put_start(self.axes().to_screen(*place))
        else:
            super().keyPressEvent(event)


def _drawable(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """`heights`, NaN where one is so high that its distance from another could not be told."""
    return np.where(np.abs(heights) < _HIGHEST, heights, np.nan)


def _rounded(value: float) -> float:
    """As fine as a pointer can be."""
    return round(value, 3)
