from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QInputDevice,
    QPaintEvent,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.draw.digit_canvas import DigitCanvas
from gui.theme.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton
SEVEN = ((80, 60), (190, 60), (150, 140), (120, 230))


@pytest.fixture
def canvas(qtbot: QtBot) -> DigitCanvas:
    """As many pixels as units, so that positions can be compared."""
    widget = DigitCanvas()
    qtbot.addWidget(widget)
    widget.resize(280, 280)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def draw(qtbot: QtBot, canvas: DigitCanvas, *points: tuple[int, int], lift: bool = True) -> None:
    qtbot.mousePress(canvas, LEFT, pos=QPoint(*points[0]))
    for point in points[1:]:
        qtbot.mouseMove(canvas, QPoint(*point))
    if lift:
        qtbot.mouseRelease(canvas, LEFT, pos=QPoint(*points[-1]))


def picture(canvas: DigitCanvas) -> QImage:
    return canvas.grab().toImage()


def ink_box(image: QImage) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what has the colour of the ink."""
    places = [
        (x, y)
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
        if image.pixelColor(x, y) == LIGHT.ink
    ]
    xs, ys = zip(*places, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_that_a_stroke_is_kept_as_its_points(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, *SEVEN)

    assert canvas.objectName() == "digitCanvas"
    (stroke,) = canvas.strokes()
    np.testing.assert_array_equal(stroke, SEVEN)


def test_that_every_point_is_announced_inside_its_event(qtbot: QtBot, canvas: DigitCanvas) -> None:
    points_seen: list[int] = []
    canvas.strokes_changed.connect(lambda: points_seen.append(len(canvas.strokes()[-1])))

    qtbot.mousePress(canvas, LEFT, pos=QPoint(80, 60))
    assert points_seen == [1]
    qtbot.mouseMove(canvas, QPoint(190, 60))
    assert points_seen == [1, 2]
    qtbot.mouseMove(canvas, QPoint(150, 140))
    assert points_seen == [1, 2, 3]
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(150, 140))


def test_that_the_pen_is_announced_down_and_up(qtbot: QtBot, canvas: DigitCanvas) -> None:
    states: list[bool] = []
    canvas.pen_down_changed.connect(states.append)
    draw(qtbot, canvas, *SEVEN)

    assert states == [True, False]


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_that_other_buttons_do_not_draw(qtbot: QtBot, canvas: DigitCanvas, button: Qt.MouseButton) -> None:
    qtbot.mousePress(canvas, button, pos=QPoint(80, 60))
    qtbot.mouseMove(canvas, QPoint(190, 60))
    qtbot.mouseRelease(canvas, button, pos=QPoint(190, 60))

    assert canvas.is_blank


def test_that_another_button_does_not_end_a_stroke(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, *SEVEN[:2], lift=False)
    qtbot.mousePress(canvas, Qt.MouseButton.RightButton, pos=QPoint(190, 60))
    qtbot.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=QPoint(190, 60))

    assert canvas.is_pen_down
    assert len(canvas.strokes()) == 1
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(190, 60))


def test_that_a_stroke_goes_on_beyond_the_edge(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, (200, 100), (330, 100), (330, -40), (200, 60))

    (stroke,) = canvas.strokes()
    np.testing.assert_array_equal(stroke, [[200, 100], [330, 100], [330, -40], [200, 60]])


def test_that_quick_second_strokes_are_not_lost_as_double_clicks(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, (100, 100), (100, 200))
    qtbot.mouseDClick(canvas, LEFT, pos=QPoint(100, 100))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(100, 100))

    assert len(canvas.strokes()) >= 2


def test_that_losing_the_focus_ends_the_stroke(qtbot: QtBot, canvas: DigitCanvas) -> None:
    states: list[bool] = []
    canvas.pen_down_changed.connect(states.append)
    draw(qtbot, canvas, *SEVEN, lift=False)
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))

    assert states == [True, False]
    qtbot.mouseMove(canvas, QPoint(20, 20))
    (stroke,) = canvas.strokes()
    assert len(stroke) == len(SEVEN)
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(20, 20))


def test_that_hiding_ends_the_stroke(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, *SEVEN, lift=False)
    canvas.hide()

    assert not canvas.is_pen_down
    assert len(canvas.strokes()) == 1
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(20, 20))


def test_that_resizing_keeps_the_strokes_and_scales_the_picture(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, *SEVEN)
    before = canvas.strokes()
    small = ink_box(picture(canvas))
    canvas.resize(560, 560)

    for old, new in zip(before, canvas.strokes(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert ink_box(picture(canvas)) == pytest.approx([2 * side for side in small], abs=4)


def test_that_a_position_means_the_same_at_every_size(qtbot: QtBot, canvas: DigitCanvas) -> None:
    canvas.resize(140, 200)
    draw(qtbot, canvas, (0, 30), (140, 170))

    np.testing.assert_allclose(canvas.strokes()[0], [[0, 0], [280, 280]])


def test_that_clear_undo_and_redo_change_drawing_and_picture(qtbot: QtBot, canvas: DigitCanvas) -> None:
    blank = picture(canvas)
    draw(qtbot, canvas, *SEVEN)
    drawn = picture(canvas)
    assert drawn != blank

    with qtbot.waitSignal(canvas.strokes_changed):
        canvas.clear()
    assert canvas.is_blank
    assert picture(canvas) == blank
    canvas.undo()
    assert picture(canvas) == drawn
    canvas.undo()
    assert canvas.is_blank
    assert not canvas.can_undo
    canvas.redo()
    assert picture(canvas) == drawn


def test_that_clearing_a_blank_canvas_announces_nothing(qtbot: QtBot, canvas: DigitCanvas) -> None:
    with qtbot.assertNotEmitted(canvas.strokes_changed):
        canvas.clear()
        canvas.undo()
        canvas.redo()


def test_that_clearing_in_the_middle_of_a_stroke_lifts_the_pen(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, *SEVEN, lift=False)
    canvas.clear()

    assert not canvas.is_pen_down
    qtbot.mouseMove(canvas, QPoint(20, 20))
    assert canvas.is_blank
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(20, 20))


class PaintRecorder(QObject):
    """Notes which part of a widget every paint event covers."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.region().boundingRect())
        return False


def test_that_a_move_repaints_only_its_surroundings(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, (40, 40), (60, 60), lift=False)
    QApplication.processEvents()
    recorder = PaintRecorder()
    canvas.installEventFilter(recorder)
    qtbot.mouseMove(canvas, QPoint(80, 70))
    qtbot.waitUntil(lambda: bool(recorder.areas))
    canvas.removeEventFilter(recorder)

    (area,) = recorder.areas
    assert area.contains(QPoint(80, 70))
    assert max(area.width(), area.height()) < 80
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(80, 70))


def test_that_a_growing_stroke_looks_like_the_finished_one(qtbot: QtBot, canvas: DigitCanvas) -> None:
    waves = [(40 + 2 * step, 60 + abs(step % 30 - 15) * 8) for step in range(90)]
    draw(qtbot, canvas, *waves, lift=False)
    during = picture(canvas)
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(*waves[-1]))
    after = picture(canvas)

    # Only the smoothed edge may differ where two pieces of a long stroke meet.
    differing = [
        (x, y)
        for x in range(280)
        for y in range(280)
        if abs(during.pixelColor(x, y).lightness() - after.pixelColor(x, y).lightness()) > 90
    ]
    assert len(waves) > 64
    assert differing == []


def test_that_the_ink_covers_the_points_and_leaves_the_rest(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, (140, 60), (140, 140), (140, 220))
    image = picture(canvas)

    assert image.pixelColor(140, 100) == LIGHT.ink
    assert image.pixelColor(140, 215) == LIGHT.ink
    assert image.pixelColor(60, 100) == LIGHT.paper


def test_that_the_canvas_takes_paper_and_ink_of_the_theme(qtbot: QtBot, canvas: DigitCanvas) -> None:
    draw(qtbot, canvas, (140, 60), (140, 140), (140, 220))
    canvas.apply_theme(DARK)
    image = picture(canvas)

    assert image.pixelColor(140, 100) == DARK.ink
    assert image.pixelColor(60, 100) == DARK.paper


def test_that_a_pen_draws_and_the_hand_beside_it_does_not(qtbot: QtBot, canvas: DigitCanvas) -> None:
    pen = _pen()

    def send(kind: QEvent.Type, x: float, y: float, *, pressed: bool) -> None:
        position = QPointF(x, y)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT
        buttons = LEFT if pressed else Qt.MouseButton.NoButton
        no_keys = Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(kind, pen, position, position, 0.5, 0, 0, 0, 0, 0, no_keys, button, buttons)
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()

    send(QEvent.Type.TabletPress, 100.5, 100.25, pressed=True)
    qtbot.mousePress(canvas, LEFT, pos=QPoint(20, 20))
    qtbot.mouseMove(canvas, QPoint(60, 20))
    send(QEvent.Type.TabletMove, 150.5, 150.25, pressed=True)
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(60, 20))
    send(QEvent.Type.TabletRelease, 150.5, 150.25, pressed=False)

    (stroke,) = canvas.strokes()
    np.testing.assert_array_equal(stroke, [[100.5, 100.25], [150.5, 150.25]])
    assert not canvas.is_pen_down


def test_that_a_finger_draws_and_a_second_one_does_not(qtbot: QtBot, canvas: DigitCanvas) -> None:
    screen = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    QTest.touchEvent(canvas, screen).press(0, QPoint(60, 60), canvas).commit()
    QTest.touchEvent(canvas, screen).move(0, QPoint(120, 60), canvas).press(1, QPoint(9, 9), canvas).commit()
    QTest.touchEvent(canvas, screen).move(0, QPoint(120, 160), canvas).move(1, QPoint(90, 9), canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, QPoint(120, 160), canvas).stationary(1).commit()
    QTest.touchEvent(canvas, screen).release(1, QPoint(90, 9), canvas).commit()

    (stroke,) = canvas.strokes()
    np.testing.assert_array_equal(stroke, [[60, 60], [120, 60], [120, 160]])
    assert not canvas.is_pen_down


def _pen() -> QPointingDevice:
    return QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position,
        1,
        1,
        "",
        QPointingDeviceUniqueId(),
    )
