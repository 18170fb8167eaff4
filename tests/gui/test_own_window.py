"""My digits in the real window: drawn, named, kept, learnt, and all of it taken back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from engine.changes import PARAMETERS
from engine.own_digits import load_digits
from gui.own.digit_gallery import DigitGallery
from gui.session.digit_keeper import digits_file
from tests.helpers.figures import SEVEN, Stroke
from tests.helpers.idx_files import write_mnist
from tests.helpers.own_digits import oddities
from tests.helpers.small_runs import bits
from tests.helpers.window_driver import OpenWindow, WindowDriver

BAR: list[Stroke] = [[(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]]
DASH: list[Stroke] = [[(0.2, 0.5), (0.5, 0.5), (0.8, 0.5)]]
ALT = Qt.KeyboardModifier.AltModifier


def labels(driver: WindowDriver) -> list[str]:
    return [tile.label for tile in driver.widget("ownDigitsGallery", DigitGallery).tiles]


def answers(driver: WindowDriver) -> list[str]:
    return [tile.answer for tile in driver.widget("ownDigitsGallery", DigitGallery).tiles]


def said(driver: WindowDriver) -> list[str]:
    notices = driver.window.notices.notices()
    return [label.text() for notice in notices for label in notice.findChildren(QLabel)]


def draw_and_name(driver: WindowDriver, strokes: list[Stroke], digit: int) -> None:
    driver.act("clear_canvas")
    driver.draw(strokes)
    driver.click(f"teachButton{digit}")


def trained(driver: WindowDriver) -> None:
    driver.train_steps(3)
    driver.wait_for_rest()


def learn(driver: WindowDriver) -> None:
    driver.click("learnDigitsButton")
    driver.wait(lambda: driver.widget("undoLessonButton").isVisible())
    driver.wait_for_rest()


def test_that_a_drawing_is_kept_once_and_may_be_renamed(open_window: OpenWindow) -> None:
    driver = open_window()
    assert not driver.widget("teachRow").isVisible()
    driver.draw(BAR)
    driver.click("teachButton1")
    assert driver.text("teachLabel") == "1 kept: 1 digit"
    driver.click("teachButton7")
    assert driver.text("teachLabel") == "Now kept as 7: 1 digit"
    driver.click("teachButton7")
    assert driver.text("teachLabel") == "7 is kept already: 1 digit"
    draw_and_name(driver, DASH, 2)
    assert driver.text("teachLabel") == "2 kept: 2 digits"
    assert labels(driver) == ["7", "2"]
    driver.wait(lambda: [digit.label for digit in load_digits(digits_file())] == [7, 2])


def test_that_what_is_said_of_the_drawing_is_no_longer_said_once_it_was_renamed_or_removed(
    open_window: OpenWindow,
) -> None:
    driver = open_window()
    driver.draw(BAR)
    driver.click("teachButton1")
    driver.click("teachButton7")
    driver.window.own_digits_view.undo()
    assert labels(driver) == ["1"] and driver.text("teachLabel") == "That was a…"
    driver.click("teachButton1")
    assert driver.text("teachLabel") == "1 is kept already: 1 digit"
    driver.window.own_digits_view.remove_requested.emit([0])
    assert driver.text("teachLabel") == "That was a…"


def test_that_digits_that_could_not_be_written_are_said_until_they_are_written(open_window: OpenWindow) -> None:
    driver = open_window()
    folder = digits_file().parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("no folder")
    draw_and_name(driver, BAR, 1)
    driver.wait(lambda: any("window is closed" in words for words in said(driver)))
    folder.unlink()
    draw_and_name(driver, DASH, 2)
    driver.wait(lambda: not said(driver))
    assert len(load_digits(digits_file())) == 2


def test_that_alt_and_a_digit_names_the_drawing(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.key(Qt.Key.Key_4, ALT)
    assert labels(driver) == [], "a blank canvas is no digit"
    driver.draw(BAR)
    driver.key(Qt.Key.Key_4, ALT)
    assert labels(driver) == ["4"]


def test_that_kept_digits_are_there_at_the_next_start(open_window: OpenWindow) -> None:
    first = open_window()
    first.draw(BAR)
    first.click("teachButton1")
    first.close()
    assert labels(open_window()) == ["1"]


def test_that_an_image_from_the_data_cannot_be_taught(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.window.draw_panel.show_image(np.full((8, 8), 9, np.uint8), 16, "test row 3")
    driver.act("name_3")
    assert "From the data" in driver.text("teachLabel") and not driver.widget("teachButton3").isEnabled()
    assert labels(driver) == []


def test_that_undo_in_the_panel_brings_removed_digits_back(open_window: OpenWindow) -> None:
    driver = open_window()
    draw_and_name(driver, BAR, 1)
    driver.click("showOwnDigitsButton")
    gallery = driver.widget("ownDigitsGallery", DigitGallery)
    assert gallery.hasFocus()
    gallery.selectAll()
    driver.key(Qt.Key.Key_Delete)
    assert labels(driver) == []
    assert driver.widget("ownDigitsView").isAncestorOf(driver.window.focusWidget())
    driver.act("undo")
    assert labels(driver) == ["1"]
    driver.act("redo")
    assert labels(driver) == []


def test_that_a_network_that_learnt_nothing_says_what_to_do(open_window: OpenWindow) -> None:
    driver = open_window()
    draw_and_name(driver, BAR, 1)
    driver.click("showOwnDigitsButton")
    assert not driver.widget("learnDigitsButton").isEnabled()
    assert driver.text("lessonLabel").startswith("Train this network first (F5)")
    assert not driver.window.actions_by_name["learn_digits"].isEnabled()
    trained(driver)
    assert driver.widget("learnDigitsButton").isEnabled()
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: "does not read drawings" in driver.widget("lessonLabel", QLabel).text())


def test_that_a_lesson_changes_the_network_and_undo_brings_it_back(open_window: OpenWindow) -> None:
    driver = open_window()
    for digit in oddities():
        driver.session.digits.add(digit)
    trained(driver)
    driver.window.go_to("ownDigits")
    driver.wait(lambda: all(answers(driver)))
    before, misread = bits(driver.trainer.network.parameters), answers(driver)
    learn(driver)

    first, second = driver.text("lessonResult").splitlines()
    assert first.startswith("My digits read: ") and first.endswith("→ 8 of 8")
    assert second.startswith("Test set: ") and second.count(" %") == 2
    driver.wait(lambda: answers(driver) == ["7"] * 8)
    assert driver.window.isWindowModified()
    assert [change.path for change in driver.trainer.changes] == [PARAMETERS]
    driver.click("undoLessonButton")
    driver.wait(lambda: "Undone" in driver.text("lessonResult"))
    driver.wait(lambda: answers(driver) == misread)
    assert bits(driver.trainer.network.parameters) == before and driver.trainer.changes == []


def test_that_what_was_taught_is_saved_and_a_reset_goes_back_to_the_beginning(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    driver = open_window()
    initial = bits(driver.trainer.network.parameters)
    for digit in oddities():
        driver.session.digits.add(digit)
    trained(driver)
    driver.window.go_to("ownDigits")
    learn(driver)
    taught = bits(driver.trainer.network.parameters)
    driver.session.save_file(tmp_path / "taught.safetensors")
    driver.wait(lambda: not driver.window.isWindowModified())
    driver.act("reset")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")
    assert bits(driver.trainer.network.parameters) == initial
    assert not driver.widget("undoLessonButton").isVisible()
    driver.session.open_file(tmp_path / "taught.safetensors")
    driver.wait(lambda: len(driver.runs) == 3 and driver.state == "Paused")
    assert bits(driver.trainer.network.parameters) == taught


def test_that_training_on_ends_the_offer_to_undo(open_window: OpenWindow) -> None:
    driver = open_window()
    for digit in oddities(2):
        driver.session.digits.add(digit)
    trained(driver)
    driver.window.go_to("ownDigits")
    learn(driver)
    driver.train_steps(1)
    undo = driver.widget("undoLessonButton")
    assert undo.isVisible() and not undo.isEnabled() and "gone on since" in undo.toolTip()


def test_that_closing_ends_a_lesson_that_interrupts_training(open_window: OpenWindow) -> None:
    driver = open_window()
    for digit in oddities():
        driver.session.digits.add(digit)
    driver.session.set_speed(1)
    driver.click("startButton")
    driver.wait(lambda: driver.state == "Training" and driver.widget("learnDigitsButton").isEnabled())
    driver.window.go_to("ownDigits")
    driver.click("learnDigitsButton")
    assert driver.widget("cancelLessonButton").isVisible()
    driver.close()
    assert driver.run.trainer.changes == []


def test_that_a_lesson_pauses_training(open_window: OpenWindow) -> None:
    driver = open_window()
    for digit in oddities(1):
        driver.session.digits.add(digit)
    driver.session.set_speed(1)
    driver.click("startButton")
    driver.wait(lambda: driver.state == "Training" and driver.widget("learnDigitsButton").isEnabled())
    driver.window.go_to("ownDigits")
    learn(driver)
    assert driver.state == "Paused" and driver.trainer.changes[-1].path == PARAMETERS


def test_that_mistakes_are_judged_anew_after_a_lesson(open_window: OpenWindow) -> None:
    driver = open_window()
    for digit in oddities():
        driver.session.digits.add(digit)
    driver.window.go_to("mistakes")
    trained(driver)
    driver.wait(lambda: driver.window.mistakes_view.rows is not None)
    before = driver.window.mistakes_view.rows
    driver.act("learn_digits")
    driver.wait(lambda: driver.widget("undoLessonButton").isVisible())
    driver.wait(lambda: driver.window.mistakes_view.rows is not before)


def test_that_a_file_opened_as_a_copy_is_not_where_it_is_saved_to(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    trained(driver)
    driver.session.save_file(tmp_path / "model.safetensors")
    driver.wait(lambda: driver.session.state.file)
    driver.session.open_copy(tmp_path / "model.safetensors", "digits")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Paused")
    assert driver.session.state.file == "" and driver.trainer.steps == 3


def test_that_the_bundled_model_asks_for_mnist_where_it_is_missing(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.act("open_bundled")
    driver.wait(lambda: driver.sentences)
    buttons = {button.text() for button in driver.notices[0].findChildren(QPushButton)}
    assert "MNIST" in driver.sentences[0] and "Download MNIST" in buttons
    assert driver.state == "Ready"


def test_that_the_bundled_model_goes_on_with_mnist_alone(open_window: OpenWindow, tmp_path: Path) -> None:
    write_mnist(tmp_path / "mnist", train=300, test=20)
    driver = open_window("--data", str(tmp_path))
    driver.act("open_bundled")
    driver.wait(lambda: driver.run.spec.dataset == "mnist" and driver.state == "Paused")
    driver.draw(SEVEN)

    driver.wait(lambda: driver.text("readerLabel").startswith("This network"))
    assert driver.text("predictionLabel").startswith("7")
