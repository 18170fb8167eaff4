"""Somebody else's strokes, drawn on the real canvas with the mouse, at any place and in any size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.datasets.pendigits import PenDigit
from engine.drawing import CANVAS_SIDE, prepare
from gui.draw.digit_canvas import DigitCanvas
from tests.screenshots import pen

SIZES = (40.0, 260.0)
"""Longer side of a drawing, in units of the canvas."""


class Replay:
    """A canvas of its own, on which digits are drawn.

    A place of the mouse is a whole pixel.
    """

    def __init__(self, *, seed: int, side: int = int(CANVAS_SIDE)) -> None:
        """`side` is the width and height of the widget in pixels; the seed decides places and sizes."""
        self._canvas = DigitCanvas()
        self._canvas.resize(side, side)
        self._canvas.show()
        self._side = side
        self._rng = np.random.default_rng(seed)

    def close(self) -> None:
        """Take the canvas away."""
        self._canvas.close()
        self._canvas.deleteLater()

    def image(self, digit: PenDigit) -> NDArray[np.uint8]:
        """Draw a digit, take what a network of 28x28 inputs receives, and clear the canvas; all zero if nothing."""
        for stroke in self._placed(digit.strokes):
            pen.press(self._canvas, stroke[0])
            for point in stroke[1:]:
                pen.move(self._canvas, point)
            pen.release(self._canvas, stroke[-1])
        image = prepare(self._canvas.strokes(), (28, 28))
        self._canvas.clear()
        return np.zeros((28, 28), np.uint8) if image is None else image

    def _placed(self, strokes: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
        """The strokes as shares of the canvas."""
        points = np.concatenate(strokes)
        low, extent = points.min(axis=0), np.ptp(points, axis=0)
        size = self._rng.uniform(*SIZES) / CANVAS_SIDE
        scale = size / max(extent.max(), 1e-9)
        corner = self._rng.random(2) * (1.0 - extent * scale)
        return [np.rint(((stroke - low) * scale + corner) * self._side) / self._side for stroke in strokes]
