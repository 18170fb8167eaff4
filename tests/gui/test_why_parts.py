"""The parts of the Why view by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QCheckBox, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from engine.drawing import STEPS, prepare, prepare_in_stages
from engine.unusual import Oddity, find_oddities
from gui.theme.theme import DARK, LIGHT, Theme
from gui.why.oddity_gauge import OddityGauge, oddity_words
from gui.why.pixel_picture import PixelPicture
from gui.why.severity_mark import SeverityMark
from gui.why.signed_picture import signed_picture
from gui.why.stages_strip import StagesStrip
from gui.why.step_words import step_words
from gui.why.strength_slider import StrengthSlider
from gui.why.why_view import WhyView
from gui.widgets.ink_picture import ink_picture
from tests.helpers.drawn_digits import strokes_of

THICK = Oddity("width", 4.6, (1.62, 3.58), True, 2)
LEFT = Qt.MouseButton.LeftButton


def full_view(qtbot: QtBot, width: int, height: int) -> WhyView:
    view = WhyView()
    qtbot.addWidget(view)
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    stages = prepare_in_stages(strokes_of("4"), (28, 28), without=["centre", "width"])
    view.show_stages(stages, {"centre", "width"}, find_oddities(stages[-1]))
    ink = stages[-1] / 255.0
    names = [str(digit) for digit in range(10)]
    view.set_classes(names)
    view.show_saliency(ink, np.linspace(-1.0, 1.0, 784).reshape(28, 28), "4", is_answer=True)
    view.show_change(ink, ink, np.full(10, 0.1), names, 4, (0.08, 9))
    return view


def test_that_every_step_says_what_it_does_and_what_is_without_it() -> None:
    for steps in STEPS.values():
        for step in steps:
            words = step_words(step)
            assert words.caption and words.name and "Without, " in words.explanation


@pytest.mark.parametrize(
    ("oddity", "words"),
    [
        (THICK, "strokes thicker than 99 % of the training digits (4.6 px, usual 1.6 to 3.6)"),
        (Oddity("width", 1.19, (1.24, 1.88), False, 1), "strokes thinner than 95 %.*(1.19 px, usual 1.24 to 1.88)"),
        (Oddity("offset", 6.6, (0.1, 0.6), True, 3), "farther from the middle than 99.9 %.*(6.6 px, usual up to 0.6)"),
        (Oddity("size", 26.0, (20.0, 20.0), True, 3), "larger than 99.9 %.*(26 px, usual 20)"),
        (Oddity("ink", 0.25, (0.065, 0.207), True, 2), "more ink than 99 %.*(25 % of the image, usual 6 to 21)"),
    ],
)
def test_that_an_oddity_is_a_sentence_with_its_figures(oddity: Oddity, words: str) -> None:
    start, _, end = words.partition(".*")
    assert oddity_words(oddity).startswith(start) and oddity_words(oddity).endswith(end)


@pytest.mark.parametrize("shape", STEPS)
def test_that_every_oddity_there_can_be_has_words(shape: tuple[int, int]) -> None:
    full = 255 if shape == (28, 28) else 16
    found = set()
    for name in ("1", "8", "4"):
        for without in [(), *((step,) for step in STEPS[shape]), STEPS[shape]]:
            for brush in (2.0, 17.0, 60.0):
                for scale in (30.0, 200.0, 260.0):
                    image = prepare(strokes_of(name, size=scale), shape, without=without, brush=brush)
                    assert image is not None
                    for oddity in find_oddities(image):
                        assert oddity_words(oddity)
                        found.add((oddity.name, oddity.large))
    found |= {(oddity.name, oddity.large) for oddity in find_oddities(np.full(shape, full, dtype=np.uint8))}
    assert len(found) >= 5


def test_that_severity_is_said_by_words_and_by_the_number_of_segments(qtbot: QtBot) -> None:
    gauge, mark = OddityGauge(), SeverityMark()
    qtbot.addWidget(gauge)
    qtbot.addWidget(mark)
    verdicts, pictures = set(), set()
    for degree in range(4):
        gauge.show_oddities([THICK._replace(degree=degree)] if degree else [])
        verdicts.add(gauge.words().partition(":")[0])
        mark.show_degree(degree)
        grey = mark.grab().toImage()
        middle = grey.height() // 2
        pictures.add(tuple(grey.pixelColor(x, middle) != QColor(LIGHT.pressed) for x in (3, 12, 21)))
    assert len(verdicts) == 4 and "Like the training digits" in verdicts
    assert pictures == {tuple(place < degree for place in range(3)) for degree in range(4)}


def test_that_the_strip_asks_for_steps_to_be_left_out_and_done_again(qtbot: QtBot) -> None:
    strip = StagesStrip()
    qtbot.addWidget(strip)
    strip.show()
    strip.show_stages(prepare_in_stages(strokes_of("4"), (28, 28)), ())
    asked = QSignalSpy(strip.left_out_changed)
    qtbot.mouseClick(strip.findChild(QCheckBox, "greyStepBox"), LEFT, pos=QPoint(6, 8))
    qtbot.mouseClick(strip.findChild(QWidget, "centrePicture"), LEFT)
    qtbot.keyClick(strip.findChild(QCheckBox, "greyStepBox"), Qt.Key.Key_Space)
    assert [asked.at(place)[0] for place in range(asked.count())] == [{"grey"}, {"grey", "centre"}, {"centre"}]
    qtbot.mouseClick(strip.findChild(QWidget, "drawnPicture"), LEFT)
    assert asked.count() == 3


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_the_sign_decides_the_colour_and_zero_is_paper(theme: Theme) -> None:
    picture = signed_picture(np.array([[-2.0, -0.5, 0.0, 0.5, 1.0]]), 1.0, theme)
    colors = [picture.pixelColor(x, 0) for x in range(5)]
    assert colors[0] == QColor(*theme.diverging[0].tolist())
    assert colors[2] == theme.paper
    assert colors[4] == QColor(*theme.diverging[-1].tolist())
    assert colors[1].blue() > colors[1].red() and colors[3].red() > colors[3].blue()


def test_that_a_picture_has_whole_pixels_and_tells_which_one_is_pointed_at(qtbot: QtBot) -> None:
    picture = PixelPicture("p", "p")
    qtbot.addWidget(picture)
    image = np.eye(28, dtype=np.uint8) * 255
    picture.show_picture(ink_picture(image, 255, LIGHT))
    picture.set_room(100)
    picture.resize(picture.sizeHint())

    assert picture.width() == picture.height() == 28 * 3 + 2
    assert picture.pixel_at(QPointF(1, 1)) == (0, 0)
    assert picture.pixel_at(QPointF(84, 84)) == (27, 27)
    assert picture.pixel_at(QPointF(40, 85.5)) is None
    shown = picture.grab().toImage()
    assert all(shown.pixelColor(3 * i + 2, 3 * i + 2) == LIGHT.ink for i in range(28))


def test_that_the_mark_stands_under_its_place_and_a_click_goes_there(qtbot: QtBot) -> None:
    slider = StrengthSlider()
    qtbot.addWidget(slider)
    slider.resize(300, slider.sizeHint().height())
    slider.show()
    changed = QSignalSpy(slider.strength_changed)
    slider.set_mark(0.08, "0.08 → 3")
    at = slider._marked_area().center().toPoint()
    qtbot.mouseClick(slider, LEFT, pos=at)
    assert slider.strength == slider.mark == 0.08
    assert changed.at(0)[0] == 0.08
    slider.set_mark(None)
    qtbot.mouseClick(slider, LEFT, pos=QPoint(250, at.y()))
    assert slider.strength == 0.08 and changed.count() == 1


@pytest.mark.parametrize(("width", "height"), [(760, 400), (650, 310), (400, 280), (1200, 700)])
def test_that_nothing_is_cut_off_sideways(qtbot: QtBot, width: int, height: int) -> None:
    view = full_view(qtbot, width, height)
    area = view.findChild(QScrollArea, "whyScrollArea")
    page = area.widget()

    def is_cut_off(part: QWidget) -> bool:
        left = part.mapTo(page, QPoint(0, 0)).x()
        return left < 0 or left + part.width() > page.width() or part.width() < part.minimumSizeHint().width()

    parts = [part for part in view.findChildren(QWidget) if part.isVisible() and page.isAncestorOf(part)]
    # A layout within a layout is settled a turn of the event loop later.
    qtbot.waitUntil(lambda: page.width() == area.viewport().width() and not any(map(is_cut_off, parts)))


def test_that_everything_of_it_can_be_reached_by_keys_and_has_a_name_and_a_tooltip(qtbot: QtBot) -> None:
    view = full_view(qtbot, 760, 400)
    by_tab = Qt.FocusPolicy.TabFocus.value
    stops = [part for part in view.findChildren(QWidget) if part.focusPolicy().value & by_tab and part.isVisible()]
    names = {part.objectName() for part in stops}
    assert {*(f"{step}StepBox" for step in STEPS[28, 28]), "whyRestoreButton"} <= names
    assert {"saliencyPicture", "saliencyCombo", "strengthSlider"} <= names
    assert [part.objectName() for part in stops if not (part.accessibleName() and part.toolTip())] == []


def test_that_arrows_read_the_picture_pixel_by_pixel(qtbot: QtBot) -> None:
    view = full_view(qtbot, 760, 400)
    picture, label = view.saliency.picture, view.findChild(QLabel, "saliencyExplanation")
    explanation = label.text()
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    assert label.text().startswith("row 14, column 14: ink speaks for 4 (+0.0")
    for key in [Qt.Key.Key_Left] * 20 + [Qt.Key.Key_Up]:
        qtbot.keyClick(picture, key)
    assert label.text() == picture.accessibleDescription() == "row 13, column 0: ink speaks against 4 (−0.07024)"
    qtbot.keyClick(picture, Qt.Key.Key_Escape)
    assert label.text() == explanation
    qtbot.mouseMove(picture, QPoint(3, 3))
    assert label.text() == "row 0, column 0: ink speaks against 4 (−1)"
    view.grab()


def test_that_it_says_all_of_it_in_words(qtbot: QtBot) -> None:
    view = full_view(qtbot, 760, 400)
    said = view.spoken()
    for words in ("Without stroke width, centre", "unlike the training digits", "Why it says 4", "At a strength of"):
        assert words in said


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_pictures_take_the_colours_of_the_theme(qtbot: QtBot, theme: Theme) -> None:
    view = full_view(qtbot, 760, 400)
    view.apply_theme(theme)
    picture = view.strip.cards((28, 28))[0].picture.picture()
    assert picture.pixelColor(0, 0) == theme.paper
    assert view.grab().toImage().pixelColor(2, 2) == theme.surface
