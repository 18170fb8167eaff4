from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.focus_order import in_sight, move_focus


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 200)
    return window


def show(window: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def test_that_a_panel_covered_by_its_own_opaque_content_is_in_sight(window: QWidget, qtbot: QtBot) -> None:
    panel = QScrollArea(window)
    panel.setGeometry(window.rect())
    panel.viewport().setAutoFillBackground(True)
    panel.setFrameShape(QScrollArea.Shape.NoFrame)
    show(window, qtbot)
    assert panel.visibleRegion().isEmpty()
    assert in_sight(panel)
    panel.move(1000, 0)
    assert not in_sight(panel)


def test_that_tab_goes_into_the_panel_that_has_the_keys(window: QWidget, qtbot: QtBot) -> None:
    fields = [QLineEdit(window) for _ in range(2)]
    panel = QWidget(window)
    within = [QLineEdit(panel) for _ in range(2)]
    for parent, children in ((panel, within), (window, [*fields, panel])):
        layout = QVBoxLayout(parent)
        for child in children:
            layout.addWidget(child)
    show(window, qtbot)
    stops = [*fields, *within]
    for forward, expected in ((True, within[0]), (False, within[-1])):
        assert move_focus(stops, panel, forward=forward)
        assert QApplication.focusWidget() is expected
