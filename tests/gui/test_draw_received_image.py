from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.draw.received_image import ReceivedImage
from gui.theme.theme import DARK, LIGHT, Theme


@pytest.fixture
def view(qtbot: QtBot) -> ReceivedImage:
    widget = ReceivedImage()
    qtbot.addWidget(widget)
    widget.set_side(86)
    widget.resize(widget.sizeHint())
    widget.show()
    return widget


def color_of_pixel(view: ReceivedImage, row: int, column: int) -> QColor:
    """The middle of an image pixel where 28 of three screen pixels each lie inside a hairline."""
    return view.grab().toImage().pixelColor(1 + 3 * column + 1, 1 + 3 * row + 1)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_every_pixel_of_the_image_is_shown_as_it_is(view: ReceivedImage, theme: Theme) -> None:
    image = np.zeros((28, 28), dtype=np.uint8)
    image[3, 20] = 255
    image[27, 0] = 128
    view.apply_theme(theme)
    view.show_image(image, 255)

    assert color_of_pixel(view, 3, 20) == theme.ink
    assert color_of_pixel(view, 3, 19) == theme.paper
    assert color_of_pixel(view, 4, 20) == theme.paper
    grey = color_of_pixel(view, 27, 0)
    assert grey.lightness() == pytest.approx((theme.ink.lightness() + theme.paper.lightness()) / 2, abs=2)


def test_that_values_up_to_16_use_the_whole_range(view: ReceivedImage) -> None:
    image = np.zeros((8, 8), dtype=np.uint8)
    image[0, 0] = 16
    view.show_image(image, 16)

    # Eight pixels of ten screen pixels in the middle of 86.
    shown = view.grab().toImage()
    assert shown.pixelColor(8, 8) == LIGHT.ink
    assert shown.pixelColor(18, 8) == LIGHT.paper


def test_that_the_frame_is_empty_before_and_after(view: ReceivedImage) -> None:
    empty = view.grab().toImage()
    view.show_image(np.full((28, 28), 255, dtype=np.uint8), 255)
    assert view.grab().toImage() != empty

    view.show_blank()

    assert view.grab().toImage() == empty


def test_that_later_changes_of_the_array_do_not_reach_the_picture(view: ReceivedImage) -> None:
    image = np.full((28, 28), 255, dtype=np.uint8)
    view.show_image(image, 255)
    image[:] = 0

    assert color_of_pixel(view, 14, 14) == LIGHT.ink


def test_that_what_is_no_image_is_refused(view: ReceivedImage) -> None:
    with pytest.raises(ValueError, match="height, width"):
        view.show_image(np.zeros(784, dtype=np.uint8), 255)
