"""The field for learning rates: what it reads, how it steps, and that it never corrects a person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.widgets.scientific_spin import ScientificSpin, format_number, parse_number


@pytest.fixture
def spin(qtbot) -> Iterator[ScientificSpin]:
    window = QWidget()
    qtbot.addWidget(window)
    result = ScientificSpin("Learning rate", 0.01, parent=window)
    result.setObjectName("learningRateSpin")
    window.show()
    yield result


def type_text(qtbot, spin: ScientificSpin, text: str) -> None:
    spin.selectAll()
    qtbot.keyClick(spin, Qt.Key.Key_Delete)
    qtbot.keyClicks(spin, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.08", 0.08), ("1e-3", 1e-3), ("1E6", 1e6), ("0,08", 0.08), (" .5 ", 0.5), ("2.", 2.0), ("1e-7", 1e-7)],
)
def test_that_plain_and_scientific_text_is_read(qtbot, spin, text, value) -> None:
    type_text(qtbot, spin, text)
    assert spin.value() == value
    assert spin.problem() == ""


@pytest.mark.parametrize("text", ["abc", "1e", "1,000.5", "nan", "inf", "1e999", "0x10", "1 2", "1_0", "٣"])
def test_that_other_text_is_no_number(text) -> None:
    if text == "٣":
        # float() would read digits of any script; a person who types them means a number.
        assert parse_number(text) == 3.0
    else:
        assert parse_number(text) is None


@pytest.mark.parametrize("text", ["abc", "", "0", "-1", "1e-8", "1e7", "1e-"])
def test_that_impossible_text_stays_and_is_named_and_the_value_stays(qtbot, spin, text) -> None:
    spin.setKeyboardTracking(False)
    type_text(qtbot, spin, text)
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert spin.text() == text
    assert spin.problem().startswith("Learning rate")
    assert spin.problem().endswith(".")
    assert spin.property("invalid") is True
    assert spin.toolTip() == spin.accessibleDescription() == spin.problem()
    assert spin.value() == 0.01


def test_that_a_problem_is_told_when_it_comes_and_when_it_goes(qtbot, spin) -> None:
    spin.setToolTip("what it does")
    told: list[str] = []
    spin.problem_changed.connect(told.append)
    type_text(qtbot, spin, "x")
    type_text(qtbot, spin, "0.5")
    assert told[-1] == ""
    assert any("x" in sentence for sentence in told)
    assert spin.property("invalid") is False
    assert spin.toolTip() == "what it does"


def test_that_a_number_on_its_way_is_a_problem_but_not_painted_red_yet(qtbot, spin) -> None:
    type_text(qtbot, spin, "0.0")
    assert spin.problem() != ""
    assert not spin.property("invalid")
    spin.commit()
    assert spin.property("invalid") is True


def test_that_typing_tells_each_valid_value_with_keyboard_tracking(qtbot, spin) -> None:
    told: list[float] = []
    spin.valueChanged.connect(told.append)
    type_text(qtbot, spin, "0.25")
    assert told == [0.2, 0.25]


def test_that_without_keyboard_tracking_a_value_waits_for_enter(qtbot, spin) -> None:
    spin.setKeyboardTracking(False)
    told: list[float] = []
    spin.valueChanged.connect(told.append)
    type_text(qtbot, spin, "1e-3")
    assert told == []
    assert spin.value() == 0.01
    assert spin.is_being_edited()
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert told == [1e-3]
    assert not spin.is_being_edited()


def test_that_leaving_the_field_takes_the_value_over(qtbot, spin) -> None:
    other = ScientificSpin(parent=spin.parentWidget())
    other.show()
    spin.setKeyboardTracking(False)
    spin.window().activateWindow()
    spin.setFocus()
    qtbot.waitUntil(spin.hasFocus)
    type_text(qtbot, spin, "0.5")
    other.setFocus()
    assert spin.value() == 0.5


@pytest.mark.parametrize(
    ("start", "up", "down"),
    [(0.01, 0.02, 0.005), (0.08, 0.1, 0.05), (1.0, 2.0, 0.5), (0.5, 1.0, 0.2), (3e-5, 5e-5, 2e-5), (1e5, 2e5, 5e4)],
)
def test_that_arrows_go_one_two_five(qtbot, spin, start, up, down) -> None:
    spin.setValue(start)
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert spin.value() == pytest.approx(up, rel=1e-12)
    spin.setValue(start)
    qtbot.keyClick(spin, Qt.Key.Key_Down)
    assert spin.value() == pytest.approx(down, rel=1e-12)


def test_that_arrows_end_at_the_range(qtbot, spin) -> None:
    spin.setValue(1e6)
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert spin.value() == 1e6
    spin.setValue(1e-7)
    qtbot.keyClick(spin, Qt.Key.Key_Down)
    assert spin.value() == 1e-7
    assert spin.problem() == ""


def test_that_an_arrow_after_nonsense_goes_on_from_the_last_value(qtbot, spin) -> None:
    type_text(qtbot, spin, "abc")
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert spin.value() == 0.02
    assert spin.text() == "0.02"
    assert spin.problem() == ""


def test_that_set_value_keeps_every_digit(spin) -> None:
    spin.setValue(0.0123456789)
    spin.commit()
    assert spin.value() == 0.0123456789
    assert spin.text() == "0.0123457"


def test_that_set_value_replaces_text_that_waits_and_keeps_other_words_for_the_same_number(qtbot, spin) -> None:
    spin.setKeyboardTracking(False)
    type_text(qtbot, spin, "0.5")
    spin.setValue(0.01)
    assert (spin.text(), spin.value()) == ("0.01", 0.01)
    type_text(qtbot, spin, "1e-2")
    spin.setValue(0.01)
    assert (spin.text(), spin.value()) == ("1e-2", 0.01)


def test_that_set_value_outside_the_range_is_marked_and_not_bent(spin) -> None:
    spin.setValue(1e9)
    assert spin.value() == 0.01
    assert spin.text() == "1e9"
    assert "at most 1e6" in spin.problem()
    spin.setValue(0.01)
    assert spin.text() == "0.01"
    assert spin.problem() == ""


def test_that_the_wheel_over_a_field_without_focus_turns_nothing(qtbot, spin) -> None:
    spin.clearFocus()
    place = spin.rect().center()
    event = QWheelEvent(
        place, spin.mapToGlobal(place), place * 0, place * 0 + place, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    spin.wheelEvent(event)
    assert spin.value() == 0.01
    assert not event.isAccepted()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.08, "0.08"), (1e-7, "1e-7"), (1e6, "1e6"), (0.0001, "0.0001"), (1e-5, "1e-5"), (1e5, "1e5"), (3, "3"),
     (120000, "120000"), (2.5e-6, "2.5e-6"), (0, "0")],
)  # fmt: skip
def test_that_numbers_are_written_as_a_person_would(value, text) -> None:
    assert format_number(value) == text
    assert parse_number(text) == value
