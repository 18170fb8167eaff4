"""The picture of the network with what each unit answers over all inputs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from gui.inspect import network_responses
from gui.inspect.network_view import NetworkView
from gui.theme.theme import DARK, LIGHT

SIDE = 8


def weights_of(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(size=pair).astype(np.float32) for pair in pairwise(sizes)]


def maps_of(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [rng.normal(size=(size, SIDE, SIDE)).astype(np.float32) for size in sizes]


@pytest.fixture
def view(qtbot) -> NetworkView:
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(800, 340)
    view.show()
    return view


def show(view: NetworkView, *sizes: int, responses: Sequence[np.ndarray] | None) -> None:
    captions = [f"{size} units" for size in sizes]
    formulas = ["a = tanh(z)"] * (len(sizes) - 1)
    view.show_network(sizes, weights_of(*sizes), None, None, captions, (), None, formulas=formulas)
    view.show_responses(responses)
    view.refresh()


def mapped(view: NetworkView) -> list[bool]:
    return [column.is_mapped for column in view.columns]


def color_at(view: NetworkView, column: int, place: int, right: float, down: float) -> np.ndarray:
    """The colour in the square of a node, at shares of its width and height."""
    box = view.columns[column].square(place)
    point = QPointF(box.left() + right * box.width(), box.top() + down * box.height())
    return np.array(view.grab().toImage().pixelColor(point.toPoint()).getRgb()[:3], int)


def test_that_small_layers_show_their_responses_and_large_ones_plain_nodes(view: NetworkView) -> None:
    show(view, 2, 8, 64, 2, responses=maps_of(2, 8, 64, 2))
    assert mapped(view) == [True, True, False, True]


@pytest.mark.parametrize("size", [(380, 260), (480, 300), (800, 340), (1000, 700)])
@pytest.mark.parametrize("sizes", [(2, 4, 2, 1), (2, 8, 8, 3), (2, 16, 16, 16, 2), (7, 2), (2, 300, 3)])
def test_that_squares_stay_inside_and_apart(view: NetworkView, size: tuple[int, int], sizes: tuple[int, ...]) -> None:
    view.resize(*size)
    show(view, *sizes, responses=maps_of(*sizes))
    view.grab()
    for column in view.columns:
        assert 0 <= column.left < column.right <= size[0]
        assert column.y.min() - column.radius >= 50
        assert column.y.max() + column.radius <= size[1] - 30
        assert len(column.y) < 2 or np.diff(column.y).min() > 2 * column.radius
    assert all(before.right < after.left for before, after in pairwise(view.columns))


def test_that_squares_are_as_large_as_their_number_allows(view: NetworkView) -> None:
    show(view, 2, 8, 2, responses=maps_of(2, 8, 2))
    inputs, hidden, _ = view.columns
    assert 28 <= 2 * inputs.radius <= 40
    assert 12 <= 2 * hidden.radius < 2 * inputs.radius


def test_that_edges_end_at_the_squares(view: NetworkView) -> None:
    show(view, 2, 5, 3, 1, responses=maps_of(2, 5, 3, 1))
    for edges, before, after in zip(view.bundles, view.columns, view.columns[1:], strict=False):
        assert edges.x0 == before.square(0).right()
        assert edges.x1 == after.square(0).left()
        assert set(edges.y0.tolist()) <= set(before.y.tolist())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_a_map_stands_upright_and_is_centred_on_zero(view: NetworkView, theme) -> None:
    view.apply_theme(theme)
    hidden = np.zeros((2, SIDE, SIDE), np.float32)
    hidden[0, : SIDE // 2], hidden[1, :, SIDE // 2 :] = 5.0, -2.5
    show(view, 2, 2, 1, responses=[maps_of(2)[0], hidden, maps_of(1)[0]])
    lut = theme.diverging.astype(int)
    assert np.abs(color_at(view, 1, 0, 0.5, 0.2) - lut[-1]).max() <= 2
    assert np.abs(color_at(view, 1, 0, 0.5, 0.8) - lut[127]).max() <= 2
    # The other unit is half as strong, on the same scale.
    assert np.abs(color_at(view, 1, 1, 0.8, 0.5) - lut[64]).max() <= 3
    assert np.abs(color_at(view, 1, 1, 0.2, 0.5) - lut[127]).max() <= 2


def test_that_every_layer_has_a_scale_of_its_own(view: NetworkView) -> None:
    strong, weak = np.full((1, SIDE, SIDE), 100.0), np.full((1, SIDE, SIDE), 0.01)
    show(view, 1, 1, 1, responses=[strong, weak, -weak])
    assert color_at(view, 0, 0, 0.5, 0.5).tolist() == color_at(view, 1, 0, 0.5, 0.5).tolist()
    assert np.abs(color_at(view, 2, 0, 0.5, 0.5) - LIGHT.diverging[0].astype(int)).max() <= 1


@pytest.mark.parametrize(
    "responses",
    [
        None,
        (),
        maps_of(2, 4),
        maps_of(2, 5, 1),
        maps_of(2, 4, 1, 1),
        [np.zeros((2, 0, 0)), np.zeros((4, 0, 0)), np.zeros((1, 0, 0))],
        [np.zeros((2, 8)), np.zeros((4, 8, 8)), np.zeros((1, 8))],
        [np.zeros(2), np.zeros(4), np.zeros(1)],
    ],
)
def test_that_responses_of_another_network_leave_the_nodes_plain(view: NetworkView, responses) -> None:
    show(view, 2, 4, 1, responses=None)
    plain = view.grab().toImage()
    show(view, 2, 4, 1, responses=responses)
    assert view.grab().toImage() == plain


def test_that_nodes_are_plain_again_once_the_network_is_another(view: NetworkView) -> None:
    show(view, 2, 4, 1, responses=maps_of(2, 4, 1))
    assert all(mapped(view))
    view.show_network((2, 5, 1), weights_of(2, 5, 1), None, None, ["2", "5", "1"], (), None)
    view.refresh()
    assert not any(mapped(view))


def test_that_each_column_is_turned_into_an_image_once(view: NetworkView, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = network_responses.indexed_image
    monkeypatch.setattr(
        network_responses, "indexed_image", lambda levels, table: made.append(levels.shape) or make(levels, table)
    )
    show(view, 2, 8, 64, 1, responses=maps_of(2, 8, 64, 1))
    for _ in range(3):
        view.mark_dirty()
        view.refresh()
    # The layer of plain nodes needs none.
    assert made == [(2 * SIDE, SIDE), (8 * SIDE, SIDE), (SIDE, SIDE)]
    view.apply_theme(DARK)
    view.grab()
    assert len(made) == 6


def test_that_a_square_is_read_with_its_formula_up_to_its_corners(view: NetworkView, qtbot) -> None:
    show(view, 2, 4, 1, responses=maps_of(2, 4, 1))
    box = view.columns[1].square(2)
    for corner in (box.topLeft(), box.bottomRight(), box.center()):
        assert view.read_out(corner).split("\n")[:3] == ["layer 1, unit 2", "z = Σ w·x", "a = tanh(z)"]
    qtbot.mouseMove(view, box.center().toPoint())
    marked = QPointF(box.left() - 3, box.center().y()).toPoint()
    assert view.grab().toImage().pixelColor(marked) == LIGHT.accent


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_responses_along_a_line_are_curves_in_the_colour_of_their_layer(view: NetworkView, theme) -> None:
    view.apply_theme(theme)
    line = np.linspace(-1, 1, 100)
    falling = np.stack([-line, np.zeros(100), line])
    show(view, 1, 3, 1, responses=[line[None], falling, line[None]])
    assert mapped(view) == [True, True, True]
    box, picture = view.columns[1].square(0), view.grab().toImage()

    def is_curve(right: float, down: float) -> bool:
        point = QPointF(box.left() + right * box.width(), box.top() + down * box.height()).toPoint()
        around = [picture.pixelColor(point.x() + x, point.y() + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        return min(_distance(color, theme.layer_color(0)) for color in around) < 60

    assert is_curve(0.2, 0.26)
    assert is_curve(0.8, 0.74)
    assert not is_curve(0.2, 0.74)
    assert not is_curve(0.8, 0.26)


@pytest.mark.parametrize("size", [(1, 1), (20, 20), (60, 500), (600, 40)])
def test_that_no_size_and_no_value_makes_the_view_fail(view: NetworkView, size: tuple[int, int]) -> None:
    view.resize(*size)
    for values in ([np.nan, np.inf], [1e38, -np.inf]):
        maps = [np.resize(values, (units, SIDE, SIDE)).astype(np.float32) for units in (2, 9, 1)]
        for responses in (maps, [each[:, 0] for each in maps], [each[:, 0, :1] for each in maps]):
            show(view, 2, 9, 1, responses=responses)
            view.grab()
            view.read_out(QPointF(size[0] / 2, size[1] / 2))


def _distance(one: QColor, other: QColor) -> int:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[index]
