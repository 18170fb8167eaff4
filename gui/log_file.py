"""The program's log: what it did, what went wrong, and what Qt and Python had to say, in files that stay small.

`backprop-studio.log` and three older ones lie in the user's log folder; beside them `crash.log` takes what Python can
still write when the process dies of an abort or a wrong memory access.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger(__name__)

LOG_NAME, CRASH_NAME, PREVIOUS_CRASH_NAME = "backprop-studio.log", "crash.log", "crash-previous.log"
_FORMAT = "%(asctime)s %(levelname)s [%(threadName)s] %(name)s: %(message)s"
_MAX_BYTES = 1_000_000
_OLDER_FILES = 3
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_folder() -> Path:
    """The user's log folder; nothing is made."""
    return platformdirs.user_log_path("backprop-studio", appauthor=False)


class LogFile:
    """From now on everything that is logged, warned of or said by Qt goes to the log; warnings go to stderr too.

    Where the folder cannot be written to, one sentence on stderr says so, and stderr is the log.

    Attributes:
        path: The file that is written.
        is_open: Whether there is one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` None is the user's log folder."""
        folder = folder or log_folder()
        self.path = folder / LOG_NAME
        self._crash: int | None = None
        self._root = logging.getLogger()
        self._level_before = self._root.level
        self._handlers: list[logging.Handler] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._handlers.append(_LogHandler(self.path))
            self._crash = os.open(folder / CRASH_NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            _say(f"Backprop Studio keeps no log: {folder} cannot be written to ({error.strerror or error}).")
        self.is_open = self._crash is not None
        self._handlers.append(_stderr_handler(short=self.is_open))
        self._root.setLevel(logging.INFO)
        for handler in self._handlers:
            self._root.addHandler(handler)
        logging.captureWarnings(True)
        self._qt_before = qInstallMessageHandler(_on_qt_message)
        self._watch_for_crashes()

    def close(self) -> None:
        """Leave logging, warnings, Qt and crashes to whoever had them before."""
        faulthandler.disable()
        qInstallMessageHandler(self._qt_before)
        logging.captureWarnings(False)
        self._root.setLevel(self._level_before)
        for handler in self._handlers:
            self._root.removeHandler(handler)
            handler.close()
        if self._crash is not None:
            os.close(self._crash)

    def _watch_for_crashes(self) -> None:
        if self._crash is not None:
            with contextlib.suppress(OSError):
                _mention_crash(self.path.with_name(CRASH_NAME))
            faulthandler.enable(self._crash)
        elif sys.stderr is not None:
            # A stream that is no file, under a test for instance, cannot be written to by a dying process.
            with contextlib.suppress(ValueError, OSError):
                faulthandler.enable()


class _LogHandler(RotatingFileHandler):
    """Says once, on stderr, that a line could not be written: on a full disk every line would say so."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8")
        self.setFormatter(logging.Formatter(_FORMAT))
        self._has_failed = False

    def handleError(self, record: logging.LogRecord) -> None:
        if not self._has_failed:
            self._has_failed = True
            _say(f"Backprop Studio cannot write its log {self.baseFilename}: {sys.exc_info()[1]}")


class _LineForTheLast(logging.Formatter):
    """Of the error that ends the program one line: its traceback is in the log."""

    def format(self, record: logging.LogRecord) -> str:
        if record.levelno < logging.CRITICAL or not record.exc_info:
            return super().format(record)
        error = record.exc_info[1]
        return f"{record.getMessage()} ({type(error).__name__}: {error})"


def _stderr_handler(*, short: bool) -> logging.Handler:
    """What Python does where nobody asked for a log: warnings and worse, for whoever started it in a terminal."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    if short:
        handler.setFormatter(_LineForTheLast())
    return handler


def _mention_crash(path: Path) -> None:
    """Keep what the last crash left, and say so in the log, once. Another window may hold the file, so it stays."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if not text:
        return
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(path.stat().st_mtime))
    kept = path.with_name(PREVIOUS_CRASH_NAME)
    kept.write_text(text, encoding="utf-8")
    os.truncate(path, 0)
    log.info("The program crashed on %s; what it was doing then is in %s", when, kept)


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt ends the process after a fatal message: every handler has written it by then."""
    logging.getLogger(f"qt.{context.category or 'default'}").log(_LEVELS.get(kind, logging.ERROR), "%s", text)


def _say(sentence: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
