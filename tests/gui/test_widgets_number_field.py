"""Fields for whole and decimal numbers, and the sentence under them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.widgets.number_field import NumberField
from gui.widgets.problem_label import ProblemLabel


def type_text(qtbot, field: NumberField, text: str) -> None:
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)


@pytest.fixture
def units(qtbot) -> NumberField:
    field = NumberField("Units", 16, 1, 100_000)
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.fixture
def dropout(qtbot) -> NumberField:
    field = NumberField("Dropout", 0.2, 0, 1, decimals=True, step=0.1, below_maximum=True)
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.fixture
def batch_size(qtbot) -> NumberField:
    field = NumberField("Batch size", 120, 0, 1_000_000)
    field.setObjectName("batchSizeSpin")
    field.setSpecialValueText("all rows")
    qtbot.addWidget(field)
    field.show()
    return field


def test_that_a_whole_number_is_an_int(qtbot, units) -> None:
    type_text(qtbot, units, "512")
    assert units.value() == 512
    assert type(units.value()) is int


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0", "at least 1"),
        ("", "empty"),
        ("1.5", "whole number"),
        ("x", "is not a number"),
        ("200000", "at most 100000"),
    ],
)
def test_that_an_impossible_number_is_marked_with_a_sentence(qtbot, units, text, words) -> None:
    type_text(qtbot, units, text)
    units.commit()
    assert units.text() == text
    assert words in units.problem()
    assert units.problem().startswith("Units")
    assert units.property("invalid") is True


@pytest.mark.parametrize("value", [0, 100_001])
def test_that_set_value_marks_what_is_impossible(units, value) -> None:
    units.setValue(value)
    assert units.problem()
    assert units.value() == 16
    units.setValue(16)
    assert units.problem() == ""


def test_that_dropout_one_is_refused_and_typing_nought_is_not(qtbot, dropout) -> None:
    dropout.setValue(1.0)
    assert dropout.problem() == "Dropout must be less than 1."
    type_text(qtbot, dropout, "0.45")
    assert dropout.value() == 0.45
    type_text(qtbot, dropout, "0")
    assert dropout.value() == 0.0
    assert dropout.problem() == ""


def test_that_decimal_arrows_stay_exact_and_below_one(qtbot, dropout) -> None:
    dropout.setValue(0)
    for _ in range(3):
        qtbot.keyClick(dropout, Qt.Key.Key_Up)
    assert dropout.value() == 0.3
    for _ in range(20):
        qtbot.keyClick(dropout, Qt.Key.Key_Up)
    assert dropout.value() == 0.9
    assert dropout.problem() == ""


def test_that_a_value_above_the_last_step_is_not_lowered_by_the_up_arrow(qtbot, dropout) -> None:
    dropout.setValue(0.95)
    qtbot.keyClick(dropout, Qt.Key.Key_Up)
    assert dropout.value() == 0.95


def test_that_an_empty_batch_size_means_all_rows(qtbot, batch_size) -> None:
    type_text(qtbot, batch_size, "")
    assert batch_size.value() == 0
    assert batch_size.problem() == ""
    assert batch_size.lineEdit().placeholderText() == batch_size.specialValueText() == "all rows"
    type_text(qtbot, batch_size, "64")
    assert batch_size.value() == 64
    batch_size.setValue(0)
    assert batch_size.text() == ""
    assert batch_size.problem() == ""
    qtbot.keyClick(batch_size, Qt.Key.Key_Up)
    assert (batch_size.value(), batch_size.text()) == (1, "1")


def test_that_nought_typed_into_a_special_field_is_its_special_value(qtbot, batch_size) -> None:
    type_text(qtbot, batch_size, "0")
    assert batch_size.value() == 0
    assert batch_size.problem() == ""


def test_that_a_new_range_judges_what_is_there(qtbot, units) -> None:
    units.setRange(1, 8)
    assert "at most 8" in units.problem()
    units.setRange(1, 16)
    assert units.problem() == ""
    assert units.value() == 16


def test_that_a_problem_from_outside_goes_with_the_next_edit(qtbot, units) -> None:
    units.set_problem("Units: more than the memory holds.")
    assert units.problem() == "Units: more than the memory holds."
    assert units.property("invalid") is True
    type_text(qtbot, units, "8")
    assert units.problem() == ""
    assert units.property("invalid") is False


def test_that_the_sentence_stands_under_the_field_only_while_it_is_true(qtbot, units, dropout) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = ProblemLabel(window)
    QVBoxLayout(window).addWidget(label)
    label.watch(units)
    label.watch(dropout)
    window.show()
    assert not label.isVisible()
    dropout.setValue(1.0)
    units.setValue(0)
    assert label.isVisible()
    assert label.text() == units.problem()
    units.setValue(16)
    assert label.text() == dropout.problem()
    dropout.setValue(0.5)
    assert not label.isVisible()
