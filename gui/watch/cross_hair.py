"""The cross-hair of a plot: a line at the step under the mouse or at which the keys are, and every curve there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
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
    """Follows mouse and keys from row to row; keeps its step while new data comes in."""

    def __init__(self, plot: QWidget) -> None:
        self._plot = plot
        self._readout = Readout(plot)
        self._x: float | None = None
        self._marks: list[ChangeMark] = []
        plot.destroyed.connect(self._readout.deleteLater)

    def move_to(self, x: float | None) -> None:
        """Remember where the mouse is; None where it is over no curve."""
        self._x = x

    def walk(self, stage: Stage, curves: list[Curve], pixels: int) -> None:
        """Go to the next row at least so many pixels away, to the left if negative; from nowhere to the last row."""
        if self._x is None:
            self.go_to_end(stage, curves, 1)
            return
        left, right = stage.view_range()[0]
        here = min(max(self._x, left), right)
        wanted = here + pixels * (right - left) / stage.columns()
        places = [place for curve in curves if (place := _beyond(curve, wanted, forward=pixels > 0)) is not None]
        if places:
            self._x = min(places) if pixels > 0 else max(places)

    def go_to_end(self, stage: Stage, curves: list[Curve], end: int) -> None:
        """Go to the first row in sight, 0, or the last, 1."""
        side = stage.view_range()[0][end]
        places = [place for curve in curves if (place := curve.nearest(side)) is not None]
        if places:
            self._x = max(places) if end else min(places)

    def place(self, curves: list[Curve], *, log: bool) -> tuple[float, float] | None:
        """Where it stands: its step, and the middle one of the values there, as logarithm where the axis is; or None.

        None also where no curve has a value there.
        """
        if self._x is None:
            return None
        known = [value for curve in curves if (value := curve.at(self._x)) is not None and (value > 0 or not log)]
        if not known:
            return None
        middle = float(np.median(known))
        return self._x, float(np.log10(middle)) if log else middle

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


def _beyond(curve: Curve, x: float, *, forward: bool) -> float | None:
    """The first row at or beyond `x` in a direction."""
    row = int(np.searchsorted(curve.x, x)) if forward else int(np.searchsorted(curve.x, x, side="right")) - 1
    return float(curve.x[row]) if 0 <= row < len(curve.x) else None
