"""The pages: tools, legend, key and pictures in step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.plane.curve_page import CurvePage
from gui.plane.page import PointPage
from gui.plane.plane_page import PlanePage
from gui.theme.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton
X = np.linspace(-1, 1, 21)


def show_responses(page: PlanePage, output: float) -> None:
    """Two inputs, four hidden units, three outputs."""
    layers = [np.ones((units, 8, 8), np.float32) for units in (2, 4, 3)]
    page.show_responses([*layers[:2], output * layers[2]], [2, 4, 3], ["inputs", "layer 1", "output"])


@pytest.fixture
def plane(qtbot: QtBot) -> Iterator[PlanePage]:
    page = PlanePage()
    qtbot.addWidget(page)
    page.resize(700, 330)
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (30, 2))
    page.plane.show_points(points, np.arange(30) % 3, np.arange(30) >= 21, ("0", "1", "2"))
    page.plane.show_regions(np.zeros((8, 8), np.uint8), np.full((8, 8), 255, np.uint8), (-1.0, 1.0))
    show_responses(page, 1.0)
    page.show()
    yield page


@pytest.fixture
def curve(qtbot: QtBot) -> CurvePage:
    page = CurvePage()
    qtbot.addWidget(page)
    page.resize(700, 330)
    page.curve.show_points(np.stack([X, X**2], axis=1), np.zeros(21, bool))
    page.curve.show_curve(X, X**2)
    page.show_responses([np.ones((1, 21), np.float32), np.ones((5, 21), np.float32)], [1, 5], ["inputs", "layer 1"])
    page.show()
    return page


def button(page: QWidget, name: str) -> QToolButton:
    found = page.findChild(QToolButton, name)
    assert found is not None
    return found


def test_that_a_tool_chosen_by_button_or_key_holds_in_both(plane: PlanePage, qtbot: QtBot) -> None:
    hints = {plane.key.hint}
    for name, tool in (("paintClassTool", "paint"), ("erasePointTool", "erase"), ("movePointTool", "move")):
        button(plane, name).click()
        assert plane.plane.tool == tool
        hints.add(plane.key.hint)
    assert len(hints) == 3
    qtbot.keyClick(plane.plane, Qt.Key.Key_P)
    assert button(plane, "paintClassTool").isChecked() and not button(plane, "movePointTool").isChecked()
    assert "class" in plane.key.hint


def test_that_a_class_chosen_by_swatch_or_key_holds_in_both(plane: PlanePage, qtbot: QtBot) -> None:
    button(plane, "classSwatch2").click()
    assert plane.plane.label == 2
    qtbot.keyClick(plane.plane, Qt.Key.Key_1)
    assert button(plane, "classSwatch1").isChecked() and not button(plane, "classSwatch2").isChecked()


def test_that_legend_and_key_count_the_points_as_they_are_edited(plane: PlanePage, qtbot: QtBot) -> None:
    assert button(plane, "classSwatch0").text() == "class 0: 10"
    assert plane.key.accessibleName() == "training 21 · validation 9"
    axes = plane.plane.axes()
    qtbot.mouseClick(
        plane.plane, Qt.MouseButton.RightButton, pos=axes.to_screen(*plane.plane.points.place(0)).toPoint()
    )
    assert len(plane.plane.points) == 29
    counts = [int(button(plane, f"classSwatch{label}").text().split()[-1]) for label in range(3)]
    assert sum(counts) == 29
    assert sum(int(word) for word in plane.key.accessibleName().split() if word.isdigit()) == 29


def test_that_swatches_come_and_go_with_the_classes_and_the_chosen_one_is_one_of_them(plane: PlanePage) -> None:
    button(plane, "classSwatch2").click()
    plane.plane.show_points(np.zeros((4, 2)), np.arange(4) % 2, np.zeros(4, bool), ("cat", "dog"))
    assert plane.plane.label == 1 and button(plane, "classSwatch1").isChecked()
    assert button(plane, "classSwatch2").isHidden()
    assert button(plane, "classSwatch1").text() == "dog: 2"
    six = ("a", "b", "c", "d", "e", "f")
    plane.plane.show_points(np.zeros((6, 2)), np.arange(6), np.zeros(6, bool), six)
    assert [not button(plane, f"classSwatch{label}").isHidden() for label in range(6)] == [True] * 6
    assert plane.plane.label == 1


def test_that_a_narrow_page_says_less_in_its_tools_but_keeps_them_in_a_line(plane: PlanePage) -> None:
    wide = plane.tools.height()
    plane.resize(380, 260)
    assert button(plane, "classSwatch1").text() in ("class 1", "1")
    assert plane.tools.height() == wide
    assert all(plane.tools.rect().contains(child.geometry()) for child in plane.tools.findChildren(QToolButton))


@pytest.mark.parametrize("size", [(380, 260), (700, 330), (1000, 700), (300, 500)])
def test_that_tools_pictures_and_key_fill_the_page_and_do_not_overlap(
    plane: PlanePage, curve: CurvePage, size: tuple[int, int]
) -> None:
    for page in (plane, curve):
        page.resize(*size)
        picture = page.pictures()[0]
        parts = [page.tools.geometry(), picture.geometry(), page.maps.geometry(), page.key.geometry()]
        assert all(page.rect().contains(part) for part in parts)
        assert not any(one.intersects(other) for i, one in enumerate(parts) for other in parts[i + 1 :])
        assert picture.width() >= page.maps.width() * 0.9 or picture.height() >= 0.75 * size[1]
    assert plane.plane.axes().box.width() > 0.55 * min(size[0], size[1] - 90)


def test_that_a_page_of_no_size_does_no_harm(plane: PlanePage, curve: CurvePage) -> None:
    for page in (plane, curve):
        page.setMinimumSize(0, 0)
        for size in ((0, 0), (1, 1), (40, 400), (400, 40)):
            page.resize(*size)
            page.refresh()
            page.grab()


def test_that_pointing_at_a_unit_shows_it_large_and_leaving_shows_the_answers(plane: PlanePage, qtbot: QtBot) -> None:
    qtbot.mouseMove(plane.maps, plane.maps.tile_box((1, 2)).center().toPoint())
    assert plane.plane.unit_name == "layer 1, unit 3"
    QApplication.sendEvent(plane.maps, QEvent(QEvent.Type.Leave))
    assert plane.plane.unit_name == ""


def test_that_a_kept_unit_stays_large_with_newer_values(plane: PlanePage, qtbot: QtBot) -> None:
    qtbot.mouseClick(plane.maps, LEFT, pos=plane.maps.tile_box((2, 0)).center().toPoint())
    QApplication.sendEvent(plane.maps, QEvent(QEvent.Type.Leave))
    assert plane.plane.unit_name == "output, unit 1"
    show_responses(plane, 7.0)
    words = plane.plane.read_out(plane.plane.axes().to_screen(0.99, 0.99))
    assert "output, unit 1 gives 7" in words
    plane.show_responses([np.ones((4, 8, 8), np.float32)], [4], ["output"])
    assert plane.plane.unit_name == ""


def test_that_a_page_draws_when_told_to_and_only_what_is_new(plane: PlanePage) -> None:
    plane.refresh()
    plane.grab()
    assert not plane.refresh()
    plane.plane.show_regions(np.zeros((8, 8), np.uint8), np.full((8, 8), 99, np.uint8), (-1.0, 1.0))
    assert plane.refresh()
    plane.hide()
    plane.plane.mark_dirty()
    assert not plane.refresh()


def test_that_a_page_hands_its_theme_on(plane: PlanePage, curve: CurvePage) -> None:
    for page in (plane, curve):
        for theme in (DARK, LIGHT):
            page.apply_theme(theme)
            image = page.grab().toImage()
            corners = ((1, 1), (page.width() - 2, page.height() // 2), (page.width() // 2, page.height() - 1))
            assert all(image.pixelColor(x, y) == theme.surface for x, y in corners)


def test_that_a_page_speaks_of_what_it_shows_and_hands_the_focus_to_its_picture(
    plane: PlanePage, curve: CurvePage
) -> None:
    assert plane.spoken().startswith("Decision regions; 21 training points")
    assert curve.spoken().startswith("Fitted curve; 21 training points")
    assert plane.focusProxy() is plane.plane and curve.focusProxy() is curve.curve


def test_that_everything_that_can_be_used_has_a_name_and_a_tip(plane: PlanePage, curve: CurvePage) -> None:
    for page in (plane, curve):
        used = [*page.findChildren(QAbstractButton), *page.pictures()]
        assert all(child.objectName() and child.accessibleName() and child.toolTip() for child in used)
        assert len({child.objectName() for child in used}) == len(used)


def test_that_clearing_leaves_the_points(plane: PlanePage, curve: CurvePage) -> None:
    pages: tuple[PointPage, ...] = (plane, curve)
    for page in pages:
        page.clear()
        page.refresh()
        assert page.spoken().startswith("No answers yet; 21 training points")
        assert page.maps.layers == ()


def test_that_the_loss_surface_takes_the_place_of_the_units_where_there_is_one(curve: CurvePage) -> None:
    assert curve.maps.isVisible() and not curve.surface.isVisible()
    curve.show_surface(np.ones((4, 4)), (0.0, 1.0), (0.0, 1.0))
    assert curve.surface.isVisible() and not curve.maps.isVisible()
    assert curve.surface.geometry() == curve.maps.geometry()
    curve.show_surface(None, (0.0, 1.0), (0.0, 1.0))
    assert curve.maps.isVisible() and not curve.surface.isVisible()


def test_that_the_check_box_shows_the_contributions(curve: CurvePage) -> None:
    check = curve.findChild(QCheckBox, "contributionsCheck")
    assert check is not None and not check.isChecked()
    curve.curve.show_contributions(np.full((2, 21), 0.5))
    curve.refresh()
    before = curve.curve.grab().toImage()
    check.click()
    assert curve.curve.grab().toImage() != before
    check.click()
    assert curve.curve.grab().toImage() == before


def test_that_a_unit_of_one_input_is_shown_along_the_curve(curve: CurvePage, qtbot: QtBot) -> None:
    before = curve.curve.grab().toImage()
    qtbot.mouseMove(curve.maps, curve.maps.tile_box((1, 1)).center().toPoint())
    assert curve.curve.grab().toImage() != before
    QApplication.sendEvent(curve.maps, QEvent(QEvent.Type.Leave))
    assert curve.curve.grab().toImage() == before


def test_that_tab_goes_from_the_tools_to_the_picture_and_on_to_the_units(plane: PlanePage) -> None:
    order, widget = [], plane.nextInFocusChain()
    while widget is not None and widget is not plane:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            order.append(widget.objectName())
        widget = widget.nextInFocusChain()
    assert order[0] == "movePointTool" and order[-2:] == ["planeView", "responseMaps"]
    assert [name for name in order if name.startswith("classSwatch")] == [
        "classSwatch0",
        "classSwatch1",
        "classSwatch2",
    ]
