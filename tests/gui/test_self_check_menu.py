"""Help > Self-check: made in the compute thread, shown beside the window."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from engine.blas import blas_threads
from gui.widgets.report_dialog import ReportDialog
from tests.helpers.window_driver import OpenWindow


def test_that_the_self_check_of_the_window_leaves_training_as_it_is(start_hidden: OpenWindow) -> None:
    driver = start_hidden()
    threads = blas_threads()
    driver.act("self_check")
    assert not driver.window.actions_by_name["self_check"].isEnabled()
    driver.wait(lambda: driver.window.findChild(ReportDialog))
    dialog = driver.window.findChild(ReportDialog)

    assert dialog.text.splitlines()[0].startswith("OK      Backprop Studio: ")
    assert "OK      Gradients" in dialog.text
    assert not dialog.isModal()
    assert driver.window.actions_by_name["self_check"].isEnabled()
    dialog.findChild(QPushButton, "reportCopy").click()
    assert QGuiApplication.clipboard().text() == dialog.text
    assert (driver.trainer.steps, blas_threads()) == (0, threads)
    dialog.findChild(QPushButton, "reportClose").click()
    driver.wait(lambda: driver.window.findChild(ReportDialog) is None)
