"""A gate between training and the window: one of them at a time, and the window goes first."""

from __future__ import annotations

import threading
from types import TracebackType


class Gate:
    """Held by whoever would otherwise fight for the interpreter's lock.

    The window holds it as a context manager. The thread that trains passes it around each step, and waits in front of
    it while the window wants to come in: a bare lock would go to whoever let it go a moment ago.
    """

    def __init__(self) -> None:
        self._inside = threading.Lock()
        self._next = threading.Lock()

    def begin_step(self) -> None:
        """Come in for a step of training, after the window where that waits."""
        if self.is_wanted():
            self._next.acquire()
            self._next.release()
        self._inside.acquire()

    def end_step(self) -> None:
        """Go out again."""
        self._inside.release()

    def locked(self) -> bool:
        """Whether somebody is inside."""
        return self._inside.locked()

    def is_wanted(self) -> bool:
        """Whether the window is inside or waits to come in."""
        return self._next.locked()

    def __enter__(self) -> None:
        self._next.acquire()
        self._inside.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._inside.release()
        self._next.release()
