"""How fast training may go: so many steps a second, or as fast as the machine can."""

from __future__ import annotations

import time

_MAX_DEBT_SECONDS = 0.05


class Pace:
    """Says when the next step is due at a speed in steps a second; 0 never waits."""

    def __init__(self) -> None:
        self._speed = 0
        self._next = 0.0

    def set_speed(self, speed: int) -> None:
        """Change the speed from now on."""
        self._speed = speed
        self.restart()

    def restart(self) -> None:
        """Let the next step be due at once: a person who presses a button waits for no pace."""
        self._next = time.perf_counter()

    def seconds_until_due(self) -> float:
        """How long to wait before the next step."""
        return self._next - time.perf_counter() if self._speed else 0.0

    def step_done(self) -> None:
        """Count a step. Time that was lost to something else is made up for only up to a small debt."""
        if self._speed:
            now = time.perf_counter()
            self._next = max(self._next + 1.0 / self._speed, now - _MAX_DEBT_SECONDS)
