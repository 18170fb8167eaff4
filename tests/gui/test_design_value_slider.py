from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from gui.design.value_slider import ValueSlider


@pytest.fixture
def slider(qtbot: QtBot) -> ValueSlider:
    slider = ValueSlider("rowsSlider", "Rows", "How many", (10, 20, 50, 200), lambda rows: f"{rows} rows", "200 rows")
    qtbot.addWidget(slider)
    qtbot.addWidget(slider.caption)
    return slider


@pytest.fixture
def moved(slider: ValueSlider) -> list[float]:
    heard: list[float] = []
    slider.moved.connect(heard.append)
    return heard


def test_that_keys_go_from_value_to_value(qtbot: QtBot, slider: ValueSlider, moved: list[float]) -> None:
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert moved == [20, 200]
    assert slider.caption.text() == slider.accessibleDescription() == "200 rows"


def test_that_a_value_that_is_shown_is_no_news(slider: ValueSlider, moved: list[float]) -> None:
    slider.set_value(50)
    assert (slider.value(), slider.caption.text(), moved) == (2, "50 rows", [])


def test_that_a_value_between_two_places_is_named_as_it_is(slider: ValueSlider, moved: list[float]) -> None:
    slider.set_value(48)
    assert (slider.value(), slider.caption.text(), moved) == (2, "48 rows", [])


def test_that_the_wheel_turns_only_the_slider_that_has_the_keys(slider: ValueSlider, moved: list[float]) -> None:
    at, turn = QPointF(5, 5), QPoint(0, 120)
    no = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase)
    event = QWheelEvent(at, at, QPoint(), turn, *no, False)
    slider.wheelEvent(event)
    assert not event.isAccepted()
    assert moved == []


def test_that_there_is_room_for_the_longest_number(slider: ValueSlider) -> None:
    slider.set_value(200)
    width = slider.caption.sizeHint().width()
    slider.set_value(10)
    assert slider.caption.minimumSizeHint().width() >= width
