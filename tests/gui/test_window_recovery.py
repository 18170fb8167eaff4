"""What was learnt but not saved, from one window to the next."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from engine.persistence import peek
from gui.session import session
from tests.gui.test_window_transport import let_events_pass
from tests.helpers.small_runs import everything
from tests.helpers.window_driver import OpenWindow, WindowDriver, headless

TAKE_UP = "Take it up"
DISCARD = "Discard"


@pytest.fixture
def left_files(user_folders: Path) -> Path:
    """The folder with the recovery files."""
    return user_folders / "state" / "backprop-studio" / "recovery"


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.safetensors"))


def offers(driver: WindowDriver) -> list[str]:
    return [notice.text for notice in driver.notices if notice.kind == "offer"]


def train_and_close(driver: WindowDriver, steps: int) -> None:
    driver.train_steps(steps)
    driver.close()


def test_that_closing_while_it_trains_keeps_what_was_learnt_for_the_next_start(
    open_window: OpenWindow, left_files: Path
) -> None:
    driver = open_window()
    assert not files_in(left_files)
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 5)
    driver.close()
    kept = everything(driver.run.trainer)
    steps = driver.run.trainer.steps
    assert len(files_in(left_files)) == 1

    again = open_window()
    (offer,) = offers(again)
    assert "digits" in offer
    assert f"{steps:,} steps" in offer
    again.press_notice(TAKE_UP)
    again.wait(lambda: again.state == "Paused")

    assert everything(again.trainer) == kept
    assert not offers(again)


def test_that_a_run_that_is_taken_up_is_saved_again_where_it_was(open_window: OpenWindow, tmp_path: Path) -> None:
    driver, file = open_window(), tmp_path / "mine.safetensors"
    driver.train_steps(1)
    driver.session.save_file(file)
    driver.wait(lambda: driver.session.state.file == str(file))
    train_and_close(driver, 1)

    again = open_window()
    assert "mine.safetensors" in offers(again)[0]
    again.press_notice(TAKE_UP)
    again.wait(lambda: again.state == "Paused")
    assert again.session.state.file == str(file) and again.window.isWindowModified()
    again.act("save")
    again.wait(lambda: not again.window.isWindowModified())
    assert peek(file).step == 2


def test_that_a_finished_run_is_offered_as_finished(open_window: OpenWindow) -> None:
    driver = open_window("--experiment", "xor")
    driver.type_into("epochsSpin", "3")
    driver.click("startButton")
    driver.wait_for("Finished")
    driver.close()

    (offer,) = offers(open_window())
    assert "xor, finished (" in offer and "epoch" not in offer


def test_that_a_run_that_is_taken_up_goes_on_with_the_bits_of_one_that_never_stopped(
    start_hidden: OpenWindow, mnist_dir: Path
) -> None:
    driver = start_hidden("--data", str(mnist_dir))
    driver.open_mnist()
    driver.train_steps(3)
    driver.type_into("learningRateSpin", "0.05")
    train_and_close(driver, 1)

    # The next window begins with other data, and learns something before it takes the run up.
    again = start_hidden("--data", str(mnist_dir))
    again.train_steps(1)
    again.press_notice(TAKE_UP)
    again.wait(lambda: again.run.spec.name == "mnist-fcnn" and again.state == "Paused")
    assert again.trainer.steps == 4
    again.train_steps(4)

    alone = headless(
        driver.runs[1].trainer.spec.with_value("training.learning_rate", 0.08), mnist_dir, threads=again.threads
    )
    while alone.steps < 8:
        if alone.steps == 3 and not alone.changes:
            alone.change("training.learning_rate", 0.05)
        alone.step()
    assert everything(again.trainer) == everything(alone)


def test_that_the_window_shows_the_run_that_is_taken_up(open_window: OpenWindow, mnist_dir: Path) -> None:
    driver = open_window("--data", str(mnist_dir))
    driver.open_mnist()
    train_and_close(driver, 2)

    again = open_window("--data", str(mnist_dir))
    again.press_notice(TAKE_UP)
    again.wait(lambda: again.state == "Paused")
    again.wait_for_rest()

    assert again.widget("experimentCombo").currentData() == "mnist-fcnn"
    assert again.widget("datasetCombo").currentData() == "mnist"
    assert again.widget("layerTable").model().index(0, 0).data() == "512"
    assert "batch 2 of 5" in again.status
    assert again.window.isWindowModified()


def test_that_what_is_discarded_is_gone(start_hidden: OpenWindow, left_files: Path) -> None:
    train_and_close(start_hidden(), 1)
    driver = start_hidden()
    driver.press_notice(DISCARD)
    assert not files_in(left_files)
    assert not offers(driver)
    driver.close()

    assert not offers(start_hidden())


def test_that_an_offer_that_is_not_answered_is_made_again(start_hidden: OpenWindow) -> None:
    train_and_close(start_hidden(), 1)
    start_hidden().close()

    assert len(offers(start_hidden())) == 1


def test_that_a_run_that_was_taken_up_is_offered_once(start_hidden: OpenWindow, left_files: Path) -> None:
    train_and_close(start_hidden(), 2)
    driver = start_hidden()
    driver.press_notice(TAKE_UP)
    driver.wait_for("Paused")
    train_and_close(driver, 1)

    again = start_hidden()
    (offer,) = offers(again)
    assert "3 steps" in offer
    assert len(files_in(left_files)) == 1


def test_that_a_run_that_was_taken_up_and_saved_is_offered_no_more(
    start_hidden: OpenWindow, left_files: Path, tmp_path: Path
) -> None:
    train_and_close(start_hidden(), 2)
    driver = start_hidden()
    driver.press_notice(TAKE_UP)
    driver.wait_for("Paused")
    driver.session.save_file(tmp_path / "kept.safetensors")
    driver.wait((tmp_path / "kept.safetensors").exists)
    driver.wait(lambda: not driver.window.isWindowModified())
    driver.close()

    assert not files_in(left_files)
    assert not offers(start_hidden())


def test_that_a_run_that_was_taken_up_and_is_left_at_once_is_not_lost(start_hidden: OpenWindow) -> None:
    train_and_close(start_hidden(), 2)
    driver = start_hidden()
    driver.press_notice(TAKE_UP)
    driver.close()

    (offer,) = offers(start_hidden())
    assert "2 steps" in offer


def test_that_the_older_of_two_is_offered_after_the_newer(start_hidden: OpenWindow) -> None:
    first, second = start_hidden(), start_hidden()
    train_and_close(first, 1)
    train_and_close(second, 2)
    driver = start_hidden()
    assert len(offers(driver)) >= 1
    driver.press_notice(DISCARD)
    assert len(offers(driver)) == 1
    driver.press_notice(DISCARD)
    assert not offers(driver)


def test_that_windows_that_are_open_together_leave_each_other_alone(start_hidden: OpenWindow, left_files: Path) -> None:
    first = start_hidden()
    first.train_steps(1)
    second = start_hidden()
    assert not offers(second)
    train_and_close(second, 2)

    third = start_hidden()
    (offer,) = offers(third)
    assert "2 steps" in offer
    third.press_notice(TAKE_UP)
    third.wait_for("Paused")
    # It belongs to the third now, although nothing was learnt there yet.
    assert not offers(start_hidden())
    train_and_close(first, 1)
    third.close()
    assert len(files_in(left_files)) == 2


def test_that_nothing_is_left_where_nothing_was_learnt(start_hidden: OpenWindow, left_files: Path) -> None:
    start_hidden().close()

    assert not files_in(left_files)
    assert list(left_files.iterdir()) == []


def test_that_what_is_saved_need_not_be_recovered(start_hidden: OpenWindow, left_files: Path, tmp_path: Path) -> None:
    driver = start_hidden()
    driver.train_steps(2)
    driver.session.save_file(tmp_path / "kept.safetensors")
    driver.wait(lambda: not driver.window.isWindowModified())
    driver.close()

    assert not files_in(left_files)


def test_that_what_is_learnt_after_a_save_is_kept(open_window: OpenWindow, left_files: Path, tmp_path: Path) -> None:
    driver = open_window()
    driver.choose("speedCombo", 10)
    driver.click("startButton")
    driver.wait(lambda: driver.run.trainer.steps > 1)
    driver.session.save_file(tmp_path / "kept.safetensors")
    driver.wait((tmp_path / "kept.safetensors").exists)
    driver.wait(lambda: any("Saved" in sentence for sentence in driver.sentences))
    steps = driver.run.trainer.steps
    driver.wait(lambda: driver.run.trainer.steps > steps)
    assert driver.window.isWindowModified()
    driver.close()

    assert len(files_in(left_files)) == 1


def test_that_recovery_files_that_are_damaged_hurt_nobody(start_hidden: OpenWindow, left_files: Path) -> None:
    left_files.mkdir(parents=True)
    for number, content in enumerate((b"", b"not a network", bytes(100))):
        (left_files / f"20200101-000000-1-{number}.safetensors").write_bytes(content)
    driver = start_hidden()

    assert not offers(driver)
    driver.train_steps(1)


def test_that_a_run_whose_data_are_missing_stays_on_offer(
    start_hidden: OpenWindow, mnist_dir: Path, tmp_path: Path, left_files: Path
) -> None:
    driver = start_hidden("--data", str(mnist_dir))
    driver.open_mnist()
    train_and_close(driver, 1)

    again = start_hidden("--data", str(tmp_path / "nothing"))
    again.train_steps(1)
    again.press_notice(TAKE_UP)
    again.wait(lambda: any("MNIST is not in" in sentence for sentence in again.sentences))
    again.wait_for("Paused")
    let_events_pass()
    assert again.run.spec.name == "digits"
    again.close()
    assert len(files_in(left_files)) == 2


def test_that_a_window_opens_where_nothing_can_be_kept_and_says_so(
    start_hidden: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(in_the_way))
    driver = start_hidden()
    (notice,) = driver.notices
    assert notice.kind == "warning"
    assert "cannot be kept" in notice.text
    assert str(in_the_way) in notice.text
    train_and_close(driver, 1)

    (record,) = caplog.records
    assert "lost" in record.getMessage()


def test_that_a_thread_that_does_not_end_is_told(
    start_hidden: OpenWindow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    driver = start_hidden()
    driver.train_steps(1)
    monkeypatch.setattr(session, "_CLOSE_SECONDS", 0.01)
    let_go = threading.Event()
    driver.session._thread.submit(lambda: let_go.wait(10))
    driver.window.close()
    let_go.set()
    driver.session._thread.close(10)

    (record,) = caplog.records
    assert "lost" in record.getMessage()
