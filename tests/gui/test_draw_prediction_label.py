from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.draw.prediction_label import PredictionLabel
from gui.theme.theme import DARK


@pytest.fixture
def label(qtbot: QtBot) -> PredictionLabel:
    widget = PredictionLabel()
    qtbot.addWidget(widget)
    widget.resize(220, widget.sizeHint().height())
    widget.show()
    return widget


def test_that_the_text_begins_with_the_answer(label: PredictionLabel) -> None:
    label.show_answer("7", "sure")

    assert label.text() == "7  sure"
    assert label.accessibleDescription() == "7  sure"


def test_that_a_hint_is_shown_as_it_is(label: PredictionLabel) -> None:
    label.show_answer("7", "sure")
    label.show_hint("Draw a digit")

    assert label.text() == "Draw a digit"


def test_that_the_height_does_not_depend_on_the_text(label: PredictionLabel) -> None:
    heights = set()
    for answer, comment in (("7", "sure"), ("9", "torn between 9 and 4"), ("ankle boot", "probably")):
        label.show_answer(answer, comment)
        heights.add(label.sizeHint().height())

    assert len(heights) == 1


def test_that_answer_and_hint_are_painted_in_the_theme(label: PredictionLabel) -> None:
    label.show_hint("Draw a digit")
    hint = label.grab().toImage()
    label.show_answer("7", "sure")
    light = label.grab().toImage()
    label.apply_theme(DARK)

    assert hint != light
    assert label.grab().toImage() != light
