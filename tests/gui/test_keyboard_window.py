"""The keyboard in the real window: where Tab goes, and the shortcuts of the views."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from gui.settings import Settings
from tests.helpers.window_driver import OpenWindow, WindowDriver

CTRL = Qt.KeyboardModifier.ControlModifier
VIEWS = {
    "network": "networkView",
    "weights": "weightView",
    "histograms": "histogramView",
    "output": "outputView",
    "mistakes": "mistakeSplitCombo",
    "runs": "runTable",
}


def walk(driver: WindowDriver, key: Qt.Key) -> list[QWidget]:
    """What has the focus after each press of the key, until it is back where it was."""
    found: list[QWidget] = []
    while len(found) < 300:
        driver.key(key)
        there = QApplication.focusWidget()
        if found and there is found[0]:
            return found
        found.append(there)
    raise AssertionError([widget.objectName() for widget in found[-5:]])


def takes_tab(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return by_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def is_seen(driver: WindowDriver, view: str) -> bool:
    """Whether the panel is in front; that of the output is covered by its page."""
    panel = driver.window.docks[view].widget()
    page = driver.widget("answersView") if view == "output" else panel
    return not page.visibleRegion().isEmpty()


def seen_panels(driver: WindowDriver, view: str) -> list[QWidget]:
    window = driver.window
    plots = [plot for plot in window.dashboard.views() if plot.isVisible()]
    return [window.transport, window.design, window.docks[view].widget(), *plots, window.draw_panel]


def test_that_tab_goes_once_to_everything_in_the_order_of_the_panels(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(2)
    driver.act("reset")
    driver.wait_for("Ready")
    driver.train_steps(1)
    driver.wait_for_rest()
    for view in VIEWS:
        driver.act(f"go_{view}")
        driver.wait(lambda view=view: is_seen(driver, view))
        panels = seen_panels(driver, view)

        driver.widget("startButton").setFocus()
        driver.key(Qt.Key.Key_Backtab)
        reached = walk(driver, Qt.Key.Key_Tab)
        assert len(set(reached)) == len(reached)
        # After the walk: what can be done with a layer depends on the one that the keys came to.
        wanted = {widget for panel in panels for widget in (panel, *panel.findChildren(QWidget)) if takes_tab(widget)}
        assert wanted - set(reached) == set(), view
        homes = [next((p for p in panels if p is w or p.isAncestorOf(w)), None) for w in reached]
        order = [panels.index(home) for home in homes if home is not None]
        assert order == sorted(order), view
    here = QApplication.focusWidget()
    back = walk(driver, Qt.Key.Key_Backtab)
    assert here is reached[0] and back == [*reached[:0:-1], reached[0]]


def test_that_a_shortcut_goes_to_each_view_also_when_it_was_closed(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.train_steps(1)
    for number, (view, name) in enumerate(VIEWS.items(), start=2):
        driver.window.docks[view].close()
        driver.key(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        dock = driver.window.docks[view]
        driver.wait(lambda view=view: is_seen(driver, view))
        assert dock.isAncestorOf(QApplication.focusWidget()), name
    for number, name in ((1, "experimentCombo"), (8, "lossPlot"), (9, "digitCanvas")):
        driver.key(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert QApplication.focusWidget() is driver.widget(name)


def test_that_the_plot_and_the_smoothing_that_were_chosen_are_chosen_again(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.act("plot_rates")
    before = Settings().smoothing
    driver.act("smoother")
    assert Settings().smoothing > before
    driver.close()

    again = open_window()
    assert again.widget("learningRatePlot").isVisible() and not again.widget("updateRatioPlot").isVisible()
    again.act("rougher")
    assert Settings().smoothing == before


def test_that_tab_goes_to_the_design_also_where_nothing_of_it_needs_scrolling(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.window.resize(1440, 1000)
    driver.wait(lambda: not driver.window.design.findChild(QScrollArea).verticalScrollBar().isVisible())
    driver.widget("seedSpin").setFocus()
    driver.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is driver.widget("experimentCombo")
