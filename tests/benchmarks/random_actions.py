"""Thousands of random actions in the real window: `python -m tests.benchmarks.random_actions --actions 5000 --seed 1`.

Whatever goes wrong is told with what was done just before; the same seed does the same things, though the training
thread is elsewhere each time.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.machine import resident_megabytes
from tests.benchmarks.open_window import open_window
from tests.benchmarks.timing import percentile

if TYPE_CHECKING:
    from tests.helpers.restless import Restless
    from tests.screenshots.real_window import RealWindow

_ACTIONS, _QUICK_ACTIONS = 5000, 500
_LONGEST_PAUSE = 0.04
_TOLD_STALLS = 20


class Walk:
    """A restless person at a window, and what came of it.

    Attributes:
        troubles: What was complained of -> how often, and what was done just before the first time.
        stalls: Deed -> the longest gap between two turns of the event loop after it, and what came before.
        gaps: Milliseconds between the turns.
    """

    def __init__(self, real: RealWindow, person: Restless) -> None:
        self._real = real
        self._person = person
        self._before = time.perf_counter()
        self.troubles: dict[str, tuple[int, str]] = {}
        self.stalls: dict[str, tuple[float, str]] = {}
        self.gaps: list[float] = []

    def __enter__(self) -> Walk:
        """Listen for troubles and stalls from now on."""
        from PySide6.QtCore import Qt, QTimer

        from tests.helpers.alarms import Alarms

        self._alarms = Alarms(self._complain)
        self._alarms.__enter__()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._before = time.perf_counter()
        self._timer.start(4)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._alarms.__exit__()

    def act(self, pause: float) -> None:
        """Do something, then let the window live for so many seconds."""
        self._alarms.guard(self._person.act)
        self._real.spend(pause)

    def _tick(self) -> None:
        now = time.perf_counter()
        gap = 1000.0 * (now - self._before)
        self._before = now
        self.gaps.append(gap)
        if gap > self.stalls.get(self._person.deed, (0.0, ""))[0]:
            self.stalls[self._person.deed] = gap, " > ".join(self._person.done[-5:])

    def _complain(self, trouble: str) -> None:
        count, before = self.troubles.get(trouble, (0, " > ".join(self._person.done[-12:])))
        self.troubles[trouble] = count + 1, before


def walk(options: Options, actions: int, seed: int) -> tuple[Figures, Walk]:
    """Figures and findings of a walk."""
    spec = find_experiment("mnist-fcnn").spec
    with open_window(options, "mnist-fcnn", spec) as real:
        from tests.helpers.restless import Restless

        real.start()
        real.spend(2.0)
        before = resident_megabytes() or 0.0
        walked = Walk(real, Restless(real.window, seed))
        begin = time.perf_counter()
        with walked:
            for action in range(actions):
                walked.act(_LONGEST_PAUSE * (action % 5) / 4)
        figures = {
            "troubles": float(len(walked.troubles)),
            "seconds": time.perf_counter() - begin,
            "gap_p99_ms": percentile(walked.gaps, 99),
            "gap_max_ms": max(walked.gaps),
            "resident_megabytes_before": before,
            "resident_megabytes_after": resident_megabytes() or 0.0,
        }
    return figures, walked


def _run(options: Options) -> Figures:
    return walk(options, options.count(_ACTIONS, _QUICK_ACTIONS), seed=1)[0]


RANDOM_ACTIONS = Benchmark(
    name="random_actions",
    measures="exceptions and warnings in thousands of random actions in the window, in training and out of it",
    bars={"troubles": Bar(at_most=0.0)},
    run=_run,
    takes_long=True,
)


def main(arguments: list[str]) -> int:
    """Walk, and tell everything; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.random_actions")
    parser.add_argument("--actions", type=int, default=_ACTIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder; MNIST lies in DIR/mnist")
    parsed = parser.parse_args(arguments)
    figures, walked = walk(Options(parsed.data), parsed.actions, parsed.seed)
    for trouble, (count, before) in walked.troubles.items():
        sys.stdout.write(f"{count} times: {trouble}\n    first after {before}\n")
    for milliseconds, before in sorted(walked.stalls.values(), reverse=True)[:_TOLD_STALLS]:
        sys.stdout.write(f"{milliseconds:8.0f} ms after {before}\n")
    sys.stdout.write(json.dumps(figures) + "\n")
    return int(bool(walked.troubles))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
