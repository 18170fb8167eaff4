"""The fitted curve: where it is drawn, its axes, its kinks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plane.axes import Axes, draw_axes, plot_box, x_ticks, y_ticks
from gui.plane.class_marks import class_color
from gui.plane.curve_view import CurveView
from gui.plane.kinks import Kink, named_groups
from gui.plane.lines import pieces
from gui.plane.ranges import steady_range
from gui.theme.theme import DARK, LIGHT
from tests.helpers.recording_painter import RecordingPainter

X = np.linspace(-1.0, 1.0, 101)
POINTS = np.stack([X, X**2 - 0.5], axis=1)
AXES = Axes(QRectF(0, 0, 400, 200), (-1, 1), (0, 1))


@pytest.fixture
def view(qtbot: QtBot) -> CurveView:
    view = CurveView()
    qtbot.addWidget(view)
    view.resize(500, 360)
    view.show_points(POINTS, np.arange(101) % 3 == 0)
    view.show()
    return view


def darkest_near(view: CurveView, image: QImage, x: float, y: float) -> int:
    at = view.axes().to_screen(x, y).toPoint()
    return min(image.pixelColor(at.x(), at.y() + step).lightness() for step in range(-2, 3))


def test_that_the_curve_is_drawn_where_its_values_are(view: CurveView) -> None:
    view.show_points(np.array([[-1.0, 0.5], [1.0, -0.5]]), np.zeros(2, bool))
    view.show_curve(X, 0.4 * X)
    view.refresh()
    image = view.grab().toImage()
    for x in (-0.77, -0.25, 0.25, 0.77):
        assert darkest_near(view, image, x, 0.4 * x) < 60
        assert darkest_near(view, image, x, -0.4 * x) > 150


def test_that_the_axis_of_the_curve_is_that_of_its_x(view: CurveView) -> None:
    view.show_curve(np.linspace(-1.3, 1.1, 5), np.zeros(5))
    assert view.axes().x == (-1.3, 1.1)


def test_that_the_values_axis_stays_while_the_curve_and_the_points_change_a_little(view: CurveView) -> None:
    before = view.axes().y
    assert before[0] <= -0.5 and before[1] >= 0.5
    for height in (1.0, 100.0, 1e30, np.nan):
        view.show_curve(X, height * X)
        assert view.axes().y == before
    view.show_points(POINTS * [1.0, 0.8], np.zeros(101, bool))
    assert view.axes().y == before
    view.show_points(POINTS * [1.0, 3.0], np.zeros(101, bool))
    assert view.axes().y[1] >= 1.5


def test_that_the_values_axis_stays_while_a_point_is_dragged(view: CurveView, qtbot: QtBot) -> None:
    before = view.axes()
    at = before.to_screen(*POINTS[0]).toPoint()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(view, before.to_screen(-0.5, 0.0).toPoint())
    view.show_points(POINTS * [1.0, 0.1], np.zeros(101, bool))
    assert view.axes().y == before.y
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=before.to_screen(-0.5, 0.0).toPoint())


def test_that_a_range_is_round_holds_all_values_and_keeps_the_one_before_while_it_fits() -> None:
    low, high = steady_range(np.array([0.3, 0.4]), None)
    assert low < 0.3 and high > 0.4 and high - low < 0.2
    assert steady_range(np.array([0.3, np.nan]), None)[0] < 0.3
    assert steady_range(np.array([0.31, 0.4]), (low, high)) == (low, high)
    assert steady_range(np.array([0.31, 0.9]), (low, high))[1] > 0.9
    assert steady_range(np.array([0.31, 0.32]), (low, high)) != (low, high)
    assert steady_range(np.zeros(0), None) == (-1.0, 1.0)
    assert steady_range(np.array([7.0]), None)[0] < 7.0 < steady_range(np.array([7.0]), None)[1]


def test_that_a_line_breaks_at_what_is_no_number_and_never_leaves_what_can_be_painted() -> None:
    x = np.linspace(-1, 1, 7)
    parts = pieces(AXES, x, np.array([0, 1, np.nan, 0, 1e300, -np.inf, 0]))
    assert [len(part) for part in parts] == [2, 4]
    assert all(np.isfinite(part).all() and np.abs(part).max() < 1e4 for part in parts)
    assert pieces(AXES, x, np.full(7, np.nan)) == []


def test_that_pointing_reads_the_place_the_answer_and_a_kink(view: CurveView) -> None:
    view.show_curve(X, 0.5 * X)
    view.show_kinks([0.5, -0.5], [7, 2])
    axes = view.axes()
    assert view.read_out(axes.to_screen(0.2, 0.45)) == ["x 0.2, y 0.45", "answer: 0.1"]
    assert view.read_out(axes.to_screen(0.5, 0.45))[-1] == "kink of unit 8"
    assert view.read_out(axes.to_screen(-0.5, 0.45))[-1] == "kink of unit 3"
    assert view.read_out(axes.to_screen(*POINTS[3]))[0] == "validation point"
    assert view.read_out(axes.to_screen(*POINTS[4]))[0] == "training point"


def test_that_a_kink_has_a_foot_on_the_axis_in_the_colour_of_its_unit(view: CurveView) -> None:
    view.show_points(np.zeros((0, 2)), np.zeros(0, bool))
    view.show_curve(X, 0 * X)
    view.show_kinks([0.31], [2])
    view.refresh()
    at = view.axes().to_screen(0.31, view.axes().y[0]).toPoint()
    color = view.grab().toImage().pixelColor(at.x(), at.y() - 2)
    wanted = class_color(LIGHT, 2)
    assert abs(color.red() - wanted.red()) + abs(color.green() - wanted.green()) < 12


def test_that_kinks_beyond_the_axis_are_counted(view: CurveView) -> None:
    view.show_curve(X, 0 * X)
    view.show_kinks([0.0, 4.0, -2.0, np.inf, np.nan], range(5))
    assert view.spoken().endswith("3 kinks, 2 beyond the edge")
    view.show_kinks([0.0], [0])
    assert view.spoken().endswith("1 kink")
    view.show_kinks([], [])
    assert "kink" not in view.spoken()


def test_that_kinks_near_each_other_have_one_name_together(qapp: QApplication) -> None:
    metrics = QFontMetricsF(QFont())
    kinks = [Kink(x, unit) for unit, x in enumerate((-0.5, -0.49, 0.2, 0.21, 0.21, 0.22, 0.8))]
    groups = named_groups(AXES, kinks, metrics)
    assert [text for text, _ in groups] == ["1, 2", "4 units", "7"]
    for (_, box), (_, following) in pairwise(groups):
        assert box.right() <= following.left()


def test_that_contributions_are_drawn_when_asked_for(view: CurveView) -> None:
    view.show_points(np.zeros((0, 2)), np.zeros(0, bool))
    view.show_curve(X, 0 * X)
    view.show_contributions(np.stack([0 * X + 0.55, 0 * X - 0.55]))
    view.refresh()

    def colored(y: float) -> bool:
        image, at = view.grab().toImage(), view.axes().to_screen(0.33, y).toPoint()
        return any(image.pixelColor(at.x(), at.y() + step).saturation() > 60 for step in (-1, 0, 1))

    assert not colored(0.55)
    view.set_contributions_shown(True)
    assert colored(0.55) and colored(-0.55)
    view.show_contributions(np.zeros((2, 7)))
    view.refresh()
    assert not colored(0.55)


def test_that_a_unit_is_drawn_beside_the_curve(view: CurveView) -> None:
    view.show_curve(X, 0 * X)
    view.show_unit(np.full(9, 0.25), "layer 1, unit 2")
    row = view.axes().to_screen(0.0, 0.25).toPoint()
    image = view.grab().toImage()
    accent = [image.pixelColor(row.x() + step, row.y()) == LIGHT.accent for step in range(-40, 40)]
    assert 20 < sum(accent) < 75
    view.show_unit(None)
    image = view.grab().toImage()
    assert not any(image.pixelColor(row.x() + step, row.y()) == LIGHT.accent for step in range(-40, 40))


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (30, 300), (300, 30)])
def test_that_hardly_any_room_does_no_harm(view: CurveView, size: tuple[int, int]) -> None:
    view.setMinimumSize(0, 0)
    view.resize(*size)
    view.show_curve(X, X)
    view.show_kinks([0.1, 0.2], [0, 1])
    view.refresh()
    view.grab()


def test_that_an_impossible_curve_is_none_and_that_there_is_none_is_said(view: CurveView) -> None:
    for x, y in ((X, X[:-1]), (X[:1], X[:1]), (X[::-1], X), (np.zeros(0), np.zeros(0))):
        view.show_curve(x, y)
        view.refresh()
        assert view.spoken().startswith("No answers yet; 67 training points, 34 validation points")
    view.show_curve(X, X)
    assert view.spoken().startswith("Fitted curve")
    view.clear()
    assert view.spoken().startswith("No answers yet")


def test_that_the_curve_follows_the_theme(view: CurveView) -> None:
    view.show_curve(X, 0 * X)
    view.show_points(np.zeros((0, 2)), np.zeros(0, bool))
    view.apply_theme(DARK)
    at = view.axes().to_screen(0.33, 0.0).toPoint()
    image = view.grab().toImage()
    assert max(image.pixelColor(at.x(), at.y() + step).lightness() for step in range(-2, 3)) > 200
    assert isinstance(image.pixelColor(2, 2), QColor) and image.pixelColor(2, 2) == DARK.surface


@pytest.mark.parametrize("names", [("x", "y"), ("x₁", "x₂")])
def test_that_every_mark_of_the_axes_has_its_number_and_the_names_lie_on_none(
    qapp: QApplication, names: tuple[str, str]
) -> None:
    canvas = QImage(260, 220, QImage.Format.Format_RGB32)
    painter = RecordingPainter(canvas)
    metrics = QFontMetricsF(painter.font())
    axes = Axes(plot_box(QRectF(0, 0, 260, 220), metrics), (-1.0, 1.0), (-1.0, 1.0))
    draw_axes(painter, axes, names, LIGHT)
    painter.end()
    texts = [text for text, _ in painter.written]
    assert texts == [tick.text.replace("-", "−") for tick in (*x_ticks(axes, metrics), *y_ticks(axes, metrics))] + [
        *names
    ]
    assert "1.0" in texts or "1" in texts
    # Digits are lower than the line they stand in.
    *numbers, across, up = (QRectF(box.left(), box.center().y() - 5, box.width(), 10) for _, box in painter.written)
    for name in (across, up):
        assert QRectF(-1, -1, 262, 222).contains(name) and not name.intersects(axes.box)
        assert not any(name.intersects(number) for number in numbers)
