"""The window as it is on return of create_window."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsView,
    QLabel,
    QMenu,
    QScrollBar,
    QTableView,
    QWidget,
)

from engine.datasets import DATASETS
from engine.experiments import EXPERIMENTS
from gui.actions import COMMANDS
from gui.draw.digit_canvas import DigitCanvas
from gui.draw.prediction_bars import PredictionBars
from tests.helpers.sources import ROOT
from tests.helpers.window_driver import OpenWindow

PLOTS = ("lossPlot", "accuracyPlot", "gradientNormPlot", "updateRatioPlot")
PROMISED = {
    **dict.fromkeys(("startButton", "stepButton", "epochButton", "resetButton"), QAbstractButton),
    **dict.fromkeys(("addLayerButton", "removeLayerButton", "clearCanvasButton"), QAbstractButton),
    **dict.fromkeys(("speedCombo", "experimentCombo", "datasetCombo", "optimizerCombo", "readerCombo"), QComboBox),
    **dict.fromkeys(("learningRateSpin", "batchSizeSpin", "epochsSpin"), QAbstractSpinBox),
    **dict.fromkeys(PLOTS, QWidget),
    **dict.fromkeys(("weightView", "networkView", "outputView"), QWidget),
    **dict.fromkeys(("predictionLabel", "statusLabel"), QLabel),
    "layerTable": QTableView,
    "digitCanvas": DigitCanvas,
    "predictionBars": PredictionBars,
}
PANELS = ("transportBar", "designPanel", "drawPanel", "weightView", "networkView", "outputView", *PLOTS)
INTERACTIVE = (QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractItemView, QAbstractSlider)


def test_that_every_promised_widget_is_there_on_return(make_window: OpenWindow) -> None:
    driver = make_window(show=False)

    for name, kind in PROMISED.items():
        assert isinstance(driver.widget(name), kind), name
    # Qt keeps the place of docks under their names.
    docks = [dock.objectName() for dock in driver.window.docks.values()]
    assert all(docks)
    assert len(set(docks)) == len(docks)


def test_that_combos_carry_the_names_of_the_engine(make_window: OpenWindow) -> None:
    driver = make_window(show=False)

    def offers(name: str) -> list[object]:
        combo = driver.widget(name, QComboBox)
        return [combo.itemData(row) for row in range(combo.count())]

    # Headings, which have no name, stand between them.
    assert {name for name in offers("experimentCombo") if name is not None} == set(EXPERIMENTS)
    assert offers("datasetCombo") == list(DATASETS)
    assert offers("readerCombo") == ["automatic", "bundled", "network"]
    assert offers("speedCombo") == [1, 10, 100, 1_000, 10_000, 0]
    assert {"sgd", "momentum", "adam"} <= set(offers("optimizerCombo"))


def test_that_a_start_opens_no_dialog_and_installs_no_hook(make_window: OpenWindow) -> None:
    hooks = sys.excepthook, threading.excepthook, logging.getLogger().handlers[:]
    messages = qInstallMessageHandler(None)
    qInstallMessageHandler(messages)

    driver = make_window()
    driver.wait_for("Ready")

    assert (sys.excepthook, threading.excepthook, logging.getLogger().handlers[:]) == hooks
    assert qInstallMessageHandler(messages) is messages
    assert not [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)]
    assert QApplication.activeModalWidget() is None
    assert not driver.notices


def test_that_creating_a_window_does_not_load_pyqtgraph() -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "from gui.app import create_window\n"
        "window = create_window([])\n"
        "loaded = [name for name in sys.modules if name.split('.')[0] == 'pyqtgraph']\n"
        "window.close()\n"
        "sys.exit(1 if loaded else 0)\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, timeout=60)
    assert result.returncode == 0, result.stderr.decode()


def test_that_the_first_screen_comes_ready(open_window: OpenWindow) -> None:
    driver = open_window()

    assert driver.state == "Ready"
    assert driver.widget("experimentCombo", QComboBox).currentData() == "digits"
    assert driver.widget("datasetCombo", QComboBox).currentData() == "digits"
    assert driver.widget("startButton").isEnabled()
    assert driver.widget("layerTable", QTableView).model().rowCount() == 2
    assert driver.text("predictionLabel") == "Draw a digit"
    assert not driver.probabilities.any()
    assert len(driver.probabilities) == 10


def test_that_every_interactive_widget_names_and_explains_itself(make_window: OpenWindow) -> None:
    driver = make_window()
    ours = [w for w in driver.window.findChildren(QWidget) if isinstance(w, INTERACTIVE) and _stands_in_a_panel(w)]
    assert len(ours) > 30

    assert [repr(widget) for widget in ours if not widget.objectName()] == []
    assert [widget.objectName() for widget in ours if not widget.accessibleName()] == []
    # The cells of the table explain themselves.
    assert [w.objectName() for w in ours if not w.toolTip() and not isinstance(w, QTableView)] == []


def _stands_in_a_panel(widget: QWidget) -> bool:
    """Whether it is a widget of ours and no part that Qt gives to one, such as the list of a combo box."""
    if isinstance(widget, QScrollBar):
        return False
    parent = widget.parentWidget()
    while parent is not None and parent.objectName() not in PANELS:
        if isinstance(parent, (*INTERACTIVE, QGraphicsView)):
            return False
        parent = parent.parentWidget()
    return parent is not None


def test_that_every_command_is_in_a_menu_and_says_what_it_does(make_window: OpenWindow) -> None:
    driver = make_window(show=False)
    entries: list[QAction] = []
    for menu in driver.window.menuBar().findChildren(QMenu):
        entries += menu.actions()

    for command in COMMANDS:
        action = driver.window.actions_by_name[command.name]
        assert action in entries, command.name
        assert action.toolTip(), command.name
    shortcuts = [key.toString() for action in entries for key in action.shortcuts()]
    assert sorted(shortcuts) == sorted(set(shortcuts))
    assert "Space" not in shortcuts


def test_that_the_experiment_to_begin_with_can_be_named_and_comes_at_its_own_speed(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")

    assert driver.widget("experimentCombo", QComboBox).currentData() == "xor"
    assert driver.run.spec.name == "xor"
    assert driver.widget("speedCombo", QComboBox).currentData() == EXPERIMENTS["xor"].speed == 1000
