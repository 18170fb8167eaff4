"""What nobody caught, from every thread: into the log first, then to whoever tells the person."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType

log = logging.getLogger(__name__)

Report = Callable[[BaseException], None]


class ErrorHooks:
    """Python's hooks for errors that nobody caught, until `restore`. They never raise anything themselves.

    Ctrl+C and `sys.exit` keep their meaning.
    """

    def __init__(self) -> None:
        self._report: Report | None = None
        self._counts: Counter[tuple[type[BaseException], str, int]] = Counter()
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        sys.unraisablehook = self._on_unraisable

    def set_report(self, report: Report | None) -> None:
        """Whom to tell beside the log; called in the thread of the error."""
        self._report = report

    def restore(self) -> None:
        """Give the hooks back to whoever had them before."""
        self._report = None
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def take(self, error: BaseException, where: str = "") -> None:
        """Log an error and report it. `where` is what Python knows of its place besides the traceback."""
        try:
            self._log(error, where)
            if self._report is not None:
                self._report(error)
        except Exception:  # A hook that raises ends in silence or in itself.
            log.critical("An error could not be told", exc_info=True)

    def _log(self, error: BaseException, where: str) -> None:
        """The whole story once; of an error that comes back with every repaint a line now and then is enough."""
        words = where or "An error that nobody caught"
        place = _place_of(error)
        self._counts[place] += 1
        count = self._counts[place]
        if count == 1:
            log.error("%s", words, exc_info=(type(error), error, error.__traceback__))
        elif count & (count - 1) == 0:
            log.error("%s, %d times by now: %s: %s", words, count, type(error).__name__, error)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            self.take(error)
        else:
            self._before[0](kind, error, trace)

    def _on_thread_error(self, failure: threading.ExceptHookArgs) -> None:
        error = failure.exc_value
        if isinstance(error, Exception):
            self.take(error, f"The thread {failure.thread.name if failure.thread else '?'} ended with an error")
        else:
            self._before[1](failure)

    def _on_unraisable(self, failure: sys.UnraisableHookArgs) -> None:
        error = failure.exc_value
        if isinstance(error, Exception):
            self.take(error, failure.err_msg or "An error where none can be raised")
        else:
            self._before[2](failure)


def _place_of(error: BaseException) -> tuple[type[BaseException], str, int]:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (type(error), "", 0) if trace is None else (type(error), trace.tb_frame.f_code.co_filename, trace.tb_lineno)
