"""The strip in which the window speaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from gui.theme.theme import DARK
from gui.widgets.notice import Notice
from gui.widgets.notice_strip import NoticeStrip


@pytest.fixture
def strip(qtbot) -> Iterator[NoticeStrip]:
    window = QWidget()
    window.resize(600, 400)
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    result = NoticeStrip(window)
    layout.addWidget(result)
    layout.addStretch(1)
    window.show()
    yield result


def texts(strip: NoticeStrip) -> list[str]:
    return [notice.text for notice in strip.notices()]


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_an_empty_strip_takes_no_room(strip) -> None:
    assert not strip.isVisible()
    strip.show_notice("info", "Hello.")
    assert strip.isVisible()
    strip.clear()
    assert not strip.isVisible()


def shown(strip: NoticeStrip) -> str:
    in_sight = [notice for notice in strip.notices() if notice.isVisible()]
    assert len(in_sight) == 1
    return in_sight[0].text


def test_that_the_newest_is_in_sight_and_the_oldest_of_many_gives_way(strip) -> None:
    for text in ("one", "two", "three", "four", "five", "six"):
        strip.show_notice("info", text)
        assert shown(strip) == text
    assert texts(strip) == ["six", "five", "four", "three", "two"]


def test_that_several_notices_take_the_room_of_one(strip) -> None:
    strip.show_notice("info", "one")
    height = strip.sizeHint().height()
    strip.show_notice("info", "two")
    strip.show_notice("error", "three")
    strip.layout().activate()
    assert strip.minimumSizeHint().height() <= strip.sizeHint().height() <= height + 2


def test_that_the_older_notices_are_a_press_away(qtbot, strip) -> None:
    notice = strip.show_notice("info", "one")
    assert not notice.findChild(QToolButton, "noticeNext").isVisible()
    strip.show_notice("info", "two")
    strip.show_notice("info", "three")
    for expected, place in (("three", "1 of 3"), ("two", "2 of 3"), ("one", "3 of 3"), ("three", "1 of 3")):
        assert shown(strip) == expected
        button = next(b for b in strip.findChildren(QToolButton, "noticeNext") if b.isVisible())
        assert button.text() == place
        press(qtbot, button)
        assert [b.hasFocus() for b in strip.findChildren(QToolButton, "noticeNext") if b.isVisible()] == [True]
    assert shown(strip) == "two"
    strip.close_notice(strip.notices()[0])
    assert shown(strip) == "two"
    strip.close_notice(strip.notices()[0])
    assert shown(strip) == "one"


def test_that_of_a_topic_only_the_newest_notice_stays(strip) -> None:
    strip.show_notice("error", "Diverged in step 3.", topic="ending")
    strip.show_notice("info", "Saved.")
    strip.show_notice("error", "Diverged in step 7.", topic="ending")
    assert texts(strip) == ["Diverged in step 7.", "Saved."]
    strip.close_topic("ending")
    strip.close_topic("ending")
    assert texts(strip) == ["Saved."]


def test_that_the_same_sentence_stands_there_once_and_moves_up(strip) -> None:
    strip.show_notice("warning", "Disk is full.")
    strip.show_notice("info", "Saved.")
    strip.show_notice("warning", "Disk is full.")
    assert texts(strip) == ["Disk is full.", "Saved."]


def test_that_a_button_calls_its_function_and_closes_its_notice(qtbot, strip) -> None:
    called: list[str] = []
    notice = strip.show_notice("offer", "Take up the last run?", [("Restore", lambda: called.append("restore"))])
    press(qtbot, notice.findChild(QPushButton, "noticeAction"))
    assert called == ["restore"]
    assert texts(strip) == []


def test_that_a_button_with_an_id_tells_the_id(qtbot, strip) -> None:
    notice = strip.show_notice("offer", "Take up the last run?", [("Restore", "restore"), ("Discard", "discard")])
    discard = next(button for button in notice.findChildren(QPushButton) if button.text() == "Discard")
    with qtbot.waitSignal(strip.action_triggered) as told:
        press(qtbot, discard)
    assert told.args == ["discard"]
    assert texts(strip) == []


def test_that_an_action_may_show_the_next_notice(qtbot, strip) -> None:
    notice = strip.show_notice("error", "No data.", [("Retry", lambda: strip.show_notice("error", "No data."))])
    press(qtbot, notice.findChild(QPushButton))
    assert texts(strip) == ["No data."]


def test_that_the_close_button_closes_one_notice_only(qtbot, strip) -> None:
    strip.show_notice("info", "stays")
    notice = strip.show_notice("info", "goes")
    press(qtbot, notice.findChild(QToolButton, "noticeClose"))
    assert texts(strip) == ["stays"]
    strip.close_notice(notice)
    assert texts(strip) == ["stays"]


def test_that_a_long_sentence_wraps_and_is_not_cut(strip) -> None:
    notice = strip.show_notice("error", "The file is broken, and this is a long story about why. " * 5)
    strip.window().layout().activate()
    label = notice.findChild(QLabel, "noticeText")
    assert label.height() >= label.heightForWidth(label.width())
    assert label.height() > 2 * label.fontMetrics().height()


def test_that_markup_in_a_sentence_is_shown_as_it_is(strip) -> None:
    notice = strip.show_notice("error", "<b>bold</b>")
    assert notice.findChild(QLabel, "noticeText").textFormat() == Qt.TextFormat.PlainText


def test_that_the_kind_is_told_to_a_screen_reader(strip) -> None:
    assert strip.show_notice("error", "No data.").accessibleName() == "Error: No data."


def test_that_wrong_kinds_and_three_actions_are_refused(strip) -> None:
    with pytest.raises(ValueError, match="rumour"):
        strip.show_notice("rumour", "Psst.")
    with pytest.raises(ValueError, match="at most 2"):
        strip.show_notice("info", "Choose.", [("a", "a"), ("b", "b"), ("c", "c")])


def test_that_a_theme_reaches_notices_before_and_after(strip) -> None:
    def ground(notice) -> str:
        return notice.grab().toImage().pixelColor(notice.width() // 2, 4).name()

    first = strip.show_notice("info", "first")
    light = ground(first)
    strip.apply_theme(DARK)
    second = strip.show_notice("info", "second")
    assert ground(first) == ground(second) != light


@pytest.fixture
def active(strip, monkeypatch) -> NoticeStrip:
    """A strip in the window that the person is in, with the pointer and the keys elsewhere."""
    monkeypatch.setattr(NoticeStrip, "isActiveWindow", lambda self: True)
    monkeypatch.setattr(Notice, "underMouse", lambda self: False)
    return strip


def let_time_pass(strip: NoticeStrip) -> None:
    """As if the timer had run out, if it runs."""
    if strip._reading.isActive():
        strip._reading.timeout.emit()


def test_that_information_that_asks_for_nothing_goes_by_itself(active) -> None:
    active.show_notice("info", "older")
    active.show_notice("info", "newer")
    let_time_pass(active)
    assert texts(active) == ["older"]
    let_time_pass(active)
    assert texts(active) == [] and not active.isVisible()
    let_time_pass(active)


def test_that_what_asks_for_something_or_is_wrong_stays(active) -> None:
    active.show_notice("info", "choose", [("Go", lambda: None)])
    let_time_pass(active)
    for kind in ("warning", "error", "offer"):
        active.show_notice(kind, kind)
        let_time_pass(active)

    assert len(texts(active)) == 4


@pytest.mark.parametrize("held", ["window", "pointer", "keys"])
def test_that_it_stays_while_nobody_is_there_or_somebody_is_at_it(active, monkeypatch, held: str) -> None:
    notice = active.show_notice("info", "Saved.")
    if held == "window":
        monkeypatch.setattr(NoticeStrip, "isActiveWindow", lambda self: False)
    elif held == "pointer":
        monkeypatch.setattr(Notice, "underMouse", lambda self: True)
    else:
        button = notice.findChild(QToolButton, "noticeClose")
        monkeypatch.setattr(QApplication, "focusWidget", lambda: button)
    let_time_pass(active)
    assert texts(active) == ["Saved."]

    monkeypatch.undo()
    monkeypatch.setattr(NoticeStrip, "isActiveWindow", lambda self: True)
    monkeypatch.setattr(Notice, "underMouse", lambda self: False)
    monkeypatch.setattr(QApplication, "focusWidget", lambda: None)
    let_time_pass(active)
    assert texts(active) == []
