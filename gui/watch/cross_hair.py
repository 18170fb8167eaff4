"""The cross-hair of a plot: a line at the step under the mouse, and what every curve is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from gui.theme.theme import Theme
from gui.watch.change_marks import ChangeMark
from gui.watch.curve import Curve
from gui.watch.readout import Readout

if TYPE_CHECKING:
    from gui.watch.stage import Stage

_TOP = 8
# A change as near as this to the line is named beside it, in pixels.
_NEAR = 5
# A knob that is being turned changes with every step: the newest say it.
_MOST_CHANGES = 3


class CrossHair:
    """Follows the mouse from row to row; keeps its step while new data comes in."""

    def __init__(self, plot: QWidget) -> None:
        self._plot = plot
        self._readout = Readout(plot)
        self._x: float | None = None
        self._marks: list[ChangeMark] = []
        plot.destroyed.connect(self._readout.deleteLater)

    def move_to(self, x: float | None) -> None:
        """Remember where the mouse is; None where it is over no curve."""
        self._x = x

    def set_marks(self, marks: list[ChangeMark]) -> None:
        """Name these where the mouse is near one."""
        self._marks = marks

    def show(self, stage: Stage | None, curves: list[Curve]) -> None:
        """Show the values of `curves` at the row nearest to the mouse, or nothing."""
        x = self._x
        places = [] if x is None else [place for curve in curves if (place := curve.nearest(x)) is not None]
        if stage is None or x is None or not places:
            self._readout.hide()
            if stage:
                stage.show_cross(None)
            return
        step = min(places, key=lambda place: abs(place - x))
        stage.show_cross(step)
        # In a small plot the values need more room than the plot has: they may lie over its neighbours.
        host = self._plot.parentWidget() or self._plot
        if self._readout.parentWidget() is not host:
            self._readout.setParent(host)
        plot = self._plot.rect() if host is self._plot else self._plot.geometry()
        at = stage.mapTo(host, QPoint(round(stage.pixel_of(step)), _TOP))
        heading = self._plot.tr("step {step}").format(step=f"{step:,.0f}")
        values = [(curve, curve.at(step)) for curve in curves]
        # Of a run that had ended by then there is nothing to say.
        known = [(curve, value) for curve, value in values if value is not None or not curve.ended]
        self._readout.show_values(heading, known, at, plot, self._near(stage, step))

    def _near(self, stage: Stage, step: float) -> list[str]:
        """The changes at `step`, or as near as can be pointed at."""
        reach = _NEAR / max(stage.pixel_of(step + 1.0) - stage.pixel_of(step), 1e-9)
        near = [mark for mark in self._marks if abs(mark.step - step) <= reach]
        stepped = self._plot.tr("{change} (step {step})")
        texts = [stepped.format(change=mark.text, step=f"{mark.step:,.0f}") for mark in near]
        return texts[-_MOST_CHANGES:]

    def text(self) -> str:
        """What is shown, a line a curve; empty while nothing is."""
        return self._readout.text() if self._readout.isVisible() else ""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._readout.apply_theme(theme)
