"""One curve as pyqtgraph items. Imported only once a plot is shown, because pyqtgraph is slow to import."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from gui.watch.curve import SMOOTH, THIN, Curve, Drawn, Values
from gui.watch.line_style import draw_in_pixels, line_pen
from gui.watch.ticks import nice_spacing
from gui.widgets.paper import is_on_paper

_BOLD = 2.0
_MARKER_SIZE = 6
# A marker needs this many pixel columns, or markers touch; where every point cannot have one, some have, so far apart.
_MARKER_ROOM = 14
_MARKER_DISTANCE = 60
# By this part of the distance the markers of a curve are beside those of the one before.
_MARKER_STAGGER = 0.382


class Line(pg.GraphicsObject):
    """A polyline without antialiasing, drawn with the one-pixel pen that Qt's raster engine is fast at.

    A bold line is that line drawn again a pixel lower: two pixels thick for half of what a pen of two costs. On paper
    it is drawn as it is meant.
    pyqtgraph's own curve item would look for the extent of the data before every painting; the view's is enough.
    """

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._pen = QPen()
        self._bold = False

    def set_line(self, x: Values, y: Values, pen: QPen, *, bold: bool) -> None:
        """Draw y over x, in view coordinates; NaN is a gap."""
        self._path = pg.arrayToQPath(x, y, connect="finite")
        self._pen = pen
        self._bold = bold
        self.update()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return box.viewRect() if box is not None else QRectF()

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if is_on_paper():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_in_pixels(painter, self._path, self._pen, _BOLD if self._bold else 1.0)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._pen)
        painter.drawPath(self._path)
        if self._bold:
            ratio = painter.device().devicePixelRatioF()
            base = painter.worldTransform()
            for pixel in range(1, 1 + round(ratio)):
                painter.setWorldTransform(base * QTransform.fromTranslate(0, pixel / ratio))
                painter.drawPath(self._path)
            painter.setWorldTransform(base)


class Markers(pg.ScatterPlotItem):
    """Points at some places of a curve; on paper each is a shape, where the screen is stamped with small images."""

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if not is_on_paper():
            super().paint(painter, option, widget)
            return
        shape = QTransform.fromScale(_MARKER_SIZE, _MARKER_SIZE).map(Symbols[self.opts["symbol"]])
        pen, to_pixels = QPen(self.opts["pen"]), painter.worldTransform()
        pen.setCosmetic(False)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(self.opts["brush"])
        for x, y in zip(self.data["x"].tolist(), self.data["y"].tolist(), strict=True):
            painter.drawPath(shape.translated(to_pixels.map(QPointF(x, y))))
        painter.restore()


class Trace:
    """The items of one curve: faint envelope, line, markers."""

    def __init__(self, box: pg.ViewBox, order: int) -> None:
        self._box = box
        self._order = order
        self._envelope = Line()
        self._line = Line()
        self._markers: Markers | None = None
        self._shown: Drawn | None = None
        box.addItem(self._envelope, ignoreBounds=True)
        box.addItem(self._line, ignoreBounds=True)
        # Under the lines of every curve, also those of earlier runs: they would be lost behind it.
        self._envelope.setZValue(4.5)

    def draw(self, curve: Curve, shown: Drawn, *, log: bool, columns: int, surface: QColor, faintness: int) -> None:
        """Show `shown` in the look of `curve`; on a logarithmic axis in logarithms.

        Args:
            columns: pixel columns there are, which decides whether there is room for markers.
            faintness: opacity of the envelope, 0 to 255.
        """
        self._shown = shown
        faint = QColor(curve.color)
        faint.setAlpha(faintness)
        self._envelope.set_line(*_zigzag(curve, shown, log), line_pen(faint, Qt.PenStyle.SolidLine), bold=False)
        line = _scaled(shown.line, log)
        self._line.set_line(shown.x, line, line_pen(curve.color, curve.pen_style), bold=not curve.is_thin)
        # Thin curves lie under the others.
        depth = self._order - (10 if curve.is_thin else 0)
        self._line.setZValue(30 + depth)
        self._draw_markers(curve, shown, log, columns, surface)

    def drawn(self) -> Drawn | None:
        """What is shown now, in units of the data."""
        return self._shown

    def marked(self) -> bool:
        """Whether markers are shown."""
        return self._markers is not None and self._markers.isVisible()

    def remove(self) -> None:
        """Take the items out of the plot."""
        for item in (self._envelope, self._line, self._markers):
            if item is not None:
                self._box.removeItem(item)

    def _draw_markers(self, curve: Curve, shown: Drawn, log: bool, columns: int, surface: QColor) -> None:
        known = np.flatnonzero(np.isfinite(shown.line))
        roomy = len(known) * _MARKER_ROOM <= columns
        # A single sample is no line: without a marker the first step would not be seen.
        # Of an earlier run the line says which it is: only the markers tell its series without colour.
        is_needed = curve.ended or curve.emphasis not in THIN
        wanted = len(known) == 1 or (curve.symbol is not None and (roomy or is_needed))
        if wanted and not roomy:
            known = _spread(shown.x, known, columns, self._order * _MARKER_STAGGER % 1.0)
        if wanted and self._markers is None:
            self._markers = Markers(pxMode=True, antialias=True)
            self._box.addItem(self._markers, ignoreBounds=True)
        if self._markers is None:
            return
        self._markers.setVisible(wanted)
        self._markers.setZValue(20 + self._line.zValue())
        if wanted:
            hollow = curve.is_thin
            self._markers.setData(
                shown.x[known],
                _scaled(shown.line[known], log),
                symbol=curve.symbol or "o",
                size=_MARKER_SIZE,
                pen=pg.mkPen(curve.color, width=1.5 if hollow else 1),
                brush=pg.mkBrush(surface if hollow else curve.color),
            )


def _spread(x: Values, known: NDArray[np.intp], columns: int, stagger: float) -> NDArray[np.intp]:
    """The first of the points `known` at each of some places that stay where they are while a curve grows.

    `stagger` is the part of their distance that they lie beside the round ones.
    """
    first, last = float(x[known[0]]), float(x[known[-1]])
    unit = nice_spacing(last - first, max(1, columns // _MARKER_DISTANCE))
    places = (np.arange(np.floor(first / unit), np.ceil(last / unit)) + stagger) * unit
    return known[np.searchsorted(x[known], places[(places >= first) & (places <= last)])]


def _zigzag(curve: Curve, shown: Drawn, log: bool) -> tuple[Values, Values]:
    """Least and greatest value of each bucket in turn, as one line; empty where the line itself says it all."""
    low, high = _scaled(shown.low, log), _scaled(shown.high, log)
    if np.array_equal(low, high, equal_nan=True):
        return (shown.x, low) if curve.emphasis in SMOOTH else (shown.x[:0], low[:0])
    y = np.empty(2 * len(low))
    y[0::2], y[1::2] = low, high
    return np.repeat(shown.x, 2), y


def _scaled(values: Values, log: bool) -> Values:
    return np.log10(values) if log else values
