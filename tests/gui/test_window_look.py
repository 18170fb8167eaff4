"""Look and layout of the real window, changed while it trains."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QMessageBox, QTabBar, QWidget

from gui.inspect.weight_view import WeightView
from gui.theme.theme import DARK, LIGHT
from tests.gui.test_window_transport import let_events_pass
from tests.helpers.figures import SEVEN
from tests.helpers.window_driver import OpenWindow, WindowDriver


def window_color() -> str:
    return QApplication.palette().color(QPalette.ColorRole.Window).name()


def place_of(driver: WindowDriver) -> dict[str, tuple[bool, QRect]]:
    """Where the docks are; of those that share a place only the one on top has one."""
    docks = driver.window.docks
    return {name: (docks[name].isFloating(), docks[name].geometry()) for name in ("design", "draw", "network")}


def train(driver: WindowDriver) -> None:
    driver.choose("speedCombo", 10)
    driver.click("startButton")
    driver.wait(lambda: "loss" in driver.status)


def goes_on(driver: WindowDriver) -> bool:
    steps = driver.run.trainer.steps
    driver.wait(lambda: driver.run.trainer.steps > steps)
    return driver.state == "Training"


def test_that_the_theme_changes_while_it_trains_and_is_remembered(open_window: OpenWindow) -> None:
    driver = open_window()
    train(driver)
    driver.draw(SEVEN)
    for name, theme in (("theme_dark", DARK), ("theme_light", LIGHT), ("theme_system", LIGHT), ("theme_dark", DARK)):
        driver.act(name)
        let_events_pass(10)
        assert window_color() == theme.window.name()
    canvas = driver.widget("digitCanvas")
    assert canvas.grab().toImage().pixelColor(canvas.width() // 2, 20) == DARK.paper
    assert goes_on(driver)
    driver.close()

    open_window()
    assert window_color() == DARK.window.name()


def test_that_text_grows_and_shrinks_while_it_trains_and_is_remembered(open_window: OpenWindow) -> None:
    driver = open_window()
    train(driver)
    usual = QApplication.font().pointSizeF()
    for _ in range(2):
        driver.act("zoom_in")
        let_events_pass(5)
    largest = QApplication.font().pointSizeF()
    for _ in range(3):
        driver.act("zoom_out")
    let_events_pass(5)
    assert QApplication.font().pointSizeF() < usual < largest
    driver.act("zoom_reset")
    assert QApplication.font().pointSizeF() == usual
    driver.act("zoom_in")
    larger = QApplication.font().pointSizeF()
    assert goes_on(driver)
    driver.close()
    again = open_window()
    assert QApplication.font().pointSizeF() == larger

    again.act("zoom_reset")


def test_that_docks_close_open_and_float_while_it_trains_and_come_back_in_place(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.act("reset_layout")
    let_events_pass(10)
    before = place_of(driver)
    train(driver)
    for name, dock in driver.window.docks.items():
        dock.toggleViewAction().trigger()
        let_events_pass(10)
        assert not dock.isVisible(), name
    assert goes_on(driver)
    for dock in driver.window.docks.values():
        dock.toggleViewAction().trigger()
        let_events_pass(5)
    driver.window.docks["draw"].setFloating(True)
    driver.window.docks["network"].setFloating(True)
    let_events_pass(10)
    assert goes_on(driver)

    driver.act("reset_layout")
    driver.window.docks["network"].raise_()
    driver.wait(lambda: place_of(driver) == before)


def test_that_the_window_remembers_where_its_docks_are(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.window.docks["output"].close()
    driver.close()

    again = open_window()
    assert not again.window.docks["output"].isVisible()
    again.act("reset_layout")
    again.wait(lambda: not again.window.docks["output"].isHidden())


def test_that_nothing_sticks_out_of_the_window(open_window: OpenWindow) -> None:
    driver = open_window()
    train(driver)
    window = driver.window
    names = ("startButton", "stepButton", "resetButton", "learningRateSpin", "predictionBars", "digitCanvas")
    panels = (window.transport, window.dashboard, window.draw_panel, window.design, window.network_view)
    parts = (*panels, *window.dashboard.views(), *map(driver.widget, (*names, "statusLabel")))
    for size in (QSize(1440, 900), QSize(1280, 800), QSize(1024, 700)):
        window.resize(size)
        let_events_pass(10)
        assert window.size() == size
        assert [part.objectName() for part in parts if not inside(window, part)] == []


def inside(window: QWidget, widget: QWidget) -> bool:
    return window.rect().contains(widget.rect().translated(widget.mapTo(window, QPoint(0, 0))))


def test_that_notices_make_the_window_no_higher_than_one_of_them(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.window.resize(1024, 700)
    for number in range(4):
        driver.window.notices.show_notice("error", f"Training stopped in step {number}: a sentence that wraps. " * 2)
        let_events_pass(5)
        assert driver.window.size() == QSize(1024, 700)


def test_that_the_largest_text_fits_a_small_screen(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    for _ in range(10):
        driver.act("zoom_in")
    driver.window.notices.show_notice("info", "A fresh network takes the place of the trained one.")
    driver.window.resize(1366, 768)
    let_events_pass(20)
    assert driver.window.size() == QSize(1366, 768)
    driver.act("zoom_reset")


def test_that_a_view_nobody_sees_is_not_drawn(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = open_window()
    drawn: list[str] = []
    for view in (*driver.window.frame_views(), *driver.window.dashboard.views()):
        name, refresh = view.objectName(), view.refresh
        monkeypatch.setattr(view, "refresh", lambda name=name, refresh=refresh: drawn.append(name) or refresh())
    train(driver)
    driver.wait(lambda: "networkView" in drawn)
    assert not {"weightView", "outputView"} & set(drawn)

    driver.window.docks["weights"].raise_()
    driver.wait(lambda: "weightView" in drawn)
    let_events_pass(10)
    drawn.clear()
    driver.wait(lambda: drawn.count("weightView") > 1)
    assert "networkView" not in drawn


def test_that_a_view_that_comes_into_sight_in_a_pause_is_up_to_date(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    driver.train_steps(2)
    driver.wait_for_rest()
    tabs = {bar.tabText(i): (bar, i) for bar in driver.window.findChildren(QTabBar) for i in range(bar.count())}
    bar, place = tabs["Weights"]
    bar.setCurrentIndex(place)
    view = driver.widget("weightView", WeightView)
    driver.wait(view.isVisible)
    driver.wait_for_rest()

    shown = view.displayed()
    weight = driver.trainer.network.layers[0].weight
    assert (shown == weight[:, : shown.shape[1]]).all()
    assert not view.dirty


def test_that_the_about_box_waits_beside_the_window(open_window: OpenWindow) -> None:
    driver = open_window()
    train(driver)
    driver.act("about")
    box = driver.window.findChild(QMessageBox, "aboutBox")
    assert box is not None
    assert not box.isModal()
    assert "NumPy" in box.informativeText()
    assert goes_on(driver)
    box.accept()
