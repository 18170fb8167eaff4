"""Errors of the program itself: into the log first, then into one dialog, from every thread."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from engine.experiments.xor import XOR
from engine.own_data import OWN, OwnDataSpec
from gui import errors
from gui.error_hooks import ErrorHooks
from gui.errors import ErrorDesk
from gui.session.state import Phase, SessionState
from gui.theme.theme import DARK, LIGHT, Theme
from gui.versions import ROOT
from gui.widgets.error_dialog import ErrorDialog
from gui.widgets.notice_strip import NoticeStrip
from tests.helpers.session_rig import MakeRig, reach
from tests.helpers.window_driver import OpenWindow

pytestmark = pytest.mark.logs_warnings


def failing() -> None:
    raise ZeroDivisionError("somewhere")


class StandIn(QWidget):
    """What the desk needs of the window."""

    theme_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.notices = NoticeStrip(self)
        self.actions_by_name = {"show_log": QAction(self)}
        self.copies = 0

    def ask_copy(self) -> None:
        self.copies += 1


class StandInSession(QObject):
    """What the desk needs of the session."""

    failed = Signal(object, str)
    run_changed = Signal(object)
    state_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state = SessionState(Phase.LOADING, XOR.spec)

    def fail(self, desk: ErrorDesk) -> None:
        """As a session does whose computation failed while it trained."""
        self.state_changed.emit(SessionState(Phase.TRAINING, XOR.spec))
        self.state = SessionState(Phase.PAUSED, XOR.spec)
        self.state_changed.emit(self.state)
        self.failed.emit(ZeroDivisionError("stopped"), "compute")
        QCoreApplication.sendPostedEvents(desk)


class Setting:
    """A desk with its window and session."""

    def __init__(self, window: StandIn, session: Any) -> None:
        self.window, self.session = window, session
        self.desk = ErrorDesk(window, session, window)  # type: ignore[arg-type]

    @property
    def dialogs(self) -> list[ErrorDialog]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return self.window.findChildren(ErrorDialog)

    def report(self, times: int = 1) -> None:
        for _ in range(times):
            try:
                failing()
            except ZeroDivisionError as error:
                self.desk.report(error)
        QCoreApplication.sendPostedEvents(self.desk)

    def words(self) -> str:
        (dialog,) = self.dialogs
        return " ".join(label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "setWordWrap"))


@pytest.fixture
def window(qtbot: QtBot) -> StandIn:
    made = StandIn()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def setting(window: StandIn) -> Setting:
    return Setting(window, StandInSession())


@pytest.fixture
def hooks() -> Iterator[ErrorHooks]:
    made = ErrorHooks()
    yield made
    made.restore()


# The hooks.


def test_that_an_error_is_in_the_log_before_anybody_is_told(
    hooks: ErrorHooks, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []
    hooks.set_report(lambda error: seen.append(caplog.text))
    sys.excepthook(ValueError, ValueError("too much"), None)

    (text,) = seen
    assert "ValueError: too much" in text


def test_that_errors_of_slots_and_timers_arrive(
    hooks: ErrorHooks, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.captureExceptions():
        # It puts a hook of its own in place, as every test has one.
        sys.excepthook = hooks._on_error
        told: list[BaseException] = []
        hooks.set_report(told.append)
        QTimer.singleShot(0, failing)
        qtbot.waitUntil(lambda: bool(told))

    assert "in failing" in caplog.text


def test_that_errors_of_threads_and_of_destructors_arrive(hooks: ErrorHooks, caplog: pytest.LogCaptureFixture) -> None:
    class Untidy:
        def __del__(self) -> None:
            failing()

    told: list[tuple[str, str]] = []
    hooks.set_report(lambda error: told.append((type(error).__name__, threading.current_thread().name)))
    threading.excepthook, sys.unraisablehook = hooks._on_thread_error, hooks._on_unraisable
    thread = threading.Thread(target=failing, name="worker")
    thread.start()
    thread.join()
    Untidy()

    assert told == [("ZeroDivisionError", "worker"), ("ZeroDivisionError", "MainThread")]
    assert "The thread worker ended with an error" in caplog.text


def test_that_an_error_that_comes_back_is_told_in_full_once_and_then_ever_less(
    hooks: ErrorHooks, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[BaseException] = []
    hooks.set_report(told.append)
    for _ in range(1_000):
        try:
            failing()
        except ZeroDivisionError as error:
            hooks.take(error)

    assert len(told) == 1_000
    assert caplog.text.count("Traceback") == 1
    assert [record.getMessage().count("times by now") for record in caplog.records] == [0] + 9 * [1]


def test_that_a_hook_survives_whoever_it_tells(hooks: ErrorHooks, caplog: pytest.LogCaptureFixture) -> None:
    hooks.set_report(lambda error: failing())
    sys.excepthook(ValueError, ValueError("too much"), None)

    assert "ValueError: too much" in caplog.text
    assert "An error could not be told" in caplog.text


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_that_ctrl_c_and_exit_keep_their_meaning(monkeypatch: pytest.MonkeyPatch, end: type[BaseException]) -> None:
    before: list[type[BaseException]] = []
    told: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: before.append(kind))
    monkeypatch.setattr(threading, "excepthook", lambda failure: before.append(failure.exc_type))
    hooks = ErrorHooks()
    hooks.set_report(told.append)
    sys.excepthook(end, end(), None)
    threading.excepthook(threading.ExceptHookArgs((end, end(), None, None)))
    hooks.restore()

    assert before == [end, end]
    assert told == []


def test_that_the_hooks_are_given_back() -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    hooks = ErrorHooks()
    assert sys.excepthook is not before[0]
    hooks.restore()

    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


# The desk.


def test_that_many_errors_open_one_dialog_that_counts_them(setting: Setting) -> None:
    setting.report()
    setting.report(times=3)

    (dialog,) = setting.dialogs
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert "3 more" in setting.words()


def test_that_after_it_was_closed_it_keeps_quiet_for_a_while(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(errors.time, "monotonic", lambda: now)
    setting.report()
    setting.dialogs[0].close()
    now += errors.QUIET_SECONDS - 1
    setting.report(times=10)
    assert setting.dialogs == []
    now += 2
    setting.report()
    assert len(setting.dialogs) == 1
    assert "more" not in setting.words()


def test_that_an_error_that_ended_a_training_is_never_kept_quiet(setting: Setting) -> None:
    setting.report()
    setting.dialogs[0].close()
    setting.session.fail(setting.desk)
    assert "stopped" in setting.dialogs[0].details

    setting.dialogs[0].close()
    # Nothing trains any more: these end nothing.
    setting.session.failed.emit(ZeroDivisionError(), "compute")
    QCoreApplication.sendPostedEvents(setting.desk)
    assert setting.dialogs == []


def test_that_an_error_that_ended_a_training_takes_the_place_of_one_that_did_not(setting: Setting) -> None:
    setting.report()
    setting.session.fail(setting.desk)

    (dialog,) = [dialog for dialog in setting.dialogs if dialog.isVisible()]
    assert "stopped" in dialog.details


def test_that_it_waits_until_a_modal_dialog_is_answered(setting: Setting, qtbot: QtBot) -> None:
    question = QDialog(setting.window)
    question.setModal(True)
    question.show()
    setting.report(times=3)
    assert setting.dialogs == []

    question.close()
    qtbot.waitUntil(lambda: len(setting.dialogs) == 1)
    assert setting.dialogs[0].isVisible()
    assert "2 more" in setting.words()


def test_that_it_never_opens_in_the_middle_of_what_failed(setting: Setting) -> None:
    setting.desk.report(ZeroDivisionError())

    assert setting.dialogs == []


def test_that_a_thread_can_report(setting: Setting, qtbot: QtBot) -> None:
    thread = threading.Thread(target=lambda: setting.desk.report(ZeroDivisionError("x")), name="download")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(setting.dialogs) == 1)

    assert "in the background" in setting.words()
    assert "Thread: download" in setting.dialogs[0].details


def test_that_an_error_while_showing_one_asks_for_no_other(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(errors, "blas_words", failing)
    setting.report()

    assert setting.dialogs == []
    assert "An error could not be shown" in caplog.text


def test_that_an_error_of_the_computation_pauses_and_opens_the_dialog(
    window: StandIn, make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    rig = make_rig()
    setting = Setting(window, rig.session)
    reach(rig, Phase.READY)
    monkeypatch.setattr(rig.trainer, "step", failing)
    rig.session.start()
    qtbot.waitUntil(lambda: len(setting.dialogs) == 1)

    assert rig.phase is Phase.PAUSED
    assert rig.notices == []
    assert "Your network is still there; training is paused." in setting.words()
    assert "in the computation, at step 0 of xor" in setting.words()


@pytest.mark.parametrize(
    ("phase", "comfort"),
    [
        (Phase.LOADING, "What you have saved is untouched."),
        (Phase.ERROR, "What you have saved is untouched."),
        (Phase.READY, "Your network is still there."),
        (Phase.FINISHED, "Your network is still there."),
        (Phase.PAUSED, "Your network is still there; training is paused."),
        (Phase.TRAINING, "Your network is still there, and training goes on."),
    ],
)
def test_that_it_says_what_is_still_there(setting: Setting, phase: Phase, comfort: str) -> None:
    trainer = SimpleNamespace(steps=1_234)
    setting.session.run_changed.emit(SimpleNamespace(spec=XOR.spec, trainer=trainer))
    setting.session.state = SessionState(phase, XOR.spec)
    setting.report()

    assert comfort in setting.words()
    assert setting.dialogs[0].findChild(QPushButton, "errorSave").isEnabled()
    assert "in the window, at step 1,234 of xor" in setting.words()


def test_that_a_copy_is_offered_where_there_is_a_network(setting: Setting) -> None:
    setting.report()
    (dialog,) = setting.dialogs

    assert not dialog.findChild(QPushButton, "errorSave").isEnabled()


def test_that_the_details_are_what_mending_takes(setting: Setting) -> None:
    setting.report()
    details = setting.dialogs[0].details

    for word in ("Backprop Studio", "Python 3", "NumPy", "PySide6", "BLAS", "Thread: MainThread", "xor", "Traceback"):
        assert word in details
    assert "ZeroDivisionError: somewhere" in details


def test_that_the_details_do_not_tell_where_a_persons_own_data_lie(setting: Setting) -> None:
    own = OwnDataSpec(path=str(Path("/media", "anna", "patients.csv")), label="outcome")
    setting.session.state = SessionState(Phase.READY, replace(XOR.spec, dataset=OWN, own=own))
    setting.report()
    details = setting.dialogs[0].details

    assert "patients.csv" in details
    assert "anna" not in details


def test_that_the_dialog_has_the_look_of_the_window_and_its_buttons_do_what_they_say(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(errors.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    setting.report()
    (dialog,) = setting.dialogs
    setting.window.theme = DARK
    setting.window.theme_changed.emit(DARK)
    assert dialog._theme is DARK
    dialog.copy_requested.emit()
    assert setting.window.copies == 1
    dialog.log_requested.emit()
    # There is no log yet: its place is told.
    assert opened == []
    assert str(errors.log_folder()) in setting.window.notices.notices()[0].text
    errors.log_folder().mkdir(parents=True)
    setting.window.actions_by_name["show_log"].trigger()
    assert opened == [str(errors.log_folder())]


def test_that_a_window_that_is_gone_is_told_nothing(qtbot: QtBot) -> None:
    window = StandIn()
    desk = Setting(window, StandInSession()).desk
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    desk.report(ZeroDivisionError())


# The whole program.


def test_that_making_a_window_installs_no_hooks(make_window: OpenWindow) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook, list(logging.getLogger().handlers))
    window = make_window(show=False).window

    assert (sys.excepthook, threading.excepthook, sys.unraisablehook, logging.getLogger().handlers) == before
    assert window.findChild(ErrorDesk) is not None


PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from gui import app
from gui.widgets.error_dialog import ErrorDialog
make = app.create_window
def fail():
    raise ZeroDivisionError("on purpose")
def create_window(arguments):
    {start}
    window = make(arguments)
    def look():
        if window.findChild(ErrorDialog):
            window.close()
    QTimer.singleShot(0, fail)
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(5)
    return window
app.create_window = create_window
sys.exit(app.main([]))
"""
Program = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run() -> Program:
    def build(program: str) -> subprocess.CompletedProcess[str]:
        surroundings: dict[str, Any] = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        return subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60
        )

    return build


def test_that_a_start_that_fails_is_one_line_that_names_the_log_and_exit_code_1(run: Program) -> None:
    result = run(PROGRAM.replace("{start}", "fail()"))
    log = errors.log_folder() / "backprop-studio.log"

    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("main.py: ")
    assert str(log) in line
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "Backprop Studio" in text.splitlines()[0]


def test_that_an_error_in_the_running_program_opens_the_dialog_and_ends_nothing(run: Program) -> None:
    result = run(PROGRAM.replace("{start}", ""))

    assert result.returncode == 0, result.stderr
    text = (errors.log_folder() / "backprop-studio.log").read_text(encoding="utf-8")
    assert text.count("ZeroDivisionError: on purpose") == 1
    assert "Ended with exit code 0" in text
