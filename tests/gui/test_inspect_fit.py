"""What the network answers over what is wanted, where values are to be met."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from gui.inspect.fit_scatter import FitScatter
from gui.inspect.output_view import OutputView

WANTED = np.array([[1.0], [2.0], [4.0]], np.float32)
OUTPUTS = np.array([[1.5], [2.0], [3.0]], np.float32)


@pytest.fixture
def view(qtbot: QtBot) -> OutputView:
    made = OutputView()
    qtbot.addWidget(made)
    made.resize(640, 400)
    return made


def fit_of(view: OutputView) -> FitScatter:
    view.refresh()
    view.grab()
    assert isinstance(view.content, FitScatter)
    return view.content


def test_that_a_dot_says_what_was_wanted_and_what_was_answered(view: OutputView) -> None:
    view.show_fit(WANTED, OUTPUTS, "validation set")
    fit = fit_of(view)
    centre = fit.cell_box((2, 0)).center()

    assert fit.caption() == "validation set: 3 rows, mean absolute error 0.5"
    assert view.read_out(centre) == "row 3\nwanted 4\nanswered 3\nerror −1"
    assert view.read_out(QPointF(0, 0)) == ""


def test_that_dots_lie_on_the_line_where_the_answer_is_right_and_below_it_where_it_is_too_small(
    view: OutputView,
) -> None:
    view.show_fit(WANTED, OUTPUTS, "")
    fit = fit_of(view)
    low, right, small = (fit.cell_box((row, 0)).center() for row in range(3))

    assert low.x() < right.x() < small.x()
    # The line goes from (wanted 1, answered 1) to (wanted 4, answered 4).
    share = (right.x() - low.x()) / (small.x() - low.x())
    assert share == pytest.approx(1 / 3, abs=0.01)
    assert right.y() > small.y()
    assert low.y() > right.y()


def test_that_arrows_read_dot_by_dot(qtbot: QtBot, view: OutputView) -> None:
    view.show_fit(WANTED, OUTPUTS, "test set")
    fit_of(view)
    view.show()
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Down)

    assert "row 2; wanted 2" in view.spoken()


def test_that_answers_out_of_range_are_said_and_not_drawn(view: OutputView) -> None:
    view.show_fit(WANTED, np.array([[np.nan], [np.inf], [3.0]]), "")
    fit = fit_of(view)

    assert fit.words(1, 0)[2] == "answered inf"
    assert fit.read_out(fit.cell_box((2, 0)).center())[0] == "row 3"


def test_that_values_that_are_all_the_same_are_shown(view: OutputView) -> None:
    view.show_fit(np.full((4, 1), 7.0), np.full((4, 1), 7.0), "")

    assert fit_of(view).caption().endswith("error 0")


@pytest.mark.parametrize("outputs", [(1e308, -1e308, 1e308), (np.inf, 1.0, 1.0), (np.nan, np.nan, np.nan)])
def test_that_answers_out_of_range_are_left_out_in_peace(view: OutputView, outputs: tuple[float, ...]) -> None:
    view.show_fit(WANTED.astype(np.float64), np.array(outputs)[:, None], "test set")
    fit = fit_of(view)

    assert "3 rows" in fit.caption()
    assert not view.read_out(QPointF(0, 0))
