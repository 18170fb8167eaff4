"""Earlier runs in the real window."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QLabel

from gui.runs.comparison import Comparison
from gui.runs.run_model import RunModel
from gui.runs.run_row import RunRow
from gui.runs.run_table import RunTable
from gui.session.past_runs import MOST_RUNS
from gui.watch.curve_plot import CurvePlot
from tests.helpers.window_driver import OpenWindow, WindowDriver


def rows_of(driver: WindowDriver) -> list[RunRow]:
    return driver.window.runs_view.rows()


def names_of(driver: WindowDriver) -> list[str]:
    return [row.name for row in rows_of(driver)]


def reset(driver: WindowDriver, button: str = "resetButton") -> None:
    """Press a button that begins anew, and wait for the new run and for what is left of the old one."""
    runs, learnt = len(driver.runs), driver.trainer.steps > 0
    old = driver.run.run_id
    driver.click(button)
    driver.wait(lambda: len(driver.runs) > runs and driver.state == "Ready")
    if learnt:
        driver.wait(lambda: any(row.key == old for row in rows_of(driver)))


def train_epochs(driver: WindowDriver, epochs: int) -> None:
    for _ in range(epochs):
        before = driver.trainer.epoch
        driver.click("epochButton")
        driver.wait(lambda before=before: driver.state != "Training" and driver.trainer.epoch > before)


def select(driver: WindowDriver, *places: int) -> None:
    table = driver.widget("runTable", RunTable)
    table.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in places:
        table.selectionModel().select(table.model().index(place, 0), flags)


@pytest.fixture
def driver(open_window: OpenWindow) -> WindowDriver:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.window.docks["runs"].raise_()
    driver.wait(driver.window.runs_view.isVisible)
    return driver


def test_that_a_reset_after_training_leaves_a_run_with_the_numbers_of_its_trainer(driver: WindowDriver) -> None:
    train_epochs(driver, 4)
    trainer, spec = driver.trainer, driver.run.spec
    reset(driver)

    present, past = rows_of(driver)
    records = trainer.recorder.records.view()
    assert (present.name, present.present, present.steps) == ("Run 2", True, 0)
    assert (past.name, past.steps, past.epochs, past.spec) == ("Run 1", trainer.steps, 4, spec)
    assert past.accuracy == records.column("validation_accuracy").max()
    assert past.loss == records.column("validation_loss")[-1]
    assert past.seconds > 0.0
    assert past.shown

    driver.wait_for_rest()
    plot = driver.widget("lossPlot", CurvePlot)
    _, low, high = plot.plotted_envelope(f"past.{past.key}.train")
    losses = trainer.recorder.history.view().column("loss")
    assert (np.nanmin(low), np.nanmax(high)) == (losses.min(), losses.max())
    x, accuracy = driver.widget("accuracyPlot", CurvePlot).plotted(f"past.{past.key}.validation")
    np.testing.assert_array_equal(x, records.steps)
    np.testing.assert_array_equal(accuracy, records.column("validation_accuracy"))


def test_that_a_run_without_a_step_leaves_nothing(driver: WindowDriver) -> None:
    reset(driver)
    reset(driver, "newWeightsButton")
    assert names_of(driver) == ["Run 1"]
    driver.train_steps(1)
    reset(driver)
    assert names_of(driver) == ["Run 2", "Run 1"]


def test_that_new_weights_differ_in_the_seed_and_a_reset_in_what_was_turned(driver: WindowDriver) -> None:
    driver.train_steps(1)
    reset(driver, "newWeightsButton")
    driver.train_steps(1)
    driver.type_into("learningRateSpin", "0.5")
    model = driver.widget("runTable", RunTable).model()
    assert isinstance(model, RunModel)
    driver.wait(lambda: model.columnCount() == 8)
    titles = [column.title for column in model.columns()]
    assert titles == ["Show", "Run", "Accuracy", "Learning rate", "Seed", "Time", "Epochs", "Steps"]


def test_that_the_present_run_goes_on_in_the_table(driver: WindowDriver) -> None:
    driver.train_steps(1)
    reset(driver)
    driver.train_steps(3)
    driver.wait(lambda: rows_of(driver)[0].steps == 3)
    seconds = rows_of(driver)[0].seconds
    assert seconds > 0.0
    driver.wait_for_rest()
    driver.train_steps(1)
    driver.wait(lambda: rows_of(driver)[0].steps == 4)
    assert rows_of(driver)[0].seconds > seconds


def test_that_a_run_is_renamed_hidden_and_removed(driver: WindowDriver) -> None:
    driver.train_steps(2)
    reset(driver)
    driver.train_steps(2)
    reset(driver)
    table = driver.widget("runTable", RunTable)
    model = table.model()
    assert isinstance(model, RunModel)
    model.setData(model.index(2, 1), "slow one")
    model.setData(model.index(0, 1), "next")
    assert names_of(driver) == ["next", "Run 2", "slow one"]
    model.setData(model.index(2, 1), " ")
    assert names_of(driver) == ["next", "Run 2", "Run 1"]

    plot, key = driver.widget("lossPlot", CurvePlot), rows_of(driver)[2].key
    driver.wait(lambda: len(plot.plotted(f"past.{key}.train")[0]))
    model.setData(model.index(2, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    driver.wait(lambda: not len(plot.plotted(f"past.{key}.train")[0]))
    assert not rows_of(driver)[2].shown

    select(driver, 1, 2)
    driver.click("removeRunButton")
    assert names_of(driver) == ["next"]
    driver.wait(lambda: not plot.plotted("past.1.train")[0].size)


def test_that_two_runs_are_compared(driver: WindowDriver) -> None:
    train_epochs(driver, 3)
    reset(driver)
    driver.type_into("learningRateSpin", "0.2")
    train_epochs(driver, 3)
    reset(driver)
    select(driver, 1, 2)
    lines = driver.widget("runComparison", Comparison).lines()
    newer, older = rows_of(driver)[1:]
    assert newer.accuracy is not None
    assert older.accuracy is not None
    assert lines[0][1:3] == (f"{newer.accuracy:.4f}", f"{older.accuracy:.4f}")
    assert lines[-1] == ("Learning rate", "0.2", "0.1", "")
    assert "Learning rate" in driver.widget("runComparisonText", QLabel).text()


def test_that_a_run_that_is_brought_back_is_the_present_one_again(driver: WindowDriver) -> None:
    driver.train_steps(3)
    first = driver.run
    reset(driver)
    driver.train_steps(1)
    driver.press_notice("Bring it back")
    driver.wait(lambda: driver.run is first and names_of(driver) == ["Run 1", "Run 2"])
    seconds = rows_of(driver)[0].seconds
    driver.train_steps(1)
    driver.wait(lambda: rows_of(driver)[0].steps == 4)
    assert rows_of(driver)[0].seconds > max(seconds, first.seconds) > 0.0
    reset(driver)
    assert names_of(driver) == ["Run 3", "Run 2", "Run 1"]
    assert [row.steps for row in rows_of(driver)] == [0, 1, 4]


def test_that_other_tasks_stand_in_the_table_but_not_in_the_plots(driver: WindowDriver) -> None:
    driver.train_steps(2)
    digits = driver.run.run_id
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.name == "xor" and len(rows_of(driver)) == 2 and driver.state == "Ready")
    assert not rows_of(driver)[1].comparable
    driver.train_steps(2)
    reset(driver)
    driver.train_steps(1)
    xor = rows_of(driver)[1]
    assert (xor.has_accuracy, xor.accuracy) == (False, None)
    assert xor.loss == pytest.approx(driver.runs[1].trainer.recorder.history.view().column("loss")[-1])
    plot = driver.widget("lossPlot", CurvePlot)
    driver.wait(lambda: len(plot.plotted(f"past.{xor.key}.train")[0]))
    assert not len(plot.plotted(f"past.{digits}.train")[0])
    select(driver, 1, 2)
    assert driver.widget("runComparison", Comparison).isVisible()

    driver.choose("experimentCombo", "digits")
    driver.wait(lambda: driver.run.spec.name == "digits" and driver.state == "Ready")
    driver.wait(lambda: len(plot.plotted(f"past.{digits}.train")[0]))
    assert not len(plot.plotted(f"past.{xor.key}.train")[0])


def test_that_a_file_that_is_opened_puts_the_run_before_it_into_the_table(driver: WindowDriver, tmp_path: Path) -> None:
    driver.train_steps(2)
    path = tmp_path / "net.safetensors"
    with driver.qtbot.waitSignal(driver.session.file_saved):
        driver.session.save_file(path)
    driver.train_steps(1)
    driver.session.open_file(path)
    driver.wait(lambda: names_of(driver) == ["Run 2", "Run 1"])
    driver.wait(lambda: [row.steps for row in rows_of(driver)] == [2, 3])


def test_that_only_the_newest_runs_are_kept(driver: WindowDriver) -> None:
    for _ in range(MOST_RUNS + 2):
        driver.train_steps(1)
        reset(driver)
    assert names_of(driver)[1:] == [f"Run {number}" for number in range(MOST_RUNS + 2, 2, -1)]
    driver.window.notices.clear()


def test_that_no_order_of_actions_is_too_much(driver: WindowDriver) -> None:
    chance = random.Random(5)
    table = driver.widget("runTable", RunTable)
    model = table.model()
    assert isinstance(model, RunModel)

    def change_settings() -> None:
        driver.type_into("learningRateSpin", chance.choice(["0.1", "0.3", "2"]))

    def sort() -> None:
        table.sortByColumn(chance.randrange(-1, model.columnCount()), chance.choice(list(Qt.SortOrder)))

    def choose_some() -> None:
        select(driver, *(place for place in range(model.rowCount()) if chance.random() < 0.4))

    def edit() -> None:
        place = chance.randrange(max(1, model.rowCount()))
        if place < model.rowCount():
            model.setData(model.index(place, 1), chance.choice(["", "a", "<b>"]))
            state = chance.choice([Qt.CheckState.Checked, Qt.CheckState.Unchecked])
            model.setData(model.index(place, 0), state, Qt.ItemDataRole.CheckStateRole)

    def bring_back() -> None:
        driver.session.bring_back()

    deeds = [
        *(lambda: driver.act("reset"), lambda: driver.act("new_weights"), driver.session.step_batch),
        *(driver.session.start, driver.session.pause, change_settings, sort, choose_some, edit, bring_back),
        lambda: driver.widget("removeRunButton").click(),  # type: ignore[attr-defined]
        lambda: driver.choose("experimentCombo", chance.choice(["digits", "xor"])),
        lambda: driver.act(chance.choice(["theme_dark", "theme_light"])),
        lambda: driver.window.docks[chance.choice(["runs", "network"])].raise_(),
        table.edit_name,
    ]
    for _ in range(150):
        chance.choice(deeds)()
        for _ in range(chance.randrange(4)):
            QApplication.processEvents()
    driver.session.pause()
    driver.wait(lambda: driver.state not in ("Loading", "Training"))
    driver.wait_for_rest()
    keys = [row.key for row in rows_of(driver)]
    assert len(set(keys)) == len(keys)
    assert [row.key for row in rows_of(driver) if row.present] == [driver.run.run_id]
