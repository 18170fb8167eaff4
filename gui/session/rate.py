"""How fast training goes, in samples a second."""

from __future__ import annotations

_WINDOW_SECONDS = 1.0


class Rate:
    """Counts rows against time: over the last second or so without evaluations, and overall with them."""

    def __init__(self) -> None:
        self._shown: float | None = None
        self._begin: float | None = None
        self._rows = 0
        self._skipped = 0.0
        self._last = 0.0
        self._all_rows = 0
        self._all_seconds = 0.0

    def pause(self) -> None:
        """What passes from now on is not training time, until the next row."""
        self._begin = None

    def add(self, rows: int, now: float) -> None:
        """`rows` more were learnt from, up to the moment `now`."""
        if self._begin is None:
            self._restart(now)
            return
        self._rows += rows
        self._all_rows += rows
        self._all_seconds += now - self._last
        self._last = now
        seconds = now - self._begin - self._skipped
        if seconds >= _WINDOW_SECONDS or (self._shown is None and seconds > 0.0):
            self._shown = self._rows / seconds
        if seconds >= _WINDOW_SECONDS:
            self._restart(now)

    def skip(self, seconds: float) -> None:
        """An evaluation took so long."""
        self._skipped += seconds

    @property
    def samples_per_second(self) -> float | None:
        """Without evaluations; None before anything was measured."""
        return self._shown

    @property
    def overall(self) -> float | None:
        """With everything that happened in between; None before anything was measured."""
        return self._all_rows / self._all_seconds if self._all_rows and self._all_seconds else None

    def _restart(self, now: float) -> None:
        self._begin, self._last = now, now
        self._rows, self._skipped = 0, 0.0
