"""The panel of the lesson."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.learn.answer_button import AnswerButton
from gui.learn.goal_card import GoalCard
from gui.learn.lesson import Lesson, parse_lesson
from gui.learn.lesson_text import LessonText
from gui.learn.lesson_view import LessonView
from gui.learn.link import Link
from gui.learn.milestones_card import MilestonesCard
from gui.theme.theme import DARK, LIGHT

TEXT = """# Exclusive or
The rate can be [three](set:training.learning_rate=3), seen in [Weights](go:weights).

| a | b |
|--:|--:|
| 1 | 0 |

## Before you start
How many?
- [ ] one
- [x] two
- [ ] three
> Two, see [the plots](go:plots).

## Goal
It is small.

## Then
Some `code`, and

    weight += x.T @ d_z
"""
T = TypeVar("T", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> LessonView:
    view = LessonView()
    qtbot.addWidget(view)
    view.resize(320, 600)
    view.show_lesson(parse_lesson(TEXT))
    with qtbot.waitExposed(view):
        view.show()
    QApplication.processEvents()
    return view


def part(view: QWidget, kind: type[T], name: str) -> T:
    found = view.findChild(kind, name)
    assert found is not None, name
    return found


def answers(view: LessonView) -> list[AnswerButton]:
    return [button for button in view.findChildren(AnswerButton) if not button.isHidden()]


def follow(view: LessonView, words: str, act: Callable[[LessonText, QPoint], None]) -> None:
    text = part(view, LessonText, "lessonBody")
    cursor = text.document().find(words)
    assert not cursor.isNull()
    middle = QTextCursor(cursor)
    middle.setPosition((cursor.selectionStart() + cursor.selectionEnd()) // 2)
    act(text, text.cursorRect(middle).center())


def test_that_what_there_is_no_lesson_for_says_so(view: LessonView) -> None:
    view.show_lesson(None)

    empty = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "No lesson" in empty
    view.show_problem("The file is broken.")
    assert "The file is broken." in [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def test_that_the_parts_of_a_lesson_stand_under_each_other(view: LessonView) -> None:
    names = ("lessonTitle", "lessonBody", "questionCard", "goalCard", "lessonFurther")
    parts = [part(view, QWidget, name) for name in names]

    assert part(view, QLabel, "lessonTitle").text() == "Exclusive or"
    assert all(widget.isVisible() for widget in parts)
    assert all(above.geometry().bottom() < below.y() for above, below in pairwise(parts))


@pytest.mark.parametrize("width", [300, 340, 900])
def test_that_text_is_as_high_as_it_needs_and_nothing_scrolls_sideways(view: LessonView, width: int) -> None:
    view.resize(width, 600)
    QApplication.processEvents()
    QApplication.processEvents()

    texts = [text for text in view.findChildren(LessonText) if text.isVisible()]
    assert len(texts) == 3
    for text in texts:
        assert text.document().textWidth() == text.viewport().width()
        assert text.height() >= text.document().size().height()
    assert part(view, QScrollArea, "lessonScrollArea").horizontalScrollBar().maximum() == 0
    assert max(text.width() for text in texts) < 650


def test_that_a_link_is_followed_by_the_mouse(view: LessonView, qtbot: QtBot) -> None:
    spy = QSignalSpy(view.link_activated)
    follow(view, "three", lambda text, place: qtbot.mouseClick(text.viewport(), LEFT, pos=place))

    assert [spy.at(0)[0]] == [Link("set", settings=(("training.learning_rate", 3),))]


def test_that_a_list_of_values_arrives_as_it_was_written(view: LessonView, qtbot: QtBot) -> None:
    spy = QSignalSpy(view.link_activated)
    view.show_lesson(Lesson("Circles", '[squares](set:playground.features=["x1_squared","x2_squared"])'))
    follow(view, "squares", lambda text, place: qtbot.mouseClick(text.viewport(), LEFT, pos=place))

    assert spy.at(0)[0] == Link("set", settings=(("playground.features", ["x1_squared", "x2_squared"]),))


def test_that_tab_goes_through_links_and_answers_and_enter_follows(view: LessonView, qtbot: QtBot) -> None:
    spy = QSignalSpy(view.link_activated)
    text = part(view, LessonText, "lessonBody")
    text.clearFocus()
    text.setFocus(Qt.FocusReason.TabFocusReason)
    assert text.textCursor().selectedText() == "three"
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert text.textCursor().selectedText() == "Weights"
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert spy.count() == 1 and spy.at(0)[0] == Link("go", "weights")
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is answers(view)[0]
    assert not text.textCursor().hasSelection()
    qtbot.keyClick(answers(view)[0], Qt.Key.Key_Backtab)
    assert text.hasFocus() and text.textCursor().selectedText() == "Weights"


def test_that_tab_scrolls_to_the_link_it_goes_to(view: LessonView, qtbot: QtBot) -> None:
    view.show_lesson(Lesson("Long", "\n\n".join(["A paragraph."] * 60) + "\n\n[At last](do:start)"))
    text, area = part(view, LessonText, "lessonBody"), part(view, QScrollArea, "lessonScrollArea")
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 500)
    assert area.verticalScrollBar().value() == 0
    text.clearFocus()
    text.setFocus(Qt.FocusReason.TabFocusReason)

    link = text.mapTo(area.viewport(), text.cursorRect().center())
    assert area.viewport().rect().contains(link)


def test_that_the_wheel_scrolls_the_whole(view: LessonView, qtbot: QtBot) -> None:
    view.resize(320, 400)
    text, area = part(view, LessonText, "lessonBody"), part(view, QScrollArea, "lessonScrollArea")
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    place = text.mapTo(view, QPoint(40, 10))
    assert view.rect().contains(place)
    QTest.wheelEvent(view.windowHandle(), QPointF(place), QPoint(0, -120))

    assert area.verticalScrollBar().value() > 0


def test_that_a_link_says_what_it_does_before_it_is_followed(view: LessonView) -> None:
    found = []
    follow(view, "three", lambda text, place: found.append(text.description_at(place)))

    assert found == ["Sets the learning rate to 3"]


def test_that_an_answer_shows_what_is_right_and_stays(view: LessonView, qtbot: QtBot) -> None:
    spy = QSignalSpy(view.answered)
    assert not part(view, QWidget, "questionExplanation").isVisible()
    qtbot.mouseClick(answers(view)[0], LEFT)
    qtbot.mouseClick(answers(view)[1], LEFT)

    assert spy.count() == 1 and spy.at(0)[0] is False
    assert [button.verdict for button in answers(view)] == ["wrong", "right", "other"]
    assert part(view, QLabel, "questionVerdict").text() == "Not quite."
    assert part(view, LessonText, "questionExplanation").toPlainText() == "Two, see the plots."


def test_that_arrows_go_from_answer_to_answer_and_enter_chooses(view: LessonView, qtbot: QtBot) -> None:
    spy = QSignalSpy(view.answered)
    answers(view)[0].setFocus()
    qtbot.keyClick(answers(view)[0], Qt.Key.Key_Down)
    assert answers(view)[1].hasFocus()
    qtbot.keyClick(answers(view)[1], Qt.Key.Key_Return)

    assert spy.count() == 1 and spy.at(0)[0] is True
    assert part(view, QLabel, "questionVerdict").text() == "Right."


def test_that_another_lesson_asks_anew(view: LessonView, qtbot: QtBot) -> None:
    qtbot.mouseClick(answers(view)[0], LEFT)
    view.show_goal("loss below 1", True, "0.5", 1.0)
    view.show_milestones([(1, 0.5, None)], {})
    view.show_lesson(parse_lesson(TEXT))

    assert [button.verdict for button in answers(view)] == ["open"] * 3
    assert part(view, QLabel, "goalHeading").text() == "Goal"
    assert not part(view, QWidget, "milestonesCard").isVisible()
    view.show_lesson(Lesson("Nothing to ask", "text"))
    assert not part(view, QWidget, "questionCard").isVisible()
    assert not part(view, QWidget, "goalCard").isVisible()


def test_that_the_goal_says_how_far_it_is(view: LessonView) -> None:
    heading, measured = part(view, QLabel, "goalHeading"), part(view, QLabel, "goalMeasured")
    bar = part(view, QProgressBar, "goalProgress")
    view.show_goal("mean |error| below 0.01", False, "")
    assert (heading.text(), measured.text()) == ("Goal: not yet", "nothing measured yet")
    assert not bar.isVisible()
    view.show_goal("mean |error| below 0.01", False, "0.3", 0.25)
    assert (measured.text(), bar.value()) == ("now 0.3", 250)
    view.show_goal("mean |error| below 0.01", True, "0.009", 1.2)
    assert (heading.text(), bar.value()) == ("Goal: reached", 1000)
    assert part(view, QWidget, "goalCard").accessibleName() == "Goal: reached. mean |error| below 0.01, now 0.009"


def test_that_what_a_sentence_of_the_lesson_says_is_not_said_again_in_other_words(view: LessonView) -> None:
    card, measured = part(view, GoalCard, "goalCard"), part(view, QLabel, "goalMeasured")
    card.set_sentence("")
    card.show_goal("loss below 0.006", True, "0.0051, reached by step 812")
    assert measured.text() == "loss below 0.006\nnow 0.0051, reached by step 812"
    card.set_sentence("The loss falls below 0.006.")
    assert measured.text() == "now 0.0051, reached by step 812"
    assert measured.toolTip() == "loss below 0.006" and "loss below 0.006" in card.accessibleName()
    card.set_sentence("")
    assert measured.text().startswith("loss below 0.006")


def test_that_measured_values_stand_beside_the_published_ones(view: LessonView) -> None:
    card = part(view, MilestonesCard, "milestonesCard")
    view.resize(400, 600)
    view.show_milestones([(0, 1.0, 0.4964100319027), (10_000, 1.0, 0.0085)], {0: 0.496410031903, 10_000: 0.0086})
    rows = part(card, LessonText, "milestonesTable").toPlainText().strip().split("\n")

    assert card.isVisible()
    assert rows[:9] == [
        *("Step", "Mean error", "Published"),
        *("0", "0.496410", "0.496410 ✓"),
        *("10,000", "0.008500", "0.0086"),
    ]
    view.show_milestones([(50, 0.25, None)], {})
    rows = part(card, LessonText, "milestonesTable").toPlainText().strip().split("\n")
    assert rows[:4] == ["Step", "Loss", "50", "0.250000"]
    view.show_milestones([], {})
    assert not card.isVisible()


def test_that_of_many_milestones_the_first_and_the_newest_are_shown(view: LessonView) -> None:
    view.show_milestones([(step, 1.0 / (step + 1), None) for step in range(40)], {})
    rows = part(view, LessonText, "milestonesTable").toPlainText().strip().split("\n")

    assert rows[2::2][:12] == ["0", *map(str, range(29, 40))]


def test_that_variants_are_chosen_and_all_run(view: LessonView, qtbot: QtBot) -> None:
    chosen, compared = QSignalSpy(view.variant_chosen), QSignalSpy(view.compare_requested)
    view.show_variants([("a", "With", True), ("b", "Without", False)])
    QApplication.processEvents()
    qtbot.mouseClick(part(view, QPushButton, "variant_b"), LEFT)
    qtbot.mouseClick(part(view, QPushButton, "compareVariantsButton"), LEFT)

    assert chosen.count() == 1 and chosen.at(0)[0] == "b"
    assert compared.count() == 1
    assert part(view, QPushButton, "variant_a").isChecked() and not part(view, QPushButton, "variant_b").isChecked()
    view.show_variants([("a", "With", False), ("b", "Without", True)])
    assert part(view, QPushButton, "variant_b").isChecked()


def test_that_a_single_variant_is_not_compared_and_none_takes_no_room(view: LessonView) -> None:
    view.show_variants([("a", "With", True)])
    assert view.findChild(QPushButton, "compareVariantsButton") is None
    view.show_variants([])
    visible = [button for button in view.findChildren(QPushButton) if button.isVisible()]
    assert visible == []


def test_that_links_stand_out_in_either_theme(view: LessonView) -> None:
    for theme in (LIGHT, DARK):
        view.apply_theme(theme)
        document = part(view, LessonText, "lessonBody").document()
        link = document.find("three").charFormat()
        plain = document.find("rate").charFormat()
        assert link.foreground().color() == theme.accent and link.fontUnderline()
        assert plain.foreground().color() == theme.text


def test_that_everything_pressed_has_a_name_and_says_what_it_does(view: LessonView) -> None:
    view.show_variants([("a", "With", True), ("b", "Without", False)])
    buttons = [*answers(view), *(b for b in view.findChildren(QPushButton) if not b.isHidden())]

    assert len(buttons) == 6
    assert [b.objectName() for b in buttons if not (b.objectName() and b.accessibleName() and b.toolTip())] == []
