"""Mistakes in the real window: when a split is reviewed, and an image on its way to the canvas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from engine.review import Review
from gui.frame_clock import FrameClock
from gui.inspect.mistakes_view import MistakesView
from gui.mistakes import MistakesDesk
from gui.session.reviewer import Reviewed, Reviewer
from tests.helpers.window_driver import LEFT, OpenWindow, WindowDriver


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The splits that were asked for, one entry a review."""
    found: list[str] = []
    review = Reviewer.review
    monkeypatch.setattr(Reviewer, "review", lambda self, run, name: found.append(name) or review(self, run, name))
    return found


def view_of(driver: WindowDriver) -> MistakesView:
    return driver.widget("mistakesView", MistakesView)


def look_at_mistakes(driver: WindowDriver) -> MistakesView:
    driver.window.docks["mistakes"].raise_()
    driver.wait(lambda: view_of(driver).isVisible())
    driver.wait_for_rest()
    return view_of(driver)


def wait_for_review(driver: WindowDriver, step: int) -> None:
    driver.wait(lambda: (rows := view_of(driver).rows) is not None and rows.step == step)
    driver.wait_for_rest()


def engine_review(driver: WindowDriver, split: str) -> Review:
    review = Review(driver.trainer.snapshot(), driver.run.dataset, split)
    while review.step():
        pass
    return review


def test_that_nothing_is_reviewed_before_the_first_step(open_window: OpenWindow, asked: list[str]) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    assert view.accessibleDescription().startswith("Nothing has been learnt yet.")
    assert not asked and view.rows is None


def test_that_a_pause_shows_the_mistakes_of_the_network_as_it_is(open_window: OpenWindow) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    driver.train_steps(3)
    wait_for_review(driver, 3)
    review = engine_review(driver, "validation")
    assert view.gallery.shown == list(review.mistakes())
    assert f"{len(review.mistakes())} of 270" in driver.widget("mistakeCountLabel", QLabel).text()

    driver.train_steps(1)
    wait_for_review(driver, 4)
    assert view.gallery.shown == list(engine_review(driver, "validation").mistakes())


def test_that_the_other_split_is_reviewed_when_it_is_chosen(open_window: OpenWindow) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    driver.train_steps(2)
    wait_for_review(driver, 2)
    driver.choose("mistakeSplitCombo", "test")
    driver.wait(lambda: view.rows is not None and view.rows.split_name == "test")
    driver.wait_for_rest()
    assert view.gallery.shown == list(engine_review(driver, "test").mistakes())


def test_that_a_view_nobody_sees_has_nothing_reviewed(open_window: OpenWindow, asked: list[str]) -> None:
    driver = open_window()
    driver.session.set_speed(0)
    driver.session.step_epoch()
    driver.wait_for("Paused")
    driver.wait_for_rest()
    assert not asked

    look_at_mistakes(driver)
    wait_for_review(driver, driver.trainer.steps)
    assert asked == ["validation"]


def test_that_a_rest_is_reviewed_once(open_window: OpenWindow, asked: list[str]) -> None:
    driver = open_window()
    look_at_mistakes(driver)
    driver.train_steps(1)
    wait_for_review(driver, 1)
    before = len(asked)
    for tab in ("weights", "mistakes", "output", "mistakes"):
        driver.window.docks[tab].raise_()
        driver.window.activateWindow()
        driver.wait_for_rest()
    assert len(asked) == before


def test_that_it_follows_the_training_and_ends_with_its_end(open_window: OpenWindow, asked: list[str]) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    driver.session.set_speed(0)
    spec = driver.run.spec
    driver.session.set_spec(spec.with_value("training.epochs", 1_000_000))
    driver.click("startButton")
    seen: set[int] = set()
    driver.wait(lambda: (view.rows is not None and seen.add(view.rows.step)) or len(seen) > 1)
    driver.session.set_spec(spec.with_value("training.epochs", 1))
    driver.wait(lambda: driver.state == "Finished")
    wait_for_review(driver, driver.trainer.steps)
    assert view.gallery.shown == list(engine_review(driver, "validation").mistakes())


def test_that_a_click_on_an_image_has_it_read(open_window: OpenWindow) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    driver.train_steps(3)
    wait_for_review(driver, 3)
    row = view.gallery.shown[4]
    place = view.gallery.visualRect(view.gallery.model().index(4, 0)).center()
    driver.qtbot.mouseClick(view.gallery.viewport(), LEFT, pos=place)

    split = driver.run.dataset.validation
    assert split is not None and split.labels is not None
    # By the network as it is, inside the click: nobody has drawn anything before.
    assert "This network after 3 steps" in driver.text("readerLabel")
    given = driver.window.draw_panel.canvas.given
    assert given is not None
    np.testing.assert_array_equal(given.image.reshape(-1), split.x[row])
    assert given.caption == f"validation digit {row + 1:,}, true {split.labels[row]}"
    np.testing.assert_allclose(driver.probabilities, driver.trainer.snapshot().read(split.x[row]), rtol=1e-5)
    # What the gallery said of it is what the bars say.
    assert view.rows is not None
    assert driver.probabilities.argmax() == view.rows.predicted[row]
    assert driver.probabilities.max() == pytest.approx(view.rows.certainty[row], rel=1e-4)

    driver.click("clearCanvasButton")
    assert not driver.probabilities.any()


def test_that_an_image_goes_with_its_data(open_window: OpenWindow) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    driver.train_steps(1)
    wait_for_review(driver, 1)
    view.gallery.row_chosen.emit(view.gallery.shown[0])
    assert driver.window.draw_panel.given_image is not None
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.name == "xor")
    driver.wait_for_rest()

    assert driver.window.draw_panel.given_image is None
    assert view.rows is None
    assert view.accessibleDescription().startswith("No rows are held out to be judged.")


def test_that_what_was_found_of_an_older_network_is_dropped(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    late: list[Callable[[], None]] = []
    post = Reviewer.post
    monkeypatch.setattr(Reviewer, "post", lambda self, call: late.append(call))
    driver.train_steps(1)
    driver.wait(lambda: late)
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2)
    driver.wait_for_rest()
    monkeypatch.setattr(Reviewer, "post", post)
    assert not driver.session.reviewer.is_busy_with(driver.runs[0], "validation")
    for call in late:
        call()
    driver.wait_for_rest()
    assert view.rows is None and not view.refresh()


def test_that_an_answer_about_an_older_network_is_not_shown(open_window: OpenWindow) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    found: list[Reviewed] = []
    driver.session.reviewer.reviewed.connect(found.append)
    driver.train_steps(1)
    wait_for_review(driver, 1)
    driver.click("resetButton")
    driver.wait(lambda: len(driver.runs) == 2)
    driver.wait_for_rest()
    driver.session.reviewer.reviewed.emit(found[0])
    driver.wait_for_rest()
    assert view.rows is None and not view.refresh()


def test_that_the_end_is_reviewed_even_if_its_step_was_seen_in_training(
    open_window: OpenWindow, asked: list[str]
) -> None:
    """Stopping early brings back the best weights: they count as the same step."""
    driver = open_window()
    view = look_at_mistakes(driver)
    driver.train_steps(1)
    wait_for_review(driver, 1)
    before, desk = len(asked), view.findChild(MistakesDesk)
    assert desk is not None
    desk._made_at_rest = False
    driver.session.findChild(FrameClock).poke()
    driver.wait_for_rest()
    driver.wait(lambda: len(asked) == before + 1)


def test_that_a_record_is_passed_over_while_reviews_would_cost_too_much(
    open_window: OpenWindow, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.mistakes._SHARE", 1e9)
    driver = open_window()
    look_at_mistakes(driver)
    # Slow enough for each of its thirteen records to be seen.
    driver.session.set_speed(1500)
    driver.click("startButton")
    driver.wait_for("Finished")
    wait_for_review(driver, driver.trainer.steps)
    # One at the beginning, and the one at the end that is never passed over.
    assert len(asked) <= 2


def test_that_the_window_closes_in_the_middle_of_a_review(open_window: OpenWindow) -> None:
    driver = open_window()
    look_at_mistakes(driver)
    driver.train_steps(1)
    driver.choose("mistakeSplitCombo", "test")
    driver.session.reviewer.review(driver.run, "test")
    driver.close()


def test_that_the_views_of_mistakes_take_space_as_the_others_do(open_window: OpenWindow) -> None:
    driver = open_window()
    view = look_at_mistakes(driver)
    driver.train_steps(1)
    wait_for_review(driver, 1)
    for part in view.pictures():
        part.setFocus()
        driver.key(Qt.Key.Key_Space)
        driver.wait(lambda: driver.state in ("Training", "Finished"))
        driver.key(Qt.Key.Key_Space)
        driver.wait_for("Paused", "Finished")
    assert view.findChild(QComboBox, "mistakeSplitCombo") is not None
    assert driver.session.findChild(Reviewer) is not None and view.findChild(MistakesDesk) is not None
