"""The line at the bottom of the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from gui.theme.theme import DARK
from gui.train.status_line import StatusLine, format_loss


@pytest.fixture
def line(qtbot) -> StatusLine:
    result = StatusLine()
    qtbot.addWidget(result)
    result.resize(1000, 24)
    result.show()
    return result


def text(line: StatusLine, name: str) -> str:
    return line.findChild(QLabel, name).text()


def test_that_training_is_told_in_words_and_figures(line) -> None:
    line.show_status(
        "training", epoch=3, batch=214, batches=459, loss=0.18312, samples_per_second=52300.4, threads=2, seed=0
    )
    assert text(line, "statusLabel") == "Training: epoch 3, batch 214 of 459, loss 0.183"
    assert text(line, "samplesPerSecondLabel") == "52,300 samples/s"
    assert text(line, "threadsLabel") == "2 threads"
    assert text(line, "seedLabel") == "seed 0"


@pytest.mark.parametrize(
    ("state", "word"),
    [("loading", "Loading"), ("ready", "Ready"), ("paused", "Paused"), ("finished", "Finished"), ("error", "Stopped")],
)
def test_that_a_state_without_figures_is_one_word(line, state, word) -> None:
    line.show_status(state)
    assert text(line, "statusLabel") == word


def test_that_the_speed_stands_still_while_paused(line) -> None:
    line.show_status("training", epoch=1, loss=1.0, samples_per_second=1000.0, threads=1, seed=4)
    line.show_status("paused", epoch=1, loss=1.0, samples_per_second=12.0, threads=1, seed=4)
    assert text(line, "samplesPerSecondLabel") == "1,000 samples/s"
    assert text(line, "threadsLabel") == "1 thread"
    line.show_status("ready", threads=1, seed=4)
    assert text(line, "samplesPerSecondLabel") == ""


def test_that_a_full_batch_run_counts_no_batches(line) -> None:
    line.show_status("training", epoch=12345, batch=1, batches=1, loss=0.5)
    assert text(line, "statusLabel") == "Training: epoch 12,345, loss 0.500"


def test_that_a_message_stands_for_the_figures(line) -> None:
    line.show_status("error", epoch=3, loss=0.1, message="the loss of layer 2 is not finite at step 12")
    assert text(line, "statusLabel") == "Stopped: the loss of layer 2 is not finite at step 12"


def test_that_figures_do_not_push_their_neighbours(line) -> None:
    line.show_status("training", samples_per_second=7.0, threads=2, seed=0)
    threads = line.findChild(QLabel, "threadsLabel")
    line.layout().activate()
    place = threads.geometry().left()
    line.show_status("training", samples_per_second=1_234_567.0, threads=2, seed=0)
    line.layout().activate()
    assert threads.geometry().left() == place


def test_that_a_theme_may_come_at_any_time(line) -> None:
    line.apply_theme(DARK)


@pytest.mark.parametrize(
    ("loss", "written"),
    [(0.18312, "0.183"), (2.3, "2.300"), (0.0, "0.000"), (0.0083, "8.30e−3"), (0.00001234, "1.23e−5"), (1e6, "1.00e6")],
)
def test_that_losses_of_any_size_are_readable(loss, written) -> None:
    assert format_loss(loss) == written
