"""The labs in the real window: opened, filled from the network in training, closed, and shared."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from engine.labs.step_recording import Cell
from engine.sharing import from_text
from gui.lab_desk import LabDesk
from gui.labs.gradcheck.clinic_page import ClinicPage
from gui.labs.registry import LABS
from gui.learn.lesson import load_lesson
from gui.learn.link import parse_link
from tests.helpers.window_driver import OpenWindow, WindowDriver

CLASSES = {"descent": "descentLab", "chain": "chainLab", "activations": "activationsLab"}
CLASSES |= {"microscope": "microscopeLab", "gradcheck": "gradcheckLab"}


def lab(driver: WindowDriver, name: str) -> Any:
    return driver.widget(CLASSES[name])


def test_that_every_lab_opens_with_its_lesson_and_gives_way_again(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    title = driver.text("lessonTitle")
    for name in LABS:
        driver.act(f"lab_{name}")
        lesson = load_lesson(f"lab-{name}")
        assert lesson is not None
        driver.wait(lambda name=name: lab(driver, name).isVisible())
        assert driver.text("lessonTitle") == lesson.title
        assert not driver.window.dashboard.isVisible() and not driver.window.network_view.isVisible()
    frame = lab(driver, "gradcheck").parentWidget()
    driver.qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert driver.window.dashboard.isVisible() and driver.text("lessonTitle") == title
    assert not driver.window.docks["output"].isHidden()


def test_that_the_microscope_shows_the_step_that_the_network_would_make_and_leaves_it_alone(
    open_window: OpenWindow,
) -> None:
    driver = open_window("--experiment", "xor")
    driver.train_steps(3)
    before = driver.trainer.network.parameters.tobytes()
    shown: list[Any] = []
    driver.session.step_recorder.recorded.connect(shown.append)
    driver.act("lab_microscope")
    driver.wait(lambda: shown)
    names = [operation.name for operation in shown[-1].operations]
    assert "layers.0.z" in names and "layers.1.d_weight" in names
    assert driver.trainer.network.parameters.tobytes() == before and driver.trainer.steps == 3


def test_that_the_activations_follow_the_network_in_training(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "circles")
    measured: list[Any] = []
    driver.session.sums.measured.connect(measured.append)
    driver.act("lab_activations")
    driver.wait(lambda: measured)
    driver.click("startButton")
    driver.wait(lambda: measured[-1].step > 0)


def test_that_the_gradient_check_finds_the_engine_right(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    tables: list[Any] = []
    driver.session.gradient_checker.checked.connect(tables.append)
    driver.act("lab_gradcheck")
    driver.wait(lambda: tables and len(tables[-1].verdicts) == 2)
    assert all(verdict.is_right for verdict in tables[-1].verdicts)


def test_that_the_clinic_treats_a_bug_while_the_network_stays_as_it_is(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    results: list[Any] = []
    driver.session.clinic.treated.connect(results.append)
    driver.act("lab_gradcheck")
    lab(driver, "gradcheck").clinic_requested.emit("plus-one")
    driver.wait(lambda: results and results[-1].is_done)
    assert not all(verdict.is_right for verdict in results[-1].sick.verdicts)
    assert all(verdict.is_right for verdict in results[-1].healthy.verdicts)
    assert driver.trainer.steps == 0


def test_that_another_network_is_looked_at_when_it_comes(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    shown: list[Any] = []
    driver.session.step_recorder.recorded.connect(shown.append)
    driver.act("lab_microscope")
    driver.wait(lambda: shown)
    driver.choose("experimentCombo", "xor-wide")
    driver.wait(lambda: driver.run.spec.name == "xor-wide" and len(shown) > 1)
    sums = next(operation for operation in shown[-1].operations if operation.name == "layers.0.z")
    assert sums.array.shape == (4, 5)
    assert lab(driver, "microscope").isVisible()


@pytest.mark.parametrize("name", LABS)
def test_that_a_lab_travels_with_the_shared_experiment(open_window: OpenWindow, name: str) -> None:
    driver = open_window("--experiment", "xor")
    driver.act(f"lab_{name}")
    state = lab(driver, name).state()
    driver.act("copy_experiment")
    shared = from_text(QGuiApplication.clipboard().text())
    assert shared.lab is not None and shared.lab.state == state
    driver.window.findChild(LabDesk).close()
    assert driver.window.dashboard.isVisible()
    driver.act("paste")
    driver.wait(lambda: lab(driver, name).isVisible())
    assert lab(driver, name).state() == state


def test_that_a_lab_nobody_knows_is_refused_in_words(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.act("copy_experiment")
    text = QGuiApplication.clipboard().text().rstrip().removesuffix("}") + ', "lab": {"name": "alchemy"}}'
    QGuiApplication.clipboard().setText(text)
    driver.act("paste")
    assert any("no lab 'alchemy'" in sentence for sentence in driver.sentences)


@pytest.mark.parametrize("name", LABS)
def test_that_every_link_of_a_labs_lesson_can_be_followed(open_window: OpenWindow, name: str) -> None:
    lesson = load_lesson(f"lab-{name}")
    assert lesson is not None
    driver = open_window("--experiment", "digits")
    driver.act(f"lab_{name}")
    view = driver.window.lesson_view
    for link in lesson.links:
        if link.kind == "lab":
            view.link_activated.emit(link)
            assert not driver.notices, (link, driver.sentences)


def test_that_the_start_page_has_a_card_for_every_lab(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.act("experiments")
    page = driver.widget("startPage")
    page.experiment_chosen.emit("lab-chain")  # type: ignore[attr-defined]
    assert not page.isVisible()
    driver.wait(lambda: lab(driver, "chain").isVisible())
    driver.act("experiments")
    page.experiment_chosen.emit("circles")  # type: ignore[attr-defined]
    driver.wait(lambda: driver.run.spec.name == "circles")
    assert driver.window.dashboard.isVisible()


def test_that_a_link_sets_the_lab_that_is_open(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.act("lab_gradcheck")
    driver.window.lesson_view.link_activated.emit(parse_link("lab:rows=3"))
    assert lab(driver, "gradcheck").state()["rows"] == 3
    assert isinstance(lab(driver, "gradcheck"), QWidget)


def test_that_keys_go_into_the_lab_and_escape_leads_back(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    for name in LABS:
        driver.act(f"lab_{name}")
        focus = driver.window.focusWidget()
        assert focus is not None and lab(driver, name).isAncestorOf(focus), name
        driver.key(Qt.Key.Key_Tab)
        driver.key(Qt.Key.Key_Backtab)
        assert driver.window.focusWidget() is focus, name
    driver.window.findChild(LabDesk).close()
    assert driver.window.dashboard.isVisible()


def test_that_a_double_click_on_an_edge_says_why_its_weight_moves(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.act("go_network")
    view = driver.window.network_view
    driver.wait(view.isVisible)
    driver.wait_for_rest()
    chosen: list[Any] = []
    view.weight_chosen.connect(chosen.append)
    bundle = view.bundles[0]
    middle = QPoint(round((bundle.x0 + bundle.x1) / 2), round(float(bundle.y0[0] + bundle.y1[0]) / 2))
    driver.qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert chosen
    driver.wait(lambda: lab(driver, "microscope").state()["page"] == "weight")
    assert lab(driver, "microscope").state()["weight"] == list(chosen[0])


def test_that_the_goal_of_a_lab_is_reached_by_doing_it(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    card: Any = driver.widget("goalCard")
    for name, entries in (
        ("chain", {"shares": [0.5, 0.5], "rounds": 3}),
        ("descent", {"ground": "two_valleys", "expression": "", "start": [], "rate": 0.2, "steps": 200}),
        ("activations", {"z": 5.0}),
    ):
        driver.act(f"lab_{name}")
        assert not card.is_met, name
        widget = lab(driver, name)
        widget.set_state({**widget.state(), **entries})
        if name == "activations":
            widget.state_changed.emit()
        assert card.is_met, name


def test_that_three_hidden_bugs_in_a_row_are_the_goal_of_the_clinic(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    card: Any = driver.widget("goalCard")
    driver.act("lab_gradcheck")
    page = driver.window.findChild(ClinicPage)
    assert page is not None
    for answer in (True, True, False, True, True):
        page._on_answered(answer)
        assert not card.is_met
    page._on_answered(True)
    assert card.is_met


def test_that_the_goal_of_the_microscope_is_to_come_from_a_weight_to_the_loss(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    card: Any = driver.widget("goalCard")
    shown: list[Any] = []
    driver.session.step_recorder.recorded.connect(shown.append)
    driver.act("lab_microscope")
    driver.wait(lambda: shown)
    widget = lab(driver, "microscope")
    loss = next(operation for operation in shown[-1].operations if operation.phase == "loss")
    widget.show_cell(Cell(loss.name, 0, 0))
    assert not card.is_met
    widget.show_weight(1, 0, 0)
    widget.show_cell(Cell("layers.1.d_z", 0, 0))
    widget.show_cell(Cell(loss.name, 0, 0))
    assert card.is_met


def test_that_escape_leads_back_from_wherever_the_keys_are(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    for name in ("startButton", "lessonBody", "experimentCombo"):
        driver.act("lab_chain")
        driver.widget(name).setFocus()
        driver.key(Qt.Key.Key_Escape)
        assert driver.window.dashboard.isVisible(), name


def test_that_the_microscope_says_that_the_network_has_gone_on(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    shown: list[Any] = []
    driver.session.step_recorder.recorded.connect(shown.append)
    driver.act("lab_microscope")
    driver.wait(lambda: shown)
    widget = lab(driver, "microscope")
    driver.train_steps(2)
    driver.wait(lambda: any("has made 2" in label.text() for label in widget.findChildren(QLabel) if label.isVisible()))


def test_that_a_row_of_larger_data_becomes_the_last_of_smaller_ones(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "digits")
    driver.act("lab_microscope")
    widget = lab(driver, "microscope")
    widget.set_state({**widget.state(), "sample": 1000, "batch": False})
    shown: list[Any] = []
    driver.session.step_recorder.recorded.connect(shown.append)
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.name == "xor" and shown and shown[-1].row_count == 4)
    assert widget.state()["sample"] == 3


def test_that_the_sums_are_those_of_the_network_at_rest(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "circles")
    measured: list[Any] = []
    driver.session.sums.measured.connect(measured.append)
    driver.act("lab_activations")
    driver.wait(lambda: measured)
    driver.train_steps(3)
    driver.wait(lambda: measured[-1].step == 3)


def test_that_the_lesson_and_goal_of_a_lab_stay_while_another_network_comes(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.act("lab_chain")
    widget = lab(driver, "chain")
    widget.set_state({**widget.state(), "shares": [0.5, 0.5], "rounds": 3})
    title, card = driver.text("lessonTitle"), driver.widget("goalCard")
    driver.choose("experimentCombo", "xor-wide")
    driver.wait(lambda: driver.run.spec.name == "xor-wide" and driver.state == "Ready")
    driver.wait_for_rest()
    assert driver.text("lessonTitle") == title
    assert card.is_met and not card.isHidden()  # type: ignore[attr-defined]
    driver.window.findChild(LabDesk).close()
    assert driver.text("lessonTitle") != title and not card.is_met  # type: ignore[attr-defined]
