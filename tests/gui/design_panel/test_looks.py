"""How the design panel looks and is reached."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.design.buttons import IconButton
from gui.design.choice_combo import ChoiceCombo
from gui.design.design_panel import DesignPanel
from gui.design.layer_table import LayerTable
from gui.theme.theme import DARK, LIGHT
from gui.widgets.marked_spin import MarkedSpin
from tests.helpers.design_panel import UNITS, cell, choose, find, model_of, table_of


def test_that_the_pending_note_is_shown_on_request(panel: DesignPanel) -> None:
    note = find(panel, QLabel, "pendingNote")
    assert note.isHidden()
    panel.set_pending(True)
    assert not note.isHidden()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_nothing_is_wider_than_the_panel(qtbot: QtBot, panel: DesignPanel, theme: Any) -> None:
    panel.apply_theme(theme)
    panel.set_dataset_shape(784, 10, True, rows=55_000)
    model_of(panel).setData(cell(panel, 0, UNITS), "")
    choose(panel, "optimizerCombo", "adamw")
    choose(panel, "scheduleCombo", "step")
    panel.resize(panel.minimumSizeHint().width(), 640)
    with qtbot.waitExposed(panel):
        panel.show()
    for widget in panel.findChildren(QWidget):
        if widget.isVisible() and widget.objectName() and not widget.objectName().startswith("qt_"):
            right = widget.mapTo(panel, widget.rect().topRight()).x()
            assert right <= panel.width(), widget.objectName()


def test_that_the_table_is_as_high_as_its_rows(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    for _ in range(9):
        find(panel, QToolButton, "addLayerButton").click()
    table = table_of(panel)
    assert table.height() == sum(table.rowHeight(row) for row in range(model_of(panel).rowCount()))


def test_that_every_interactive_widget_has_a_name_and_says_what_it_does(panel: DesignPanel) -> None:
    kinds = (ChoiceCombo, IconButton, MarkedSpin, QCheckBox, LayerTable)
    widgets = [widget for kind in kinds for widget in panel.findChildren(kind)]
    assert len(widgets) >= 20
    for widget in widgets:
        assert widget.objectName()
        assert widget.accessibleName(), widget.objectName()
        assert widget.toolTip() or isinstance(widget, LayerTable), widget.objectName()


def test_that_tab_walks_from_top_to_bottom(qtbot: QtBot, panel: DesignPanel) -> None:
    choose(panel, "optimizerCombo", "momentum")
    choose(panel, "scheduleCombo", "step")
    panel.resize(320, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    order: list[str] = []
    widget: QWidget = find(panel, QWidget, "experimentCombo")
    for _ in range(200):
        tab = Qt.FocusPolicy.TabFocus
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & tab and widget.objectName():
            order.append(widget.objectName())
        widget = widget.nextInFocusChain()
        if widget.objectName() == "experimentCombo":
            break
    wanted = ["experimentCombo", "experimentsButton", "datasetCombo", "openFolderButton", "downloadButton"]
    wanted += ["scalingCombo"]
    wanted += ["inputDropoutSpin", "layerTable", "outputRow", "addLayerButton", "removeLayerButton"]
    wanted += ["layerUpButton", "undoButton", "initializerCombo", "biasCheck", "lossCombo", "optimizerCombo"]
    wanted += ["momentumSpin", "batchSizeSpin", "epochsSpin", "l2Spin", "moreToggle", "scheduleCombo"]
    wanted += ["scheduleEverySpin", "scheduleFactorSpin", "l1Spin", "weightDecaySpin", "clipNormSpin", "patienceSpin"]
    assert [name for name in order if not name.startswith("qt_")] == wanted
