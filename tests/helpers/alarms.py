"""Hears everything that goes wrong in a running window, wherever it is said."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

# What an offscreen window cannot do; Enter in a cell whose table changes in the same turn; F2 where nothing is edited.
_HARMLESS = (
    "This plugin does not support",
    "QAbstractItemView::commitData called with an editor that does not belong",
    "edit: editing failed",
)
_QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


class Alarms(logging.Handler):
    """While it is entered, every exception and warning of Python and Qt in any thread is told."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell
        self._before: list[Any] = []

    def __enter__(self) -> Alarms:
        self._before = [sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning]
        sys.excepthook = self._on_exception
        sys.unraisablehook = lambda args: self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)
        threading.excepthook = lambda args: self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)
        warnings.showwarning = lambda message, category, *where: self._tell(f"{category.__name__}: {message} {where}")
        warnings.simplefilter("always")
        self._before.append(qInstallMessageHandler(self._on_qt_message))
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        qInstallMessageHandler(self._before.pop())
        sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = self._before
        warnings.resetwarnings()

    def guard(self, deed: Callable[[], object]) -> None:
        """Do it; an exception is told."""
        try:
            deed()
        except Exception as error:
            self._on_exception(type(error), error, error.__traceback__)

    def emit(self, record: logging.LogRecord) -> None:
        """Tell a warning of a log."""
        self._tell(f"log {record.levelname}: {record.getMessage()}")

    def _on_exception(
        self, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell("".join(traceback.format_exception(kind, value, trace)))

    def _on_qt_message(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind not in _QUIET and not text.startswith(_HARMLESS):
            self._tell(f"Qt: {text}")
