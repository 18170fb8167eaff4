"""The error of the gradient over the step h: a valley between truncation and rounding, or a plain where it is wrong."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.labs.gradient_table import LIMIT, STEPS, GradientTable
from gui.inspect.picture import CachedPicture
from gui.labs.gradcheck.log_plot import LogPlot, log_box
from gui.labs.gradcheck.matrices_picture import error_text
from gui.plane.axes import Axes
from gui.plane.lines import draw_line
from gui.watch.ticks import log_ticks

_LOWEST, _HIGHEST = -14.0, 1.0


class StepCurve(CachedPicture):
    """Draws the error over h; the present h is a line that can be dragged.

    Signals:
        step_chosen(int): the place among `STEPS` of another h.
    """

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepCurve")
        self.setAccessibleName(self.tr("Error over the step h"))
        self.setToolTip(self.tr("Drag, or press left and right, to choose another h"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._table: GradientTable | None = None
        self._place = 0

    def set_place(self, place: int) -> None:
        """Mark this one of `STEPS`."""
        self._place = place
        self.update()

    def show_table(self, table: GradientTable | None) -> None:
        """Show the curve of a table."""
        self._table = table
        self.setAccessibleDescription(self.in_words())
        self.redraw()

    def in_words(self) -> str:
        """What the curve says."""
        table = self._table
        if table is None or not np.isfinite(table.curve).any():
            return ""
        best = int(np.nanargmin(table.curve))
        least = float(table.curve[best])
        verdict = table.verdict
        if verdict is not None and not verdict.is_measurable:
            return ""
        # Small gradients of a trained network may be right to fewer digits than the limit asks for.
        is_right = least < LIMIT if verdict is None else verdict.is_right
        words = (
            self.tr("A valley: at h = {h} both agree to {error}.")
            if is_right
            else self.tr("No valley: the error is {error} at best, whatever h is.")
        )
        return words.format(h=error_text(STEPS[best]), error=error_text(least))

    def axes(self) -> Axes:
        """Exponents of h, the smallest at the left, and of the error."""
        metrics = QFontMetricsF(self.small_font())
        x = (math.log10(STEPS[-1]), math.log10(STEPS[0]))
        return Axes(log_box(QRectF(self.rect()), metrics), x, (_LOWEST, _HIGHEST))

    def draw(self, painter: QPainter) -> None:
        axes = self.axes()
        if axes.box.height() < 8:
            return
        metrics, theme = QFontMetricsF(painter.font()), self._theme
        ticks = log_ticks(*axes.x, max(2, int(axes.box.width() / (2 * metrics.horizontalAdvance("10⁻¹²")))))
        plot = LogPlot(axes, tuple(ticks), ("h", ""))
        plot.draw_ground(painter, self.small_font(bold=True), self.tr("Error over the step h"), theme)
        limit = axes.to_screen(axes.x[0], math.log10(LIMIT)).y()
        painter.setPen(QPen(theme.success, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(axes.box.left(), limit), QPointF(axes.box.right(), limit))
        painter.setPen(theme.success)
        painter.drawText(QPointF(axes.box.left() + 6, limit + metrics.height()), self.tr("right below this line"))
        painter.setPen(theme.muted_text)
        line = QRectF(
            axes.box.left() + 6, axes.box.bottom() - metrics.height() - 4, axes.box.width() - 12, metrics.height()
        )
        sides = (
            (Qt.AlignmentFlag.AlignLeft, self.tr("← rounding")),
            (Qt.AlignmentFlag.AlignRight, self.tr("truncation →")),
        )
        if sum(metrics.horizontalAdvance(words) for _, words in sides) + 24 <= line.width():
            for align, words in sides:
                painter.drawText(line, align, words)
        if self._table is None:
            return
        with np.errstate(divide="ignore"):
            errors = np.log10(np.maximum(self._table.curve, 10**_LOWEST))
        painter.save()
        painter.setClipRect(axes.box)
        draw_line(painter, axes, np.log10(STEPS), errors, QPen(theme.accent, 2))
        painter.restore()

    def draw_overlay(self, painter: QPainter) -> None:
        axes = self.axes()
        if axes.box.height() < 8:
            return
        x = axes.to_screen(math.log10(STEPS[self._place]), 0.0).x()
        painter.setPen(
            QPen(self._theme.accent if self.hasFocus() else self._theme.muted_text, 2 if self.hasFocus() else 1)
        )
        painter.drawLine(QPointF(x, axes.box.top()), QPointF(x, axes.box.bottom()))

    def _take(self, at: QPointF) -> None:
        axes = self.axes()
        exponent = axes.within(axes.to_values(at))[0]
        place = int(np.argmin(np.abs(np.log10(STEPS) - exponent)))
        if place != self._place:
            self.step_chosen.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(event.position())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position())
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The first of the steps is the largest, and stands at the right.
        ways = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}
        if event.key() in ways:
            self.step_chosen.emit(min(max(self._place + ways[Qt.Key(event.key())], 0), len(STEPS) - 1))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(380, 220)
