from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.drawing import prepare
from gui.draw.draw_panel import DrawPanel
from gui.theme.theme import DARK

DIGITS = [str(digit) for digit in range(10)]
LEFT = Qt.MouseButton.LeftButton
NINE_OR_FOUR = np.array([0.0, 0.0, 0.0, 0.0, 0.44, 0.0, 0.0, 0.02, 0.02, 0.52])


@pytest.fixture
def panel(qtbot: QtBot) -> DrawPanel:
    widget = DrawPanel()
    qtbot.addWidget(widget)
    widget.resize(340, 600)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def child(panel: DrawPanel, kind: type, name: str) -> QWidget:
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def headline(panel: DrawPanel) -> str:
    return child(panel, QLabel, "predictionLabel").text()


def draw(qtbot: QtBot, panel: DrawPanel) -> None:
    qtbot.mousePress(panel.canvas, LEFT, pos=QPoint(60, 40))
    qtbot.mouseMove(panel.canvas, QPoint(150, 40))
    qtbot.mouseMove(panel.canvas, QPoint(90, 160))
    qtbot.mouseRelease(panel.canvas, LEFT, pos=QPoint(90, 160))


def answer(panel: DrawPanel, probabilities: np.ndarray = NINE_OR_FOUR) -> None:
    image = prepare(panel.strokes(), (28, 28))
    assert image is not None
    panel.show_answer(probabilities, DIGITS, image, (28, 28))


def test_that_a_new_panel_claims_nothing(panel: DrawPanel) -> None:
    assert headline(panel) == "Draw a digit"
    assert not panel.bars.probabilities().any()
    assert panel.strokes() == ()


def test_that_an_answer_begins_with_the_likeliest_digit_and_names_the_runner_up(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    answer(panel)

    assert headline(panel) == "9  torn between 9 and 4"
    assert child(panel, QLabel, "runnerUpLabel").text() == "runner-up 4, 44%"
    np.testing.assert_array_equal(panel.bars.probabilities(), NINE_OR_FOUR)


def test_that_strokes_are_handed_on_inside_the_mouse_event(qtbot: QtBot, panel: DrawPanel) -> None:
    received: list[int] = []
    panel.strokes_changed.connect(lambda strokes: received.append(sum(map(len, strokes))))
    qtbot.mousePress(panel.canvas, LEFT, pos=QPoint(60, 40))
    assert received == [1]
    qtbot.mouseMove(panel.canvas, QPoint(150, 40))
    assert received == [1, 2]
    qtbot.mouseRelease(panel.canvas, LEFT, pos=QPoint(150, 40))


def test_that_an_answer_given_at_once_stands_after_the_stroke(qtbot: QtBot, panel: DrawPanel) -> None:
    panel.strokes_changed.connect(lambda strokes: prepare(strokes, (28, 28)) is not None and answer(panel))
    draw(qtbot, panel)

    assert headline(panel).startswith("9")


def test_that_clearing_takes_the_answer_back(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    answer(panel)
    qtbot.mouseClick(child(panel, QToolButton, "clearCanvasButton"), LEFT)

    assert panel.canvas.is_blank
    assert headline(panel) == "Draw a digit"
    assert not panel.bars.probabilities().any()
    assert child(panel, QLabel, "runnerUpLabel").text() == ""


def test_that_the_buttons_are_on_where_they_do_something(qtbot: QtBot, panel: DrawPanel) -> None:
    buttons = [
        child(panel, QToolButton, name) for name in ("undoStrokeButton", "redoStrokeButton", "clearCanvasButton")
    ]
    assert [button.isEnabled() for button in buttons] == [False, False, False]
    draw(qtbot, panel)
    assert [button.isEnabled() for button in buttons] == [True, False, True]
    qtbot.mouseClick(buttons[0], LEFT)
    assert [button.isEnabled() for button in buttons] == [False, True, False]
    qtbot.mouseClick(buttons[1], LEFT)
    assert [button.isEnabled() for button in buttons] == [True, False, True]
    assert len(panel.strokes()) == 1


def test_that_the_person_chooses_who_reads(qtbot: QtBot, panel: DrawPanel) -> None:
    combo = child(panel, QComboBox, "readerCombo")
    assert [combo.itemData(index) for index in range(combo.count())] == ["automatic", "bundled", "network"]
    assert panel.reader == "automatic"
    with qtbot.waitSignal(panel.reader_changed) as chosen:
        combo.setCurrentIndex(combo.findData("network"))

    assert chosen.args == ["network"]
    assert panel.reader == "network"


def test_that_a_reader_that_is_set_is_not_announced(qtbot: QtBot, panel: DrawPanel) -> None:
    with qtbot.assertNotEmitted(panel.reader_changed):
        panel.set_reader("bundled")

    assert panel.reader == "bundled"
    with pytest.raises(ValueError, match="oracle"):
        panel.set_reader("oracle")


def test_that_the_panel_says_who_speaks(panel: DrawPanel) -> None:
    panel.show_reader("this network, epoch 3")

    assert child(panel, QLabel, "readerLabel").text() == "this network, epoch 3"


def test_that_a_network_that_cannot_read_drawings_claims_nothing(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    answer(panel)
    panel.show_unreadable("This network takes 2 inputs, not an image.")

    assert headline(panel) == "This network takes 2 inputs, not an image."
    assert not panel.bars.probabilities().any()


def test_that_an_answer_that_is_no_number_claims_nothing(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    answer(panel, np.full(10, np.nan))

    assert not headline(panel)[0].isdigit()
    assert not panel.bars.probabilities().any()


def test_that_another_kind_of_image_empties_the_picture(qtbot: QtBot, panel: DrawPanel) -> None:
    received = child(panel, QWidget, "receivedImage")
    panel.set_image_shape((8, 8))
    empty = received.grab().toImage()
    draw(qtbot, panel)
    answer(panel)
    assert received.grab().toImage() != empty

    panel.set_image_shape((8, 8))

    assert received.grab().toImage() == empty


def test_that_an_answer_may_have_other_classes(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    image = prepare(panel.strokes(), (8, 8))
    assert image is not None
    panel.show_answer(np.array([0.9, 0.1]), ["cat", "dog"], image, (8, 8))

    assert headline(panel) == "cat  fairly sure"


@pytest.mark.parametrize("size", [(360, 764), (300, 540), (300, 480), (230, 540)])
def test_that_nothing_is_cut_off_in_a_narrow_or_low_dock(qtbot: QtBot, panel: DrawPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    draw(qtbot, panel)
    answer(panel)
    panel.show_reader("the bundled network")
    QApplication.sendPostedEvents()

    assert (panel.width(), panel.height()) == size
    assert panel.canvas.width() == panel.canvas.height() >= 120
    for view in panel.findChildren(QWidget):
        if view.isVisible():
            assert view.parentWidget().rect().contains(view.geometry()), view.objectName()
            if view.parentWidget() is panel:
                assert view.height() >= view.minimumSizeHint().height(), view.objectName()


def test_that_the_canvas_gives_way_before_the_bars(panel: DrawPanel) -> None:
    panel.resize(340, 560)
    bars, canvas = panel.bars.height(), panel.canvas.height()
    panel.resize(340, 500)

    assert panel.bars.height() == bars
    assert panel.canvas.height() == canvas - 60


def test_that_the_answer_does_not_move_the_layout(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)

    def places() -> list[tuple[str, object]]:
        # What is inside a part that comes and goes is laid out when it comes: the part itself keeps its place.
        parts = panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [(view.objectName(), view.geometry()) for view in parts]

    before = places()
    answer(panel)
    panel.show_reader("a network with quite a long description, 784-512-256-10")
    assert places() == before
    panel.show_unreadable("This network takes 2 inputs, not an image, so that it cannot read what is drawn here.")
    assert places() == before


def test_that_everything_a_person_can_touch_has_a_name_and_a_tooltip(panel: DrawPanel) -> None:
    touchable = [panel.canvas, panel.bars, *panel.findChildren(QToolButton), *panel.findChildren(QComboBox)]
    for view in touchable:
        assert view.objectName()
        assert view.accessibleName(), view.objectName()
        assert view.toolTip(), view.objectName()


def test_that_the_panel_takes_a_theme(qtbot: QtBot, panel: DrawPanel) -> None:
    draw(qtbot, panel)
    panel.apply_theme(DARK)

    assert panel.canvas.grab().toImage().pixelColor(8, 8) == DARK.paper
