"""The view of the answers: truth table and confusion matrix."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from gui.inspect.confusion import ConfusionMatrix
from gui.inspect.output_view import OutputView
from gui.inspect.truth_table import TruthTable
from gui.theme.theme import DARK, LIGHT

INPUTS = np.array([[0.0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
WANTED = np.array([[0.0], [1], [1], [0]])
OUTPUTS = np.array([[0.1], [0.8], [0.4], [0.2]])
MATRIX = np.array([[50, 2, 0], [3, 40, 7], [1, 0, 97]])
NAMES = ("cat", "dog", "owl")


@pytest.fixture
def view(qtbot) -> OutputView:
    view = OutputView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    return view


def points(view: OutputView, step: int = 6) -> list[QPointF]:
    return [QPointF(x, y) for x in range(0, view.width(), step) for y in range(0, view.height(), step)]


def show_confusion(view: OutputView) -> ConfusionMatrix:
    view.show_confusion(MATRIX, NAMES, "test", 187 / 200)
    view.refresh()
    assert isinstance(view.content, ConfusionMatrix)
    return view.content


def show_table(view: OutputView) -> TruthTable:
    view.show_table(INPUTS, WANTED, OUTPUTS)
    view.refresh()
    assert isinstance(view.content, TruthTable)
    return view.content


def test_that_the_counts_written_are_those_of_the_matrix_and_its_totals(view: OutputView) -> None:
    content = show_confusion(view)
    with_totals = np.zeros((4, 4), dtype=int)
    with_totals[:3, :3] = MATRIX
    with_totals[3, :3], with_totals[:3, 3], with_totals[3, 3] = MATRIX.sum(axis=0), MATRIX.sum(axis=1), MATRIX.sum()
    written = [[int(content.count_text(row, column)) for column in range(4)] for row in range(4)]
    assert written == with_totals.tolist()


def test_that_the_pointer_reads_every_count_of_the_matrix(view: OutputView) -> None:
    show_confusion(view)
    seen = {}
    for point in points(view):
        if found := re.match(r"true (\w+), read as (\w+): (\d+)\n", view.read_out(point)):
            seen[found[1], found[2]] = int(found[3])
    assert seen == {(NAMES[row], NAMES[column]): MATRIX[row, column] for row in range(3) for column in range(3)}


def test_that_the_pointer_reads_the_share_of_the_row(view: OutputView) -> None:
    show_confusion(view)
    texts = {view.read_out(point) for point in points(view)}
    assert "true dog, read as owl: 7\n14.0 % of the 50 that are dog" in texts
    assert "true cat: 52\n96.2 % of them found" in texts
    assert "read as owl: 104\n93.3 % of them right" in texts


def test_that_totals_are_left_out_where_there_is_no_room_for_numbers(view: OutputView) -> None:
    names = tuple(f"class {i}" for i in range(10))
    view.show_confusion(np.full((10, 10), 123), names, "test", 0.1)
    for height, extent in ((440, (11, 11)), (150, (10, 10)), (440, (11, 11))):
        view.resize(640, height)
        view.grab()
        assert view.content is not None and view.content.extent() == extent


def test_that_rows_are_true_and_go_down(view: OutputView) -> None:
    show_confusion(view)
    places = {}
    for point in points(view):
        if found := re.match(r"true (\w+), read as (\w+):", view.read_out(point)):
            places.setdefault((found[1], found[2]), point)
    assert places["cat", "owl"].y() < places["owl", "owl"].y()
    assert places["owl", "cat"].x() < places["owl", "owl"].x()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_the_fill_grows_with_the_share_of_the_row(view: OutputView, theme) -> None:
    fills = show_confusion(view)._fills(theme).astype(int)
    ground = np.array(theme.panel.getRgb()[:3])
    strength = np.abs(fills - ground).sum(axis=2)
    assert strength[0, 2] == 0
    assert strength[1, 2] > strength[1, 0] > 0
    assert strength[0, 0] > 100


def test_that_right_answers_have_another_color_than_mistakes(view: OutputView) -> None:
    view.show_confusion(np.full((2, 2), 5), ("a", "b"), "test", 0.5)
    assert isinstance(view.content, ConfusionMatrix)
    fills = view.content._fills(LIGHT)
    assert (fills[0, 0] == fills[1, 1]).all()
    assert (fills[0, 1] == fills[1, 0]).all()
    assert (fills[0, 0] != fills[0, 1]).any()


def test_that_the_caption_names_split_and_accuracy(view: OutputView) -> None:
    assert show_confusion(view).caption() == "test: 200 rows, accuracy 93.50 %"
    view.show_confusion(MATRIX, NAMES, "test", None)
    assert view.spoken() == "test: 200 rows"


def test_that_a_row_is_right_where_its_output_is_nearest_to_the_wanted_value(view: OutputView) -> None:
    assert show_table(view).right.tolist() == [True, True, False, True]


def test_that_targets_other_than_zero_and_one_are_judged_by_their_own_values() -> None:
    wanted = np.array([[-1.0], [1.0], [-1.0]])
    outputs = np.array([[-0.2], [-0.1], [0.3]])
    assert TruthTable(np.zeros((3, 1)), wanted, outputs).right.tolist() == [True, False, False]


def test_that_a_row_of_several_outputs_is_right_only_as_a_whole() -> None:
    wanted = np.array([[0.0, 1.0], [1.0, 0.0]])
    outputs = np.array([[0.1, 0.4], [0.9, 0.3]])
    assert TruthTable(np.zeros((2, 2)), wanted, outputs).right.tolist() == [False, True]


def test_that_the_table_tells_how_many_rows_are_right_and_the_mean_error(view: OutputView) -> None:
    assert show_table(view).caption() == "3 of 4 right, mean absolute error 0.275"


def test_that_the_pointer_reads_every_row_of_the_table(view: OutputView) -> None:
    show_table(view)
    texts = {text for point in points(view) if (text := view.read_out(point))}
    assert len(texts) == 4
    third = next(text for text in texts if text.startswith("row 3"))
    assert third.split("\n")[:5] == [
        "row 3: wrong",
        "inputs 1, 0, 1",
        "wanted 1",
        "output 0.4",
        "largest absolute error 0.6",
    ]


def test_that_rows_and_inputs_that_do_not_fit_are_said_to_be_missing(view: OutputView) -> None:
    rng = np.random.default_rng(0)
    view.show_table(rng.normal(size=(300, 80)), rng.integers(0, 2, (300, 1)).astype(float), rng.random((300, 1)))
    view.refresh()
    assert isinstance(view.content, TruthTable)
    assert re.search(r"; showing \d+ of 300 rows; showing \d+ of 80 inputs$", view.content.caption())


def test_that_a_cleared_view_shows_no_answers(view: OutputView) -> None:
    show_confusion(view)
    view.clear()
    view.refresh()
    assert view.content is None
    assert view.spoken() == "No answers yet"
    assert not any(view.read_out(point) for point in points(view, step=40))


def test_that_nothing_is_drawn_twice(view: OutputView) -> None:
    show_table(view)
    assert not view.refresh()
    view.show_table(INPUTS, WANTED, OUTPUTS)
    assert view.refresh()


@pytest.mark.parametrize("shape", [(0, 0), (3, 4), (2, 2), (9,)])
def test_that_a_matrix_that_does_not_fit_its_classes_is_not_shown(view: OutputView, shape: tuple[int, ...]) -> None:
    view.show_confusion(np.zeros(shape, dtype=int), NAMES, "test", 0.0)
    view.refresh()
    view.grab()
    assert view.content is None


@pytest.mark.parametrize(
    ("inputs", "wanted", "outputs"), [((4, 3), (3, 1), (3, 1)), ((0, 3), (0, 1), (0, 1)), ((4,), (4, 1), (4, 2))]
)
def test_that_a_table_that_does_not_fit_is_not_shown(view: OutputView, inputs, wanted, outputs) -> None:
    view.show_table(np.zeros(inputs), np.zeros(wanted), np.zeros(outputs))
    view.refresh()
    view.grab()
    assert view.content is None


@pytest.mark.parametrize("size", [(1, 1), (25, 25), (60, 500), (600, 40)])
def test_that_no_size_makes_the_view_fail(view: OutputView, size: tuple[int, int]) -> None:
    view.resize(*size)
    for shown in (show_table, show_confusion):
        shown(view)
        view.grab()
        view.read_out(QPointF(size[0] / 2, size[1] / 2))
    view.show_confusion(np.zeros((90, 90), dtype=int), [f"c{i}" for i in range(90)], "test", 0.0)
    view.refresh()
    view.grab()


def test_that_a_small_table_is_shown_whole_in_a_small_view(view: OutputView) -> None:
    view.resize(402, 200)
    assert "showing" not in show_table(view).caption()
