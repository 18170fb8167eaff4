"""The loss over the two parameters of the smallest network, and the way that training takes over it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.inspect.picture import figure
from gui.plane.axes import Axes, Place, draw_axes, draw_grid, plot_box
from gui.plane.axes_picture import AxesPicture
from gui.plane.caption import ColorKey, draw_caption
from gui.plane.lines import draw_path_line
from gui.plane.loss_ground import LossGround, band_row, loss_ground
from gui.theme.theme import Theme

NAMES = ("w", "b")
_NO_PATH: NDArray[np.float64] = np.zeros((0, 2))
# Steps that have a dot; the path of many steps is drawn through so many of them.
_DOTTED, _MOST = 20, 1000
_DOT, _RING, _CROSS = 2.4, 6.0, 5.0
_INK, _HALO = QColor("#ffffff"), QColor(17, 19, 24)


class SurfaceView(AxesPicture):
    """Draws the logarithm of the loss in bands, the path, its newest place and its goal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surfaceView")
        self.setAccessibleName(self.tr("Loss surface"))
        self.setToolTip(
            self.tr(
                "The loss for every weight and bias; the edge of a band is a line of equal loss. The line is the way "
                "of the training, with a dot for each of its first 20 steps, the ring where it is now, the cross the "
                "least loss. Keys: arrows move a cross hair (with Shift finely), Esc ends it"
            )
        )
        self._ground: LossGround | None = None
        self._bands: QImage | None = None
        self._path: NDArray[np.float64] = _NO_PATH
        self._goal: Place | None = None

    @property
    def has_surface(self) -> bool:
        """Whether there is a loss to show."""
        return self._ground is not None

    def clear(self) -> None:
        """Show nothing."""
        self._ground = self._bands = self._goal = None
        self._path = _NO_PATH
        self._describe()
        self.mark_dirty()

    def show_surface(
        self, loss: NDArray[np.floating], weight_range: tuple[float, float], bias_range: tuple[float, float]
    ) -> None:
        """Show the loss (rows, columns), row 0 with the highest bias, column 0 with the lowest weight.

        The ranges are those from the first to the last of each. Drawn at the next `refresh()`.
        """
        self._ground, self._bands = loss_ground(loss, weight_range, bias_range), None
        self._describe()
        self.mark_dirty()

    def show_path(self, weights: NDArray[np.floating], biases: NDArray[np.floating]) -> None:
        """Show the places (n,) that training went through, the newest last; drawn at the next `refresh()`."""
        path = np.stack([weights, biases], axis=1).astype(np.float64)
        self._path = path[np.isfinite(path[:, 0]) & np.isfinite(path[:, 1])]
        self._describe()
        self.mark_dirty()

    def show_goal(self, weight: float | None, bias: float | None = None) -> None:
        """Mark the place of the least loss, or none."""
        self._goal = None if weight is None or bias is None else (weight, bias)
        self.mark_dirty()

    def axes(self) -> Axes:
        box = plot_box(QRectF(self.rect()), QFontMetricsF(self.small_font()))
        if self._ground is None:
            return Axes(box, (-1.0, 1.0), (-1.0, 1.0))
        return Axes(box, self._ground.weights, self._ground.biases)

    def draw_on(self, painter: QPainter, axes: Axes) -> None:
        words, key = (self.tr("No loss surface yet"), ""), None
        if self._ground is None:
            draw_grid(painter, axes, self._theme)
        else:
            self._bands = self._bands or self._ground.image(self._theme)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(axes.box, self._bands)
            low, high = (figure(end, 2) for end in self._ground.ends)
            words, key = (self.tr("Loss"), self.tr("log scale")), ColorKey(band_row(self._theme), (low, high))
        draw_axes(painter, axes, NAMES, self._theme)
        draw_caption(painter, axes, self.small_font(bold=True), words, key, self._theme)
        painter.save()
        painter.setClipRect(axes.box)
        if self._goal is not None:
            self._draw_goal(painter, axes.to_screen(*axes.within(self._goal)))
        if len(self._path):
            self._draw_path(painter, axes)
        painter.restore()

    def words_at(self, axes: Axes, at: QPointF) -> list[str]:
        place = axes.within(axes.to_values(at))
        words = [self.tr("w {weight}, b {bias}").format(weight=_signed(place[0]), bias=_signed(place[1]))]
        if self._ground is not None:
            words.append(self.tr("loss {loss}").format(loss=figure(self._ground.at(place))))
        return words

    def summary(self) -> str:
        what = self.tr("No loss surface yet") if self._ground is None else self.tr("Loss surface")
        if not len(self._path):
            return what
        weight, bias = self._path[-1].tolist()
        words = self.tr("{what}; now at w {weight}, b {bias}")
        return words.format(what=what, weight=_signed(weight), bias=_signed(bias))

    def apply_theme(self, theme: Theme) -> None:
        self._bands = None
        super().apply_theme(theme)

    def _draw_path(self, painter: QPainter, axes: Axes) -> None:
        path = self._path
        first = path[: _DOTTED + 1]
        # A long way is drawn through so many of its places; the first steps and the newest are among them.
        rest = path[_DOTTED :: max(1, math.ceil(len(path) / _MOST))]
        for color, extra in ((_HALO, 2.0), (_INK, 0.0)):
            draw_path_line(painter, axes, first[:, 0], first[:, 1], QPen(color, 1.8 + extra))
            way = np.concatenate([rest, path[-1:]])
            draw_path_line(painter, axes, way[:, 0], way[:, 1], QPen(color, 1.2 + extra))
        painter.setPen(QPen(_HALO, 1))
        painter.setBrush(_INK)
        for place in first.tolist():
            painter.drawEllipse(axes.to_screen(*place), _DOT, _DOT)
        newest = axes.to_screen(*axes.within((float(path[-1, 0]), float(path[-1, 1]))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(_HALO, 4), QPen(_INK, 2)):
            painter.setPen(pen)
            painter.drawEllipse(newest, _RING, _RING)

    def _draw_goal(self, painter: QPainter, at: QPointF) -> None:
        for pen in (QPen(_HALO, 4), QPen(_INK, 2)):
            painter.setPen(pen)
            painter.drawLine(at + QPointF(-_CROSS, -_CROSS), at + QPointF(_CROSS, _CROSS))
            painter.drawLine(at + QPointF(-_CROSS, _CROSS), at + QPointF(_CROSS, -_CROSS))

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 120)

    def sizeHint(self) -> QSize:
        return QSize(320, 300)


def _signed(value: float) -> str:
    return figure(value, 3)
