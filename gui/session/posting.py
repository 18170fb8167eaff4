"""How the compute thread has something done in the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid


class Posting(QObject):
    """An object of the GUI thread that any thread may hand calls to."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._on_posted)

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` done in the GUI thread, after those posted before; from that thread itself, at once.

        A thread may outlive the window, a download for instance: what it still has to say is dropped.
        """
        try:
            self._posted.emit(call)
        except RuntimeError:
            if isValid(self):
                raise

    @Slot(object)
    def _on_posted(self, call: Callable[[], None]) -> None:
        call()
