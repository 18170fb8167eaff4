"""The decision regions: colours, orientation, words."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gui.plane.class_marks import class_color, mark_path
from gui.plane.plane_view import PlaneView
from gui.plane.ranges import bounds_of
from gui.plane.regions import Regions, region_colors
from gui.theme.theme import DARK, LIGHT, Theme

NAMES = ("0", "1", "2")
NO_POINTS = np.zeros((0, 2))


@pytest.fixture
def view(qtbot: QtBot) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(440, 440)
    view.show()
    return view


def quarters() -> NDArray[np.uint8]:
    """Class 0 at the top left, 1 at the top right, 2 below."""
    winner = np.full((40, 40), 2, np.uint8)
    winner[:20, :20], winner[:20, 20:] = 0, 1
    return winner


def show_points(view: PlaneView, points: NDArray[np.float64], names: tuple[str, ...] = NAMES) -> None:
    labels = np.arange(len(points)) % max(len(names), 1)
    view.show_points(points, labels, np.arange(len(points)) % 3 == 2, names)


def show_quarters(view: PlaneView, certainty: int = 255) -> None:
    show_points(view, NO_POINTS)
    view.show_regions(quarters(), np.full((40, 40), certainty, np.uint8), (-1.0, 1.0))
    view.refresh()


def color_at(view: PlaneView, x: float, y: float, image: QImage | None = None) -> QColor:
    return (image or view.grab().toImage()).pixelColor(view.axes().to_screen(x, y).toPoint())


def distance(one: QColor, other: QColor) -> float:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[index]


def likeness(one: QColor, other: QColor, ground: QColor) -> float:
    """1 where both lie in the same direction from the ground, however far."""
    ways = [np.array(color.getRgb()[:3], float) - np.array(ground.getRgb()[:3], float) for color in (one, other)]
    return float(sum(ways[0] * ways[1]) / np.hypot.reduce(ways[0]) / np.hypot.reduce(ways[1]))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_regions_have_the_colours_of_their_classes_with_high_x2_on_top(view: PlaneView, theme: Theme) -> None:
    view.apply_theme(theme)
    show_quarters(view)
    image = view.grab().toImage()
    levels = 256 // 3
    for (x, y), label in {(-0.5, 0.5): 0, (0.5, 0.5): 1, (-0.5, -0.5): 2, (0.5, -0.5): 2}.items():
        fullest = QColor.fromRgb(region_colors(3, theme)[label * levels + levels - 1])
        assert distance(color_at(view, x, y, image), fullest) <= 6
        hues = [likeness(fullest, class_color(theme, other), theme.surface) for other in range(3)]
        assert hues[label] == max(hues) > 0.999 and sorted(hues)[1] < 0.99


def test_that_what_is_less_certain_is_paler(view: PlaneView) -> None:
    away = []
    for certainty in (255, 180, 120, 86):
        show_quarters(view, certainty)
        away.append(distance(color_at(view, 0.5, 0.5), LIGHT.surface))
    assert away == sorted(away, reverse=True) and away[0] > 3 * away[-1] > 0


def test_that_a_place_is_read_in_the_cell_that_covers_it() -> None:
    certainty = np.arange(16, dtype=np.uint8).reshape(4, 4) * 17
    regions = Regions(np.arange(16, dtype=np.uint8).reshape(4, 4), certainty, (-2.0, 2.0))
    assert regions.at((-1.9, 1.9)) == (0, 0.0)
    assert regions.at((1.9, 1.1)) == (3, pytest.approx(51 / 255))
    assert regions.at((2.0, -2.0)) == (15, 1.0)
    assert regions.at((-2.0, -2.0)) == (12, pytest.approx(204 / 255))


def test_that_pointing_reads_coordinates_answer_and_point(view: PlaneView) -> None:
    points = np.array([[0.5, 0.5], [-0.5, 0.5], [0.0, -0.5]])
    show_points(view, points)
    view.show_regions(quarters(), np.full((40, 40), 204, np.uint8), (-1.0, 1.0))
    view.refresh()
    axes = view.axes()
    assert view.read_out(axes.to_screen(0.25, 0.75)) == ["x₁ 0.25, x₂ 0.75", "answer: class 1, 80 %"]
    assert view.read_out(axes.to_screen(-0.5, 0.5))[0] == "class 1, training point"
    assert view.read_out(axes.to_screen(0.0, -0.5))[0] == "class 2, validation point"
    assert view.read_out(axes.to_screen(-0.5, -0.25))[0] == "x₁ −0.5, x₂ −0.25"
    assert view.read_out(QPointF(1, 1)) == []


def test_that_classes_with_names_are_called_by_them(view: PlaneView) -> None:
    show_points(view, NO_POINTS, ("cat", "dog", "owl"))
    view.show_regions(quarters(), np.full((40, 40), 255, np.uint8), (-1.0, 1.0))
    assert view.read_out(view.axes().to_screen(0.5, 0.5))[-1] == "answer: dog, 100 %"


def test_that_before_there_are_answers_the_points_stand_on_plain_ground(view: PlaneView) -> None:
    show_points(view, np.array([[0.5, 0.5]]))
    view.refresh()
    assert distance(color_at(view, -0.33, -0.37), LIGHT.surface) == 0
    assert distance(color_at(view, 0.5, 0.5), class_color(LIGHT, 0)) <= 6
    assert view.read_out(view.axes().to_screen(-0.3, -0.4)) == ["x₁ −0.3, x₂ −0.4"]
    assert view.spoken().startswith("No answers yet; 1 training points")


def test_that_filled_points_are_learnt_from_and_hollow_ones_held_out(view: PlaneView) -> None:
    points = np.array([[-0.5, 0.0], [0.5, 0.0]])
    view.show_points(points, np.zeros(2, int), np.array([False, True]), NAMES)
    view.refresh()
    assert distance(color_at(view, -0.5, 0.0), class_color(LIGHT, 0)) <= 6
    assert distance(color_at(view, 0.5, 0.0), LIGHT.surface) <= 6


def test_that_each_of_ten_classes_has_a_shape_and_a_colour_of_its_own(view: PlaneView) -> None:
    shapes = {tuple((round(e.x, 3), round(e.y, 3)) for e in elements_of(label)) for label in range(10)}
    assert len(shapes) == 10
    for theme in (LIGHT, DARK):
        assert len({class_color(theme, label).name() for label in range(10)}) == 10
    places = np.stack([np.linspace(-0.9, 0.9, 10), np.zeros(10)], axis=1)
    names = tuple(f"kind {label}" for label in range(10))
    view.show_points(places, np.arange(10), np.zeros(10, bool), names)
    winner = np.repeat(np.arange(10, dtype=np.uint8)[None, :], 10, axis=0)
    view.show_regions(winner, np.full((10, 10), 255, np.uint8), (-1.0, 1.0))
    view.refresh()
    image = view.grab().toImage()
    assert len({color_at(view, x, 0.5, image).name() for x in places[:, 0]}) == 10


def elements_of(label: int) -> list:  # type: ignore[type-arg]
    path = mark_path(label, 1.0)
    return [path.elementAt(index) for index in range(path.elementCount())]


def test_that_a_unit_is_shown_in_place_of_the_answers_and_these_again(view: PlaneView) -> None:
    show_quarters(view)
    values = np.zeros((4, 4), np.float32)
    values[:2], values[2:] = 2.0, -1.0
    view.show_unit(values, "layer 1, unit 3")
    image = view.grab().toImage()
    top, bottom = color_at(view, 0.5, 0.7, image), color_at(view, 0.5, -0.7, image)
    assert top.red() > top.blue() and bottom.blue() > bottom.red()
    # Half as much is half as far from the middle.
    assert distance(top, QColor(*LIGHT.diverging[255].tolist())) <= 6
    assert distance(bottom, QColor(*LIGHT.diverging[64].tolist())) <= 6
    assert view.read_out(view.axes().to_screen(0.5, -0.7))[1] == "layer 1, unit 3 gives −1"
    assert view.spoken().startswith("Response of layer 1, unit 3;")
    view.show_unit(None)
    assert color_at(view, 0.5, 0.5) != top and view.unit_name == ""


def test_that_a_unit_with_no_finite_value_is_drawn_as_zero(view: PlaneView) -> None:
    view.show_unit(np.full((4, 4), np.nan, np.float32), "layer 1, unit 1")
    middle = QColor(*LIGHT.diverging[127].tolist())
    assert distance(color_at(view, 0.5, 0.5), middle) <= 6


def test_that_the_same_unit_with_newer_values_waits_for_the_next_frame(view: PlaneView) -> None:
    view.show_unit(np.ones((4, 4), np.float32), "layer 1, unit 1", 1.0)
    view.grab()
    assert not view.dirty
    view.show_unit(-np.ones((4, 4), np.float32), "layer 1, unit 1", 1.0)
    assert view.dirty and view.refresh()


def test_that_points_that_are_no_numbers_and_arrays_that_do_not_fit_are_left_out(view: PlaneView) -> None:
    show_points(view, np.array([[np.nan, 0.0], [0.2, np.inf], [0.5, 0.5]]))
    view.show_regions(np.zeros((3, 4), np.uint8), np.zeros((3, 4), np.uint8), (-1.0, 1.0))
    view.refresh()
    assert view.spoken().startswith("No answers yet")
    show_points(view, NO_POINTS, ())
    view.show_regions(np.zeros((0, 0), np.uint8), np.zeros((0, 0), np.uint8), (-1.0, 1.0))
    view.grab()


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (30, 400), (400, 30), (90, 60)])
def test_that_hardly_any_room_does_no_harm(view: PlaneView, size: tuple[int, int]) -> None:
    show_quarters(view)
    show_points(view, np.zeros((5, 2)))
    view.setMinimumSize(0, 0)
    view.resize(*size)
    view.refresh()
    view.grab()
    assert isinstance(view.read_out(QPointF(2, 2)), list)


def test_that_the_plane_is_square_and_its_axes_hold_all_points(view: PlaneView) -> None:
    show_points(view, np.array([[1.7, 0.0], [0.0, -0.2]]))
    view.resize(700, 300)
    axes = view.axes()
    assert axes.box.width() == axes.box.height() > 200
    assert axes.x == axes.y and axes.x[0] == -axes.x[1] and axes.x[1] >= 1.7
    assert abs(view.width_for(300) - (axes.box.width() + 700 - axes.box.right() - axes.box.left())) < 700


def test_that_the_range_before_any_answer_is_round_and_at_least_one() -> None:
    view_points = PlaneView().points
    assert bounds_of(view_points) == (-1.0, 1.0)


def test_that_two_thousand_points_are_all_drawn(view: PlaneView) -> None:
    rng = np.random.default_rng(0)
    points = rng.uniform(-0.95, 0.95, (2000, 2))
    view.show_points(points, np.zeros(2000, int), np.zeros(2000, bool), ("0",))
    view.refresh()
    image = view.grab().toImage()
    drawn = [distance(color_at(view, x, y, image), LIGHT.surface) > 0 for x, y in points[:200].tolist()]
    assert sum(drawn) >= 195
    assert view.spoken().startswith("No answers yet; 2000 training points")
