"""What the Why view is told of a drawing: the network's own numbers, only while somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDockWidget, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import gui.why_desk
from engine.drawing import STEPS, prepare
from engine.preparation import Preparation
from engine.saliency import fast_gradient_sign, saliency_map
from engine.snapshot import Snapshot
from gui.draw.draw_panel import DrawPanel
from gui.mind_change import MindChange
from gui.reading import ReadingDesk
from gui.theme.theme import LIGHT
from gui.why.why_view import WhyView
from gui.why_desk import WhyDesk
from gui.widgets.ink_picture import ink_picture
from tests.gui.test_reading import choose, draw, make_snapshot


def network_for(shape: tuple[int, int] | None, **options: Any) -> Snapshot:
    """A network whose inputs have the range that drawings have."""
    snapshot = make_snapshot(shape, **options)
    rows = np.zeros((2, snapshot.spec.inputs), dtype=np.uint8)
    return replace(snapshot, preparation=Preparation.fit("none", rows, 255.0 if shape == (28, 28) else 16.0))


BUNDLED = network_for((28, 28), seed=9)
COMPUTING = ("prepare_in_stages", "find_oddities", "saliency_map", "MindChange")


class Stage(QWidget):
    """A window with the two panels, and a clock whose turn comes when it is asked for one."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.panel = DrawPanel(self)
        self.why_view = WhyView(self)
        self.docks = {"why": QDockWidget(self)}
        self.panel.setGeometry(0, 0, 340, 700)
        self.why_view.setGeometry(340, 0, 760, 400)
        self.reading = ReadingDesk(self.panel, BUNDLED, self)
        self.desk = WhyDesk(self, self.reading, self)

    def poke_views(self) -> None:
        self.why_view.refresh()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.desk.is_up_to_date)

    @property
    def reader(self) -> Snapshot:
        assert self.reading.last.reader is not None
        return self.reading.last.reader

    @property
    def raw(self) -> np.ndarray:
        assert self.reading.last.image is not None
        return self.reading.last.image.reshape(-1)

    @property
    def answer(self) -> int:
        return int(self.reader.read(self.raw).argmax())

    def text(self, name: str) -> str:
        label = self.findChild(QLabel, name)
        assert label is not None
        return label.text()

    def toggle(self, step: str) -> None:
        box = self.findChild(QCheckBox, f"{step}StepBox")
        assert box is not None
        box.click()


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    made = Stage(qtbot)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.settle()
    return made


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was computed since."""
    calls: list[str] = []
    for name in COMPUTING:
        function = getattr(gui.why_desk, name)

        def spy(*arguments: Any, name: str = name, function: Any = function, **options: Any) -> Any:
            calls.append(name)
            return function(*arguments, **options)

        monkeypatch.setattr(gui.why_desk, name, spy)
    return calls


def first_strength(reader: Snapshot, raw: np.ndarray) -> tuple[float, int] | None:
    """The least strength of the slider that changes the answer, by the engine alone."""
    answer = int(reader.read(raw).argmax())
    for place in range(31):
        read = int(reader.read(fast_gradient_sign(reader, raw, place / 100)).argmax())
        if read != answer:
            return place / 100, read
    return None


@pytest.mark.parametrize("shape", STEPS)
def test_that_the_last_picture_of_the_strip_is_what_the_network_receives(
    qtbot: QtBot, stage: Stage, shape: tuple[int, int]
) -> None:
    stage.reading.set_network(network_for(shape))
    draw(qtbot, stage.panel)
    stage.settle()
    cards = stage.why_view.strip.cards(shape)
    full = 255 if shape == (28, 28) else 16

    assert len(cards) == 1 + len(STEPS[shape])
    for done, card in enumerate(cards):
        image = prepare(stage.panel.strokes(), shape, without=STEPS[shape][done:])
        assert image is not None
        assert card.picture.picture() == ink_picture(image, full, LIGHT)
    assert card.picture.picture() == ink_picture(stage.reading.last.image, full, LIGHT)


def test_that_leaving_out_a_step_changes_what_is_read_and_is_said_at_both_places(qtbot: QtBot, stage: Stage) -> None:
    draw(qtbot, stage.panel)
    stage.settle()
    before = stage.panel.bars.probabilities()
    stage.toggle("centre")
    stage.settle()

    image = prepare(stage.panel.strokes(), (28, 28), without=["centre"])
    assert image is not None
    np.testing.assert_array_equal(stage.reading.last.image, image)
    np.testing.assert_allclose(stage.panel.bars.probabilities(), BUNDLED.read(image.reshape(-1)))
    assert not np.array_equal(stage.panel.bars.probabilities(), before)
    assert stage.text("drawLeftOutLabel") == stage.text("whyLeftOutLabel") == "Without centre"
    assert "Without centre" in stage.why_view.spoken()

    stage.toggle("width")
    stage.settle()
    assert stage.reading.last.left_out == {"centre", "width"}
    assert stage.text("drawLeftOutLabel") == "Without stroke width, centre"


@pytest.mark.parametrize("place", ["draw", "why"])
def test_that_every_step_can_be_brought_back_at_both_places(qtbot: QtBot, stage: Stage, place: str) -> None:
    draw(qtbot, stage.panel)
    before = stage.panel.bars.probabilities()
    stage.settle()
    stage.toggle("centre")
    stage.toggle("grey")
    stage.settle()
    button = stage.findChild(QPushButton, f"{place}RestoreButton")
    assert button is not None and button.isVisible()
    button.click()
    stage.settle()

    np.testing.assert_array_equal(stage.panel.bars.probabilities(), before)
    assert all(stage.findChild(QCheckBox, f"{step}StepBox").isChecked() for step in STEPS[28, 28])
    notes = [stage.findChild(QWidget, f"{where}LeftOutNote") for where in ("draw", "why")]
    assert not any(note.isVisible() for note in notes)


def test_that_steps_of_another_shape_are_not_said_to_be_left_out(qtbot: QtBot, stage: Stage) -> None:
    draw(qtbot, stage.panel)
    stage.settle()
    stage.toggle("centre")
    stage.reading.set_network(network_for((8, 8)))
    stage.settle()

    assert not stage.findChild(QWidget, "drawLeftOutNote").isVisible()
    np.testing.assert_array_equal(stage.reading.last.image, prepare(stage.panel.strokes(), (8, 8)))


@pytest.mark.parametrize("seed", range(4))
def test_that_the_marked_strength_is_the_least_that_changes_the_answer(qtbot: QtBot, stage: Stage, seed: int) -> None:
    stage.reading.set_network(network_for((28, 28), seed=seed))
    draw(qtbot, stage.panel)
    stage.settle()
    expected = first_strength(stage.reader, stage.raw)

    assert expected is not None
    slider = stage.why_view.change.slider
    assert slider.mark == expected[0]
    for strength in (expected[0] - 0.01, expected[0]):
        slider.slider.setValue(round(100 * strength))
        stage.settle()
        now = stage.why_view.change.bars.probabilities()
        moved = fast_gradient_sign(stage.reader, stage.raw, strength)
        np.testing.assert_allclose(now, stage.reader.read(moved), rtol=1e-5)
        sentence = stage.text("changeSentence")
        assert ("instead of" in sentence) is (strength == expected[0]), sentence
    assert sentence.startswith(f"At a strength of {expected[0]:.2f} it reads {expected[1]} instead of {stage.answer}.")


def test_that_an_answer_that_nothing_changes_has_no_mark(qtbot: QtBot, stage: Stage) -> None:
    network = network_for((28, 28))
    parameters = np.zeros_like(network.parameters)
    parameters[-3] = 5.0
    stage.reading.set_network(replace(network, parameters=parameters))
    draw(qtbot, stage.panel)
    stage.settle()

    assert stage.why_view.change.slider.mark is None
    assert stage.text("changeSentence") == (
        "At a strength of 0.10 it still reads 7. Nothing up to 0.30 changes its mind."
    )
    assert "slope is zero everywhere" in stage.text("saliencyExplanation")


def test_that_the_answer_is_asked_about_until_another_output_is_chosen(qtbot: QtBot, stage: Stage) -> None:
    draw(qtbot, stage.panel)
    stage.settle()
    assert stage.text("saliencyTitle") == f"Why it says {stage.answer}"
    stage.reading.set_network(network_for((28, 28), seed=3))
    stage.settle()
    assert stage.text("saliencyTitle") == f"Why it says {stage.answer}"

    combo = stage.findChild(QComboBox, "saliencyCombo")
    other = (stage.answer + 1) % 10
    combo.setCurrentIndex(combo.findData(other))
    stage.settle()
    assert stage.text("saliencyTitle") == f"What would speak for {other}"
    slopes = saliency_map(stage.reader, stage.raw, other).reshape(28, 28)
    row, column = np.unravel_index(slopes.argmax(), slopes.shape)
    assert f"for {other} (+{slopes.max():.4g})" in stage.why_view.saliency.read_out(int(row), int(column))


def test_that_nothing_is_computed_while_nobody_looks(qtbot: QtBot, stage: Stage, computed: list[str]) -> None:
    stage.why_view.hide()
    draw(qtbot, stage.panel)
    stage.reading.set_network(network_for((28, 28), seed=3))
    stage.poke_views()
    assert computed == []

    stage.why_view.show()
    stage.docks["why"].visibilityChanged.emit(True)
    stage.settle()
    assert set(computed) == set(COMPUTING)


def test_that_nothing_is_computed_within_a_mouse_event(qtbot: QtBot, stage: Stage, computed: list[str]) -> None:
    draw(qtbot, stage.panel)
    assert computed == []
    stage.toggle("centre")
    stage.why_view.change.slider.slider.setValue(20)
    assert computed == []
    stage.settle()
    assert set(computed) == set(COMPUTING)


def test_that_a_newer_network_costs_no_new_preparation_and_a_newer_question_no_new_search(
    qtbot: QtBot, stage: Stage, computed: list[str]
) -> None:
    draw(qtbot, stage.panel)
    stage.settle()
    computed.clear()
    stage.reading.set_network(network_for((28, 28), seed=3))
    stage.settle()
    assert computed == ["saliency_map", "MindChange"]
    computed.clear()
    stage.why_view.change.slider.slider.setValue(3)
    stage.settle()
    assert computed == ["saliency_map"]


def test_that_newer_networks_do_not_keep_an_explanation_from_its_end(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large network may take longer for one explanation than for the next weights to come."""
    monkeypatch.setattr(gui.why_desk, "_TURN_SECONDS", 0.0)
    draw(qtbot, stage.panel)
    seeds: Iterator[int] = iter(range(200))
    for _ in range(100):
        stage.reading.set_network(network_for((28, 28), seed=next(seeds)))
        stage.poke_views()
        if stage.why_view.change.bars.probabilities().any():
            return
    raise AssertionError("it never came to an end")


def test_that_a_blank_canvas_and_a_dot_claim_nothing(qtbot: QtBot, stage: Stage) -> None:
    assert stage.why_view.spoken().startswith("Draw a digit")
    draw(qtbot, stage.panel)
    stage.settle()
    assert "Why it says" in stage.why_view.spoken()
    stage.panel.canvas.clear()
    stage.settle()
    assert stage.why_view.spoken().startswith("Draw a digit")

    qtbot.mouseClick(stage.panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    stage.settle()
    assert stage.why_view.spoken().startswith("A dot says nothing")
    assert not stage.why_view.gauge.isVisible() and not stage.why_view.change.isVisible()


def test_that_a_network_that_reads_no_images_explains_nothing_and_says_why(qtbot: QtBot, stage: Stage) -> None:
    draw(qtbot, stage.panel)
    stage.reading.set_network(network_for(None))
    choose(stage.panel, "network")
    stage.settle()

    assert stage.why_view.spoken().startswith("This network does not read images of digits")
    assert not stage.why_view.strip.isVisible()


def test_that_a_network_out_of_range_shows_what_it_receives_and_claims_nothing(qtbot: QtBot, stage: Stage) -> None:
    network = network_for((28, 28))
    stage.reading.set_network(replace(network, parameters=np.full_like(network.parameters, 1e308)))
    draw(qtbot, stage.panel)
    stage.settle()

    assert stage.why_view.strip.isVisible()
    assert not stage.why_view.saliency.isVisible() and not stage.why_view.change.isVisible()
    assert "not finite" in stage.text("noAnswerLabel")

    stage.reading.set_network(network)
    stage.settle()
    assert stage.why_view.saliency.isVisible() and not stage.findChild(QLabel, "noAnswerLabel").isVisible()


def test_that_numbers_that_overflow_after_the_change_claim_nothing(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(qtbot, stage.panel)
    stage.settle()
    monkeypatch.setattr(MindChange, "image_at", lambda self, strength: np.full((28, 28), np.inf))
    stage.why_view.change.slider.slider.setValue(20)
    stage.settle()
    assert not stage.why_view.change.isVisible()
    assert "not finite" in stage.text("noAnswerLabel")


def test_that_an_image_from_the_data_has_no_stages_and_is_explained(qtbot: QtBot, stage: Stage) -> None:
    draw(qtbot, stage.panel)
    stage.settle()
    stage.toggle("centre")
    image = np.random.default_rng(2).integers(0, 256, (28, 28), dtype=np.uint8)
    stage.panel.show_image(image, 255, "test digit 5")
    stage.settle()

    view = stage.why_view
    assert not any(card.isVisible() for card in view.strip.cards((28, 28)))
    assert view.strip.received.isVisible() and not stage.findChild(QWidget, "whyLeftOutNote").isVisible()
    assert not stage.findChild(QWidget, "drawLeftOutNote").isVisible()
    assert stage.text("saliencyTitle") == f"Why it says {stage.answer}"
    marked = first_strength(stage.reader, stage.raw)
    assert view.change.slider.mark == (None if marked is None else marked[0])


def test_that_of_images_of_another_shape_it_is_not_said_how_unusual_they_are(qtbot: QtBot, stage: Stage) -> None:
    stage.reading.set_network(network_for((5, 5), outputs=3))
    stage.panel.show_image(np.arange(25, dtype=np.uint8).reshape(5, 5) % 17, 16, "row 1")
    stage.settle()

    assert "Nothing is known" in stage.text("oddityVerdict")
    assert stage.why_view.saliency.isVisible()
