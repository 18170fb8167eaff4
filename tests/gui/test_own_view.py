"""The views of My digits: what is shown of the digits, and what a hand or a key asks for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.draw.teach_row import TeachRow
from gui.own.own_digits_view import OwnDigitsView
from gui.own.own_tile import OwnTile
from gui.theme.theme import DARK, LIGHT
from gui.widgets.digit_buttons import DigitButtons

IMAGE = np.full((28, 28), 200, dtype=np.uint8)


def tiles(*labels: str, answer: str = "") -> list[OwnTile]:
    return [OwnTile(label, IMAGE, answer) for label in labels]


@pytest.fixture
def view(qtbot: QtBot) -> OwnDigitsView:
    made = OwnDigitsView()
    qtbot.addWidget(made)
    made.resize(320, 640)
    made.show()
    return made


@pytest.fixture
def row(qtbot: QtBot) -> TeachRow:
    made = TeachRow()
    qtbot.addWidget(made)
    made.show()
    return made


def select(view: OwnDigitsView, *places: int) -> None:
    model, gallery = view.gallery.model(), view.gallery
    gallery.clearSelection()
    for place in places:
        gallery.selectionModel().select(model.index(place), QItemSelectionModel.SelectionFlag.Select)


def text(parent: QWidget, name: str) -> str:
    label = parent.findChild(QLabel, name)
    assert label is not None
    return label.text()


def button(parent: QWidget, name: str) -> QPushButton | QToolButton:
    found = parent.findChild(QPushButton, name) or parent.findChild(QToolButton, name)
    assert found is not None
    return found


def test_that_an_empty_panel_says_how_to_begin(view: OwnDigitsView) -> None:
    words = " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())
    assert "Draw one" in words and "what it was" in words
    assert not view.gallery.isVisible()


def test_that_the_digits_are_counted_with_how_many_are_read_rightly(view: OwnDigitsView) -> None:
    view.show_tiles(tiles("7"))
    assert text(view, "ownDigitsCount") == "1 digit"
    view.show_tiles([*tiles("7", "7", answer="7"), *tiles("1", answer="7"), OwnTile("2", None)])
    assert text(view, "ownDigitsCount") == "4 digits, 2 read rightly"


def test_that_a_tile_says_in_words_what_it_is_and_how_it_is_read(view: OwnDigitsView) -> None:
    view.show_tiles([*tiles("1", answer="7"), *tiles("3"), OwnTile("2", None)])
    model = view.gallery.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [model.index(place, 0).data(role) for place in range(3)] == [
        "1, read as 7",
        "3, not read yet",
        "2, which shows nothing to read",
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_what_is_misread_looks_otherwise(view: OwnDigitsView, theme: object) -> None:
    view.apply_theme(theme)  # type: ignore[arg-type]
    pictures = []
    for answer in ("", "1", "7"):
        view.show_tiles(tiles("1", answer=answer))
        pictures.append(view.gallery.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_that_delete_and_the_button_remove_what_is_selected(qtbot: QtBot, view: OwnDigitsView) -> None:
    view.show_tiles(tiles("1", "2", "3"))
    asked = QSignalSpy(view.remove_requested)
    remove = button(view, "removeDigitsButton")
    qtbot.keyClick(view.gallery, Qt.Key.Key_Delete)
    assert not asked.count() and not remove.isEnabled()
    select(view, 2, 0)
    qtbot.keyClick(view.gallery, Qt.Key.Key_Delete)
    remove.click()
    assert [asked.at(index)[0] for index in range(2)] == [[0, 2], [0, 2]]


def test_that_a_digit_typed_or_pressed_renames_what_is_selected(qtbot: QtBot, view: OwnDigitsView) -> None:
    view.show_tiles(tiles("1", "1", "3"))
    asked = QSignalSpy(view.relabel_requested)
    select(view, 0, 1)
    assert button(view, "relabelButton1").isChecked()
    qtbot.keyClick(view.gallery, Qt.Key.Key_7)
    button(view, "relabelButton4").click()
    assert [asked.at(index) for index in range(2)] == [[[0, 1], 7], [[0, 1], 4]]
    assert button(view, "relabelButton1").isChecked() and not button(view, "relabelButton4").isChecked()


def test_that_new_answers_leave_the_selection_alone(view: OwnDigitsView) -> None:
    view.show_tiles(tiles("1", "2", "3"))
    select(view, 1)
    view.show_tiles(tiles("1", "2", "3", answer="2"))
    assert view.gallery.chosen == [1]
    view.show_tiles(tiles("1", "2"))
    assert view.gallery.chosen == [] and not button(view, "removeDigitsButton").isEnabled()


def test_that_a_lesson_is_refused_with_a_sentence(view: OwnDigitsView) -> None:
    view.show_tiles(tiles("1"))
    learn = button(view, "learnDigitsButton")
    view.lesson.set_problem("Train this network first (F5).")
    assert not learn.isEnabled()
    assert text(view, "lessonLabel") == learn.toolTip() == "Train this network first (F5)."
    view.lesson.set_problem("")
    assert learn.isEnabled() and "Undo takes it back" in text(view, "lessonLabel")


def test_that_a_lesson_shows_its_progress_and_can_be_cancelled(qtbot: QtBot, view: OwnDigitsView) -> None:
    view.show_tiles(tiles("1"))
    view.lesson.show_progress(3, 10)
    cancel = button(view, "cancelLessonButton")
    assert cancel.isVisible() and not button(view, "learnDigitsButton").isVisible()
    with qtbot.waitSignal(view.lesson.cancel_requested):
        cancel.click()
    view.lesson.show_result("Cancelled.")
    assert not cancel.isVisible() and text(view, "lessonResult") == "Cancelled."
    assert not button(view, "undoLessonButton").isVisible()


def test_that_undo_is_offered_only_while_it_can_be_done(qtbot: QtBot, view: OwnDigitsView) -> None:
    view.show_tiles(tiles("1"))
    undo = button(view, "undoLessonButton")
    view.lesson.show_result("3 of 12 → 12 of 12", can_undo=True, undo_tip="Bring it back")
    with qtbot.waitSignal(view.lesson.undo_requested):
        undo.click()
    view.lesson.show_result("3 of 12 → 12 of 12", undo_tip="Training has gone on since")
    assert undo.isVisible() and not undo.isEnabled() and undo.toolTip() == "Training has gone on since"


def test_that_ten_digits_are_one_stop_for_tab_and_the_arrows_go_on(qtbot: QtBot) -> None:
    buttons = DigitButtons("digit", "a {digit}")
    qtbot.addWidget(buttons)
    chosen = QSignalSpy(buttons.digit_chosen)
    with qtbot.waitActive(buttons):
        buttons.show()
    first = button(buttons, "digit0")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert button(buttons, "digit9").hasFocus() and not chosen.count()
    qtbot.keyClick(button(buttons, "digit9"), Qt.Key.Key_Space)
    qtbot.keyClick(button(buttons, "digit9"), Qt.Key.Key_3)
    assert [chosen.at(index)[0] for index in range(2)] == [9, 3]
    stops = [one for one in buttons.findChildren(QToolButton) if one.focusPolicy() is Qt.FocusPolicy.StrongFocus]
    assert [one.objectName() for one in stops] == ["digit3"]
    assert not any(one.isChecked() for one in buttons.findChildren(QToolButton)), "what holds is told from outside"


def test_that_the_row_says_what_was_kept_until_it_asks_again(row: TeachRow) -> None:
    row.show_kept(7, "7 kept: 12 digits")
    assert text(row, "teachLabel") == "7 kept: 12 digits" and button(row, "teachButton7").isChecked()
    row.show_question()
    assert text(row, "teachLabel") == "That was a…" and not button(row, "teachButton7").isChecked()


def test_that_a_row_that_is_off_says_why_and_names_nothing(row: TeachRow) -> None:
    named = QSignalSpy(row.digit_named)
    row.show_off("From the data")
    button(row, "teachButton3").click()
    assert not row.is_open and not named.count() and text(row, "teachLabel") == "From the data"
    row.show_question()
    button(row, "teachButton3").click()
    assert row.is_open and named.at(0) == [3]


def test_that_a_hidden_row_keeps_its_room_and_can_be_low(row: TeachRow) -> None:
    high = row.minimumSizeHint().height()
    row.hide()
    assert row.sizePolicy().retainSizeWhenHidden()
    row.set_compact(True)
    assert row.minimumSizeHint().height() < high
    row.set_compact(False)
    assert row.minimumSizeHint().height() == high
