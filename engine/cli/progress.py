"""A progress line on a terminal: rewritten in place, a few times a second, and gone at the end."""

from __future__ import annotations

import sys
import time

_SECONDS_BETWEEN = 0.1
_BAR_WIDTH = 24


class ProgressLine:
    """Shows how far a training is, where stderr is a terminal; elsewhere it stays silent."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0

    def show(self, share: float, text: str) -> None:
        """Show that `share` (0..1) is done, and `text` beside it."""
        now = time.monotonic()
        if not self._shown or now - self._last < _SECONDS_BETWEEN:
            return
        self._last = now
        full = round(min(max(share, 0.0), 1.0) * _BAR_WIDTH)
        sys.stderr.write(f"\r\x1b[K[{'=' * full}{' ' * (_BAR_WIDTH - full)}] {text}")
        sys.stderr.flush()

    def close(self) -> None:
        """Leave an empty line behind."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
