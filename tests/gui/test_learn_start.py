"""The page on which an experiment is chosen."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from gui.learn.experiment_card import Card, ExperimentCard
from gui.learn.start_page import StartPage
from gui.theme.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton
CARDS = [
    *(Card(f"first{i}", f"First {i}", "A sentence on logic.", "First steps") for i in range(3)),
    Card("digits", "Digits", "Real handwriting.", "Digits"),
    *(Card(f"plane{i}", f"Plane {i}", "A sentence " * (10 * i + 1), "Playground") for i in range(9)),
]


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    page = StartPage()
    qtbot.addWidget(page)
    page.set_cards(CARDS)
    page.resize(1024, 640)
    with qtbot.waitActive(page):
        page.show()
    QApplication.processEvents()
    return page


def cards(page: StartPage) -> list[ExperimentCard]:
    return [card for card in page.findChildren(ExperimentCard) if card.isVisible()]


def card(page: StartPage, name: str) -> ExperimentCard:
    return next(card for card in cards(page) if card.card.name == name)


def search(page: StartPage) -> QLineEdit:
    field = page.findChild(QLineEdit, "startSearch")
    assert field is not None
    return field


@pytest.mark.parametrize(("width", "columns"), [(640, 2), (1024, 3), (1440, 3), (2560, 3)])
def test_that_columns_fit_and_chapters_of_three_fill_them(page: StartPage, width: int, columns: int) -> None:
    page.resize(width, 700)
    QApplication.processEvents()
    playground = [c for c in cards(page) if c.card.chapter == "Playground"]
    rows = {c.y() for c in playground}
    area = page.findChild(QScrollArea, "startScrollArea")

    assert len([c for c in playground if c.y() == min(rows)]) == columns
    assert max(c.geometry().right() for c in cards(page)) < width
    assert area is not None and area.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(("count", "columns"), [(4, 4), (5, 5), (6, 6), (7, 4), (9, 3)])
def test_that_of_the_columns_that_fit_those_are_taken_that_leave_the_fewest_places_empty(
    page: StartPage, count: int, columns: int
) -> None:
    page.resize(2560, 700)
    page.set_cards([Card(str(i), f"Card {i}", "A sentence.", "Chapter") for i in range(count)])
    QApplication.processEvents()
    assert len([c for c in cards(page) if c.y() == min(c.y() for c in cards(page))]) == columns


@pytest.mark.parametrize("width", [1024, 1440, 1920])
def test_that_a_row_of_cards_stands_in_the_middle_under_the_heading(page: StartPage, width: int) -> None:
    page.resize(width, 700)
    QApplication.processEvents()
    heading = page.findChild(QLabel, "startHeading")
    close = page.findChild(QToolButton, "startClose")
    assert heading is not None and close is not None
    row = [c for c in cards(page) if c.card.name.startswith("first")]
    left = min(c.mapTo(page, QPoint(0, 0)).x() for c in row)
    right = max(c.mapTo(page, QPoint(c.width(), 0)).x() for c in row)
    assert abs(left - (width - right)) <= 2
    assert abs(left - heading.x()) <= 2 and abs(right - close.geometry().right()) <= 2
    assert row[0].width() >= 300


def test_that_the_mark_of_the_open_experiment_covers_neither_picture_nor_title(page: StartPage) -> None:
    marked = card(page, "first1")
    before = marked.grab().toImage()
    page.set_current("first1")
    QApplication.processEvents()
    after = marked.grab().toImage()
    picture = round(marked.width() * 300 / 480)
    accent = {(x, y) for x in range(after.width()) for y in range(after.height()) if is_accent(after, x, y)}
    inside = {(x, y) for x, y in accent if 4 < x < after.width() - 5 and 4 < y < after.height() - 5}
    assert inside and min(y for _, y in inside) > picture
    covered = QRect(QPoint(*map(min, zip(*inside, strict=True))), QPoint(*map(max, zip(*inside, strict=True))))
    assert {
        before.pixelColor(x, y).rgb() for x in range(covered.left(), covered.right()) for y in (covered.center().y(),)
    } == {LIGHT.surface.rgb()}


def is_accent(image: QImage, x: int, y: int) -> bool:
    return image.pixelColor(x, y).rgb() == LIGHT.accent.rgb()


def test_that_the_theme_changes_after_garbage_was_collected(page: StartPage) -> None:
    (action,) = search(page).actions()
    assert action.parent() is page
    del action
    for theme in (DARK, LIGHT, DARK):
        gc.collect()
        page.apply_theme(theme)
        assert [action.icon().isNull() for action in search(page).actions()] == [False]


def test_that_cards_of_a_row_are_equally_high_and_none_lies_on_another(page: StartPage) -> None:
    for one in cards(page):
        for other in cards(page):
            if one is not other:
                assert not one.geometry().intersects(other.geometry())
                assert one.y() != other.y() or one.height() == other.height()
        assert one.height() >= one.height_at(one.width())


def test_that_chapters_come_in_the_order_of_their_first_cards(page: StartPage) -> None:
    page.set_cards([CARDS[3], CARDS[0], CARDS[4], CARDS[1]])
    QApplication.processEvents()

    assert [c.card.name for c in sorted(cards(page), key=lambda c: (c.y(), c.x()))] == [
        *("digits", "first0", "first1", "plane0")
    ]


def test_that_a_click_or_enter_opens(page: StartPage, qtbot: QtBot) -> None:
    spy = QSignalSpy(page.experiment_chosen)
    qtbot.mouseClick(card(page, "digits"), LEFT)
    card(page, "first1").setFocus()
    qtbot.keyClick(card(page, "first1"), Qt.Key.Key_Return)

    assert [spy.at(i)[0] for i in range(spy.count())] == ["digits", "first1"]


def test_that_esc_and_the_button_close(page: StartPage, qtbot: QtBot) -> None:
    spy = QSignalSpy(page.closed)
    qtbot.keyClick(search(page), Qt.Key.Key_Escape)
    card(page, "digits").setFocus()
    qtbot.keyClick(card(page, "digits"), Qt.Key.Key_Escape)
    button = page.findChild(QToolButton, "startClose")
    assert button is not None
    qtbot.mouseClick(button, LEFT)

    assert spy.count() == 3


def test_that_a_search_keeps_the_cards_that_speak_of_all_words(page: StartPage, qtbot: QtBot) -> None:
    spy = QSignalSpy(page.experiment_chosen)
    qtbot.keyClicks(search(page), "LOGIC first")
    assert [c.card.name for c in cards(page)] == ["first0", "first1", "first2"]
    headings = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "First steps" in headings and "Digits" not in headings
    qtbot.keyClick(search(page), Qt.Key.Key_Return)
    assert spy.at(0)[0] == "first0"


def test_that_a_search_in_vain_says_so_and_opens_nothing(page: StartPage, qtbot: QtBot) -> None:
    spy = QSignalSpy(page.experiment_chosen)
    nothing = page.findChild(QLabel, "startNothing")
    assert nothing is not None and not nothing.isVisible()
    qtbot.keyClicks(search(page), "<b>zebra")
    qtbot.keyClick(search(page), Qt.Key.Key_Return)

    assert cards(page) == []
    assert nothing.isVisible() and "<b>zebra" in nothing.text()
    assert spy.count() == 0
    search(page).clear()
    assert len(cards(page)) == len(CARDS)


def test_that_arrows_go_from_card_to_card(page: StartPage, qtbot: QtBot) -> None:
    def press(key: Qt.Key) -> str:
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)
        focused = QApplication.focusWidget()
        assert isinstance(focused, ExperimentCard)
        return focused.card.name

    assert press(Qt.Key.Key_Down) == "first0"
    assert press(Qt.Key.Key_Right) == "first1"
    assert press(Qt.Key.Key_Down) == "digits"
    assert press(Qt.Key.Key_Right) == "plane0"
    assert press(Qt.Key.Key_Down) == "plane3"
    assert press(Qt.Key.Key_Left) == "plane2"
    assert press(Qt.Key.Key_Up) == "digits"
    assert press(Qt.Key.Key_End) == "plane8"
    assert press(Qt.Key.Key_Right) == "plane8"
    assert press(Qt.Key.Key_Home) == "first0"


def test_that_tab_reaches_every_card_and_stays_on_the_page(page: StartPage, qtbot: QtBot) -> None:
    seen = []
    for _ in range(len(CARDS) + 3):
        focused = QApplication.focusWidget()
        assert focused is not None and page.isAncestorOf(focused)
        seen.append(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)

    assert seen[:3] == ["startSearch", "startClose", "card_first0"]
    assert {f"card_{c.name}" for c in CARDS} <= set(seen)
    assert seen[-1] == "startSearch"


def test_that_the_open_experiment_is_marked_in_words_too(page: StartPage) -> None:
    page.set_current("digits")
    assert [c.card.name for c in cards(page) if c.is_current] == ["digits"]
    assert card(page, "digits").accessibleName() == "Digits, open now"
    page.set_current("plane0")
    assert card(page, "digits").accessibleName() == "Digits"


def test_that_a_card_shows_the_picture_of_its_theme(page: StartPage, tmp_path: Path) -> None:
    for name, color in (("light", "#ff0000"), ("dark", "#0000ff")):
        pixmap = QPixmap(48, 30)
        pixmap.fill(QColor(color))
        assert pixmap.save(str(tmp_path / f"{name}.png"))
    (tmp_path / "broken.png").write_text("no picture")
    pictures = tmp_path / "light.png", tmp_path / "dark.png"
    broken = tmp_path / "broken.png", tmp_path / "missing.png"
    page.set_cards([Card("a", "A", "", "C", *pictures), Card("b", "B", "", "C", *broken), Card("c", "C", "", "C")])
    QApplication.processEvents()

    for theme, color in ((LIGHT, "#ff0000"), (DARK, "#0000ff")):
        page.apply_theme(theme)
        shown = [c.grab().toImage().pixelColor(c.width() // 2, 20) for c in cards(page)]
        assert shown[0] == QColor(color)
        assert shown[1] == shown[2] == theme.hover


def test_that_the_page_covers_what_is_under_it(page: StartPage) -> None:
    for theme in (LIGHT, DARK):
        page.apply_theme(theme)
        assert page.grab().toImage().pixelColor(4, 300) == theme.window
