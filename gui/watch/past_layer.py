"""What a plot shows of earlier runs: shaped and handed over once, not with every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.watch.curve import Curve, Drawn
from gui.watch.past_curves import series_of
from gui.watch.ranges import Range
from gui.watch.shaping import SMOOTHING, Shaper

if TYPE_CHECKING:
    from gui.watch.stage import Stage

# Under every curve of the present run.
_ORDER = -15
_FAINTNESS = 20
# A line that is to be seen behind others does with a point every other pixel.
_COLUMN_PIXELS = 2

_Place = tuple[Range, int, bool]


class PastLayer:
    """Curves that no longer grow: they are shaped anew only when the part of the plane that is shown changes."""

    def __init__(self) -> None:
        self._curves: list[Curve] = []
        self._smoothing = SMOOTHING
        self._shaper = Shaper()
        self._place: _Place | None = None
        self._shapes: dict[str, Drawn] = {}
        self._drawn: set[str] = set()

    def set_curves(self, curves: list[Curve]) -> None:
        """Show these instead."""
        self._curves = curves
        self._shaper = Shaper(self._smoothing)
        self.invalidate()

    def set_smoothing(self, share: float) -> None:
        """Smooth over this share of what is shown of x."""
        self._smoothing = self._shaper.smoothing = share
        self.invalidate()

    def invalidate(self) -> None:
        """Shape and draw everything anew."""
        self._place = None

    def shown(self, hidden: set[str]) -> list[Curve]:
        """Those whose series is not hidden."""
        return [curve for curve in self._curves if series_of(curve) not in hidden]

    def shape(self, curves: list[Curve], x_range: Range, columns: int, *, log: bool) -> list[Drawn]:
        """What is to be drawn of `curves` within `x_range`."""
        place = x_range, columns, log
        if place != self._place:
            self._place = place
            self._shapes.clear()
            self._drawn.clear()
        for curve in curves:
            if curve.key not in self._shapes:
                shape = self._shaper.shape(curve, x_range, max(16, columns // _COLUMN_PIXELS), log=log)
                self._shapes[curve.key] = shape
        return [self._shapes[curve.key] for curve in curves]

    def draw(self, stage: Stage, curves: list[Curve]) -> None:
        """Hand to the stage what it has not got; what is to go, it has been told."""
        self._drawn &= {curve.key for curve in curves}
        for curve in curves:
            if curve.key not in self._drawn:
                stage.draw(curve, self._shapes[curve.key], _ORDER, _FAINTNESS)
                self._drawn.add(curve.key)
