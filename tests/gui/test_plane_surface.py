"""The loss over two parameters, and the path of the training."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plane.loss_ground import BANDS, band_colors, loss_ground
from gui.plane.surface_view import SurfaceView
from gui.theme.theme import LIGHT

WEIGHTS, BIASES = (-1.0, 1.0), (0.0, 2.0)


@pytest.fixture
def view(qtbot: QtBot) -> SurfaceView:
    view = SurfaceView()
    qtbot.addWidget(view)
    view.resize(440, 360)
    view.show()
    return view


def bowl(rows: int = 60, columns: int = 80) -> NDArray[np.float64]:
    """The squared distance to weight 0.4, bias 0.5."""
    weight, bias = np.linspace(*WEIGHTS, columns), np.linspace(*BIASES, rows)[::-1]
    return (weight[None, :] - 0.4) ** 2 + (bias[:, None] - 0.5) ** 2


def color_at(view: SurfaceView, image: QImage, weight: float, bias: float) -> QColor:
    return image.pixelColor(view.axes().to_screen(weight, bias).toPoint())


def test_that_the_least_loss_is_darkest_and_lies_at_its_weight_and_bias(view: SurfaceView) -> None:
    view.show_surface(bowl(), WEIGHTS, BIASES)
    view.refresh()
    image = view.grab().toImage()
    places = [(w, b) for w in np.linspace(-0.9, 0.9, 19) for b in np.linspace(0.1, 1.9, 19)]
    order = {QColor.fromRgb(color).name(): band for band, color in enumerate(band_colors(LIGHT))}
    bands = {place: order.get(color_at(view, image, *place).name()) for place in places}
    known = {place: band for place, band in bands.items() if band is not None}
    assert len(known) > 200
    lowest = min(known, key=lambda place: known[place] or 0)
    assert lowest == pytest.approx((0.4, 0.5), abs=0.12)
    for (weight, bias), band in known.items():
        # The corner farthest away is in the last band.
        assert (band == BANDS - 1) <= (np.hypot(weight - 0.4, bias - 0.5) > 1.0)


def test_that_bands_follow_the_logarithm_and_zero_has_a_place_in_them() -> None:
    loss = np.array([[1.0, 0.12, 0.012, 0.0]])
    ground = loss_ground(loss, WEIGHTS, BIASES)
    assert ground is not None and ground.ends == (pytest.approx(1e-5), 1.0)
    image = ground.image(LIGHT)
    wide = image.width()
    levels = [image.pixelIndex(round(column / 3 * (wide - 1)), 5) for column in range(4)]
    assert levels == [19, 16, 12, 0]


def test_that_the_loss_is_read_between_the_cells() -> None:
    ground = loss_ground(np.array([[3.0, 5.0], [1.0, 3.0]]), (0.0, 2.0), (0.0, 2.0))
    assert ground is not None
    assert ground.at((0.0, 2.0)) == 3.0 and ground.at((2.0, 2.0)) == 5.0 and ground.at((0.0, 0.0)) == 1.0
    assert ground.at((1.0, 1.0)) == 3.0 and ground.at((1.0, 2.0)) == 4.0 and ground.at((0.5, 2.0)) == 3.5


def test_that_pointing_reads_weight_bias_and_loss(view: SurfaceView) -> None:
    view.show_surface(bowl(200, 200), WEIGHTS, BIASES)
    words = view.read_out(view.axes().to_screen(-0.2, 1.3))
    assert words[0] == "w −0.2, b 1.3"
    assert float(words[1].removeprefix("loss ")) == pytest.approx(1.0, abs=0.02)
    assert view.read_out(QPointF(2, 2)) == []


def test_that_keys_read_as_the_pointer_does(view: SurfaceView, qtbot: QtBot) -> None:
    view.show_surface(bowl(), WEIGHTS, BIASES)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.cursor_place == pytest.approx((0.0, 1.05))
    assert view.accessibleDescription().startswith("w 0, b 1.05; loss 0.46")
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.cursor_place is None


def test_that_the_path_has_a_dot_for_each_first_step_and_a_ring_at_the_newest(view: SurfaceView) -> None:
    view.show_surface(bowl(), WEIGHTS, BIASES)
    weights = np.linspace(-0.8, 0.2, 40)
    view.show_path(weights, np.full(40, 1.2))
    view.refresh()
    image = view.grab().toImage()
    white = QColor("#ffffff")
    assert all(color_at(view, image, weight, 1.2) == white for weight in weights[:20].tolist())
    end = view.axes().to_screen(0.2, 1.2).toPoint()
    assert all(image.pixelColor(end.x() + x, end.y() + y).lightness() > 200 for x, y in ((0, 6), (0, -6), (6, 0)))
    assert view.spoken() == "Loss surface; now at w 0.2, b 1.2"


def test_that_the_goal_is_crossed(view: SurfaceView) -> None:
    view.show_surface(bowl(), WEIGHTS, BIASES)
    view.show_goal(-0.5, 1.5)
    view.refresh()

    def arms() -> list[bool]:
        at, image = view.axes().to_screen(-0.5, 1.5).toPoint(), view.grab().toImage()
        around = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        ends = ((3, 3), (-3, 3), (3, -3), (-3, -3), (0, 0))
        return [
            any(image.pixelColor(at.x() + x + dx, at.y() + y + dy).lightness() > 200 for dx, dy in around)
            for x, y in ends
        ]

    assert all(arms())
    view.show_goal(None)
    view.refresh()
    assert not any(arms())


def test_that_places_that_are_far_out_or_no_numbers_do_no_harm(view: SurfaceView) -> None:
    view.show_surface(bowl(), WEIGHTS, BIASES)
    view.show_path(np.array([0.0, np.nan, 1e300, -np.inf, 5.0]), np.array([0.0, 1.0, -1e300, 0.0, 0.5]))
    view.refresh()
    assert view.spoken().endswith("now at w 5, b 0.5")
    view.show_path(np.arange(100_000) / 1e5, np.ones(100_000))
    view.refresh()
    for broken in (np.full((3, 3), np.nan), np.array([[1.0, np.inf], [0.0, np.nan]])):
        view.show_surface(broken, WEIGHTS, BIASES)
        view.refresh()
        assert view.read_out(view.axes().to_screen(-1, 2))[1].startswith("loss ")


def test_that_without_a_surface_it_says_so(view: SurfaceView) -> None:
    view.refresh()
    assert view.spoken() == "No loss surface yet" and not view.has_surface
    view.show_surface(np.zeros((0, 3)), WEIGHTS, BIASES)
    assert not view.has_surface
    view.show_surface(np.ones((1, 1)), WEIGHTS, (1.0, 1.0))
    assert not view.has_surface
    view.show_surface(np.zeros((1, 1)), WEIGHTS, BIASES)
    view.refresh()
    assert view.has_surface and view.read_out(view.axes().to_screen(0, 1))[1] == "loss 0"
    view.setMinimumSize(0, 0)
    for size in ((0, 0), (1, 1), (300, 30)):
        view.resize(*size)
        view.mark_dirty()
        view.refresh()
        view.grab()
