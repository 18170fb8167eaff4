"""The confusion matrices of the window after a real evaluation, against predictions counted one by one."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from gui.inspect.confusion import ConfusionMatrix
from gui.inspect.mistakes_view import MistakesView
from gui.inspect.output_view import OutputView
from tests.helpers.window_driver import OpenWindow, WindowDriver

CLASSES = 10
COUNT = re.compile(r"true (\d), read as (\d): (\d+)")


@pytest.fixture
def driver(open_window: OpenWindow) -> WindowDriver:
    """A window that has trained until there is a record, and stands still at it."""
    driver = open_window()
    driver.choose("speedCombo", 0)
    while not len(driver.trainer.recorder.records.view()):
        epoch = driver.trainer.epoch
        driver.click("epochButton")
        driver.wait(lambda epoch=epoch: driver.state == "Paused" and driver.trainer.epoch > epoch)
    return driver


def answers(driver: WindowDriver) -> tuple[np.ndarray, np.ndarray]:
    """True and given class of each validation row, every row read by itself."""
    split = driver.run.dataset.validation
    snapshot = driver.trainer.snapshot()
    assert split is not None
    return split.labels, np.array([int(np.argmax(snapshot.read(row))) for row in split.x])


def output_counts(driver: WindowDriver) -> np.ndarray:
    """What the pointer reads in the view of the output, cell by cell."""
    driver.window.docks["output"].raise_()
    view = driver.widget("answersView", OutputView)
    driver.wait(lambda: view.isVisible() and isinstance(view.content, ConfusionMatrix) and not view.dirty)
    counts = np.full((CLASSES, CLASSES), -1)
    for x in range(0, view.width(), 5):
        for y in range(0, view.height(), 5):
            if found := COUNT.match(view.read_out(QPointF(x, y))):
                true, given, count = map(int, found.groups())
                assert counts[true, given] in (-1, count)
                counts[true, given] = count
    return counts


def mistake_counts(driver: WindowDriver) -> np.ndarray:
    """What is written in the matrix above the gallery of mistakes."""
    driver.window.docks["mistakes"].raise_()
    view = driver.widget("mistakesView", MistakesView)
    driver.wait(lambda: view.rows is not None and view.rows.step == driver.trainer.steps)
    driver.wait_for_rest()
    content = view.matrix.content
    assert content is not None
    return np.array([[int(content.count_text(row, column)) for column in range(CLASSES)] for row in range(CLASSES)])


def test_that_both_matrices_count_the_answers_of_the_network(driver: WindowDriver) -> None:
    true, given = answers(driver)
    expected = np.zeros((CLASSES, CLASSES), dtype=int)
    for pair in zip(true.tolist(), given.tolist(), strict=True):
        expected[pair] += 1
    assert 0 < np.trace(expected) < len(true)
    np.testing.assert_array_equal(output_counts(driver), expected)
    np.testing.assert_array_equal(mistake_counts(driver), expected)


def test_that_both_matrices_are_those_of_scikit_learn(driver: WindowDriver) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="an extra judge: the extra `peers` brings it")
    expected = metrics.confusion_matrix(*answers(driver), labels=range(CLASSES))
    np.testing.assert_array_equal(output_counts(driver), expected)
    np.testing.assert_array_equal(mistake_counts(driver), expected)
