"""The box on numbers that ran out of range, by itself."""

from __future__ import annotations

from urllib.parse import unquote

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.datasets import load_dataset
from engine.events import Divergence
from engine.experiments import EXPERIMENTS, find_experiment
from engine.history import Series
from engine.trainer import Trainer
from gui.labs.registry import LABS
from gui.learn.lesson import Lesson, load_lesson
from gui.learn.link import parse_link
from gui.learn.link_words import link_words
from gui.learn.text_style import fill_document
from gui.theme.theme import DARK, LIGHT
from gui.train import divergence_picture
from gui.train.divergence_box import DivergenceBox, GoodPoint
from gui.train.divergence_picture import DivergencePicture

EVENT = Divergence(206, 1, 1000.0, "gradient")
GOOD = GoodPoint(201, 0.131, 0.05)
COLUMNS = ["step", "loss", "learning_rate", "gradient_norm.0", "gradient_norm.1", "update_ratio.0", "update_ratio.1"]


def history(steps: int, capacity: int = 2**15) -> Series:
    series = Series(COLUMNS, capacity)
    for step in range(steps):
        series.append((step, 0.5 + step, 0.1, 1.0, 2.0, 0.001, 0.001))
    return series


@pytest.fixture
def box(qtbot: QtBot) -> DivergenceBox:
    made = DivergenceBox()
    qtbot.addWidget(made)
    made.resize(800, 400)
    return made


def button(box: DivergenceBox, name: str) -> QPushButton:
    found = box.findChild(QPushButton, name)
    assert found is not None
    return found


def text(box: DivergenceBox, name: str) -> str:
    label = box.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_that_it_is_not_there_before_there_is_something_to_say(box: DivergenceBox) -> None:
    assert not box.isVisible()


def test_that_it_says_where_it_happened_and_where_one_can_go_back_to(box: DivergenceBox) -> None:
    box.show_divergence(EVENT, GOOD)

    cause, good = text(box, "divergenceCause"), text(box, "divergenceGood")
    assert box.isVisible()
    for word in ("step 206", "layer 2", "gradient", "rate 1,000", LIGHT.layer_color(1).name()):
        assert word in cause
    assert all(word in good for word in ("step 201", "loss 0.131"))
    assert button(box, "divergenceGoOn").text() == "Go on with half the learning rate: 0.05"
    assert "step 206" in box.accessibleDescription() and "step 201" in box.accessibleDescription()


def test_that_the_button_names_the_rate_in_the_form_of_the_sentence(box: DivergenceBox) -> None:
    box.show_divergence(EVENT._replace(learning_rate=1e6), GoodPoint(0, None, 1e5, is_half=False))

    assert button(box, "divergenceGoOn").text() == "Go on with learning rate 100,000"
    assert button(box, "divergenceGoOn").accessibleName() == "Go on with learning rate 100,000"
    assert "rate 1,000,000" in text(box, "divergenceCause")


def test_that_the_last_layer_is_called_output_as_elsewhere(box: DivergenceBox) -> None:
    box.show_divergence(EVENT._replace(is_output=True), GOOD)

    assert "the output" in text(box, "divergenceCause") and "layer 2" not in text(box, "divergenceCause")
    assert LIGHT.layer_color(1).name() in text(box, "divergenceCause")


def test_that_the_layer_has_its_colour_in_either_look(box: DivergenceBox) -> None:
    box.show_divergence(EVENT, GOOD)
    box.apply_theme(DARK)

    assert DARK.layer_color(1).name() in text(box, "divergenceCause")


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("divergenceGoOn", "go_on_requested"),
        ("divergenceGoBack", "go_back_requested"),
        ("divergenceLesson", "lesson_requested"),
    ],
)
def test_that_each_button_asks_for_what_it_says(box: DivergenceBox, qtbot: QtBot, name: str, signal: str) -> None:
    box.show_divergence(EVENT, GOOD)
    pressed = button(box, name)
    assert pressed.accessibleName() and pressed.toolTip()
    with qtbot.waitSignal(getattr(box, signal)):
        qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)


def test_that_escape_and_the_cross_close_it(box: DivergenceBox, qtbot: QtBot) -> None:
    box.show_divergence(EVENT, GOOD)
    with qtbot.waitSignal(box.closed):
        qtbot.keyClick(button(box, "divergenceGoOn"), Qt.Key.Key_Escape)
    cross = box.findChild(QToolButton, "divergenceClose")
    with qtbot.waitSignal(box.closed):
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)


def test_that_without_a_good_state_only_the_lesson_is_left(box: DivergenceBox) -> None:
    box.show_divergence(EVENT, None)

    assert not button(box, "divergenceGoOn").isEnabled() and not button(box, "divergenceGoBack").isEnabled()
    assert button(box, "divergenceLesson").isEnabled()
    assert "Reset" in text(box, "divergenceGood")
    box.show_divergence(EVENT, GOOD)
    assert button(box, "divergenceGoOn").isEnabled() and button(box, "divergenceGoBack").isEnabled()


def test_that_at_the_lowest_rate_one_can_still_go_back(box: DivergenceBox) -> None:
    box.show_divergence(EVENT, GOOD._replace(lower_rate=None))

    assert not button(box, "divergenceGoOn").isEnabled() and button(box, "divergenceGoBack").isEnabled()
    assert "lowest" in button(box, "divergenceGoOn").toolTip()


def test_that_it_is_as_high_as_its_words_need_where_it_is_narrow(box: DivergenceBox) -> None:
    box.show_divergence(EVENT, GOOD)
    for width in (320, 400, 500, 900):
        box.setGeometry(0, 0, width, box.needed_height(width))
        for child in box.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            corner = child.mapTo(box, QPoint(child.width(), child.height()))
            assert corner.x() <= box.width() and corner.y() <= box.height(), (width, child.objectName())
            needed = (
                child.heightForWidth(child.width()) if child.hasHeightForWidth() else child.minimumSizeHint().height()
            )
            assert child.height() >= needed, (width, child.objectName())


@pytest.fixture
def picture(qtbot: QtBot) -> DivergencePicture:
    made = DivergencePicture()
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    return made


@pytest.mark.parametrize(
    ("end", "good", "first"),
    [
        (206, 201, 176),
        (206, 150, 38),
        (1000, 900, 800),
        (1000, 400, 340),
        (5000, 100, 4800),
        (3, 0, 0),
        (1000, None, 800),
    ],
)
def test_that_the_picture_shows_the_end_and_the_good_state_where_that_is_near(
    picture: DivergencePicture, end: int, good: int | None, first: int
) -> None:
    picture.show_end(end, good)
    picture.show_history(history(end).view())

    assert picture.steps_shown() == (first, end)
    assert f"step {end - 1:,}" in picture.in_words()
    assert not picture.grab().isNull()


def test_that_of_a_long_run_there_are_rows_to_see(picture: DivergencePicture) -> None:
    series = history(40_000, capacity=256)
    picture.show_end(40_000, 39_999)
    picture.show_history(series.view())

    assert series.view().stride > 100
    assert picture.steps_shown()[0] <= series.view().steps[-100]
    assert picture.in_words()


def test_that_of_many_steps_the_greatest_values_are_drawn(
    picture: DivergencePicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[tuple[np.ndarray, np.ndarray]] = []
    monkeypatch.setattr(divergence_picture, "draw_line", lambda painter, axes, x, y, pen: lines.append((x, y)))
    picture.show_end(1000, 100)
    picture.show_history(history(1000).view())
    picture.refresh()

    assert len(lines) == 3
    for x, y in lines:
        assert len(x) == len(y) <= 200
    assert lines[0][1][-1] == pytest.approx(np.log10(999.5))


@pytest.mark.parametrize("loss", [0.0, -1.0, 1e300, np.nan])
def test_that_losses_without_a_logarithm_are_left_out_in_peace(picture: DivergencePicture, loss: float) -> None:
    series = Series(COLUMNS)
    for step in range(4):
        series.append((step, loss, 0.1, 0.0, 1e308, 0.001, 0.001))
    picture.show_end(4, None)
    picture.show_history(series.view())

    assert not picture.grab().isNull()


def test_that_a_picture_without_curves_is_an_empty_one(picture: DivergencePicture) -> None:
    picture.show_end(0, 0)

    assert picture.in_words() == "" and not picture.grab().isNull()


# The lesson.


def lesson() -> Lesson:
    found = load_lesson("divergence")
    assert found is not None
    return found


def test_that_its_lesson_has_all_its_parts() -> None:
    assert lesson().body and lesson().question is not None
    for heading in ("## How to tell", "## Things to try", "## See it happen"):
        assert heading in lesson().further


def test_that_each_of_its_links_leads_somewhere_from_any_experiment() -> None:
    for link in lesson().links:
        assert link_words(link)
        if link.kind == "open":
            assert link.target in {"lesson", *EXPERIMENTS, *(f"lab-{name}" for name in LABS)}
        elif link.kind == "set":
            for name in EXPERIMENTS:
                spec = find_experiment(name).spec
                for path, value in link.settings:
                    spec = spec.with_value(path, value)
        else:
            assert link.kind in ("go", "do")


def test_that_its_links_survive_being_shown(qtbot: QtBot) -> None:
    document = QTextDocument()
    fill_document(document, lesson().further, QFont(), LIGHT)
    shown = []
    block = document.begin()
    while block.isValid():
        run = block.begin()
        while not run.atEnd():
            form = run.fragment().charFormat()
            if form.isAnchor():
                shown.append(parse_link(unquote(QUrl(form.anchorHref()).toString())))
            run += 1
        block = block.next()

    assert list(dict.fromkeys(map(str, shown))) == list(dict.fromkeys(map(str, lesson().links)))


def digits_at(rate: float, **training: float) -> Trainer:
    spec = find_experiment("digits").spec.with_value("training.learning_rate", rate)
    for name, value in training.items():
        spec = spec.with_value(f"training.{name}", value)
    trainer = Trainer(spec, load_dataset("digits"))
    while trainer.steps < 400 and trainer.divergence is None:
        trainer.step()
    return trainer


def test_that_its_figures_are_those_of_the_engine() -> None:
    lost = digits_at(1000.0)
    assert lost.divergence is not None and (lost.steps, lost.divergence.what) == (3, "activation")
    losses = lost.recorder.history.view().column("loss")
    assert [f"{loss:.1e}" for loss in losses] == ["2.5e+00", "6.8e+07", "6.7e+22"]

    stuck = digits_at(10.0)
    assert stuck.divergence is None and stuck.recorder.latest is not None
    assert stuck.recorder.latest.layers[1].dead_units == 32
    assert 2.3 < stuck.recorder.history.view().column("loss")[-50:].mean() < 2.6
    clipped = digits_at(1.0, clip_norm=1.0).evaluate(("validation",))["validation"].accuracy
    assert clipped is not None and clipped > 0.96
    too_much = digits_at(1000.0, clip_norm=1.0)
    assert too_much.divergence is None
    assert (too_much.evaluate(("validation",))["validation"].accuracy or 0) < 0.2
