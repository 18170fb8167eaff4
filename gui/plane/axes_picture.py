"""A picture on axes that pointer and keys can read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.inspect.hover_card import draw_hover_card
from gui.inspect.picture import KEYBOARD_REASONS, CachedPicture
from gui.plane.axes import Axes, Place

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
# Shares of the axes; the fine one with Shift.
_STEP, _FINE_STEP = 0.025, 0.005
_SMALLEST = 8.0


class AxesPicture(CachedPicture):
    """Reads the place under the pointer, or under a cross hair that the arrow keys move.

    Subclasses say what the axes are, draw on them, and put places into words.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Where the keys are, in values; None for whoever uses the mouse.
        self._cursor: Place | None = None

    @property
    def cursor_place(self) -> Place | None:
        """Where the cross hair of the keys is, in values; None where there is none."""
        return self._cursor

    def axes(self) -> Axes:
        """The axes at the present size."""
        raise NotImplementedError

    def draw_on(self, painter: QPainter, axes: Axes) -> None:
        """Draw everything but what follows the mouse."""
        raise NotImplementedError

    def draw_moving(self, painter: QPainter, axes: Axes) -> None:
        """Draw what follows the mouse."""

    def words_at(self, axes: Axes, at: QPointF) -> list[str]:
        """What is said of a point of the screen inside the axes, a line a fact."""
        raise NotImplementedError

    def summary(self) -> str:
        """What is shown, in words."""
        raise NotImplementedError

    def spoken(self) -> str:
        """What the keys read, and what is shown, in words."""
        axes = self.axes()
        read = [] if self._cursor is None else self.words_at(axes, axes.to_screen(*self._cursor))
        return "; ".join([*read, self.summary()])

    def read_out(self, point: QPointF) -> list[str]:
        axes = self.axes()
        return self.words_at(axes, point) if axes.contains(point) and _has_room(axes) else []

    def draw(self, painter: QPainter) -> None:
        axes = self.axes()
        if _has_room(axes):
            self.draw_on(painter, axes)

    def draw_overlay(self, painter: QPainter) -> None:
        axes = self.axes()
        if not _has_room(axes):
            return
        if self._cursor is not None:
            at = axes.to_screen(*self._cursor)
            _draw_cross_hair(painter, axes, at, (QPen(self._theme.surface, 3), QPen(self._theme.accent, 1)))
            self.draw_moving(painter, axes)
            lines = self.words_at(axes, at)
        else:
            self.draw_moving(painter, axes)
            if self._pointer is None:
                return
            at, lines = self._pointer, self.read_out(self._pointer)
        draw_hover_card(painter, at, lines, QRectF(self.rect()), self._theme)

    def walk(self, step: tuple[int, int], share: float) -> None:
        """Take the cross hair a share of the axes further; the first step shows where it is."""
        axes = self.axes()
        x, y = self._cursor or axes.to_values(axes.box.center())
        if self._cursor is not None:
            x += step[0] * share * (axes.x[1] - axes.x[0])
            y += step[1] * share * (axes.y[1] - axes.y[0])
        self._set_cursor(axes.within((x, y)))

    def _set_cursor(self, cursor: Place | None) -> None:
        self._cursor = cursor
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self.spoken() != self.accessibleDescription():
            self.setAccessibleDescription(self.spoken())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.walk(_STEPS[key], _FINE_STEP if fine else _STEP)
        elif key == Qt.Key.Key_Escape and self._cursor is not None:
            self._set_cursor(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._cursor is not None:
            self._set_cursor(None)
        super().mouseMoveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in KEYBOARD_REASONS and self._cursor is None:
            axes = self.axes()
            self._set_cursor(axes.to_values(axes.box.center()))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_cursor(None)
        super().focusOutEvent(event)


def _has_room(axes: Axes) -> bool:
    return axes.box.width() >= _SMALLEST and axes.box.height() >= _SMALLEST


def _draw_cross_hair(painter: QPainter, axes: Axes, at: QPointF, pens: tuple[QPen, ...]) -> None:
    """A line across and a line up, on a ground of their own."""
    box = axes.box
    for pen in pens:
        painter.setPen(pen)
        painter.drawLine(QPointF(at.x(), box.top()), QPointF(at.x(), box.bottom()))
        painter.drawLine(QPointF(box.left(), at.y()), QPointF(box.right(), at.y()))
