"""The last steps of a training whose numbers ran out of range: its loss, and the gradient of each layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.history import SeriesView
from gui.inspect.picture import CachedPicture
from gui.labs.gradcheck.log_plot import LogPlot, log_box, log_range
from gui.plane.axes import Axes
from gui.plane.lines import draw_line
from gui.watch.ticks import step_ticks

# So many steps are shown at least and at most, and as long as that is possible three times those since the good state;
# one that is not much farther back is drawn at its place all the same.
_LEAST_STEPS, _STEPS, _MOST_STEPS = 30, 200, 1000
_SINCE_GOOD = 3
_LEAST, _MOST = -12.0, 308.0
_CROSS = 4.0
_SYMBOL_ROOM = 4.0


class DivergencePicture(CachedPicture):
    """Draws both over the last steps, on logarithmic axes, with the good state as an upright line.

    What stands for many steps is drawn at the greatest value in it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("divergencePicture")
        self.setAccessibleName(self.tr("The last steps before the numbers ran out of range"))
        self.setToolTip(
            self.tr(
                "Left the loss, right the size of each layer's gradient, step by step up to the last numbers in "
                "range; both on logarithmic axes. The upright line is the last good state."
            )
        )
        self._history: SeriesView | None = None
        self._end = 0
        self._good: int | None = None
        self.setMinimumHeight(96)

    def show_end(self, step: int, good: int | None) -> None:
        """Show the steps up to `step`, at which it happened; `good` is the step of the last good state."""
        self._end, self._good, self._history = step, good, None
        self.redraw()

    def show_history(self, history: SeriesView) -> None:
        """Show what was recorded."""
        if self._history is None or len(history) != len(self._history) or history.samples != self._history.samples:
            self._history = history
            self.setAccessibleDescription(self.in_words())
            self.redraw()

    def in_words(self) -> str:
        """From where to where the loss went."""
        rows, loss = self._rows("loss")
        if not len(rows):
            return ""
        words = self.tr("Loss {first} at step {start}, {last} at step {end}")
        return words.format(
            first=f"{loss[0]:.3g}", start=f"{int(rows[0]):,}", last=f"{loss[-1]:.3g}", end=f"{int(rows[-1]):,}"
        )

    def steps_shown(self) -> tuple[float, float]:
        """The first and the last step on the axes."""
        wanted = _STEPS
        if self._good is not None:
            since = self._end - self._good
            wanted = min(max(_SINCE_GOOD * since, _LEAST_STEPS), _STEPS)
            if _STEPS < since <= _MOST_STEPS:
                wanted = round(1.1 * since)
        first, history = max(0, self._end - wanted), self._history
        if history is not None and history.stride > 1 and len(history):
            # A row is many steps: there must be some rows to see.
            first = min(first, int(history.steps[-min(len(history), _STEPS)]))
        return float(first), float(max(self._end, first + 1))

    def draw(self, painter: QPainter) -> None:
        width = self.width() / 2
        names = self._columns("gradient_norm.")
        layers = [(name, self._theme.layer_color(i), self._theme.layer_pen_style(i)) for i, name in enumerate(names)]
        loss = [("loss", self._theme.train, Qt.PenStyle.SolidLine)]
        halves = QRectF(0, 0, width, self.height()), QRectF(width, 0, width, self.height())
        self._draw_plot(painter, halves[0], self.tr("Loss"), loss)
        self._draw_plot(painter, halves[1], self.tr("‖dW‖ per layer"), layers)

    def _draw_plot(
        self, painter: QPainter, area: QRectF, title: str, curves: list[tuple[str, QColor, Qt.PenStyle]]
    ) -> None:
        metrics, steps = QFontMetricsF(painter.font()), self.steps_shown()
        box = log_box(area, metrics)
        if box.height() < 8 or box.width() < 8:
            return
        lines = [(*self._rows(name), color, style) for name, color, style in curves]
        known = np.concatenate([np.zeros(0), *(values for _, values, _, _ in lines)])
        axes = Axes(box, (steps[0], steps[1] + 0.02 * (steps[1] - steps[0])), log_range(known, _LEAST, _MOST))
        # The marks end where the name of the axis begins.
        name, letter = self.tr("step"), metrics.horizontalAdvance("0")
        room = max(box.width() - metrics.horizontalAdvance(name) - 4 * letter, 1.0)
        last = axes.x[0] + room / box.width() * (axes.x[1] - axes.x[0])
        ticks = step_ticks(axes.x[0], last, max(2, int(room / (6.4 * letter))))
        plot = LogPlot(axes, tuple(ticks), (name, ""))
        plot.draw_ground(painter, self.small_font(bold=True), title, self._theme)
        painter.save()
        painter.setClipRect(box)
        for rows, values, color, style in lines:
            with np.errstate(divide="ignore", invalid="ignore"):
                powers = np.where(values > 0.0, np.log10(np.maximum(values, 1e-300)), np.nan)
            draw_line(painter, axes, *_thinned(rows, powers), QPen(color, 1.8, style))
        painter.restore()
        self._draw_good(painter, axes)
        self._draw_end(painter, axes)

    def _draw_good(self, painter: QPainter, axes: Axes) -> None:
        """An upright line at the good state, or an arrow to where it is."""
        if self._good is None:
            return
        box, metrics = axes.box, QFontMetricsF(painter.font())
        ink = self._theme.success
        painter.setPen(QPen(ink, 1.4, Qt.PenStyle.DashLine))
        x = axes.to_screen(self._good, axes.y[0]).x()
        words = self.tr("good")
        if x >= box.left():
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        else:
            x, words = box.left(), self.tr("◂ good: {step}").format(step=f"{self._good:,}")
        room = QRectF(x + _SYMBOL_ROOM, box.top() + 2, box.right() - x, metrics.height())
        plate = QRectF(room.left() - 1, room.top(), metrics.horizontalAdvance(words) + 3, room.height())
        if plate.right() > box.right():
            plate.moveRight(x - 2)
        painter.fillRect(plate, self._theme.surface)
        painter.setPen(ink)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_end(self, painter: QPainter, axes: Axes) -> None:
        """A cross where the numbers ended."""
        at = axes.to_screen(self._end, axes.y[1]) + QPointF(0, _CROSS + 3)
        painter.setPen(QPen(self._theme.danger, 2))
        for up in (-_CROSS, _CROSS):
            painter.drawLine(at + QPointF(-_CROSS, up), at + QPointF(_CROSS, -up))

    def _columns(self, prefix: str) -> list[str]:
        return [name for name in self._history.names if name.startswith(prefix)] if self._history is not None else []

    def _rows(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Steps and values of a column, as far as they are shown."""
        history = self._history
        if history is None or not len(history):
            return np.zeros(0), np.zeros(0)
        first, last = self.steps_shown()
        steps = history.steps
        # What is recorded of a run that went on since is no part of it.
        shown = (steps >= first) & (steps <= last)
        return steps[shown], history.column(name, "high")[shown]

    def sizeHint(self) -> QSize:
        return QSize(420, 160)


def _thinned(rows: NDArray[np.float64], values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """At most `_STEPS` of them: dashes of a thousand short lines take a tenth of a second to draw."""
    each = -(-len(rows) // _STEPS)
    if each < 2:
        return rows, values
    starts = np.arange(0, len(rows), each)
    return rows[starts], np.fmax.reduceat(values, starts)
