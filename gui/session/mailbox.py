"""A mailbox with one slot: a newer item replaces one that nobody took. Frames are dropped, never queued."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hands the newest item from one thread to another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._item: T | None = None

    def put(self, item: T) -> None:
        """Leave an item, in place of the one that still lies there."""
        with self._lock:
            self._item = item

    def take(self) -> T | None:
        """The item, if there is one; the slot is then empty."""
        with self._lock:
            item, self._item = self._item, None
            return item
