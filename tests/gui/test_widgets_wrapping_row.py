"""A row that goes on in the next line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.wrapping_row import WrappingRow


@pytest.fixture
def row(qtbot: QtBot) -> WrappingRow:
    row = filled(None)
    qtbot.addWidget(row)
    row.show()
    return row


def filled(parent: QWidget | None) -> WrappingRow:
    row = WrappingRow(QMargins(5, 5, 5, 5), parent)
    for _ in range(3):
        part = QFrame()
        part.setFixedSize(100, 20)
        row.add_widget(part)
    return row


def places(row: WrappingRow, width: int) -> list[tuple[int, int]]:
    row.resize(width, 200)
    QApplication.processEvents()
    return [(part.x(), part.y()) for part in row.findChildren(QFrame) if part.isVisible()]


def test_that_what_does_not_fit_goes_on_in_the_next_line(row: WrappingRow) -> None:
    assert places(row, 326) == [(5, 5), (113, 5), (221, 5)]
    assert places(row, 325) == [(5, 5), (113, 5), (5, 33)]
    assert places(row, 110) == [(5, 5), (5, 33), (5, 61)]


def test_that_it_says_how_large_it_wants_to_be(row: WrappingRow) -> None:
    assert [row.heightForWidth(width) for width in (326, 325, 110)] == [30, 58, 86]
    assert row.minimumSizeHint().width() == 110
    assert row.sizeHint().width() == 326


def test_that_what_is_hidden_takes_no_room(row: WrappingRow) -> None:
    places(row, 326)
    row.findChildren(QFrame)[1].hide()
    QApplication.processEvents()
    assert places(row, 326) == [(5, 5), (113, 5)]
    assert row.sizeHint().width() == 218


def test_that_what_stands_below_moves_down_for_more_lines_and_not_up_for_none(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    layout = QVBoxLayout(around)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    below = QFrame()
    row = filled(around)
    layout.addWidget(row)
    layout.addWidget(below, 1)
    around.resize(400, 300)
    around.show()
    QApplication.processEvents()
    assert below.y() == 30
    around.resize(120, 300)
    QApplication.processEvents()
    assert below.y() == 86
    assert [(part.x(), part.y()) for part in row.findChildren(QFrame)] == [(5, 5), (5, 33), (5, 61)]
    assert (row.y(), row.height()) == (0, 86)
    for part in row.findChildren(QFrame):
        part.hide()
    qtbot.waitUntil(lambda: below.y() == 30)
