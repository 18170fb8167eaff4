"""A table of what each function makes of z: its value, its slope, and what is left of a gradient behind many layers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.labs.slopes import curve, slope_through
from gui.design.names import activation_title
from gui.inspect.picture import CachedPicture
from gui.labs.activations.curves_picture import function_pen

_SAMPLE = 24.0
_GAP = 8.0
_PADDING = 4.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Readings(CachedPicture):
    """A row a function; below each row a bar for the share of a gradient that is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activationReadings")
        self.setAccessibleName(self.tr("Readings at z"))
        self.setToolTip(
            self.tr(
                "a = f(z), the slope f′(z), and the slope to the power of d: what d such layers leave of a gradient"
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._names: tuple[str, ...] = ("sigmoid",)
        self._z = 0.0
        self._depth = 5

    def set_readings(self, names: tuple[str, ...], z: float, depth: int) -> None:
        """Read these functions at z, and through so many layers."""
        grows = len(names) != len(self._names)
        self._names, self._z, self._depth = names, z, depth
        if grows:
            self.updateGeometry()
        self.setAccessibleDescription("; ".join(self.rows_in_words()))
        self.redraw()

    def rows_in_words(self) -> list[str]:
        """A sentence a function."""
        words = self.tr("{name}: a = {a}, slope {slope}, through {depth} layers {left}")
        rows = []
        for name in self._names:
            a, slope, left = self._read(name)
            rows.append(
                words.format(
                    name=activation_title(name), a=_short(a), slope=_short(slope), depth=self._depth, left=_short(left)
                )
            )
        return rows

    def draw(self, painter: QPainter) -> None:
        metrics, theme = QFontMetricsF(painter.font()), self._theme
        row, width = self._row_height(metrics), float(self.width())
        column = metrics.horizontalAdvance("−0.00000") + _GAP
        heads = ("a", "f′(z)", f"f′(z){_superscript(self._depth)}")
        painter.setPen(theme.muted_text)
        for place, head in enumerate(heads):
            box = QRectF(width - (len(heads) - place) * column, 0, column, metrics.height() + _PADDING)
            painter.drawText(box, _RIGHT, head)
        top = metrics.height() + 2 * _PADDING
        for name in self._names:
            readings = self._read(name)
            line = QRectF(0, top, width, metrics.height())
            painter.setPen(function_pen(name, theme, is_first=name == self._names[0]))
            painter.drawLine(QPointF(0, line.center().y()), QPointF(_SAMPLE, line.center().y()))
            painter.setPen(theme.text)
            room = width - len(heads) * column - _SAMPLE - _GAP
            title = metrics.elidedText(activation_title(name), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(_SAMPLE + _GAP, top, room, line.height()), _LEFT, title)
            for place, value in enumerate(readings):
                box = QRectF(width - (len(heads) - place) * column, top, column, line.height())
                painter.drawText(box, _RIGHT, _short(value))
            self._draw_bar(painter, QRectF(0, line.bottom() + 2, width, 5), readings[2], name)
            top += row

    def _draw_bar(self, painter: QPainter, room: QRectF, share: float, name: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.hover)
        painter.drawRoundedRect(room, 2.5, 2.5)
        filled = min(abs(share), 1.0) * room.width()
        if filled >= 0.5:
            painter.setBrush(function_pen(name, self._theme).color())
            painter.drawRoundedRect(QRectF(room.left(), room.top(), max(filled, 2.0), room.height()), 2.5, 2.5)

    def _read(self, name: str) -> tuple[float, float, float]:
        a, slope = curve(name, np.array([self._z]))
        return float(a[0]), float(slope[0]), slope_through(name, self._z, self._depth)

    def _row_height(self, metrics: QFontMetricsF) -> float:
        return metrics.height() + 2 + 5 + 2 * _PADDING

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.small_font())
        height = metrics.height() + 2 * _PADDING + len(self._names) * self._row_height(metrics)
        return QSize(280, round(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())


def _short(value: float) -> str:
    """Four digits after the point, or three significant ones where these would all be 0."""
    text = f"{value:.4f}" if value == 0.0 or 5e-4 <= abs(value) < 100 else f"{value:.1e}"
    return text.replace("e-0", "e-").replace("-", "−")


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
