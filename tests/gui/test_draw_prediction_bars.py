from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.draw.prediction_bars import PredictionBars
from gui.theme.theme import DARK, LIGHT

ANSWER = np.array([0.0, 0.01, 0.02, 0.0, 0.3, 0.0, 0.0, 0.62, 0.0, 0.05])


@pytest.fixture
def bars(qtbot: QtBot) -> PredictionBars:
    widget = PredictionBars()
    qtbot.addWidget(widget)
    widget.resize(300, 260)
    widget.show()
    return widget


def picture(bars: PredictionBars) -> QImage:
    return bars.grab().toImage()


def width_in_accent(bars: PredictionBars, row: int) -> int:
    """Pixels of a row's middle line that have the accent colour."""
    image = picture(bars)
    y = round((row + 0.5) * image.height() / 10)
    return sum(image.pixelColor(x, y) == LIGHT.accent for x in range(image.width()))


def test_that_blank_bars_claim_nothing(bars: PredictionBars) -> None:
    assert bars.objectName() == "predictionBars"
    assert bars.probabilities().tolist() == [0.0] * 10
    assert sum(width_in_accent(bars, row) for row in range(10)) == 0


def test_that_the_bars_show_what_they_are_given(bars: PredictionBars) -> None:
    bars.show_probabilities(ANSWER)

    np.testing.assert_array_equal(bars.probabilities(), ANSWER)


def test_that_the_result_cannot_change_the_bars(bars: PredictionBars) -> None:
    bars.show_probabilities(ANSWER)
    bars.probabilities()[:] = 0.5

    np.testing.assert_array_equal(bars.probabilities(), ANSWER)


def test_that_going_blank_takes_the_claim_back(bars: PredictionBars) -> None:
    blank = picture(bars)
    bars.show_probabilities(ANSWER)
    assert picture(bars) != blank

    bars.show_blank()

    assert not bars.probabilities().any()
    assert picture(bars) == blank


def test_that_the_likeliest_class_has_a_bar_as_long_as_its_share(bars: PredictionBars) -> None:
    certain = np.zeros(10)
    certain[7] = 1.0
    bars.show_probabilities(certain)
    whole = width_in_accent(bars, 7)
    bars.show_probabilities(ANSWER)

    assert width_in_accent(bars, 7) == pytest.approx(0.62 * whole, abs=3)
    # The runner-up has an outline in the accent colour, the others none of it.
    assert 1 <= width_in_accent(bars, 4) <= 6
    assert width_in_accent(bars, 9) == 0


def test_that_the_description_names_the_two_likeliest(bars: PredictionBars) -> None:
    bars.show_probabilities(ANSWER)

    assert bars.accessibleDescription() == "7 62%, 4 30%"


def test_that_other_names_make_the_bars_blank_and_the_same_names_do_not(bars: PredictionBars) -> None:
    bars.show_probabilities(ANSWER)
    bars.set_classes([str(digit) for digit in range(10)])
    assert bars.probabilities().any()

    bars.set_classes(["cat", "dog", "a fish with a very long name"])

    assert bars.probabilities().tolist() == [0.0] * 3
    assert not picture(bars).isNull()


def test_that_a_wrong_number_of_probabilities_is_refused(bars: PredictionBars) -> None:
    with pytest.raises(ValueError, match="10 classes"):
        bars.show_probabilities(np.array([0.5, 0.5]))


def test_that_the_bars_follow_the_theme(bars: PredictionBars) -> None:
    bars.show_probabilities(ANSWER)
    light = picture(bars)
    bars.apply_theme(DARK)

    assert picture(bars) != light
