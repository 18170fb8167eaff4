"""The strokes of a drawing as points, with undo and redo."""

from __future__ import annotations

import math
from array import array

import numpy as np
from numpy.typing import NDArray

Stroke = NDArray[np.float64]
Strokes = tuple[Stroke, ...]

# Units of the canvas, 280 to a side.
_TREMBLE = 3.0  # a click that moves no farther is a dot, not a tiny digit
_STEP = 2.0  # closer points would show every tremor of the hand
_DEEPEST_UNDO = 200


class StrokeBook:
    """What is drawn: finished strokes and perhaps one that the pen is still drawing.

    A stroke is a read-only array (points, 2), x to the right and y down. Clearing can be undone like one.
    """

    def __init__(self) -> None:
        self._finished: Strokes = ()
        self._open: array[float] | None = None
        self._undo: list[Strokes] = []
        self._redo: list[Strokes] = []

    @property
    def strokes(self) -> Strokes:
        """All strokes in the order drawn, the unfinished one last."""
        return self._finished if self._open is None else (*self._finished, _frozen(self._open))

    @property
    def finished(self) -> Strokes:
        """The strokes after which the pen was lifted."""
        return self._finished

    @property
    def is_open(self) -> bool:
        """Whether the pen is down."""
        return self._open is not None

    @property
    def is_blank(self) -> bool:
        return not self._finished and self._open is None

    @property
    def can_undo(self) -> bool:
        return bool(self._undo) and self._open is None

    @property
    def can_redo(self) -> bool:
        return bool(self._redo) and self._open is None

    def begin(self, x: float, y: float) -> None:
        """Put the pen down."""
        self.end()
        self._open = array("d", (x, y))

    def extend(self, x: float, y: float) -> bool:
        """Move the pen; False where that leaves no trace."""
        if self._open is None:
            return False
        moved = math.hypot(x - self._open[-2], y - self._open[-1])
        if moved < (_TREMBLE if len(self._open) == 2 else _STEP):
            return False
        self._open.extend((x, y))
        return True

    def open_points(self) -> list[tuple[float, float]]:
        """The points of the unfinished stroke; none while the pen is up."""
        return [] if self._open is None else list(zip(self._open[::2], self._open[1::2], strict=True))

    def end(self) -> None:
        """Lift the pen."""
        if self._open is not None:
            stroke, self._open = _frozen(self._open), None
            self._replace((*self._finished, stroke))

    def clear(self) -> bool:
        """Take everything away; False where nothing was."""
        if self.is_blank:
            return False
        self.end()
        self._replace(())
        return True

    def undo(self) -> bool:
        """Take back the newest stroke or the clearing; False where there is nothing to take back."""
        self.end()
        return self._swap(self._undo, self._redo)

    def redo(self) -> bool:
        """Bring back what was taken back last; False where there is nothing."""
        self.end()
        return self._swap(self._redo, self._undo)

    def _replace(self, strokes: Strokes) -> None:
        self._undo = [*self._undo[1 - _DEEPEST_UNDO :], self._finished]
        self._redo.clear()
        self._finished = strokes

    def _swap(self, source: list[Strokes], target: list[Strokes]) -> bool:
        if not source:
            return False
        target.append(self._finished)
        self._finished = source.pop()
        return True


def _frozen(points: array[float]) -> Stroke:
    stroke = np.array(points, dtype=np.float64).reshape(-1, 2)
    stroke.flags.writeable = False
    return stroke
