"""The lab of gradient descent: landscapes, paths, rates, races."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from engine.errors import SpecError
from engine.labs.landscape import GROUNDS
from engine.optimizers import OPTIMIZERS
from gui.labs.descent.descent_lab import DescentLab
from gui.labs.descent.height_ground import HeightGround
from gui.labs.descent.paths import path_color
from gui.labs.descent.words import ground_title
from gui.plane.axes import Axes
from gui.plane.class_marks import mark_path
from gui.plane.lines import draw_line, draw_path_line
from gui.theme.theme import DARK, LIGHT


@pytest.fixture
def lab(qtbot: QtBot) -> DescentLab:
    lab = DescentLab()
    qtbot.addWidget(lab)
    lab.resize(1000, 700)
    lab.show()
    return lab


def words(lab: DescentLab, name: str) -> str:
    label = lab.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_that_a_step_is_said_with_its_numbers(lab: DescentLab) -> None:
    lab.controls.step_button.click()

    assert words(lab, "descentStand") == "Step 1: x = −1.28\nf = 1.6384, f′(x) = −2.56"
    assert words(lab, "descentMove") == "x ← x − η f′(x) = −1.6 − 0.1 · (−3.2) = −1.28"
    assert lab.state()["steps"] == 1


def test_that_the_end_says_what_came_of_it(lab: DescentLab) -> None:
    lab.controls.end_button.click()
    assert words(lab, "descentOutcome").startswith("At rest after") and "without a turn" in words(lab, "descentOutcome")
    assert not lab.controls.step_button.isEnabled() and lab.controls.reset_button.isEnabled()

    lab.controls.reset_button.click()
    assert lab.state()["steps"] == 0 and lab.controls.step_button.isEnabled()
    lab.set_state({"rate": 1.2})
    lab.controls.end_button.click()
    assert words(lab, "descentOutcome").startswith("Diverged at step")


def test_that_another_rate_walks_the_same_steps_anew(lab: DescentLab) -> None:
    lab.set_state({"steps": 3})
    lab.controls.rate.spin.setValue(0.5)

    assert [stand.place[0] for stand in lab.race.lead.stands] == [-1.6, 0.0, 0.0, 0.0]
    lab.controls.rate.slider.setValue(0)
    assert lab.state()["rate"] == 0.001 and lab.controls.rate.spin.value() == 0.001


def test_that_it_plays_by_itself_and_stops_when_hidden(lab: DescentLab, qtbot: QtBot) -> None:
    lab.controls.play_button.click()
    assert lab.is_playing and lab.controls.play_button.text() == "Pause"
    qtbot.waitUntil(lambda: lab.state()["steps"] >= 2)
    lab.hide()

    assert not lab.is_playing and lab.controls.play_button.text() == "Play"


def test_that_the_optimisers_race_in_step_each_with_a_look_of_its_own(lab: DescentLab) -> None:
    for name in ("momentum", "adam"):
        lab.controls.legend.boxes[name].click()
    lab.controls.step_button.click()
    assert set(lab.race.walks) == {"sgd", "momentum", "adam"} and lab.state()["racers"] == ["momentum", "adam"]
    assert {walk.steps for walk in lab.race.walks.values()} == {1}

    lab.controls.legend.boxes["sgd"].click()
    assert lab.controls.legend.boxes["sgd"].isChecked() and "sgd" in lab.race.walks
    for theme in (LIGHT, DARK):
        assert len({path_color(theme, name).name() for name in OPTIMIZERS}) == len(OPTIMIZERS)
    assert len({str(mark_path(number, 5.0).toFillPolygon().toList()) for number in range(7)}) == 7


def test_that_a_click_and_the_keys_put_the_start_there(lab: DescentLab, qtbot: QtBot) -> None:
    picture = lab.picture
    at = picture.axes().to_screen(0.5, 1.0).toPoint()
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=at)
    assert lab.state()["start"] == [pytest.approx(0.5, abs=0.01)]
    assert lab.controls.starts[0][1].value() == lab.state()["start"][0]

    lab.set_state({"ground": "bowl"})
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    # The first key shows the cross hair where the focus has not done so.
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(picture, key)
    x, y = lab.state()["start"]
    assert 0.0 < x < 0.5 and 0.0 < y < 0.5


def test_that_the_rates_of_a_parabola_are_known_and_those_of_others_measured(lab: DescentLab, qtbot: QtBot) -> None:
    strip = lab.controls.rate.strip
    assert "up to 1/f″ = 0.5 straight" in strip.accessibleDescription()
    lab.set_state({"ground": "two_valleys"})
    assert strip.accessibleDescription().startswith("Trying the rates")
    qtbot.waitUntil(lambda: "measured in" in strip.accessibleDescription())
    assert (
        strip.accessibleDescription().startswith("not there to 0.00")
        and "diverges to 10" in strip.accessibleDescription()
    )

    # Another rate changes nothing about what comes of the rates.
    lab.controls.rate.spin.setValue(0.02)
    assert "measured in" in strip.accessibleDescription()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(0.1)), 5))
    assert lab.state()["rate"] == pytest.approx(0.1, rel=0.05)


def test_that_an_expression_of_ones_own_is_taken_and_a_broken_one_explained(lab: DescentLab) -> None:
    field = lab.controls.field
    field.textEdited.emit("x**2 + x")
    assert lab.state()["ground"] == "curve" and lab.state()["start"] == [-1.6]
    lab.set_state({"ground": "surface", "expression": "x*y"})
    field.textEdited.emit("x*q")
    assert "There is no “q”" in field.problem.text() and lab.state()["expression"] == "x*y"
    field.textEdited.emit("log(x)*0 + y")
    assert "no height or no slope at the start" in words(lab, "descentOutcome")
    assert not lab.controls.step_button.isEnabled()
    lab.set_state({"start": [0.0]})
    assert "level at the start" in words(lab, "descentOutcome")


@pytest.mark.parametrize(
    "text",
    [
        "x/0",
        "x/(1-1)",
        "1/x",
        "0*x/0",
        "log(x)",
        "x**-20",
        "1e308*x",
        "exp(300*x)-exp(-300*x)",
        "relu(x)/x",
        "x*1e-320",
    ],
)
def test_that_ground_without_heights_is_said_and_drawn_and_comes_back(lab: DescentLab, qtbot: QtBot, text: str) -> None:
    strip = lab.controls.rate.strip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ground in ("curve", "surface"):
            lab.set_state({"ground": ground})
            lab.controls.field.textEdited.emit(text)
            lab.set_state({**lab.state(), "start": [0.0, 0.0][: len(lab.state()["start"])], "racers": ["adam"]})
            lab.controls.step_button.click()
            lab.controls.end_button.click()
            saved = lab.state()
            lab.grab()
            lab.picture.words_at(lab.picture.axes(), QPointF(50, 50))
            lab.set_state({})
            lab.set_state({**saved, "steps": 4})
            qtbot.waitUntil(lambda: "rates: 0 of" not in strip.accessibleDescription())
            lab.grab()

            assert lab.state()["expression"] == text and lab.race.lead.steps <= 4
            if text.endswith("0") and "/" in text:
                assert "no height or no slope at the start" in words(lab, "descentOutcome")


def test_that_a_state_that_cannot_be_walked_is_never_kept(lab: DescentLab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError

    before, race = lab.state(), lab.race
    monkeypatch.setattr("engine.labs.descent.Walk.step", fail)
    with pytest.raises(ArithmeticError):
        lab.set_state({"ground": "bowl", "steps": 1})

    assert lab.state() == before and lab.race is race


def test_that_a_path_is_drawn_part_by_part_and_looks_like_one_line() -> None:
    axes = Axes(QRectF(10, 10, 180, 180), (-1.0, 1.0), (-1.0, 1.0))
    x, y = np.array([-0.8, 0.0, 0.8, np.nan, 0.5, 0.5]), np.array([-0.5, 0.6, -0.5, 0.0, 0.2, 0.8])
    images = []
    for draw in (draw_line, draw_path_line):
        image = QImage(200, 200, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, axes, x, y, QPen(Qt.GlobalColor.black, 4))
        painter.end()
        images.append(np.frombuffer(image.constBits(), np.uint8).astype(int))
    # All that differs is a few corners at the bends.
    assert np.mean(np.abs(images[0] - images[1]) > 40) < 0.002 and (images[1] < 40).mean() > 0.01


def test_that_no_path_is_stroked_as_one_outline(lab: DescentLab, monkeypatch: pytest.MonkeyPatch) -> None:
    strokes: list[int] = []
    monkeypatch.setattr(QPainter, "drawPolyline", lambda _, polygon: strokes.append(len(polygon)))
    lab.set_state({"ground": "bowl", "rate": 0.9, "racers": ["momentum"], "steps": 30})
    lab.grab()

    assert strokes == []


def test_that_each_landscape_has_a_title_of_its_own() -> None:
    assert len({ground_title(name) for name in GROUNDS}) == len(GROUNDS)


@pytest.mark.parametrize(
    "entries",
    [
        {"ground": "moon"},
        {"expression": "x**3"},
        {"ground": "curve", "expression": "x +"},
        {"start": [1.0, 2.0]},
        {"start": [float("inf")]},
        {"rate": 0.0},
        {"momentum": 1.0},
        {"optimizer": "magic"},
        {"racers": ["adam", "adam"]},
        {"steps": 10_000},
        {"extra": 1},
    ],
)
def test_that_an_impossible_state_is_refused_and_changes_nothing(lab: DescentLab, entries: dict[str, Any]) -> None:
    before = lab.state()
    with pytest.raises(SpecError):
        lab.set_state({**before, **entries})

    assert lab.state() == before


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_that_a_state_of_each_landscape_comes_back_and_is_drawn(lab: DescentLab, ground: str) -> None:
    lab.set_state({"ground": ground, "rate": 2.0, "racers": ["adam", "momentum"], "steps": 5})
    saved = lab.state()
    lab.resize(440, 560)
    lab.apply_theme(DARK)
    QApplication.processEvents()
    image = lab.grab().toImage()
    lab.set_state({})
    lab.set_state(saved)

    assert lab.state() == saved and image.pixelColor(3, 3) == DARK.surface


def test_that_the_lowest_ground_is_darkest_and_no_ground_is_blank() -> None:
    heights = np.array([[0.0, 1.0], [4.0, np.nan]])
    image = HeightGround(heights).image(LIGHT)

    assert image.pixelColor(0, 0).lightness() < image.pixelColor(1, 0).lightness() < image.pixelColor(0, 1).lightness()
    assert image.pixelColor(1, 1) == LIGHT.surface
    assert HeightGround(np.full((2, 2), np.nan)).ends is None
