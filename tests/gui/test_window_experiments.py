"""Every experiment opened and run in the real window: its goal is met, its view filled, and its lesson beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDockWidget, QWidget

from engine.experiments import EXPERIMENTS
from engine.sharing import Shared, to_text, write_shared
from gui.labs.registry import LABS
from gui.learn.lesson import load_lesson
from tests.helpers.window_driver import OpenWindow, WindowDriver

HERE = [name for name, experiment in EXPERIMENTS.items() if not experiment.spec.dataset.startswith("mnist")]


def open_experiment(driver: WindowDriver, name: str) -> None:
    before = len(driver.runs)
    driver.choose("experimentCombo", name)
    driver.wait(lambda: len(driver.runs) > before and driver.run.spec.name == name and driver.state == "Ready")


def colours(picture: QImage) -> int:
    """How many different colours there are."""
    small = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(small.constBits(), np.uint32).reshape(small.height(), -1)
    return len(np.unique(pixels[::3, ::3]))


def front_page(driver: WindowDriver) -> QWidget:
    panel = driver.window.output_view
    return {"answers": panel.answers, "plane": panel.plane.plane, "curve": panel.curve.curve}[panel.form]


def in_sight(driver: WindowDriver) -> set[str]:
    """The panels that are there, in front or behind another one's tab."""
    return {name for name, dock in driver.window.docks.items() if not dock.isHidden()}


def test_that_every_experiment_meets_its_goal_in_the_window_and_fills_its_view(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "gaussians")
    for name in HERE:
        experiment = EXPERIMENTS[name]
        if name != driver.run.spec.name:
            open_experiment(driver, name)
        assert driver.widget("speedCombo").currentData() == experiment.speed, name  # type: ignore[attr-defined]
        assert in_sight(driver) == {"design", *experiment.panels}, name
        driver.act("go_output")
        before = front_page(driver).grab().toImage()
        driver.session.set_speed(0)
        driver.click("startButton")
        driver.wait(lambda: driver.state == "Finished")
        driver.wait_for_rest()
        view = driver.window.lesson_view
        driver.wait(lambda view=view: view.findChild(QWidget, "goalCard").is_met)
        picture = front_page(driver).grab().toImage()
        assert picture != before and colours(picture) > 8, name
        lesson = load_lesson(name)
        assert lesson is not None and driver.text("lessonTitle") == lesson.title


def test_that_xor_shows_its_milestones_beside_the_published_ones(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.session.set_speed(0)
    driver.click("startButton")
    driver.wait(lambda: driver.state == "Finished")
    driver.wait_for_rest()
    words = driver.widget("milestonesCard").accessibleDescription()
    assert words == "Step 50,000: 0.0035101"


def test_that_another_form_is_shown_with_other_data(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "circles")
    assert driver.window.output_view.form == "plane"
    driver.choose("datasetCombo", "sine")
    driver.wait(lambda: driver.run.spec.dataset == "sine" and driver.state == "Ready")
    assert driver.window.output_view.form == "curve"
    driver.choose("datasetCombo", "xor")
    driver.wait(lambda: driver.run.spec.dataset == "xor" and driver.state == "Ready")
    assert driver.window.output_view.form == "answers"
    assert "draw" in in_sight(driver)


def test_that_a_comparison_runs_every_variant_and_keeps_their_curves(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--experiment", "normal-start", "--data", str(mnist_dir))
    driver.act("go_lesson")
    driver.window.lesson_view.compare_requested.emit()
    driver.wait(lambda: len(driver.runs) >= 4 and driver.state == "Finished")
    driver.wait_for_rest()
    variants = EXPERIMENTS["normal-start"].variants
    assert [run.spec.network.layers[0].initializer.name for run in driver.runs[-3:]] == ["normal", "normal", "zeros"]
    earlier = driver.window.dashboard.findChild(QWidget, "lossPlot")
    assert earlier is not None
    names = [row.name for row in driver.window.runs_view.rows()]
    assert names == [variant.title for variant in reversed(variants)]


def test_that_a_link_sets_the_learning_rate_of_the_running_training(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "line")
    driver.click("startButton")
    driver.wait(lambda: driver.state == "Training")
    view = driver.window.lesson_view
    from gui.learn.link import parse_link

    view.link_activated.emit(parse_link("set:training.learning_rate=0.25"))
    driver.wait(lambda: driver.session.state.spec.training.learning_rate == 0.25)
    assert driver.state == "Training" and len(driver.runs) == 1
    driver.act("undo")
    driver.wait(lambda: driver.session.state.spec.training.learning_rate == 0.5)


def test_that_a_link_to_another_network_begins_it_and_goes_on_training(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.click("startButton")
    driver.wait(lambda: driver.state == "Training")
    from gui.learn.link import parse_link

    driver.window.lesson_view.link_activated.emit(parse_link("set:network.layers.0.units=3"))
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Training")
    driver.click("startButton")
    driver.wait_for("Paused")
    assert driver.trainer.network.spec.sizes == (3, 3, 1)


# Sharing.


def test_that_a_copied_experiment_is_pasted_with_all_its_settings(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "moons")
    driver.session.set_spec(driver.session.state.spec.with_value("playground.noise", 0.25))
    driver.act("copy_experiment")
    shared = driver.session.state.spec
    open_experiment(driver, "xor")
    driver.act("paste")
    driver.wait(lambda: driver.run.spec == shared and driver.state == "Ready")
    assert driver.window.output_view.form == "plane"


def test_that_a_shared_file_is_opened_by_drop_and_from_the_command_line(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    spec = EXPERIMENTS["circles"].spec.with_value("training.learning_rate", 0.125)
    write_shared(Shared(spec), tmp_path / "mine.json")
    driver = open_window(str(tmp_path / "mine.json"))
    driver.wait(lambda: driver.run.spec == spec and driver.state == "Ready")
    open_experiment(driver, "xor")
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / "mine.json"))])
    driver.window.dropped.emit(content)
    driver.wait(lambda: driver.run.spec == spec and driver.state == "Ready")


@pytest.mark.parametrize("text", ["", "no experiment", '{"backprop_studio_experiment": 1, "experiment": {"name": 3}}'])
def test_that_what_is_no_experiment_is_said_in_a_sentence(open_window: OpenWindow, text: str) -> None:
    driver = open_window("--experiment", "xor")
    before = driver.run
    QGuiApplication.clipboard().setText(text)
    driver.act("paste")
    assert driver.sentences and driver.run is before


def test_that_a_shared_experiment_from_a_text_of_another_network_keeps_its_name(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    text = to_text(Shared(EXPERIMENTS["moons"].spec)).replace('"name": "moons"', '"name": "my own"', 1)
    QGuiApplication.clipboard().setText(text)
    driver.act("paste")
    driver.wait(lambda: driver.run.spec.name == "my own" and driver.state == "Ready")
    assert "my own" in driver.window.windowTitle()
    assert isinstance(driver.window.docks["lesson"], QDockWidget)


# The start page.


def test_that_the_start_page_opens_what_is_chosen_and_goes_away(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.act("experiments")
    page = driver.widget("startPage")
    assert page.isVisible() and page.width() == driver.window.width()
    page.experiment_chosen.emit("circles")  # type: ignore[attr-defined]
    driver.wait(lambda: driver.run.spec.name == "circles" and driver.state == "Ready")
    assert not page.isVisible()
    driver.act("experiments")
    driver.act("experiments")
    assert not page.isVisible()


def test_that_every_experiment_has_a_card_with_pictures() -> None:
    cards = Path(__file__).resolve().parents[2] / "resources" / "cards"
    names = (*EXPERIMENTS, *(f"lab-{name}" for name in LABS))
    wanted = {f"{name}-{theme}.png" for name in names for theme in ("light", "dark")}
    assert {path.name for path in cards.glob("*.png")} == wanted
