"""The list of experiments, under the headings of its chapters."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from engine.experiments import EXPERIMENTS
from engine.experiments.experiment import Chapter
from gui.design.design_panel import DesignPanel
from gui.design.names import chapter_title
from tests.helpers.design_panel import find


@pytest.fixture
def combo(panel: DesignPanel) -> QComboBox:
    panel.set_experiments([(e.name, e.title, e.summary, e.chapter) for e in EXPERIMENTS.values()])
    return find(panel, QComboBox, "experimentCombo")


@pytest.fixture
def chosen(panel: DesignPanel) -> list[str]:
    heard: list[str] = []
    panel.experiment_chosen.connect(heard.append)
    return heard


def headings(combo: QComboBox) -> list[int]:
    return [index for index in range(combo.count()) if combo.itemData(index) is None]


def names(combo: QComboBox) -> list[str]:
    return [combo.itemData(index) for index in range(combo.count()) if combo.itemData(index) is not None]


def test_that_every_experiment_is_offered_under_its_chapter(combo: QComboBox) -> None:
    assert sorted(names(combo)) == sorted(EXPERIMENTS)
    assert [combo.itemText(index) for index in headings(combo)] == [chapter_title(c) for c in get_args(Chapter)]
    heading = ""
    for index in range(combo.count()):
        if combo.itemData(index) is None:
            heading = combo.itemText(index)
        else:
            assert heading == chapter_title(EXPERIMENTS[combo.itemData(index)].chapter)


def test_that_every_experiment_is_found_by_its_name(combo: QComboBox) -> None:
    for name, experiment in EXPERIMENTS.items():
        assert combo.itemText(combo.findData(name)) == experiment.title


def test_that_the_arrow_keys_pass_over_headings(qtbot: QtBot, combo: QComboBox, chosen: list[str]) -> None:
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(combo.count()):
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert chosen == names(combo)
    qtbot.keyClick(combo, Qt.Key.Key_End)
    for _ in range(combo.count()):
        qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert chosen[len(names(combo)) :] == names(combo)[-2::-1]


def test_that_the_wheel_passes_over_headings(qtbot: QtBot, combo: QComboBox, chosen: list[str]) -> None:
    with qtbot.waitActive(combo.window()):
        combo.window().show()
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    at = QPointF(combo.rect().center())
    no = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase)
    for _ in range(combo.count()):
        QApplication.sendEvent(combo, QWheelEvent(at, combo.mapToGlobal(at), QPoint(), QPoint(0, -120), *no, False))
    assert chosen == names(combo)


def test_that_typing_finds_experiments_and_no_headings(qtbot: QtBot, combo: QComboBox, chosen: list[str]) -> None:
    # "Playground" is a heading only.
    qtbot.keyClicks(combo, "Playg")
    assert all(name in EXPERIMENTS for name in chosen)
    assert combo.currentData() in EXPERIMENTS


def test_that_a_click_on_a_heading_chooses_nothing(qtbot: QtBot, combo: QComboBox, chosen: list[str]) -> None:
    with qtbot.waitExposed(combo.window()):
        combo.window().show()
    combo.showPopup()
    view, heading = combo.view(), headings(combo)[1]
    above, at = (view.visualRect(view.model().index(row, 0)).center() for row in (heading - 1, heading))
    qtbot.mouseMove(view.viewport(), above)
    qtbot.mouseMove(view.viewport(), at)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen == []
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=above)
    assert chosen == [combo.itemData(heading - 1)]
    combo.hidePopup()
