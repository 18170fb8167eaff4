"""The view of mistakes: the order of the gallery, choosing cells by mouse and keys, and what it says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from gui.inspect.confusion import ConfusionMatrix
from gui.inspect.judged_rows import JudgedRows
from gui.inspect.mistakes_view import MistakesView
from gui.theme.theme import DARK

LEFT = Qt.MouseButton.LeftButton


def judged(rows: int = 400, classes: int = 3, *, split: str = "test", images: bool = True, seed: int = 0) -> JudgedRows:
    """Rows of which about a third are mistakes."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, rows)
    predicted = np.where(rng.random(rows) < 0.5, labels, rng.integers(0, classes, rows))
    confusion = np.zeros((classes, classes), np.int64)
    np.add.at(confusion, (labels, predicted), 1)
    return JudgedRows(
        split_name=split,
        step=1234,
        class_names=tuple(str(number) for number in range(classes)),
        x=rng.integers(0, 17, (rows, 64)).astype(np.uint8),
        image_shape=(8, 8) if images else None,
        full_ink=16,
        labels=labels,
        predicted=predicted,
        certainty=rng.random(rows),
        losses=rng.random(rows),
        confusion=confusion,
    )


@pytest.fixture
def view(qtbot: QtBot) -> MistakesView:
    view = MistakesView()
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.set_splits(["validation", "test"])
    view.show()
    qtbot.waitExposed(view)
    return view


def show(view: MistakesView, rows: JudgedRows) -> JudgedRows:
    view.show_rows(rows)
    assert view.refresh()
    return rows


def text(view: MistakesView, name: str) -> str:
    label = view.findChild(QLabel, name)
    assert label is not None
    return label.text()


def click_cell(qtbot: QtBot, view: MistakesView, true: int, given: int) -> None:
    qtbot.mouseClick(view.matrix, LEFT, pos=view.matrix.cell_box((true, given)).center().toPoint())


def tile(view: MistakesView, place: int) -> QPoint:
    return view.gallery.visualRect(view.gallery.model().index(place, 0)).center()


def test_that_the_gallery_begins_with_all_mistakes_the_greatest_loss_first(view: MistakesView) -> None:
    rows = show(view, judged())
    wrong = np.flatnonzero(rows.labels != rows.predicted)
    assert view.gallery.shown == sorted(wrong, key=lambda row: -rows.losses[row])
    assert text(view, "mistakeCountLabel") == f"{len(wrong)} of 400 are read wrongly"


def test_that_a_loss_that_is_no_number_comes_before_all(view: MistakesView) -> None:
    rows = judged()
    worst = int(np.flatnonzero(rows.labels != rows.predicted)[-1])
    rows.losses[worst] = np.nan
    show(view, rows)
    assert view.gallery.shown[0] == worst


def test_that_a_click_on_a_cell_fills_the_gallery_with_it_and_another_gives_it_up(
    qtbot: QtBot, view: MistakesView
) -> None:
    rows = show(view, judged())
    everything = view.gallery.shown
    for true, given in ((2, 0), (1, 1)):
        click_cell(qtbot, view, true, given)
        assert view.matrix.chosen == (true, given)
        cell = np.flatnonzero((rows.labels == true) & (rows.predicted == given))
        assert view.gallery.shown == sorted(cell, key=lambda row: -rows.losses[row])
        assert text(view, "mistakeCellLabel") == f"true {true}, read as {given}: {len(cell)}"
    click_cell(qtbot, view, 1, 1)
    assert view.matrix.chosen is None
    assert view.gallery.shown == everything


def test_that_cells_are_chosen_by_keys(qtbot: QtBot, view: MistakesView) -> None:
    show(view, judged())
    view.matrix.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(view.matrix, key)
    assert view.matrix.accessibleDescription().startswith("true 1, read as 1: ")
    qtbot.keyClick(view.matrix, Qt.Key.Key_Left)
    qtbot.keyClick(view.matrix, Qt.Key.Key_Return)
    assert view.matrix.chosen == (1, 0)
    assert view.matrix.accessibleDescription().endswith("; chosen")
    qtbot.keyClick(view.matrix, Qt.Key.Key_Escape)
    assert view.matrix.chosen is None


def test_that_the_button_beside_the_cell_shows_all_again(qtbot: QtBot, view: MistakesView) -> None:
    show(view, judged())
    everything, button = view.gallery.shown, view.findChild(QToolButton, "allMistakesButton")
    assert button is not None and not button.isVisible()
    click_cell(qtbot, view, 0, 1)
    assert button.isVisible() and view.gallery.shown != everything
    qtbot.mouseClick(button, LEFT)
    assert view.gallery.shown == everything and not button.isVisible()


def test_that_a_chosen_cell_stays_chosen_when_newer_rows_come(qtbot: QtBot, view: MistakesView) -> None:
    show(view, judged())
    click_cell(qtbot, view, 0, 2)
    newer = show(view, judged(seed=1))
    assert view.matrix.chosen == (0, 2)
    assert view.gallery.shown == list(newer.chosen((0, 2)))


def test_that_an_empty_cell_says_so(qtbot: QtBot, view: MistakesView) -> None:
    rows = judged()
    wrong = rows.labels != rows.predicted
    right = dataclasses.replace(
        rows, predicted=rows.labels, confusion=np.diag(np.bincount(rows.labels)), losses=np.zeros_like(rows.losses)
    )
    assert wrong.any() and right.mistakes == 0
    show(view, right)
    assert view.gallery.shown == []
    click_cell(qtbot, view, 0, 1)
    assert text(view, "mistakeCellLabel") == "true 0, read as 1: 0"
    view.grab()


def test_that_a_click_on_a_tile_or_enter_sends_its_row(qtbot: QtBot, view: MistakesView) -> None:
    show(view, judged())
    sent = QSignalSpy(view.row_chosen)
    qtbot.mouseClick(view.gallery.viewport(), LEFT, pos=tile(view, 2))
    qtbot.keyClick(view.gallery, Qt.Key.Key_Left)
    qtbot.keyClick(view.gallery, Qt.Key.Key_Return)
    assert [sent.at(index)[0] for index in range(sent.count())] == [view.gallery.shown[2], view.gallery.shown[1]]


def test_that_a_tile_is_put_in_words(view: MistakesView) -> None:
    rows = show(view, judged())
    row = view.gallery.shown[0]
    lines = view.gallery.read_out(QPointF(tile(view, 0)))
    percent = f"{100 * rows.certainty[row]:.0f}"
    assert lines[:2] == [
        f"test digit {row + 1:,}",
        f"true {rows.labels[row]}, read as {rows.predicted[row]}, {percent} %",
    ]
    assert lines[2].startswith("loss 0.9")
    index = view.gallery.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"{lines[0]}: {lines[1]}"


def test_that_only_what_is_exactly_certain_is_called_so() -> None:
    rows = judged()
    for certainty, words in ((0.9999, ">99 %"), (1.0, "100 %"), (0.874, "87 %"), (np.nan, "not a number")):
        rows.certainty[0] = certainty
        assert rows.verdict(0)[2] == words


def test_that_ten_thousand_mistakes_are_listed_and_only_some_are_painted(
    view: MistakesView, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = judged(30_000)
    painted: list[int] = []
    monkeypatch.setattr(JudgedRows, "image", lambda self, row: painted.append(row) or self.x[row].reshape(8, 8))
    show(view, rows)
    view.grab()
    assert len(view.gallery.shown) > 9_000
    assert 4 <= len(set(painted)) <= 40


def test_that_the_list_stays_where_it_was_scrolled_when_newer_rows_come(view: MistakesView) -> None:
    show(view, judged())
    bar = view.gallery.verticalScrollBar()
    view.grab()
    bar.setValue(300)
    show(view, judged(seed=2))
    view.grab()
    assert bar.value() == 300


def test_that_the_keyboard_stays_on_its_image_when_newer_rows_come(qtbot: QtBot, view: MistakesView) -> None:
    rows = show(view, judged())
    qtbot.mouseClick(view.gallery.viewport(), LEFT, pos=tile(view, 2))
    row = view.gallery.shown[2]
    newer = dataclasses.replace(rows, losses=1.0 - rows.losses)
    show(view, newer)
    place = view.gallery.currentIndex().row()
    assert place != 2 and view.gallery.shown[place] == row

    click_cell(qtbot, view, (rows.labels[row] + 1) % 3, 0)
    assert not view.gallery.currentIndex().isValid()
    view.grab()


def test_that_rows_without_images_are_lines_of_words(view: MistakesView) -> None:
    rows = show(view, judged(images=False))
    view.grab()
    lines = view.gallery.read_out(QPointF(tile(view, 0)))
    assert lines[0] == f"test row {view.gallery.shown[0] + 1:,}"
    assert tile(view, 0).x() == tile(view, 1).x()
    assert rows.image(0) is None


def test_that_shares_are_percent_of_the_row() -> None:
    matrix = np.array([[150, 50, 0], [1, 2999, 0], [0, 0, 7]])
    content = ConfusionMatrix(matrix, ("a", "b", "c"), has_heading=False, as_shares=True)
    written = [[content.cell_text(row, column) for column in range(3)] for row in range(3)]
    assert written == [["75.0", "25.0", "0"], ["<0.1", "99.9", "0"], ["0", "0", "100"]]


def test_that_the_choice_between_counts_and_shares_is_drawn_at_once(view: MistakesView) -> None:
    show(view, judged())
    combo = view.findChild(QComboBox, "mistakeModeCombo")
    assert combo is not None
    before = view.matrix.grab().toImage()
    combo.setCurrentIndex(combo.findData("shares"))
    assert view.matrix.grab().toImage() != before


def test_that_another_split_is_asked_for_and_the_choice_outlives_other_data(view: MistakesView) -> None:
    combo = view.findChild(QComboBox, "mistakeSplitCombo")
    assert combo is not None and view.split == "validation"
    with_test = QSignalSpy(view.split_chosen)
    combo.setCurrentIndex(1)
    assert with_test.count() == 1 and with_test.at(0)[0] == "test"
    view.set_splits(["validation", "test"])
    assert view.split == "test"
    view.set_splits([])
    assert view.split == "" and with_test.count() == 1


def test_that_a_hidden_view_draws_nothing_until_it_is_seen(view: MistakesView) -> None:
    view.hide()
    view.show_rows(judged())
    assert not view.refresh()
    view.show()
    assert view.refresh() and not view.refresh()


def test_that_nothing_to_show_is_said(qtbot: QtBot, view: MistakesView) -> None:
    show(view, judged())
    click_cell(qtbot, view, 0, 1)
    view.show_nothing("Nothing has been learnt yet.", "Press Start.")
    assert view.rows is None and view.matrix.chosen is None and view.gallery.shown == []
    assert not view.matrix.isVisible()
    assert view.accessibleDescription() == "Nothing has been learnt yet."


@pytest.mark.parametrize("size", [(1, 1), (60, 500), (900, 60), (300, 200)])
def test_that_no_size_makes_the_view_fail(qtbot: QtBot, view: MistakesView, size: tuple[int, int]) -> None:
    view.apply_theme(DARK)
    view.resize(*size)
    show(view, judged(classes=40))
    qtbot.mouseMove(view.gallery.viewport(), QPoint(5, 5))
    qtbot.mouseMove(view.matrix, QPoint(5, 5))
    view.grab()
