"""Saving and opening in the real window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit

from engine.checkpoint import resume
from engine.datasets import load_dataset
from engine.persistence import load
from engine.trainer import Trainer
from tests.gui.test_window_transport import let_events_pass
from tests.helpers.idx_files import write_mnist
from tests.helpers.small_runs import everything
from tests.helpers.window_driver import OpenWindow, WindowDriver

CONTROL = Qt.KeyboardModifier.ControlModifier


def dialog_of(driver: WindowDriver) -> QFileDialog:
    dialog = driver.window.findChild(QFileDialog, "fileDialog")
    assert dialog is not None
    assert not dialog.isModal()
    return dialog


def answer(driver: WindowDriver, path: Path) -> None:
    """Type a name into the dialog and press Enter."""
    dialog = dialog_of(driver)
    dialog.setDirectory(str(path.parent))
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    field.selectAll()
    driver.qtbot.keyClicks(field, path.name)
    dialog.accept()
    driver.wait(lambda: driver.window.findChild(QFileDialog, "fileDialog") is None)


def recent(driver: WindowDriver) -> list[str]:
    driver.window.recent_menu.aboutToShow.emit()
    return [action.text() for action in driver.window.recent_menu.actions() if action.isEnabled()]


def said(driver: WindowDriver, words: str) -> bool:
    return any(words in sentence for sentence in driver.sentences)


def saved_run(driver: WindowDriver, path: Path, steps: int = 2) -> Path:
    driver.train_steps(steps)
    driver.session.save_file(path)
    driver.wait(lambda: said(driver, "Saved to"))
    return path


def test_that_a_network_is_saved_under_a_name_and_then_without_asking(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    driver.train_steps(2)
    assert driver.window.isWindowModified()
    driver.key(Qt.Key.Key_S, CONTROL)
    answer(driver, tmp_path / "seven")
    driver.wait(lambda: said(driver, "Saved to"))

    path = tmp_path / "seven.safetensors"
    assert load(path).snapshot.step == 2
    assert not driver.window.isWindowModified()
    assert driver.window.windowTitle().startswith("seven.safetensors")
    assert recent(driver) == ["seven.safetensors"]

    driver.train_steps(1)
    assert driver.window.isWindowModified()
    driver.key(Qt.Key.Key_S, CONTROL)
    driver.wait(lambda: not driver.window.isWindowModified())
    assert load(path).snapshot.step == 3


def test_that_a_file_is_opened_and_trained_on(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    driver.edit_layer(0, 0, "20")
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Ready")
    path = saved_run(driver, tmp_path / "net.safetensors")
    kept = everything(driver.trainer)
    driver.close()

    again = open_window()
    again.key(Qt.Key.Key_O, CONTROL)
    answer(again, path)
    again.wait(lambda: again.state == "Paused")
    assert everything(again.trainer) == kept
    assert again.widget("layerTable").model().index(0, 0).data() == "20"
    assert not again.window.isWindowModified()
    again.train_steps(1)
    assert again.trainer.steps == 3


def test_that_a_file_named_on_the_command_line_is_opened(
    open_window: OpenWindow, make_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--experiment", "mnist-fcnn", "--data", str(mnist_dir))
    path = saved_run(driver, tmp_path / "net.safetensors")
    kept = everything(driver.trainer)
    driver.close()

    again = make_window(str(path), "--data", str(mnist_dir))
    again.wait(lambda: again.state == "Paused")
    assert everything(again.trainer) == kept
    assert recent(again) == ["net.safetensors"]


def test_that_recent_files_can_be_opened_again(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    saved_run(driver, tmp_path / "first.safetensors", steps=1)
    driver.window.notices.clear()
    saved_run(driver, tmp_path / "second.safetensors", steps=1)
    assert recent(driver) == ["second.safetensors", "first.safetensors"]
    driver.window.recent_menu.actions()[1].trigger()
    driver.wait(lambda: len(driver.runs) == 2)

    assert driver.trainer.steps == 1
    assert recent(driver) == ["first.safetensors", "second.safetensors"]
    (tmp_path / "second.safetensors").unlink()
    assert recent(driver) == ["first.safetensors"]


def test_that_a_save_that_fails_is_a_sentence(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    driver.train_steps(1)
    driver.session.save_file(tmp_path / "no such folder" / "net.safetensors")
    driver.wait(lambda: driver.notices)

    assert driver.notices[0].kind == "error"
    assert "could not be saved" in driver.sentences[0]
    assert driver.window.isWindowModified()
    assert not recent(driver)
    driver.train_steps(1)


def test_that_saving_does_not_stop_the_training(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    driver.click("startButton")
    driver.wait_for("Training")
    driver.act("save_as")
    steps = driver.run.trainer.steps
    driver.wait(lambda: driver.run.trainer.steps > steps)
    answer(driver, tmp_path / "net.safetensors")
    driver.wait(lambda: said(driver, "Saved to"))

    assert driver.state == "Training"
    # The file can be gone on from with the bits of the run itself.
    checkpoint = load(tmp_path / "net.safetensors")
    assert checkpoint.snapshot.step > 0


def test_that_what_is_no_network_is_a_sentence_and_training_goes_on(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    good = saved_run(driver, tmp_path / "good.safetensors", steps=1).read_bytes()
    driver.click("startButton")
    driver.wait_for("Training")
    for content in (b"", b"hello", good[:-50], good.replace(b"format_version", b"format_versiom")):
        driver.window.notices.clear()
        (tmp_path / "bad.safetensors").write_bytes(content)
        driver.session.open_file(tmp_path / "bad.safetensors")
        driver.wait(lambda: driver.notices)
        assert driver.notices[0].kind == "error"
        assert "bad.safetensors" in driver.sentences[0]
        assert driver.sentences[0].endswith(".")
    steps = driver.run.trainer.steps
    driver.wait(lambda: driver.run.trainer.steps > steps)

    assert driver.state == "Training"
    assert len(driver.runs) == 1


def test_that_a_missing_file_on_the_command_line_leaves_the_first_screen(
    make_window: OpenWindow, tmp_path: Path
) -> None:
    driver = make_window(str(tmp_path / "gone.safetensors"))
    driver.wait(lambda: driver.notices)

    assert "gone.safetensors" in driver.sentences[0]
    driver.wait_for("Ready")
    assert not recent(driver)


def test_that_a_file_trained_on_other_data_leaves_what_was_there(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--experiment", "mnist-fcnn", "--data", str(mnist_dir))
    path = saved_run(driver, tmp_path / "net.safetensors")
    driver.close()
    other = tmp_path / "other data"
    write_mnist(other / "mnist", train=600, test=20, seed=1)

    again = open_window("--data", str(other))
    again.train_steps(2)
    again.session.open_file(path)
    again.wait(lambda: said(again, "other data"))
    again.wait(lambda: again.state == "Paused")
    let_events_pass()

    assert again.run.spec.name == "digits"
    assert again.widget("experimentCombo").currentData() == "digits"
    again.train_steps(1)
    assert again.trainer.steps == 3


def test_that_opening_a_file_over_something_learnt_can_be_taken_back(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    path = saved_run(driver, tmp_path / "net.safetensors", steps=1)
    driver.train_steps(2)
    kept = everything(driver.trainer)
    driver.session.open_file(path)
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Paused")
    assert driver.trainer.steps == 1
    driver.press_notice("Bring it back")
    driver.wait(lambda: len(driver.runs) == 3)

    assert everything(driver.trainer) == kept


def test_that_a_saved_run_goes_on_headless_as_in_the_window(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    path = saved_run(driver, tmp_path / "net.safetensors", steps=1)
    driver.train_steps(2)
    alone: Trainer = resume(load(path), load_dataset("digits"))
    alone.step()
    alone.step()

    assert everything(alone) == everything(driver.trainer)


def test_that_a_dialog_that_is_closed_changes_nothing(open_window: OpenWindow) -> None:
    driver = open_window()
    for name in ("open", "save_as", "open_folder"):
        driver.act(name)
        dialog_of(driver).reject()
        driver.wait(lambda: driver.window.findChild(QFileDialog, "fileDialog") is None)

    assert driver.state == "Ready"
    assert len(driver.runs) == 1


def test_that_a_file_is_trained_at_the_speed_of_its_experiment(
    open_window: OpenWindow, tmp_path: Path, mnist_dir: Path
) -> None:
    driver = open_window("--data", str(mnist_dir))
    path = saved_run(driver, tmp_path / "net.safetensors")
    driver.open_mnist()
    assert driver.widget("speedCombo", QComboBox).currentData() == 0
    driver.session.open_file(path)
    driver.wait(lambda: driver.run.spec.name == "digits" and driver.state == "Paused")

    assert driver.widget("speedCombo", QComboBox).currentData() == 100


def test_that_a_speed_that_was_chosen_stays_for_a_file_of_the_same_experiment(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    driver = open_window()
    path = saved_run(driver, tmp_path / "net.safetensors")
    driver.choose("speedCombo", 10)
    driver.session.open_file(path)
    driver.wait(lambda: len(driver.runs) == 2 and driver.state == "Paused")

    assert driver.widget("speedCombo", QComboBox).currentData() == 10


def test_that_a_network_that_is_done_is_opened_as_done(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    driver.choose("speedCombo", 0)
    driver.type_into("epochsSpin", "2")
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.session.save_file(tmp_path / "net.safetensors")
    driver.wait(lambda: said(driver, "Saved to"))
    driver.close()

    again = open_window()
    again.session.open_file(tmp_path / "net.safetensors")
    again.wait_for("Finished")
    assert again.status == "Finished: All 2 epochs are done."
    assert again.widget("startButton", QAbstractButton).text() == "Start"
    steps = again.trainer.steps
    again.click("startButton")
    again.press_notice("Train as long again")
    again.wait(lambda: again.state == "Finished" and again.trainer.epoch == 4)
    assert again.trainer.steps == 2 * steps


def test_that_save_proposes_the_name_of_the_experiment_or_of_the_file(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    driver.act("save_as")
    assert Path(dialog_of(driver).selectedFiles()[0]).name == "digits.safetensors"
    answer(driver, tmp_path / "mine.safetensors")
    driver.wait(lambda: driver.session.state.file)

    driver.act("save_as")
    assert Path(dialog_of(driver).selectedFiles()[0]) == tmp_path / "mine.safetensors"
    dialog_of(driver).reject()
    driver.wait(lambda: driver.window.findChild(QFileDialog, "fileDialog") is None)
    driver.act("export_csv")
    assert Path(dialog_of(driver).selectedFiles()[0]) == tmp_path / "mine.csv"
