"""One's own data in the window: looked through, used, changed, and found again where they are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QWidget

from engine.persistence import load, save
from engine.sharing import Shared, write_shared
from gui.session import data_loader
from tests.helpers.window_driver import UNITS, OpenWindow, WindowDriver

CHOOSE = "Choose the data…"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """150 rows of three columns, in three classes."""
    return write_table(tmp_path / "flowers.csv")


def write_table(path: Path, seed: int = 0) -> Path:
    rng = np.random.default_rng(seed)
    rows = [f"{a:.3f},{b:.3f},{'abc'[i % 3]}" for i, (a, b) in enumerate(rng.normal(size=(150, 2)))]
    path.write_text("\n".join(["length,width,species", *rows]) + "\n")
    return path


def drop(driver: WindowDriver, path: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    driver.window.dropped.emit(content)


def is_open(driver: WindowDriver) -> bool:
    page = driver.window.findChild(QWidget, "ownDataPage")
    return page is not None and page.isVisible()


def wait_for_survey(driver: WindowDriver) -> None:
    driver.wait(lambda: is_open(driver) and driver.widget("ownDataUse").isEnabled())


def use(driver: WindowDriver, path: Path) -> None:
    drop(driver, path)
    wait_for_survey(driver)
    driver.click("ownDataUse")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.own.path == str(path))


def choose_in_dialog(driver: WindowDriver, path: Path) -> None:
    dialog = driver.window.findChild(QFileDialog, "fileDialog")
    assert dialog is not None
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(str(path))
    dialog.accept()


def refuse(*arguments: object) -> Callable[[], None]:
    raise AssertionError("read a second time")


def test_that_a_dropped_table_is_looked_through_and_then_learnt_from(
    open_window: OpenWindow, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_loader, "load_own", refuse)
    driver = open_window()
    drop(driver, table)
    wait_for_survey(driver)
    assert driver.run.spec.dataset == "digits"
    assert not driver.window.docks["network"].isVisible()
    driver.click("ownDataUse")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.dataset == "own")

    assert not is_open(driver)
    assert driver.run.dataset.class_names == ("a", "b", "c")
    assert driver.widget("datasetCombo", QComboBox).currentText() == "flowers.csv"
    assert "150" not in driver.text("dataStateLabel") and "3 classes" in driver.text("dataStateLabel")
    assert driver.window.docks["mistakes"].isVisible()
    assert not driver.window.docks["draw"].isVisible()
    assert not driver.window.docks["lesson"].isVisible()
    driver.train_steps(1)


def test_that_esc_leads_back_and_nothing_is_changed(open_window: OpenWindow, table: Path) -> None:
    driver = open_window()
    drop(driver, table)
    wait_for_survey(driver)
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: not is_open(driver))

    assert driver.run.spec.dataset == "digits"
    assert driver.window.docks["network"].isVisible()
    assert driver.window.dashboard.isVisible()


def test_that_a_lab_or_another_experiment_takes_the_place_of_the_page(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.act("open_data")
    assert is_open(driver)
    driver.act("lab_descent")
    assert not is_open(driver)
    assert driver.widget("descentLabFrame").isVisible()
    driver.act("open_data")
    assert not driver.widget("descentLabFrame").isVisible()
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.name == "xor")

    assert not is_open(driver)
    assert driver.window.dashboard.isVisible()


def test_that_the_list_of_data_opens_the_page_and_stays_what_it_was(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.choose("datasetCombo", "own")

    assert is_open(driver)
    assert driver.widget("datasetCombo", QComboBox).currentData() == "digits"
    assert driver.run.spec.dataset == "digits"


def test_that_settings_in_use_are_changed_for_the_same_network(open_window: OpenWindow, table: Path) -> None:
    driver = open_window()
    use(driver, table)
    driver.edit_layer(0, UNITS, "7")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.network.sizes == (2, 7, 16, 3))
    driver.click("ownDataButton")
    wait_for_survey(driver)
    driver.type_into("ownTest", "30")
    driver.wait(lambda: not driver.widget("ownDataUse").isEnabled())
    wait_for_survey(driver)
    driver.click("ownDataUse")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.own.test_share == 0.3)

    assert driver.run.spec.network.sizes == (2, 7, 16, 3)
    assert driver.run.dataset.test.rows == 45


def test_that_a_network_goes_on_with_its_data_where_they_were_moved(
    open_window: OpenWindow, table: Path, tmp_path: Path
) -> None:
    driver = open_window()
    use(driver, table)
    driver.train_steps(3)
    saved, moved = tmp_path / "net.safetensors", tmp_path / "elsewhere.csv"
    driver.session.save_file(saved)
    driver.wait(lambda: driver.session.state.file == str(saved))
    table.rename(moved)
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.name == "xor")
    drop(driver, saved)
    driver.wait(lambda: any("flowers.csv" in sentence for sentence in driver.sentences) and driver.state == "Ready")
    driver.press_notice(CHOOSE)
    assert driver.text("ownDataWish") == "Choose the data that net.safetensors learnt from: flowers.csv"
    choose_in_dialog(driver, moved)
    wait_for_survey(driver)
    driver.click("ownDataUse")
    driver.wait(lambda: driver.run.spec.own.path == str(moved))

    assert driver.trainer.steps == 3
    assert driver.session.state.file == str(saved)
    assert not is_open(driver)
    driver.train_steps(1)


def test_that_a_shared_experiment_goes_on_with_the_data_that_are_chosen_for_it(
    open_window: OpenWindow, table: Path, tmp_path: Path
) -> None:
    driver = open_window()
    use(driver, table)
    spec = driver.run.spec.with_value("network.layers.0.units", 9)
    shared, own = tmp_path / "shared.json", tmp_path / "own.csv"
    write_shared(Shared(replace(spec, own=replace(spec.own, path="flowers.csv"))), shared)
    write_table(own, seed=1)
    drop(driver, shared)
    driver.wait(lambda: any("flowers.csv" in sentence for sentence in driver.sentences) and driver.state == "Ready")
    driver.press_notice(CHOOSE)
    choose_in_dialog(driver, own)
    wait_for_survey(driver)
    driver.click("ownDataUse")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.own.path == str(own))

    assert driver.run.spec.network.sizes == (2, 9, 16, 3)


def test_that_data_called_like_an_experiment_are_not_taken_for_it(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    speed, table = driver.window.transport.speed(), write_table(tmp_path / "xor.csv")
    use(driver, table)

    assert driver.widget("experimentCombo", QComboBox).currentText() != "Exclusive or"
    assert driver.run.spec.name == "xor (own data)"
    assert driver.window.transport.speed() == speed
    # As a file of another version may be called.
    driver.session.open_experiment(replace(driver.run.spec, name="xor"))
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.name == "xor")
    assert driver.widget("experimentCombo", QComboBox).currentData() is None
    assert driver.window.transport.speed() == speed
    assert not driver.window.docks["lesson"].isVisible()
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.run.spec.dataset == "xor" and driver.window.docks["lesson"].isVisible())


def test_that_training_leads_back_from_the_page(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.act("open_data")
    assert driver.text("ownDataWish") == "What is the network to learn from?"
    driver.act("step")
    driver.wait(lambda: driver.trainer.steps == 1)

    assert not is_open(driver) and driver.window.docks["network"].isVisible()


def test_that_the_page_fits_the_smallest_window_and_asks_for_nothing_once_it_is_gone(
    open_window: OpenWindow, table: Path
) -> None:
    driver = open_window()
    window, room = driver.window, QSize(1024, 700)
    window.resize(room)
    before = window.minimumSizeHint()
    driver.act("open_data")
    assert window.minimumSizeHint().expandedTo(room) == room
    drop(driver, table)
    wait_for_survey(driver)
    assert window.minimumSizeHint().expandedTo(room) == room
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: not is_open(driver))

    assert window.minimumSizeHint().expandedTo(before) == before
    assert window.size() == room


def keep(driver: WindowDriver, table: Path) -> Path:
    """A network that learnt from the table, saved; the window has another one."""
    saved = table.with_name("net.safetensors")
    use(driver, table)
    driver.train_steps(3)
    driver.session.save_file(saved)
    driver.wait(lambda: driver.session.state.file == str(saved))
    driver.choose("experimentCombo", "xor")
    driver.wait(lambda: driver.state == "Ready" and driver.run.spec.name == "xor")
    return saved


def test_that_a_network_whose_data_were_corrected_is_opened_without_its_training(
    open_window: OpenWindow, table: Path
) -> None:
    driver = open_window()
    saved = keep(driver, table)
    weights = load(saved).snapshot.parameters
    write_table(table, seed=1)
    drop(driver, saved)
    driver.wait(lambda: any("trained on other data" in sentence for sentence in driver.sentences))
    assert driver.run.spec.name == "xor" and driver.state == "Ready"
    driver.press_notice("Open without its training")
    driver.wait(lambda: driver.state != "Loading" and driver.run.spec.name == "flowers")

    assert np.array_equal(driver.trainer.network.parameters, weights)
    assert driver.trainer.descent.steps == 0
    # What the file holds beside the network is not saved over.
    assert driver.session.state.file == ""
    assert not any("trained on other data" in sentence for sentence in driver.sentences)
    driver.train_steps(1)


def test_that_a_network_whose_data_were_corrected_can_have_others_chosen(
    open_window: OpenWindow, table: Path, tmp_path: Path
) -> None:
    driver = open_window()
    saved, before = keep(driver, table), tmp_path / "before.csv"
    table.rename(before)
    write_table(table, seed=1)
    drop(driver, saved)
    driver.wait(lambda: any("trained on other data" in sentence for sentence in driver.sentences))
    driver.press_notice(CHOOSE)
    choose_in_dialog(driver, before)
    wait_for_survey(driver)
    driver.click("ownDataUse")
    driver.wait(lambda: driver.run.spec.own.path == str(before))

    assert driver.trainer.steps == driver.trainer.descent.steps == 3


def test_that_a_network_alone_is_opened_with_other_rows_and_says_so(open_window: OpenWindow, table: Path) -> None:
    driver = open_window()
    saved = keep(driver, table)
    save(load(saved).without_training(), saved)
    write_table(table, seed=1)
    drop(driver, saved)
    driver.wait(lambda: driver.run.spec.name == "flowers")

    assert any("without the state" in text and "flowers.csv are others" in text for text in driver.sentences)


def test_that_a_folder_with_mnist_remains_mnist(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window()
    drop(driver, mnist_dir / "mnist")
    driver.wait(lambda: "550 training" in driver.text("dataStateLabel"))

    assert not is_open(driver)


def test_that_a_broken_file_is_a_sentence_on_the_page(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(b"PK\3\4 no archive")
    driver = open_window(str(path))
    driver.wait(lambda: is_open(driver) and driver.window.findChild(QWidget, "ownDataProblem") is not None)

    assert "broken.npz" in driver.text("ownDataProblem")
    assert not driver.widget("ownDataUse").isEnabled()


def test_that_a_window_closed_with_the_page_open_remembers_the_panels_of_the_experiment(
    open_window: OpenWindow,
) -> None:
    driver = open_window("--experiment", "xor")
    panels = tuple(name for name, dock in driver.window.docks.items() if not dock.isHidden())
    driver.act("open_data")
    driver.close()

    again = open_window("--experiment", "xor")
    assert tuple(name for name, dock in again.window.docks.items() if not dock.isHidden()) == panels


def test_that_it_is_said_that_there_is_no_lesson_for_them(open_window: OpenWindow, table: Path) -> None:
    driver = open_window("--experiment", "xor")
    use(driver, table)
    driver.act("go_lesson")

    assert driver.window.lesson_view.isVisible()
    assert any(
        label.isVisible() and label.text() == "There is no lesson for data of your own."
        for label in driver.window.lesson_view.findChildren(QLabel)
    )
