"""The losses of the healthy and of the sick network over each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.labs.clinic_run import ClinicResult, PatientRecord
from gui.inspect.picture import CachedPicture, figure
from gui.labs.gradcheck.log_plot import LogPlot, log_box, log_range
from gui.plane.axes import Axes
from gui.plane.lines import draw_line
from gui.watch.ticks import linear_ticks

_LEAST, _MOST = -3.0, 4.0
_MARK = 4.0
_SAMPLE = 24.0


class LossCurves(CachedPicture):
    """Draws the loss of every step as a line, and the validation loss of every record as marks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clinicLosses")
        self.setAccessibleName(self.tr("Losses of the healthy and of the sick network"))
        self.setToolTip(self.tr("Lines: the loss of each step while training; marks: the validation loss"))
        self._result: ClinicResult | None = None

    def show_result(self, result: ClinicResult | None) -> None:
        """Show what is known of both, or nothing."""
        self._result = result
        self.setAccessibleDescription(self.in_words())
        self.redraw()

    def in_words(self) -> str:
        """What became of the losses."""
        result = self._result
        if result is None or not len(result.sick.loss) or not len(result.healthy.loss):
            return ""
        words = self.tr("Loss of the healthy network {healthy}, of the sick one {sick}, after {steps} steps")
        healthy, sick = figure(_last(result.healthy)), figure(_last(result.sick))
        return words.format(healthy=healthy, sick=sick, steps=len(result.healthy.loss))

    def axes(self) -> Axes:
        """Steps, and exponents of the loss."""
        result = self._result
        metrics = QFontMetricsF(self.small_font())
        known: NDArray[np.float64] = np.array([1.0])
        steps = 300
        if result is not None:
            both = (result.healthy, result.sick)
            known = np.concatenate([known, *(each.loss for each in both), *(each.validation[:, 1] for each in both)])
            steps = result.steps
        return Axes(log_box(QRectF(self.rect()), metrics), (0.0, float(steps)), log_range(known, _LEAST, _MOST))

    def draw(self, painter: QPainter) -> None:
        axes = self.axes()
        if axes.box.height() < 8:
            return
        metrics, theme = QFontMetricsF(painter.font()), self._theme
        ticks = linear_ticks(*axes.x, max(2, int(axes.box.width() / (3 * metrics.horizontalAdvance("000")))))
        title = self.tr("Loss, step by step")
        LogPlot(axes, tuple(ticks), (self.tr("step"), "")).draw_ground(
            painter, self.small_font(bold=True), title, theme
        )
        result = self._result
        if result is None:
            return
        painter.save()
        painter.setClipRect(axes.box)
        for patient, color, style in self._lines(result):
            with np.errstate(divide="ignore", invalid="ignore"):
                loss = np.log10(np.maximum(patient.loss, 1e-9))
                validation = np.log10(np.maximum(patient.validation[:, 1], 1e-9))
            draw_line(painter, axes, np.arange(float(len(loss))), loss, QPen(color, 1.8, style))
            painter.setPen(QPen(theme.surface, 1))
            painter.setBrush(color)
            for step, value in zip(patient.validation[:, 0].tolist(), validation.tolist(), strict=True):
                if np.isfinite(value):
                    self._mark(painter, axes.to_screen(step, value), is_round=style == Qt.PenStyle.SolidLine)
        painter.restore()
        self._draw_key(painter, axes, result)

    def _lines(self, result: ClinicResult) -> tuple[tuple[PatientRecord, QColor, Qt.PenStyle], ...]:
        return (
            (result.sick, self._theme.validation, Qt.PenStyle.DashLine),
            (result.healthy, self._theme.train, Qt.PenStyle.SolidLine),
        )

    def _mark(self, painter: QPainter, at: QPointF, *, is_round: bool) -> None:
        box = QRectF(at.x() - _MARK, at.y() - _MARK, 2 * _MARK, 2 * _MARK)
        if is_round:
            painter.drawEllipse(box)
        else:
            painter.drawRect(box)

    def _draw_key(self, painter: QPainter, axes: Axes, result: ClinicResult) -> None:
        """The names of both at the top right, on a ground of their own."""
        metrics, theme = QFontMetricsF(painter.font()), self._theme
        names = (self.tr("sick (■ validation)"), self.tr("healthy (● validation)"))
        width = max(metrics.horizontalAdvance(name) for name in names) + _SAMPLE + 22
        plate = QRectF(axes.box.right() - width - 6, axes.box.top() + 6, width, 2 * metrics.height() + 10)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.surface)
        painter.drawRoundedRect(plate, 4, 4)
        for place, (name, (_, color, style)) in enumerate(zip(names, self._lines(result), strict=True)):
            y = plate.top() + 5 + (place + 0.5) * metrics.height()
            painter.setPen(QPen(color, 1.8, style))
            painter.drawLine(QPointF(plate.left() + 8, y), QPointF(plate.left() + 8 + _SAMPLE, y))
            painter.setPen(theme.text)
            box = QRectF(plate.left() + _SAMPLE + 14, y - metrics.height() / 2, width, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)

    def sizeHint(self) -> QSize:
        return QSize(520, 380)


def _last(patient: PatientRecord) -> float:
    return float(np.median(patient.loss[-20:]))
