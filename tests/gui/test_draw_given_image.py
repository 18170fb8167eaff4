"""An image from the data on the canvas: what takes it away, and that it is read as it is."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from engine.bundled import bundled_model
from engine.snapshot import Snapshot
from gui.draw.draw_panel import DrawPanel
from gui.draw.prediction_bars import PredictionBars
from gui.reading import ReadingDesk
from gui.theme.theme import DARK

LEFT = Qt.MouseButton.LeftButton
MNIST_LIKE = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
DIGIT = np.random.default_rng(0).integers(0, 17, (8, 8)).astype(np.uint8)


@pytest.fixture(scope="module")
def bundled() -> Snapshot:
    return bundled_model()


@pytest.fixture
def panel(qtbot: QtBot) -> DrawPanel:
    widget = DrawPanel()
    qtbot.addWidget(widget)
    widget.resize(340, 600)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def draw(qtbot: QtBot, panel: DrawPanel) -> None:
    qtbot.mousePress(panel.canvas, LEFT, pos=QPoint(60, 40))
    qtbot.mouseMove(panel.canvas, QPoint(150, 40))
    qtbot.mouseRelease(panel.canvas, LEFT, pos=QPoint(90, 160))


def button(panel: DrawPanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, name)
    assert found is not None
    return found


def text(panel: DrawPanel, name: str) -> str:
    label = panel.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_that_an_image_takes_the_place_of_the_drawing_which_undo_brings_back(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    drawing = panel.strokes()
    heard = QSignalSpy(panel.strokes_changed)
    panel.show_image(DIGIT, 16, "test digit 5, true 3")
    assert heard.count() == 1
    assert panel.strokes() == () and panel.given_image is DIGIT and not panel.canvas.is_blank

    qtbot.mouseClick(button(panel, "undoStrokeButton"), LEFT)
    assert panel.given_image is None
    np.testing.assert_array_equal(panel.strokes()[0], drawing[0])


def test_that_undo_takes_an_image_off_a_cleared_canvas_and_only_then_the_clearing_back(
    qtbot: QtBot, panel: DrawPanel
) -> None:
    draw(qtbot, panel)
    panel.canvas.clear()
    panel.show_image(DIGIT, 16, "test digit 5, true 3")
    panel.canvas.undo()
    assert panel.canvas.is_blank
    panel.canvas.undo()
    assert len(panel.strokes()) == 1


def test_that_the_next_stroke_takes_an_image_away(qtbot: QtBot, panel: DrawPanel) -> None:
    panel.show_image(DIGIT, 16, "test digit 5, true 3")
    draw(qtbot, panel)
    assert panel.given_image is None and len(panel.strokes()) == 1


@pytest.mark.parametrize("name", ["clearCanvasButton", "undoStrokeButton"])
def test_that_clear_and_undo_take_an_image_away(qtbot: QtBot, panel: DrawPanel, name: str) -> None:
    panel.show_image(DIGIT, 16, "test digit 5, true 3")
    qtbot.mouseClick(button(panel, name), LEFT)
    assert panel.given_image is None and panel.canvas.is_blank
    assert not button(panel, name).isEnabled()


def test_that_an_image_in_place_of_another_is_the_one_that_is_there(panel: DrawPanel) -> None:
    panel.show_image(DIGIT, 16, "one")
    panel.show_image(MNIST_LIKE, 255, "another")
    assert panel.given_image is MNIST_LIKE
    panel.remove_image()
    assert panel.given_image is None


def test_that_removing_no_image_leaves_the_drawing_alone(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    heard = QSignalSpy(panel.strokes_changed)
    panel.remove_image()
    assert len(panel.strokes()) == 1 and heard.count() == 0


@pytest.mark.parametrize("image", [DIGIT, MNIST_LIKE, np.zeros((300, 40), np.uint8), np.zeros((28, 28))])
def test_that_an_image_of_any_shape_is_drawn_in_a_canvas_of_any_size(panel: DrawPanel, image: np.ndarray) -> None:
    panel.apply_theme(DARK)
    panel.show_image(image, 16, "test image 5, true something with a very long name that ends nowhere near")
    for side in (120, 333):
        panel.canvas.resize(side, side)
        panel.canvas.grab()


def test_that_an_image_is_read_as_it_is(panel: DrawPanel, bundled: Snapshot) -> None:
    ReadingDesk(panel, bundled, panel)
    panel.show_image(MNIST_LIKE, 255, "test digit 5, true 3")
    bars = panel.findChild(PredictionBars, "predictionBars")
    assert bars is not None
    np.testing.assert_allclose(bars.probabilities(), bundled.read(MNIST_LIKE.reshape(-1)), rtol=1e-6)
    panel.canvas.clear()
    assert not bars.probabilities().any()


def test_that_an_image_nobody_can_read_is_said_to_be_so(panel: DrawPanel, bundled: Snapshot) -> None:
    ReadingDesk(panel, bundled, panel)
    panel.show_image(DIGIT, 16, "test digit 5, true 3")
    assert text(panel, "predictionLabel") == "Another network is needed for an image of 8×8 pixels"
    assert text(panel, "readerLabel") == "Nobody reads"
    panel.canvas.clear()
    assert text(panel, "predictionLabel") == "Draw a digit"


def test_that_newer_weights_are_wanted_while_an_image_is_there(panel: DrawPanel, bundled: Snapshot) -> None:
    desk = ReadingDesk(panel, bundled, panel)
    assert not desk.wants_network
    panel.show_image(MNIST_LIKE, 255, "test digit 5, true 3")
    assert desk.wants_network
