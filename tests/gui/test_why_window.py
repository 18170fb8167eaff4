"""The Why view in the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from gui.why.why_view import WhyView
from tests.gui.test_keyboard_window import seen_panels, takes_tab, walk
from tests.helpers.figures import SEVEN
from tests.helpers.window_driver import OpenWindow, WindowDriver

CTRL = Qt.KeyboardModifier.ControlModifier


def open_why(driver: WindowDriver) -> WhyView:
    driver.window.docks["why"].raise_()
    view = driver.widget("whyView", WhyView)
    driver.wait(lambda: not view.visibleRegion().isEmpty())
    return view


def says(driver: WindowDriver, start: str) -> None:
    driver.wait(lambda: driver.widget("saliencyTitle", QLabel).text().startswith(start))


def test_that_a_drawing_is_explained_as_soon_as_somebody_looks(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    view = open_why(driver)
    says(driver, "Why it says 7")
    driver.wait(lambda: view.change.bars.probabilities().any())
    driver.act("clear_canvas")
    driver.wait(lambda: view.spoken().startswith("Draw a digit"))


def test_that_the_explanation_follows_the_network_while_it_trains(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    view = open_why(driver)
    driver.click("startButton")
    driver.wait(lambda: "This network" in driver.text("readerLabel"))
    seen: set[bytes] = set()

    def has_followed() -> bool:
        seen.add(view.change.bars.probabilities().tobytes())
        return len(seen) > 4

    driver.wait(lambda: has_followed() or driver.state == "Finished")
    assert len(seen) > 4


def test_that_steps_that_were_left_out_are_done_again_at_the_next_start(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    open_why(driver)
    says(driver, "Why it says")
    driver.widget("centreStepBox", QCheckBox).click()
    assert driver.text("drawLeftOutLabel") == "Without centre"
    driver.close()

    again = open_window()
    again.draw(SEVEN)
    assert not again.widget("drawLeftOutNote").isVisible()


def test_that_keys_go_to_it_and_through_all_of_it(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    driver.key(Qt.Key.Key_E, CTRL)
    view = driver.widget("whyView", WhyView)
    driver.wait(lambda: not view.visibleRegion().isEmpty())
    says(driver, "Why it says 7")
    driver.key(Qt.Key.Key_E, CTRL)
    assert driver.window.docks["why"].isAncestorOf(QApplication.focusWidget())

    driver.widget("startButton").setFocus()
    driver.key(Qt.Key.Key_Backtab)
    reached = walk(driver, Qt.Key.Key_Tab)
    panels = seen_panels(driver, "why")
    wanted = {widget for panel in panels for widget in (panel, *panel.findChildren(type(panel))) if takes_tab(widget)}
    wanted |= {box for box in view.findChildren(QCheckBox) if takes_tab(box)}
    assert wanted - set(reached) == set()
    inside = [widget.objectName() for widget in reached if view.isAncestorOf(widget)]
    steps = [f"{step}StepBox" for step in ("size", "width", "grey", "centre")]
    assert inside == [*steps, "saliencyPicture", "saliencyCombo", "strengthSlider"]
