"""Signals of the operating system: they close the window as its button does, so that nothing learnt is lost."""

from __future__ import annotations

import signal
import socket
from types import FrameType
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot
from PySide6.QtWidgets import QWidget

# Ctrl+C, the end of the session, and a terminal that is closed, which Windows does not know.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class SignalWatch(QObject):
    """From now on a signal closes a window.

    Python writes the signal's number to a socket at once, wherever Qt is at that moment; that wakes the event loop,
    which would otherwise sleep on, and no timer has to look after it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._caught: int | None = None
        self._before: dict[signal.Signals, Any] = {}
        self._inbox, self._outbox = socket.socketpair()
        for end in (self._inbox, self._outbox):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._inbox.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        signal.set_wakeup_fd(self._outbox.fileno(), warn_on_full_buffer=False)
        for name in _NAMES:
            number = getattr(signal, name, None)
            # What whoever started the program wants ignored, as nohup does, stays ignored.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, _leave_to_the_socket)

    def exit_code(self, code: int) -> int:
        """The program's exit code: as shells count it where a signal ended it, else `code`."""
        return code if self._caught is None else 128 + self._caught

    def stop(self) -> None:
        """Leave signals to whoever had them before."""
        self._notifier.setEnabled(False)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self._inbox.close()
        self._outbox.close()

    @Slot()
    def _on_signal(self) -> None:
        numbers = [number for number in self._inbox.recv(64) if number in self._before]
        if self._caught is not None or not numbers:
            return
        self._caught = numbers[0]
        self._window.close()
        # A window that was not shown yet ends nothing by being closed.
        QCoreApplication.exit(self.exit_code(0))


def _leave_to_the_socket(number: int, frame: FrameType | None) -> None:
    """Python tells the socket only of signals that have a handler."""
