"""The guards of conftest.py notice what a test leaves behind."""

from __future__ import annotations

import logging
import threading

import pytest

from tests.helpers import leaks
from tests.helpers.logs import WarningRecorder


@pytest.mark.logs_warnings
def test_that_a_log_warning_is_noticed() -> None:
    with WarningRecorder() as recorder:
        logging.getLogger("somewhere").info("fine")
        logging.getLogger("somewhere").warning("not %s", "fine")

    assert recorder.messages == ["somewhere: WARNING: not fine"]


def test_that_a_running_thread_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "GRACE_SECONDS", 0.01)
    before = set(threading.enumerate())
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="forgotten")
    thread.start()
    left = leaks.leaked_threads(before)
    release.set()
    thread.join()

    assert left == ["forgotten"]
    assert leaks.leaked_threads(before) == []


def test_that_a_window_left_standing_is_noticed(request: pytest.FixtureRequest) -> None:
    widgets = pytest.importorskip("PySide6.QtWidgets")
    request.getfixturevalue("qapp")
    before = leaks.window_addresses()
    window = widgets.QWidget(objectName="forgotten")
    menu = widgets.QMenu(window)
    left = leaks.leaked_windows(before)
    window.deleteLater()

    assert menu.isWindow()
    assert left == ["QWidget 'forgotten'"]
    assert leaks.leaked_windows(before) == []
