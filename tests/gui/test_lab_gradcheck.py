"""The gradient check lab: matrices, the error over h, verdicts, the clinic and its quiz."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from engine.datasets import load_dataset
from engine.errors import SpecError
from engine.experiments import find_experiment
from engine.labs.clinic import BUGS
from engine.labs.clinic_run import ClinicResult, ClinicRun
from engine.labs.gradient_table import STEPS, CheckRun, GradientTable, make_case
from engine.trainer import Trainer
from gui.labs.gradcheck.gradcheck_lab import GradientCheckLab
from gui.labs.gradcheck.log_plot import log_range
from gui.labs.gradcheck.matrices_picture import MatricesPicture, error_text
from gui.labs.gradcheck.quiz import Quiz
from gui.labs.gradcheck.step_curve import StepCurve
from gui.learn.answer_button import AnswerButton
from gui.theme.theme import DARK, LIGHT

LAYERS = ((64, "relu"), (32, "relu"), (10, "identity"))


@cache
def table(bug: str = "", layer: int = 0) -> GradientTable:
    trainer = Trainer(find_experiment("digits").spec, load_dataset("digits"))
    run = CheckRun(make_case(trainer.snapshot(), trainer.dataset.train, 5, BUGS.get(bug)), layer)
    while run.step():
        pass
    return run.result()


@cache
def visit(bug: str) -> ClinicResult:
    run = ClinicRun(BUGS[bug], load_dataset("digits"), steps=130)
    while run.step():
        pass
    return run.result()


@pytest.fixture
def lab(qtbot: QtBot) -> GradientCheckLab:
    lab = GradientCheckLab(rng=random.Random(0))
    qtbot.addWidget(lab)
    lab.apply_theme(LIGHT)
    lab.set_network(LAYERS)
    lab.resize(1000, 720)
    lab.show()
    return lab


def words(lab: GradientCheckLab, name: str) -> str:
    label = lab.findChild(QLabel, name)
    assert label is not None
    return label.text()


def button(lab: GradientCheckLab, name: str) -> QPushButton:
    found = lab.findChild(QPushButton, name)
    assert found is not None
    return found


def test_that_the_check_is_asked_for_as_it_is_set(lab: GradientCheckLab, qtbot: QtBot) -> None:
    combo, spin = lab.findChild(QComboBox, "checkLayer"), lab.findChild(QSpinBox, "checkRows")
    assert combo is not None and spin is not None
    with qtbot.waitSignal(lab.check_requested) as asked:
        combo.setCurrentIndex(2)
    assert asked.args == [2, 5, pytest.approx(STEPS[7])]
    with qtbot.waitSignal(lab.check_requested) as asked:
        spin.setValue(3)
    assert asked.args is not None and asked.args[:2] == [2, 3]
    with qtbot.waitSignal(lab.check_requested):
        button(lab, "checkButton").click()


def test_that_nothing_is_asked_for_without_a_network(qtbot: QtBot) -> None:
    lab = GradientCheckLab()
    qtbot.addWidget(lab)
    with qtbot.assertNotEmitted(lab.check_requested):
        lab.request_check()

    assert not button(lab, "checkButton").isEnabled()


def test_that_the_verdict_and_the_worst_entry_are_named(lab: GradientCheckLab) -> None:
    lab.show_check(table())
    assert words(lab, "checkVerdict").count("✓") == 3
    assert "Worst: the " in words(lab, "checkWords") and "A valley" in words(lab, "checkWords")

    lab.show_check(table("no-derivative"))
    assert (words(lab, "checkVerdict").count("✗"), words(lab, "checkVerdict").count("✓")) == (2, 1)
    assert "No valley" in words(lab, "checkWords")


def test_that_every_entry_can_be_read_by_keys(lab: GradientCheckLab, qtbot: QtBot) -> None:
    found = table()
    lab.show_check(found)
    picture = lab.findChild(MatricesPicture)
    assert picture is not None and found.worst is not None
    qtbot.keyClick(picture, Qt.Key.Key_Left)
    assert picture.accessibleDescription() == picture.entry_in_words(found.worst)
    for _ in range(12):
        qtbot.keyClick(picture, Qt.Key.Key_Up)
        qtbot.keyClick(picture, Qt.Key.Key_Left)
    read = picture.accessibleDescription()

    assert f"weight from input {found.inputs[0] + 1} to unit {found.units[0] + 1}" in read
    assert f"backpropagation {found.analytic[0, 0]:.6g}".replace("-", "−") in read
    assert error_text(float(found.errors[0, 0])) in read


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_cells_have_the_colours_of_their_values(lab: GradientCheckLab, theme: Any) -> None:
    lab.apply_theme(theme)
    found = table()
    lab.show_check(found)
    picture = lab.findChild(MatricesPicture)
    assert picture is not None
    image, boxes = picture.grab().toImage(), picture.boxes()
    limit = np.abs(found.analytic).max()
    for row, column in ((0, 0), (3, 7), (9, 2)):
        for kind, values in (("analytic", found.analytic), ("measured", found.measured)):
            box = boxes[kind]  # type: ignore[index]
            x = box.left() + (column + 0.5) * box.width() / found.errors.shape[1]
            y = box.top() + (row + 0.5) * box.height() / found.errors.shape[0]
            place = round((values[row, column] / limit + 1) / 2 * 255)
            seen = image.pixelColor(round(x), round(y)).getRgb()[:3]  # type: ignore[index]
            assert np.abs(np.array(seen) - theme.diverging[place].astype(int)).max() <= 2


def test_that_the_curve_chooses_h(lab: GradientCheckLab, qtbot: QtBot) -> None:
    curve = lab.findChild(StepCurve)
    assert curve is not None
    lab.show_check(table())
    with qtbot.waitSignal(lab.check_requested) as asked:
        qtbot.keyClick(curve, Qt.Key.Key_Left)
    assert asked.args is not None and asked.args[2] == pytest.approx(STEPS[8])
    at = curve.axes().to_screen(-6.0, -5.0).toPoint()
    qtbot.mousePress(curve, Qt.MouseButton.LeftButton, pos=at)
    assert lab.state()["h"] == pytest.approx(1e-6)


def test_that_a_table_in_the_making_is_shown(lab: GradientCheckLab) -> None:
    trainer = Trainer(find_experiment("digits").spec, load_dataset("digits"))
    run = CheckRun(make_case(trainer.snapshot(), trainer.dataset.train, 5), 0)
    lab.show_check(run.result())
    assert words(lab, "checkVerdict") == ""
    run.step()
    lab.show_check(run.result())
    assert "Worst" in words(lab, "checkWords")
    assert not lab.grab().isNull()


def test_that_the_clinic_shows_both_networks(lab: GradientCheckLab, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lab.clinic_requested) as asked:
        lab.set_state({"page": "clinic", "bug": "missing-mean"})
    assert asked.args == ["missing-mean"]
    lab.show_clinic(visit("missing-mean"))

    assert words(lab, "clinicCheck").count("✓") == 2 and words(lab, "clinicCheck").count("✗") == 2
    assert "8 times" in words(lab, "clinicPair")
    assert "dead" in words(lab, "clinicHelp")
    assert "Healthy" in words(lab, "clinicOutcome")


def test_that_the_result_of_another_bug_is_not_shown(lab: GradientCheckLab) -> None:
    lab.set_state({"page": "clinic", "bug": "plus-one"})
    lab.show_clinic(visit("missing-mean"))

    assert words(lab, "clinicCheck") == ""


def test_that_the_quiz_hides_the_bug_until_it_is_named(lab: GradientCheckLab, qtbot: QtBot) -> None:
    lab.set_state({"page": "clinic"})
    with qtbot.waitSignal(lab.clinic_requested) as asked:
        button(lab, "quizButton").click()
    assert asked.args is not None
    hidden = BUGS[asked.args[0]]
    lab.show_clinic(visit(hidden.name))
    shown = " ".join(label.text() for label in lab.findChildren(QLabel) if label.isVisible())
    assert hidden.tell not in shown and hidden.wrong not in shown
    assert words(lab, "clinicHelp") == "• told after your answer"

    wrong = next(name for name in BUGS if name != hidden.name)
    for name in (wrong, hidden.name):
        answer = lab.findChild(AnswerButton, f"quiz_{name}")
        assert answer is not None
        answer.click()

    assert words(lab, "quizVerdict") == f"No, it is: {hidden.title}."
    assert hidden.tell in words(lab, "quizExplanation")
    assert words(lab, "clinicHelp") != "• told after your answer"


def test_that_every_bug_comes_up_in_the_quiz(qtbot: QtBot) -> None:
    lab = GradientCheckLab(rng=random.Random(1))
    qtbot.addWidget(lab)
    asked: list[str] = []
    lab.clinic_requested.connect(asked.append)
    for _ in range(60):
        button(lab, "quizButton").click()

    assert set(asked) == set(BUGS)


def test_that_the_state_is_restored_as_it_was(lab: GradientCheckLab, qtbot: QtBot) -> None:
    lab.set_state({"page": "clinic", "layer": 2, "rows": 7, "h": 1e-6, "bug": "unscaled"})
    other = GradientCheckLab()
    qtbot.addWidget(other)
    other.set_network(LAYERS)
    other.set_state(lab.state())

    assert other.state() == lab.state()
    assert lab.state()["h"] == pytest.approx(1e-6) and lab.state()["bug"] == "unscaled"


@pytest.mark.parametrize(
    "wrong",
    [{"page": "ward"}, {"layer": 0}, {"rows": 99}, {"rows": "5"}, {"h": 0}, {"h": 2.0}, {"bug": "flu"}, {"pet": 1}],
)
def test_that_an_impossible_state_is_refused_and_changes_nothing(lab: GradientCheckLab, wrong: dict[str, Any]) -> None:
    before = lab.state()
    with pytest.raises(SpecError):
        lab.set_state({"page": "clinic", **wrong})

    assert lab.state() == before


@pytest.mark.parametrize("size", [(1000, 760), (440, 560), (60, 40)])
@pytest.mark.parametrize("page", ["check", "clinic"])
def test_that_any_size_can_be_painted(lab: GradientCheckLab, size: tuple[int, int], page: str) -> None:
    lab.set_state({"page": page, "bug": "plus-one"})
    lab.show_check(table())
    lab.show_clinic(visit("plus-one"))
    lab.resize(*size)

    assert not lab.grab().isNull()
    assert lab.minimumSizeHint().width() <= 440


def test_that_a_log_axis_holds_its_values_within_bounds() -> None:
    assert log_range(np.array([0.03, 200.0, np.nan]), -3, 4) == (-2.0, 3.0)
    assert log_range(np.array([1e-9, 1e30]), -3, 4) == (-3.0, 4.0)
    assert log_range(np.zeros(0), -3, 4) == (-3, 4)


def trained(factor: float) -> GradientTable:
    trainer = Trainer(find_experiment("digits").spec, load_dataset("digits"))
    snapshot = trainer.snapshot()
    run = CheckRun(make_case(replace(snapshot, parameters=factor * snapshot.parameters), trainer.dataset.train, 1), 0)
    while run.step():
        pass
    return run.result()


@pytest.mark.parametrize("factor", [0.0, float("nan")])
def test_that_a_gradient_that_cannot_be_measured_is_not_called_wrong(lab: GradientCheckLab, factor: float) -> None:
    lab.show_check(trained(factor))

    assert "○ layer 1: too small, or out of range, to be measured" in words(lab, "checkVerdict")
    assert "✗" not in words(lab, "checkVerdict") and words(lab, "checkWords") == ""
    assert not lab.grab().isNull()


def test_that_gradients_partly_out_of_range_can_be_painted(lab: GradientCheckLab) -> None:
    found = table()
    analytic = found.analytic.copy()
    analytic[0, 0], analytic[1, 1] = np.nan, np.inf
    lab.show_check(replace(found, analytic=analytic))

    assert not lab.grab().isNull()


def test_that_the_first_bug_is_examined_when_it_is_named(lab: GradientCheckLab, qtbot: QtBot) -> None:
    link = {"page": "clinic", "bug": next(iter(BUGS))}
    with qtbot.waitSignal(lab.clinic_requested) as asked:
        lab.set_state({**lab.state(), **link})
    assert asked.args == [link["bug"]]
    lab.show_clinic(visit(link["bug"]))
    with qtbot.assertNotEmitted(lab.clinic_requested):
        lab.set_state({**lab.state(), **link})


def test_that_a_link_to_the_check_examines_no_bug(lab: GradientCheckLab, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(lab.clinic_requested):
        lab.set_state({**lab.state(), "page": "check", "h": 0.1})


def test_that_a_quiz_goes_on_when_something_else_is_set(lab: GradientCheckLab, qtbot: QtBot) -> None:
    lab.set_state({"page": "clinic"})
    with qtbot.waitSignal(lab.clinic_requested) as asked:
        button(lab, "quizButton").click()
    assert asked.args is not None
    quiz = lab.findChild(Quiz)
    assert quiz is not None
    with qtbot.assertNotEmitted(lab.clinic_requested):
        lab.set_state(lab.state())
        lab.set_state({**lab.state(), "page": "check", "h": 0.1})
        lab.set_state({**lab.state(), "page": "clinic"})
    assert quiz.isVisible()
    lab.show_clinic(visit(asked.args[0]))
    assert words(lab, "clinicHelp") == "• told after your answer"

    first = next(iter(BUGS))
    with qtbot.waitSignal(lab.clinic_requested) as asked:
        lab.set_state({**lab.state(), "bug": first})
    assert asked.args == [first] and not quiz.isVisible()


def test_that_a_layer_that_is_restored_before_its_network_is_kept(qtbot: QtBot) -> None:
    lab = GradientCheckLab()
    qtbot.addWidget(lab)
    lab.set_network(LAYERS[1:])
    lab.set_state({"layer": 3})
    with qtbot.waitSignal(lab.check_requested) as asked:
        lab.request_check()
    assert asked.args is not None and asked.args[0] == 1
    lab.set_network(LAYERS)
    combo = lab.findChild(QComboBox, "checkLayer")
    with qtbot.waitSignal(lab.check_requested) as asked:
        lab.request_check()

    assert asked.args is not None and asked.args[0] == 2
    assert combo is not None and combo.currentIndex() == 2 and lab.state()["layer"] == 3


def test_that_the_table_of_another_network_goes(lab: GradientCheckLab) -> None:
    lab.show_check(table())
    lab.set_network(LAYERS[1:])

    picture = lab.findChild(MatricesPicture)
    assert picture is not None and picture.boxes() == {}
    assert words(lab, "checkVerdict") == "" and "Press Check" in words(lab, "checkWords")
