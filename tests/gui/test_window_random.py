"""Many things done to the real window in an order nobody thought of."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QTableView, QWidget

from gui.design.layer_model import LayerModel
from tests.helpers.window_driver import LEFT, ONE, SEVEN, ZERO, OpenWindow, WindowDriver

ACTIONS = 300
BUTTONS = (
    *("startButton", "startButton", "stepButton", "epochButton", "resetButton", "newWeightsButton"),
    *("addLayerButton", "removeLayerButton", "layerUpButton", "layerDownButton", "undoButton", "redoButton"),
    *("undoStrokeButton", "redoStrokeButton", "clearCanvasButton"),
)
COMBOS = (
    *("speedCombo", "readerCombo", "optimizerCombo", "initializerCombo", "scalingCombo", "lossCombo"),
    *("weightLayerCombo", "weightModeCombo"),
)
FIELDS = {
    "learningRateSpin": ("0.1", "1e-3", "30", "fast", "", "1e6"),
    "batchSizeSpin": ("1", "32", "200", "", "99999", "x"),
    "epochsSpin": ("1", "40", "1000", "", "0"),
    "l2Spin": ("0", "0.001", "-1"),
    "seedSpin": ("0", "7", ""),
}
CELLS = {0: ("1", "8", "64", "0", "", "x"), 1: ("relu", "tanh", "sigmoid"), 2: ("0", "0.5", "1", "y")}
KEYS = (Qt.Key.Key_Space, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
MENU = (
    *("theme_dark", "theme_light", "theme_system", "zoom_in", "zoom_out", "zoom_reset", "reset_layout"),
    *("clear_canvas", "undo", "redo", "start", "step", "epoch", "reset", "new_weights"),
)


class Restless:
    """A person who tries everything, the same things in the same order for the same seed."""

    def __init__(self, driver: WindowDriver, seed: int) -> None:
        self._driver = driver
        self._chance = random.Random(seed)
        self.done: list[str] = []
        self._deeds: list[Callable[[], object]] = [
            *[self._press] * 8,
            *[self._choose] * 3,
            *[self._type] * 3,
            *[self._edit_cell] * 2,
            *[self._draw] * 3,
            *[self._use_menu] * 3,
            *[self._press_key] * 2,
            *(self._resize, self._switch_dock, self._answer_notice, self._choose_experiment, self._point),
        ]

    def act(self) -> None:
        deed = self._chance.choice(self._deeds)
        self.done.append(deed.__name__)
        deed()
        for _ in range(self._chance.randrange(4)):
            QApplication.processEvents()

    def _press(self) -> None:
        name = self._chance.choice(BUTTONS)
        self.done.append(name)
        button = self._driver.widget(name)
        if button.isVisible():
            self._driver.qtbot.mouseClick(button, LEFT)

    def _choose(self) -> None:
        combo = self._driver.widget(self._chance.choice(COMBOS), QComboBox)
        combo.setCurrentIndex(self._chance.randrange(max(combo.count(), 1)))

    def _choose_experiment(self) -> None:
        combo = self._driver.widget("experimentCombo", QComboBox)
        combo.setCurrentIndex(combo.findData(self._chance.choice(["digits", "digits", "xor", "mnist-fcnn"])))

    def _type(self) -> None:
        name = self._chance.choice(list(FIELDS))
        if self._driver.widget(name).isVisible():
            self._driver.type_into(name, self._chance.choice(FIELDS[name]), enter=self._chance.random() < 0.7)

    def _edit_cell(self) -> None:
        model = self._driver.widget("layerTable", QTableView).model()
        assert isinstance(model, LayerModel)
        if model.rowCount():
            column = self._chance.choice(list(CELLS))
            row = self._chance.randrange(model.rowCount())
            model.setData(model.index(row, column), self._chance.choice(CELLS[column]))

    def _draw(self) -> None:
        canvas = self._driver.widget("digitCanvas")
        if canvas.isVisible():
            self._driver.draw(self._chance.choice([ZERO, ONE, SEVEN]), between=QApplication.processEvents)

    def _use_menu(self) -> None:
        action = self._driver.window.actions_by_name[self._chance.choice(MENU)]
        self.done.append(action.objectName())
        if action.isEnabled():
            action.trigger()

    def _press_key(self) -> None:
        QTest.keyClick(self._driver.window.windowHandle(), self._chance.choice(KEYS))

    def _resize(self) -> None:
        self._driver.window.resize(self._chance.randrange(900, 1500), self._chance.randrange(600, 1000))

    def _switch_dock(self) -> None:
        dock = self._chance.choice(list(self._driver.window.docks.values()))
        if self._chance.random() < 0.5:
            dock.raise_()
        else:
            dock.toggleViewAction().trigger()

    def _answer_notice(self) -> None:
        buttons = [button for notice in self._driver.notices for button in notice.findChildren(QPushButton)]
        offered = [button for button in buttons if "Download" not in button.text() and "folder" not in button.text()]
        if offered:
            self._driver.qtbot.mouseClick(self._chance.choice(offered), LEFT)

    def _point(self) -> None:
        views: list[QWidget] = [*self._driver.window.frame_views(), *self._driver.window.dashboard.views()]
        view = self._chance.choice(views)
        if view.isVisible():
            place = QPoint(self._chance.randrange(max(view.width(), 1)), self._chance.randrange(max(view.height(), 1)))
            self._driver.qtbot.mouseMove(view, place)


@pytest.mark.parametrize("seed", [1, 2])
def test_that_the_window_bears_whatever_is_done_to_it(open_window: OpenWindow, tmp_path: Path, seed: int) -> None:
    driver = open_window("--data", str(tmp_path))
    person = Restless(driver, seed)
    for _ in range(ACTIONS // 2):
        person.act()
    driver.wait(lambda: driver.state != "Loading")

    # It is still a window with which one can work.
    driver.window.notices.clear()
    driver.act("reset_layout")
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.name == "xor")
    driver.choose("experimentCombo", "digits")
    driver.wait(lambda: driver.run.spec.name == "digits" and driver.state == "Ready")
    driver.choose("readerCombo", "bundled")
    driver.act("clear_canvas")
    driver.draw(SEVEN)
    assert driver.text("predictionLabel").startswith("7")
    driver.train_steps(2)
    assert np.isfinite(driver.trainer.network.parameters).all()
