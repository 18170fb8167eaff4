"""What holds for every test: no display, no touching of the user's files, nothing left behind.

Nothing here imports Qt by itself, so the tests of the engine run where Qt is not installed.
"""

from __future__ import annotations

import gc
import inspect
import os
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.helpers.leaks import leaked_threads, leaked_windows, window_addresses
from tests.helpers.logs import WarningRecorder

# The same examples in every run.
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("repeatable")

# Benchmarks print figures; they are started by themselves.
collect_ignore = ["benchmarks"]

FAILED = pytest.StashKey[bool]()

# What the offscreen platform cannot do and says so.
OFFSCREEN_NOISE = ["This plugin does not support"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let a warning of Qt fail the test, where pytest-qt is there to catch it."""
    if item.config.pluginmanager.hasplugin("pytest-qt"):
        item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(pytest.mark.qt_log_ignore(*OFFSCREEN_NOISE, extend=True))


def pytest_collection_finish() -> None:
    """Keep thousands of collected tests out of every garbage collection, which they would slow down."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure: its traceback keeps widgets alive, which is no second failure."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty home, with settings, data and caches of its own."""
    home = tmp_path_factory.mktemp("home")
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "share",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_RUNTIME_DIR": home / "runtime",
        "BACKPROP_STUDIO_DATA": home / "data",
    }
    for variable, folder in folders.items():
        # Qt warns about a runtime folder that others may read.
        folder.mkdir(mode=0o700, exist_ok=True)
        monkeypatch.setenv(variable, str(folder))
    if core := sys.modules.get("PySide6.QtCore"):
        # QSettings reads the environment once a process, so it is told in words.
        for form in (core.QSettings.Format.NativeFormat, core.QSettings.Format.IniFormat):
            core.QSettings.setPath(form, core.QSettings.Scope.UserScope, str(home / "config"))
    return home


@pytest.fixture(autouse=True)
def no_log_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning, unless it takes `caplog` or is marked `logs_warnings`."""
    expected = request.node.get_closest_marker("logs_warnings") or (
        "caplog" in inspect.signature(request.function).parameters
    )
    with WarningRecorder() as recorder:
        yield
    if recorder.messages and not expected and FAILED not in request.node.stash:
        pytest.fail("unexpected log warnings:\n" + "\n".join(recorder.messages), pytrace=False)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which a thread still runs or a window still stands."""
    threads, windows = set(threading.enumerate()), window_addresses()
    yield
    if FAILED in request.node.stash:
        return
    if left := leaked_threads(threads):
        pytest.fail(f"threads still alive after the test: {', '.join(left)}", pytrace=False)
    if left := leaked_windows(windows):
        pytest.fail(f"windows still there after the test: {', '.join(left)}", pytrace=False)
