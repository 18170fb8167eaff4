"""What a hand does to a widget: point, click, drag, turn the wheel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_NOTCH = 120


def click(widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
    """Press and release a button of the mouse, in the middle by default."""
    QTest.mouseClick(widget, button, pos=widget.rect().center() if at is None else at)


def double_click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click twice."""
    QTest.mouseDClick(widget, LEFT, pos=widget.rect().center() if at is None else at)


def hover(widget: QWidget, at: QPoint) -> None:
    """Move the mouse there, with no button pressed."""
    _move(widget, at, Qt.MouseButton.NoButton)


def drag(widget: QWidget, start: QPoint, end: QPoint, moves: int = 3) -> None:
    """Press the left button at `start`, move, and release it at `end`."""
    QTest.mousePress(widget, LEFT, pos=start)
    for move in range(1, moves + 1):
        _move(widget, start + (end - start) * (move / moves), LEFT)
        QApplication.processEvents()
    QTest.mouseRelease(widget, LEFT, pos=end)


def turn_wheel(
    widget: QWidget,
    at: QPoint,
    notches: int,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Turn the wheel so many notches away from oneself."""
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, _NOTCH * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def ask_for_menu(widget: QWidget, at: QPoint) -> None:
    """Ask for the context menu."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)


def _move(widget: QWidget, at: QPoint, pressed: Qt.MouseButton) -> None:
    none = Qt.MouseButton.NoButton
    place, screen = QPointF(at), QPointF(widget.mapToGlobal(at))
    event = QMouseEvent(QMouseEvent.Type.MouseMove, place, screen, none, pressed, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
