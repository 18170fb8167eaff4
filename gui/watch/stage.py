"""The pyqtgraph part of a plot. Imported only once a plot is shown, because pyqtgraph takes 0.3 s to import."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from gui.theme.theme import LIGHT, Theme
from gui.watch.axes import Backdrop, BandLabel, ChangeLines, StepAxis, ValueAxis
from gui.watch.curve import Curve, Drawn
from gui.watch.line_style import line_pen
from gui.watch.ranges import Range
from gui.watch.trace import Trace


class Stage(pg.GraphicsView):
    """Axes, hairlines, curves and a cross-hair; knows what is drawn, not what it means.

    It is built from a view box and two axes: pyqtgraph's own PlotItem brings menus and parentless widgets along.

    Signals:
        hovered(object): the mouse is over this x (float), or over no curve (None).
        moved_by_hand(): the person zoomed or panned.
        double_clicked(): a double click on the curves.
        columns_changed(): there is another number of pixel columns.
    """

    hovered = Signal(object)
    moved_by_hand = Signal()
    double_clicked = Signal()
    columns_changed = Signal()

    def __init__(self, step_name: str, band: Range | None, band_label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        # What changes says so itself: Qt would find it out only after the frame was painted, and paint it again.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        # A ground of one colour is filled as fast as an image of it is copied, and stays sharp on paper.
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self._traces: dict[str, Trace] = {}
        self._log = False
        self._surface = LIGHT.surface
        self._box = _Box(enableMenu=False)
        self._box.disableAutoRange()
        self._box.setLimits(xMin=-1e15, xMax=1e15, minXRange=4)
        self._values, self._steps = ValueAxis(), StepAxis(step_name)
        self._backdrop, self._band_label = Backdrop(self._values, band), BandLabel(band, band_label)
        self._changes = ChangeLines()
        for part in (self._backdrop, self._changes, self._band_label):
            self._box.addItem(part, ignoreBounds=True)
        self._cross = pg.InfiniteLine(angle=90)
        self._cross.setZValue(5)
        self._cross.hide()
        self._box.addItem(self._cross, ignoreBounds=True)
        self._build_layout()
        # Keys belong to the widget around: pyqtgraph's view would swallow them.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in (self, self.viewport()):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._box.sigRangeChangedManually.connect(self._on_moved_by_hand)

    def draw(self, curve: Curve, shown: Drawn, order: int, faintness: int) -> None:
        """Draw a curve, or draw it anew."""
        trace = self._traces.get(curve.key)
        if trace is None:
            trace = self._traces[curve.key] = Trace(self._box, order)
        trace.draw(curve, shown, log=self._log, columns=self.columns(), surface=self._surface, faintness=faintness)
        self._paint_soon()

    def keep_only(self, keys: set[str]) -> None:
        """Forget every curve that is not in `keys`."""
        for key in [key for key in self._traces if key not in keys]:
            self._traces.pop(key).remove()
            self._paint_soon()

    def drawn(self, key: str) -> Drawn | None:
        """What is drawn of a curve."""
        trace = self._traces.get(key)
        return trace.drawn() if trace else None

    def columns(self) -> int:
        """Pixel columns that curves are drawn in."""
        return max(16, int(self._box.width()))

    def view_range(self) -> tuple[Range, Range]:
        """What is shown of x and y (a logarithm on a logarithmic axis)."""
        (left, right), (low, high) = self._box.viewRange()
        return (left, right), (low, high)

    def pixel_of(self, x: float) -> float:
        """Where `x` is, in pixels from the left."""
        return float(self._box.mapViewToScene(QPointF(x, 0)).x())

    def set_range(self, x: Range, y: Range) -> None:
        """Show this part of the plane."""
        if self.view_range() != (x, y):
            self._box.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=False)
            self._paint_soon()

    def set_blank(self, blank: bool) -> None:
        """Show nothing, not even axes."""
        self.centralWidget.setVisible(not blank)
        self._paint_soon()

    def set_log(self, log: bool) -> None:
        """Whether the y axis is logarithmic; curves are to be drawn anew."""
        if log != self._log:
            self._log = log
            self._values.set_log(log)
            self._paint_soon()
        # Beyond these there are no numbers to write at the marks.
        reach = 300 if log else 1e300
        self._box.setLimits(yMin=-reach, yMax=reach)

    def set_font(self, font: QFont) -> None:
        """The font of everything written in the plot."""
        for part in (self._values, self._steps, self._band_label):
            part.set_font(font)
        self._paint_soon()

    def show_changes(self, steps: tuple[float, ...]) -> None:
        """Mark these steps."""
        self._changes.set_steps(steps)
        self._paint_soon()

    def show_cross(self, x: float | None) -> None:
        """A vertical line at `x`, or none."""
        self._cross.setVisible(x is not None)
        if x is not None:
            self._cross.setValue(x)
        self._paint_soon()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._surface = theme.surface
        self.setBackground(theme.surface)
        for part in (self._values, self._steps, self._backdrop, self._changes, self._band_label):
            part.apply_theme(theme)
        self._cross.setPen(line_pen(theme.muted_text, Qt.PenStyle.SolidLine))
        self._paint_soon()

    def _build_layout(self) -> None:
        layout = self.centralLayout
        # Room for the upper half of the topmost label and the right half of the last.
        layout.setContentsMargins(0, 8, 2, 0)
        layout.setSpacing(0)
        layout.addItem(self._values, 0, 0)
        layout.addItem(self._box, 0, 1)
        layout.addItem(self._steps, 1, 1)
        self._values.linkToView(self._box)
        self._steps.linkToView(self._box)
        self._box.sigResized.connect(self._on_resized)

    def _paint_soon(self) -> None:
        self.viewport().update()

    def _on_moved_by_hand(self, _mask: object) -> None:
        self._paint_soon()
        self.moved_by_hand.emit()

    def _on_resized(self, _box: object) -> None:
        self._paint_soon()
        self.columns_changed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        place = event.position()
        if self._box.sceneBoundingRect().contains(place):
            self.hovered.emit(float(self._box.mapSceneToView(place).x()))
        else:
            self.hovered.emit(None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.double_clicked.emit()


class _Box(pg.ViewBox):
    """The wheel zooms, a drag with the left button moves; the right button is the context menu's."""

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() == Qt.MouseButton.RightButton:
            ev.ignore()
        else:
            super().mouseDragEvent(ev, axis)
