"""The widths of docks while the text size changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from gui.dock_widths import DockWidths

SIDE = Qt.DockWidgetArea.LeftDockWidgetArea


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    for name in ("front", "behind"):
        dock = QDockWidget(name, window)
        dock.setObjectName(name)
        dock.setWidget(QWidget())
        window.addDockWidget(SIDE, dock)
    window.tabifyDockWidget(dock_of(window, "behind"), dock_of(window, "front"))
    window.resize(900, 300)
    with qtbot.waitExposed(window):
        window.show()
    dock_of(window, "front").raise_()
    window.resizeDocks([dock_of(window, "front")], [220], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: width(window) == 220)
    return window


def dock_of(window: QMainWindow, name: str) -> QDockWidget:
    dock = window.findChild(QDockWidget, name)
    assert dock is not None
    return dock


def width(window: QMainWindow) -> int:
    return dock_of(window, "front").width()


def need(window: QMainWindow, pixels: int) -> None:
    dock_of(window, "front").widget().setMinimumWidth(pixels)


def test_that_a_dock_that_larger_text_made_wider_gets_its_width_back(window: QMainWindow, qtbot: QtBot) -> None:
    widths = DockWidths(window, 1.0)
    for scale, pixels in ((1.25, 300), (1.5, 400)):
        need(window, pixels)
        widths.change_scale(scale)
        qtbot.waitUntil(lambda pixels=pixels: width(window) >= pixels)
    need(window, 50)
    widths.change_scale(1.0)
    qtbot.waitUntil(lambda: width(window) == 220)


def test_that_steps_in_one_go_do_not_take_a_width_for_that_of_a_size_in_between(
    window: QMainWindow, qtbot: QtBot
) -> None:
    widths = DockWidths(window, 1.0)
    need(window, 400)
    widths.change_scale(1.25)
    widths.change_scale(1.5)
    qtbot.waitUntil(lambda: width(window) >= 400)
    need(window, 50)
    widths.change_scale(1.25)
    qtbot.waitUntil(lambda: not widths._soon.isActive())
    assert width(window) >= 400, "nothing is known of this size"
    widths.change_scale(1.0)
    qtbot.waitUntil(lambda: width(window) == 220)


def test_that_a_width_chosen_at_a_text_size_is_the_one_that_comes_back(window: QMainWindow, qtbot: QtBot) -> None:
    widths = DockWidths(window, 1.0)
    window.resizeDocks([dock_of(window, "front")], [260], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: width(window) == 260)
    need(window, 400)
    widths.change_scale(1.5)
    qtbot.waitUntil(lambda: width(window) >= 400)
    need(window, 50)
    widths.change_scale(1.0)
    qtbot.waitUntil(lambda: width(window) == 260)
