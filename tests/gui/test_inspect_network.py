"""The picture of the network."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

from gui.inspect.network_captions import headings, notes
from gui.inspect.network_edges import MAX_EDGES, bundle, edges_per_pair
from gui.inspect.network_layout import MAX_NODES, arrange_columns, sampled_units
from gui.inspect.network_nodes import answer_text, best_answer, fitting_font, sample_note
from gui.inspect.network_view import NetworkView
from gui.theme.theme import DARK
from tests.helpers.written_numbers import numbers

DIGITS = tuple("0123456789")


def weights_of(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(size=pair).astype(np.float32) for pair in pairwise(sizes)]


def biases_of(*sizes: int) -> list[np.ndarray]:
    return [np.random.default_rng(1).normal(size=size).astype(np.float32) for size in sizes[1:]]


def activations_of(*sizes: int) -> list[np.ndarray]:
    return [np.random.default_rng(2).random(size).astype(np.float32) for size in sizes]


@pytest.fixture
def view(qtbot) -> NetworkView:
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    return view


def show(view: NetworkView, *sizes: int, image: np.ndarray | None = None) -> None:
    view.show_network(
        sizes,
        weights_of(*sizes),
        biases_of(*sizes),
        activations_of(*sizes),
        [f"{size} units" for size in sizes],
        DIGITS if sizes[-1] == 10 else (),
        image,
    )
    view.refresh()


def node(view: NetworkView, column: int, place: int) -> QPointF:
    return QPointF(view.columns[column].x, float(view.columns[column].y[place]))


def test_that_a_small_layer_is_drawn_whole_and_a_large_one_evenly_sampled() -> None:
    assert sampled_units(4, 16).tolist() == [0, 1, 2, 3]
    units = sampled_units(512, 16)
    assert len(units) == 16
    assert (units[0], units[-1]) == (0, 511)
    assert np.ptp(np.diff(units)) <= 1


def test_that_all_outputs_are_drawn_where_other_layers_are_thinned_out_already() -> None:
    columns = arrange_columns((64, 32, 10), QRectF(0, 0, 400, 84), None)
    assert [len(column.shown) for column in columns] == [7, 7, 10]
    assert np.diff(columns[-1].y).min() > 2 * columns[-1].radius


def test_that_a_sampled_layer_says_so(view: NetworkView) -> None:
    show(view, 6, 512, 10)
    assert [sample_note(column) for column in view.columns] == ["", f"{MAX_NODES} of 512", ""]


def test_that_what_is_left_out_is_told_in_the_legend_where_notes_would_not_fit(view: NetworkView) -> None:
    show(view, 784, *[200] * 14, 10)
    texts, common = notes(view.columns, view.bundles, QFontMetricsF(view.font()), pitch=20.0)
    assert not any(texts)
    assert "strongest edges only" in common
    assert f"≤ {MAX_NODES} units each" in common


def test_that_a_picture_of_all_units_and_edges_claims_nothing_is_left_out(view: NetworkView) -> None:
    show(view, 3, 4, 1)
    texts, common = notes(view.columns, view.bundles, QFontMetricsF(view.font()), pitch=200.0)
    assert not any(texts)
    assert common == []


def test_that_image_inputs_stand_as_one_image(view: NetworkView) -> None:
    show(view, 784, 20, 10, image=np.zeros((28, 28)))
    assert view.columns[0].image is not None
    assert len(view.columns[0].shown) == 0


def test_that_an_image_that_does_not_fit_the_inputs_is_left_out(view: NetworkView) -> None:
    show(view, 784, 20, 10, image=np.zeros((8, 8)))
    assert view.columns[0].image is None


@pytest.mark.parametrize("size", [(480, 300), (900, 600), (1000, 700)])
@pytest.mark.parametrize("sizes", [(784, 512, 256, 10), (3, 4, 1), (784, *[32] * 11, 10), (2, 1)])
def test_that_every_node_and_image_stays_inside(
    view: NetworkView, size: tuple[int, int], sizes: tuple[int, ...]
) -> None:
    view.resize(*size)
    show(view, *sizes, image=np.zeros((28, 28)) if sizes[0] == 784 else None)
    view.grab()
    for column in view.columns:
        assert 0 <= column.left < column.right <= size[0]
        if column.image is None:
            assert column.y.min() - column.radius >= 0
            assert column.y.max() + column.radius <= size[1]
            assert len(column.y) < 2 or np.diff(column.y).min() >= 2 * column.radius
        else:
            assert QRectF(view.rect()).contains(column.image)
    rights = [column.right for column in view.columns[:-1]]
    assert all(right < column.left for right, column in zip(rights, view.columns[1:], strict=True))


def test_that_all_edges_of_a_small_network_are_drawn_with_their_share_of_the_largest() -> None:
    weight = np.array([[1.0, -4.0], [0.5, 2.0]])
    before, after = arrange_columns((2, 2), QRectF(0, 0, 300, 200), None)
    edges = bundle(weight, before, after, None, count=100)
    found = {
        (source, target): (share, positive)
        for source, target, share, positive in zip(
            edges.source.tolist(), edges.target.tolist(), edges.strength.tolist(), edges.positive.tolist(), strict=True
        )
    }
    assert found == {(0, 0): (0.25, True), (0, 1): (1.0, False), (1, 0): (0.125, True), (1, 1): (0.5, True)}
    assert not edges.left_out


def test_that_of_many_edges_the_strongest_are_drawn() -> None:
    weight = weights_of(16, 16)[0]
    before, after = arrange_columns((16, 16), QRectF(0, 0, 300, 400), None)
    edges = bundle(weight, before, after, None, count=50)
    drawn = np.zeros((16, 16), dtype=bool)
    drawn[edges.source, edges.target] = True
    assert drawn.sum() == 50
    assert np.abs(weight[drawn]).min() >= np.abs(weight[~drawn]).max()
    assert edges.left_out


def test_that_the_edges_from_an_image_are_the_strongest_pixels_of_each_unit() -> None:
    weight = weights_of(64, 5)[0]
    before, after = arrange_columns((64, 5), QRectF(0, 0, 400, 300), (8, 8))
    edges = bundle(weight, before, after, (8, 8), count=40)
    for unit in range(5):
        pixels = edges.source[edges.target == unit]
        strongest = np.argsort(-np.abs(weight[:, unit]))[: len(pixels)]
        assert set(pixels.tolist()) == set(strongest.tolist())
        # An edge leaves at the height of its pixel.
        heights = edges.y0[edges.target == unit]
        assert before.image is not None
        rows = (heights - before.image.top()) / before.image.height() * 8
        assert np.floor(rows).tolist() == (pixels // 8).tolist()


def test_that_no_layer_draws_more_than_the_most_edges() -> None:
    assert all(0 < edges_per_pair(pairs) <= MAX_EDGES for pairs in range(100))


def test_that_the_read_out_of_a_node_has_its_formula_its_bias_and_its_weights(view: NetworkView) -> None:
    sizes = (3, 4, 1)
    show(view, *sizes)
    text = view.read_out(node(view, 1, 2))
    incoming = weights_of(*sizes)[0][:, 2]
    lines = text.split("\n")
    assert lines[0] == "layer 1, unit 2"
    assert lines[1] == "z = Σ w·x + b"
    assert numbers(lines[2]) == [pytest.approx(biases_of(*sizes)[0][2], rel=1e-3)]
    assert [numbers(line)[0] for line in lines[4:]] == pytest.approx(incoming.tolist(), rel=1e-3)


def test_that_the_read_out_of_a_sampled_node_is_that_of_the_unit_it_stands_for(view: NetworkView) -> None:
    show(view, 784, 512, 10, image=np.zeros((28, 28)))
    unit = int(view.columns[1].shown[7])
    text = view.read_out(node(view, 1, 7))
    assert text.startswith(f"layer 1, unit {unit}\n")
    incoming = weights_of(784, 512)[0][:, unit]
    strongest = int(np.argmax(np.abs(incoming)))
    assert f"from input ({strongest // 28}, {strongest % 28})" in text


def test_that_an_output_is_read_with_the_name_of_its_class(view: NetworkView) -> None:
    show(view, 6, 10)
    assert view.read_out(node(view, 1, 7)).startswith("layer 1, unit 7 (7)")


def test_that_the_read_out_of_an_edge_is_its_weight(view: NetworkView) -> None:
    show(view, 3, 4, 1)
    edges = view.bundles[0]
    read = 0
    for index in range(len(edges.source)):
        # A tenth of the way across, curves that leave one node have not parted yet: look near the other end.
        place = QPointF(edges.x0 + (edges.x1 - edges.x0) * 0.5, float(edges.y0[index] + edges.y1[index]) / 2)
        found = edges.nearest(place)
        assert found is not None
        source, target = int(edges.source[found]), int(edges.target[found])
        lines = view.read_out(place).split("\n")
        assert lines[0] == f"from input {source}, to unit {target}"
        assert numbers(lines[1]) == [pytest.approx(weights_of(3, 4, 1)[0][source, target], rel=1e-3)]
        read += found == index
    assert read >= 6


def test_that_beside_the_curves_there_is_no_edge(view: NetworkView) -> None:
    show(view, 3, 4, 1)
    assert view.read_out(QPointF(450, 570)) == ""
    assert view.bundles[0].nearest(QPointF(view.bundles[0].x0 - 10, 300)) is None


def test_that_the_heading_is_read_in_full(view: NetworkView) -> None:
    show(view, 3, 4, 1)
    assert view.read_out(QPointF(view.columns[1].x, 20)) == "4 units"


def test_that_headings_take_the_longest_form_that_fits(view: NetworkView) -> None:
    metrics = QFontMetricsF(view.font())
    captions = ["3 inputs", "4 sigmoid\ndropout 0.2", "1 sigmoid"]

    def heading_where_fits(text: str) -> list[str]:
        pitch = metrics.horizontalAdvance(text) + 5
        columns = arrange_columns((3, 4, 1), QRectF(0, 0, 1000, 300), None)
        placed = [replace(column, x=index * pitch) for index, column in enumerate(columns)]
        return headings(captions, placed, metrics)[1]

    assert heading_where_fits("dropout 0.2") == ["4 sigmoid", "dropout 0.2"]
    assert heading_where_fits("sigmoid") == ["4", "sigmoid"]
    assert heading_where_fits("4") == ["4"]
    assert heading_where_fits("") == []


def test_that_a_click_on_a_node_selects_its_layer(view: NetworkView, qtbot) -> None:
    show(view, 3, 4, 1)
    with qtbot.waitSignal(view.layer_selected) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=node(view, 2, 0).toPoint())
    assert told.args == [1]


def test_that_a_click_on_the_inputs_selects_nothing_and_one_beside_everything_no_layer(
    view: NetworkView, qtbot
) -> None:
    show(view, 3, 4, 1)
    with qtbot.assertNotEmitted(view.layer_selected), qtbot.assertNotEmitted(view.row_step_requested):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=node(view, 0, 0).toPoint())
    with qtbot.waitSignal(view.layer_selected) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(450, 570))
    assert told.args == [None]


def test_that_the_arrow_keys_walk_through_the_layers(view: NetworkView, qtbot) -> None:
    show(view, 3, 4, 1)
    told: list[int] = []
    view.layer_selected.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    assert told == [0, 1, 0]


def test_that_nothing_is_drawn_twice(view: NetworkView) -> None:
    show(view, 3, 4, 1)
    assert not view.dirty
    assert not view.refresh()
    view.show_network((3, 1), weights_of(3, 1), None, None, ["3", "1"], (), None)
    assert view.dirty
    assert view.refresh()


def test_that_the_pointer_may_rest_while_the_network_shrinks(view: NetworkView, qtbot) -> None:
    show(view, 3, 40, 1)
    qtbot.mouseMove(view, node(view, 1, 15).toPoint())
    view.show_network((3, 2), weights_of(3, 2), None, None, ["3", "2"], (), None)
    view.grab()
    view.refresh()
    view.grab()


def test_that_the_picture_has_as_many_pixels_as_the_screen(qtbot) -> None:
    class SharpView(NetworkView):
        def devicePixelRatioF(self) -> float:
            return 2.0

    view = SharpView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    show(view, 3, 4, 1)
    assert view._image is not None
    assert (view._image.width(), view._image.height()) == (600, 400)


def test_that_a_theme_recolors_the_picture(view: NetworkView) -> None:
    show(view, 3, 4, 1)
    view.apply_theme(DARK)
    assert view.grab().toImage().pixelColor(1, 1) == DARK.surface


@pytest.mark.parametrize("sizes", [(), (3,), (0, 4), (3, -1), (3, 5), (3, 4, 9)])
def test_that_sizes_that_contradict_the_weights_show_no_network(view: NetworkView, sizes: tuple[int, ...]) -> None:
    view.show_network(sizes, weights_of(3, 4), None, None, (), (), None)
    view.refresh()
    view.grab()
    assert view.columns == ()
    assert view.read_out(QPointF(450, 300)) == ""


def test_that_garbage_beside_the_network_is_left_out(view: NetworkView) -> None:
    weights = weights_of(3, 4)
    view.show_network((3, 4), weights, [np.zeros(9)], [np.zeros(3)], ["one"], ("a",), np.zeros(3))
    view.refresh()
    view.grab()
    assert len(view.columns) == 2
    assert "bias" not in view.read_out(node(view, 1, 0))


def test_that_numbers_without_end_do_not_make_the_view_fail(view: NetworkView) -> None:
    weights = [np.full((3, 4), np.nan), np.full((4, 1), np.inf)]
    values = [np.full(3, np.nan), np.full(4, np.inf), np.full(1, np.nan)]
    with np.errstate(all="ignore"):
        view.show_network((3, 4, 1), weights, None, values, ["3", "4", "1"], (), None)
        view.refresh()
        view.grab()


@pytest.mark.parametrize("size", [(1, 1), (20, 20), (60, 500), (600, 40)])
def test_that_no_size_of_the_window_makes_the_view_fail(view: NetworkView, size: tuple[int, int]) -> None:
    view.resize(*size)
    for sizes in ((784, 512, 10), (784, *[32] * 30, 10)):
        show(view, *sizes, image=np.zeros((28, 28)))
        view.grab()
        view.read_out(QPointF(size[0] / 2, size[1] / 2))


def test_that_outputs_that_are_no_numbers_have_no_winner() -> None:
    assert best_answer(np.array([0.1, 0.7, 0.2])) == 1
    assert best_answer(np.array([np.nan] * 3)) == best_answer(np.array([np.inf, 0.1])) == best_answer(None) == -1
    assert answer_text(float("nan")) == answer_text(float("inf")) == "–"
    assert answer_text(0.7) == "0.70"


def test_that_names_of_outputs_do_not_lie_over_each_other(view: NetworkView) -> None:
    font = QFont(view.font())
    font.setPointSizeF(18)
    show(view, 64, 10)
    assert fitting_font(font, view.columns[-1]) == font
    view.resize(500, 220)
    show(view, 64, 10)
    spacing = float(np.diff(view.columns[-1].y).min())
    assert QFontInfo(fitting_font(font, view.columns[-1])).pixelSize() <= spacing
