"""Points of a playground under mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plane.axes import Axes
from gui.plane.curve_view import CurveView
from gui.plane.editor import PointEditor
from gui.plane.plane_view import PlaneView
from gui.plane.point_picture import PointPicture
from gui.plane.points import points_of

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PLACES = np.array([[-0.5, 0.5], [0.5, 0.5], [0.0, -0.5]])
AXES = Axes(QRectF(0, 0, 200, 200), (-1, 1), (-1, 1))
SIGNALS = ("point_added", "point_moved", "point_painted", "points_erased", "edit_finished")


@pytest.fixture
def plane(qtbot: QtBot) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(440, 440)
    view.show_points(PLACES, np.array([0, 1, 2]), np.array([False, False, True]), ("0", "1", "2"))
    view.show_regions(np.zeros((4, 4), np.uint8), np.full((4, 4), 255, np.uint8), (-1.0, 1.0))
    view.show()
    return view


@pytest.fixture
def curve(qtbot: QtBot) -> CurveView:
    view = CurveView()
    qtbot.addWidget(view)
    view.resize(500, 360)
    view.show_points(PLACES, np.zeros(3, bool))
    view.show()
    return view


@pytest.fixture
def editor(qapp: QApplication) -> PointEditor:
    editor = PointEditor()
    editor.set_points(points_of(PLACES, np.array([0, 1, 2]), np.zeros(3, bool), ("0", "1", "2")))
    return editor


def record(source: PointPicture | PointEditor) -> list[tuple[Any, ...]]:
    """What is told from now on, as (signal, arguments)."""
    told: list[tuple[Any, ...]] = []

    def listener(name: str) -> Callable[..., None]:
        return lambda *arguments: told.append((name, *arguments))

    for name in SIGNALS:
        getattr(source, name).connect(listener(name))
    return told


def names(told: list[tuple[Any, ...]]) -> list[str]:
    return [entry[0] for entry in told]


def pixel(view: PointPicture, x: float, y: float) -> QPoint:
    return view.axes().to_screen(x, y).toPoint()


def drag(qtbot: QtBot, view: PointPicture, *places: tuple[float, float]) -> None:
    qtbot.mousePress(view, LEFT, pos=pixel(view, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(view, pixel(view, *place))
    qtbot.mouseRelease(view, LEFT, pos=pixel(view, *places[-1]))


def focus_by_key(view: PointPicture) -> None:
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))


def walk_to(qtbot: QtBot, view: PointPicture, x: float, y: float) -> None:
    """Press arrows, fine ones, until the cross hair is nearest to a place."""
    for axis, keys in ((0, (Qt.Key.Key_Left, Qt.Key.Key_Right)), (1, (Qt.Key.Key_Down, Qt.Key.Key_Up))):
        cursor = view.cursor_place
        assert cursor is not None
        limits = (view.axes().x, view.axes().y)[axis]
        steps = round(((x, y)[axis] - cursor[axis]) / ((limits[1] - limits[0]) * 0.005))
        for _ in range(abs(steps)):
            qtbot.keyClick(view, keys[steps > 0], Qt.KeyboardModifier.ShiftModifier)


def near(place: tuple[float, float]) -> Any:
    return pytest.approx(place, abs=0.02)


def test_that_a_click_on_empty_plane_adds_a_point_of_the_chosen_class_there(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    plane.set_label(2)
    qtbot.mouseClick(plane, LEFT, pos=pixel(plane, 0.25, -0.75))
    assert names(told) == ["point_added", "edit_finished"]
    assert told[0][1:3] == near((0.25, -0.75)) and told[0][3] == 2
    # It is there at once, before anybody has taken note of it.
    assert len(plane.points) == 4 and not plane.points.held_out[3]
    assert plane.points.place(3) == near((0.25, -0.75))


def test_that_two_quick_clicks_add_two_points(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    qtbot.mouseClick(plane, LEFT, pos=pixel(plane, 0.25, -0.75))
    qtbot.mouseDClick(plane, LEFT, pos=pixel(plane, -0.25, -0.75))
    qtbot.mouseRelease(plane, LEFT, pos=pixel(plane, -0.25, -0.75))
    assert names(told).count("point_added") == 2


def test_that_a_dragged_point_is_at_the_mouse_at_once_and_told_last_where_it_was_let_go(
    plane: PlaneView, qtbot: QtBot
) -> None:
    told = record(plane)
    qtbot.mousePress(plane, LEFT, pos=pixel(plane, -0.5, 0.5))
    qtbot.mouseMove(plane, pixel(plane, 0.0, 0.0))
    assert plane.points.place(0) == near((0.0, 0.0))
    assert told[0][:2] == ("point_moved", 0) and told[0][2:] == near((0.0, 0.0))
    qtbot.mouseMove(plane, pixel(plane, 0.75, -0.25))
    qtbot.mouseRelease(plane, LEFT, pos=pixel(plane, 0.75, -0.25))
    assert told[-1] == ("edit_finished",)
    assert told[-2][:2] == ("point_moved", 0) and told[-2][2:] == near((0.75, -0.25))
    assert set(names(told)) == {"point_moved", "edit_finished"}


def test_that_a_click_on_a_point_neither_moves_it_nor_adds_one(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    # A little beside its middle, where it would jump if it came to the mouse.
    qtbot.mouseClick(plane, LEFT, pos=pixel(plane, -0.5, 0.5) + QPoint(4, 3))
    assert told == []
    assert plane.points.place(0) == (-0.5, 0.5)


def test_that_a_dragged_point_stays_within_the_axes(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    drag(qtbot, plane, (-0.5, 0.5), (-0.9, 0.9), (-3.0, 2.0))
    assert told[-2] == ("point_moved", 0, -1.0, 1.0)


def test_that_new_points_while_dragging_do_not_take_the_dragged_one_away(plane: PlaneView, qtbot: QtBot) -> None:
    qtbot.mousePress(plane, LEFT, pos=pixel(plane, -0.5, 0.5))
    qtbot.mouseMove(plane, pixel(plane, 0.1, 0.1))
    plane.show_points(PLACES, np.array([0, 1, 2]), np.zeros(3, bool), ("0", "1", "2"))
    assert plane.points.place(0) == near((0.1, 0.1))
    qtbot.mouseRelease(plane, LEFT, pos=pixel(plane, 0.1, 0.1))


def test_that_another_number_of_points_ends_a_gesture(plane: PlaneView, qtbot: QtBot) -> None:
    qtbot.mousePress(plane, LEFT, pos=pixel(plane, -0.5, 0.5))
    plane.show_points(PLACES[:2], np.array([0, 1]), np.zeros(2, bool), ("0", "1", "2"))
    told = record(plane)
    qtbot.mouseMove(plane, pixel(plane, 0.1, 0.1))
    qtbot.mouseRelease(plane, LEFT, pos=pixel(plane, 0.1, 0.1))
    assert told == []


@pytest.mark.parametrize(
    ("button", "modifier"),
    [(RIGHT, Qt.KeyboardModifier.NoModifier), (LEFT, Qt.KeyboardModifier.ControlModifier)],
)
def test_that_a_right_or_ctrl_click_removes_the_point_under_it(
    plane: PlaneView, qtbot: QtBot, button: Qt.MouseButton, modifier: Qt.KeyboardModifier
) -> None:
    told = record(plane)
    qtbot.mouseClick(plane, button, modifier, pixel(plane, 0.5, 0.5))
    assert told == [("points_erased", [1]), ("edit_finished",)]
    assert plane.points.places.tolist() == PLACES[[0, 2]].tolist()
    qtbot.mouseClick(plane, button, modifier, pixel(plane, 0.9, 0.9))
    assert len(told) == 2


def test_that_painting_over_points_gives_them_the_class_also_between_two_moves(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    plane.set_tool("paint")
    plane.set_label(1)
    drag(qtbot, plane, (-0.9, 0.5), (0.9, 0.5))
    # The second has that class already.
    assert told == [("point_painted", 0, 1), ("edit_finished",)]
    assert plane.points.labels.tolist() == [1, 1, 2]


def test_that_erasing_tells_all_points_swept_over_once_at_the_end(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    plane.set_tool("erase")
    qtbot.mousePress(plane, LEFT, pos=pixel(plane, 0.9, 0.5))
    qtbot.mouseMove(plane, pixel(plane, -0.9, 0.5))
    assert told == []
    qtbot.mouseRelease(plane, LEFT, pos=pixel(plane, -0.9, 0.5))
    assert told == [("points_erased", [0, 1]), ("edit_finished",)]
    assert plane.points.places.tolist() == [[0.0, -0.5]]


def test_that_a_press_outside_the_axes_does_nothing(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    qtbot.mouseClick(plane, LEFT, pos=QPoint(3, 3))
    assert told == []


def test_that_moves_are_told_at_once_and_then_in_their_pace_and_the_last_in_any_case(editor: PointEditor) -> None:
    told = record(editor)
    editor.press(QPointF(50, 50), AXES)
    for x in range(60, 160, 10):
        editor.drag(QPointF(x, 50), AXES)
    assert told == [("point_moved", 0, pytest.approx(-0.4), pytest.approx(0.5))]
    editor.release()
    assert told[1:] == [("point_moved", 0, pytest.approx(0.5), pytest.approx(0.5)), ("edit_finished",)]


def test_that_a_move_that_waits_is_told_though_the_mouse_rests(editor: PointEditor, qtbot: QtBot) -> None:
    editor.press(QPointF(50, 50), AXES)
    editor.drag(QPointF(60, 50), AXES)
    with qtbot.waitSignal(editor.point_moved) as blocker:
        editor.drag(QPointF(100, 100), AXES)
    assert blocker.args == [0, pytest.approx(0.0), pytest.approx(0.0)]
    editor.release()


def test_that_keys_walk_a_cross_hair_that_adds_and_removes_points(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    qtbot.keyClick(plane, Qt.Key.Key_Right)
    assert plane.cursor_place == near((0.0, 0.0))
    qtbot.keyClick(plane, Qt.Key.Key_Right)
    qtbot.keyClick(plane, Qt.Key.Key_Up)
    assert plane.cursor_place == near((0.05, 0.05))
    qtbot.keyClick(plane, Qt.Key.Key_Return)
    assert names(told) == ["point_added", "edit_finished"] and told[0][1:3] == near((0.05, 0.05))
    qtbot.keyClick(plane, Qt.Key.Key_Delete)
    assert told[2:] == [("points_erased", [3]), ("edit_finished",)]
    qtbot.keyClick(plane, Qt.Key.Key_Backspace)
    assert len(told) == 4
    qtbot.keyClick(plane, Qt.Key.Key_Escape)
    assert plane.cursor_place is None


def test_that_enter_takes_a_point_arrows_carry_it_and_enter_or_escape_puts_it_down(
    plane: PlaneView, qtbot: QtBot
) -> None:
    told = record(plane)
    focus_by_key(plane)
    walk_to(qtbot, plane, 0.5, 0.5)
    for key in (Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Enter):
        qtbot.keyClick(plane, key)
    assert told[0][:2] == ("point_moved", 1) and told[-1] == ("edit_finished",)
    assert plane.points.place(1) == near((0.6, 0.5))
    for key in (Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape):
        qtbot.keyClick(plane, key)
    assert told[-1] == ("edit_finished",) and plane.cursor_place is not None
    assert plane.points.place(1) == near((0.6, 0.45))


def test_that_enter_paints_and_erases_with_these_tools(plane: PlaneView, qtbot: QtBot) -> None:
    told = record(plane)
    focus_by_key(plane)
    walk_to(qtbot, plane, 0.5, 0.5)
    for key in (Qt.Key.Key_P, Qt.Key.Key_2, Qt.Key.Key_Return, Qt.Key.Key_E, Qt.Key.Key_Return):
        qtbot.keyClick(plane, key)
    done = [("edit_finished",)]
    assert told == [("point_painted", 1, 2), *done, ("points_erased", [1]), *done]


def test_that_keys_choose_tools_and_classes_and_tell_so(plane: PlaneView, qtbot: QtBot) -> None:
    tools: list[str] = []
    classes: list[int] = []
    plane.tool_chosen.connect(tools.append)
    plane.class_chosen.connect(classes.append)
    for key in (Qt.Key.Key_P, Qt.Key.Key_E, Qt.Key.Key_A, Qt.Key.Key_M, Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_0):
        qtbot.keyClick(plane, key)
    assert tools == ["paint", "erase", "move", "move"]
    # By their names, which are digits; there is no class called 9, and none is the ninth.
    assert classes == [2, 0] and plane.label == 0


def test_that_classes_with_other_names_are_chosen_by_their_number(plane: PlaneView, qtbot: QtBot) -> None:
    plane.show_points(PLACES, np.array([0, 1, 2]), np.zeros(3, bool), ("cat", "dog", "owl"))
    qtbot.keyClick(plane, Qt.Key.Key_3)
    assert plane.label == 2


def test_that_a_shortcut_with_control_is_no_tool(plane: PlaneView, qtbot: QtBot) -> None:
    qtbot.keyClick(plane, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert plane.tool == "move"


def test_that_the_mouse_takes_over_from_the_keys(plane: PlaneView, qtbot: QtBot) -> None:
    focus_by_key(plane)
    walk_to(qtbot, plane, 0.5, 0.5)
    told = record(plane)
    qtbot.keyClick(plane, Qt.Key.Key_Return)
    qtbot.keyClick(plane, Qt.Key.Key_Left)
    qtbot.mouseMove(plane, pixel(plane, -0.2, -0.2))
    assert told[-1] == ("edit_finished",) and plane.cursor_place is None


def test_that_losing_the_focus_ends_a_gesture(plane: PlaneView, qtbot: QtBot) -> None:
    focus_by_key(plane)
    walk_to(qtbot, plane, 0.5, 0.5)
    told = record(plane)
    qtbot.keyClick(plane, Qt.Key.Key_Return)
    qtbot.keyClick(plane, Qt.Key.Key_Left)
    QApplication.sendEvent(plane, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert told[-1] == ("edit_finished",)


def test_that_what_the_keys_read_is_spoken(plane: PlaneView, qtbot: QtBot) -> None:
    focus_by_key(plane)
    walk_to(qtbot, plane, 0.0, -0.5)
    assert plane.accessibleDescription().startswith("class 2, validation point; x₁ ")
    qtbot.keyClick(plane, Qt.Key.Key_Escape)
    assert plane.accessibleDescription().startswith("Decision regions; 2 training points")


def test_that_points_of_a_curve_are_edited_with_label_0_and_never_painted(curve: CurveView, qtbot: QtBot) -> None:
    told = record(curve)
    qtbot.mouseClick(curve, LEFT, pos=pixel(curve, 0.25, 0.1))
    assert told[0][0] == "point_added" and told[0][1:3] == near((0.25, 0.1)) and told[0][3] == 0
    drag(qtbot, curve, (0.5, 0.5), (0.4, 0.3))
    assert told[-2][:2] == ("point_moved", 1) and told[-2][2:] == near((0.4, 0.3))
    qtbot.keyClick(curve, Qt.Key.Key_P)
    assert curve.tool == "move"
    qtbot.keyClick(curve, Qt.Key.Key_E)
    qtbot.mouseClick(curve, LEFT, pos=pixel(curve, 0.0, -0.5))
    assert told[-2] == ("points_erased", [2])


def test_that_points_without_a_place_are_never_hit(editor: PointEditor) -> None:
    places = np.array([[np.nan, 0.0], [0.0, np.inf], [0.5, 0.5]])
    editor.set_points(points_of(places, np.zeros(3, int), np.zeros(3, bool), ("0",)))
    assert editor.points.along(AXES, QPointF(0, 0), QPointF(200, 200), 400) == [2]
    assert editor.points.nearest(AXES, QPointF(100, 100), 20) is None


def test_that_arrays_that_do_not_fit_are_no_points() -> None:
    assert len(points_of(np.zeros((3, 2)), np.zeros(2, int), np.zeros(3, bool))) == 0
    assert len(points_of(np.zeros((3, 3)), np.zeros(3, int), np.zeros(3, bool))) == 0


def test_that_of_points_on_each_other_the_last_is_taken() -> None:
    points = points_of(np.zeros((3, 2)), np.zeros(3, int), np.zeros(3, bool))
    assert points.nearest(AXES, QPointF(101, 100), 9) == 2


def test_that_of_points_near_each_other_the_nearest_is_taken() -> None:
    places = np.array([[0.0, 0.0], [0.05, 0.0], [0.02, 0.0], [0.9, 0.9]])
    points = points_of(places, np.zeros(4, int), np.zeros(4, bool))
    found = [points.nearest(AXES, AXES.to_screen(x, 0.0), 9) for x in (0.0, 0.045, 0.021)]
    assert found == [0, 1, 2]


def test_that_a_point_is_carried_by_where_it_was_taken(editor: PointEditor) -> None:
    editor.press(QPointF(54, 47), AXES)
    editor.drag(QPointF(74, 57), AXES)
    assert editor.points.place(0) == (pytest.approx(-0.3), pytest.approx(0.4))
    editor.release()


def test_that_what_is_carried_or_swept_away_is_no_longer_seen_where_it_was(plane: PlaneView, qtbot: QtBot) -> None:
    def ground(index: int) -> bool:
        x, y = PLACES[index]
        image = plane.grab().toImage()
        return image.pixelColor(pixel(plane, x, y)) == image.pixelColor(pixel(plane, x + 0.2, y))

    assert not ground(0) and not ground(1)
    qtbot.mousePress(plane, LEFT, pos=pixel(plane, -0.5, 0.5))
    qtbot.mouseMove(plane, pixel(plane, 0.0, 0.0))
    assert ground(0)
    qtbot.mouseRelease(plane, LEFT, pos=pixel(plane, 0.0, 0.0))
    plane.set_tool("erase")
    qtbot.mousePress(plane, LEFT, pos=pixel(plane, 0.5, 0.5))
    # What is said beside the pointer keeps out of the way, too.
    assert ground(1) and plane.read_out(QPointF(pixel(plane, 0.2, 0.2))) == []
    qtbot.mouseRelease(plane, LEFT, pos=pixel(plane, 0.5, 0.5))
