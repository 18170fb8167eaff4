"""A hand that draws: smooth strokes through a few points, sent to the canvas as the mouse sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

Points = NDArray[np.float64]

# Where a hand passes, as shares of the canvas, x to the right and y down.
DIGITS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "3": (
        (
            *((0.31, 0.29), (0.40, 0.205), (0.53, 0.19), (0.64, 0.245), (0.66, 0.345), (0.59, 0.435), (0.47, 0.475)),
            *((0.60, 0.495), (0.69, 0.575), (0.70, 0.685), (0.62, 0.785), (0.48, 0.82), (0.35, 0.785), (0.28, 0.71)),
        ),
    ),
    "8": (
        (
            *((0.66, 0.26), (0.56, 0.185), (0.43, 0.195), (0.36, 0.28), (0.40, 0.39), (0.52, 0.475), (0.64, 0.575)),
            *((0.67, 0.70), (0.59, 0.81), (0.45, 0.825), (0.35, 0.735), (0.37, 0.61), (0.49, 0.49), (0.61, 0.385)),
            (0.665, 0.275),
        ),
    ),
}
_BETWEEN = 7


def smooth(corners: Sequence[tuple[float, float]], between: int = _BETWEEN) -> Points:
    """Points (n, 2) on a curve through the corners (Catmull-Rom), `between` for each piece."""
    knots = np.asarray(corners, dtype=np.float64)
    ends = 2 * knots[[0, -1]] - knots[[1, -2]]
    before, start, stop, after = (
        np.concatenate([ends[:1], knots, ends[1:]])[i : i + len(knots) - 1, None] for i in range(4)
    )
    t = np.linspace(0.0, 1.0, between, endpoint=False)[:, None]
    curve = 0.5 * (
        2 * start
        + (stop - before) * t
        + (2 * before - 5 * start + 4 * stop - after) * t**2
        + (3 * start - before - 3 * stop + after) * t**3
    )
    return np.concatenate([curve.reshape(-1, 2), knots[-1:]])


def draw(canvas: QWidget, digit: str, after_point: Callable[[], object] = lambda: None) -> None:
    """Draw one of `DIGITS`; `after_point` is called after each point, so that the window can live meanwhile."""
    for corners in DIGITS[digit]:
        stroke = smooth(corners)
        press(canvas, stroke[0])
        for point in stroke[1:]:
            move(canvas, point)
            after_point()
        release(canvas, stroke[-1])
        after_point()


def press(canvas: QWidget, point: Points) -> None:
    """Put the pen down at `point`, as shares of the canvas."""
    _send(canvas, QEvent.Type.MouseButtonPress, point, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)


def move(canvas: QWidget, point: Points) -> None:
    """Move the pen, which is down."""
    _send(canvas, QEvent.Type.MouseMove, point, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)


def release(canvas: QWidget, point: Points) -> None:
    """Lift the pen."""
    _send(canvas, QEvent.Type.MouseButtonRelease, point, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)


def endless_curve(step: float = 0.02) -> Iterator[Points]:
    """Points of a scribble that never ends and stays on the canvas, `step` of its side apart."""
    angle = 0.0
    while True:
        yield np.array([0.5 + 0.3 * np.sin(angle), 0.5 + 0.35 * np.sin(1.37 * angle + 1.0)])
        angle += step / 0.4


def _send(canvas: QWidget, kind: QEvent.Type, share: Points, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
    # The canvas is a square in the middle of its widget.
    side = min(canvas.width(), canvas.height())
    x = (canvas.width() - side) / 2 + side * float(share[0])
    y = (canvas.height() - side) / 2 + side * float(share[1])
    local = QPointF(x, y)
    event = QMouseEvent(kind, local, canvas.mapToGlobal(local), button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
