"""Hundreds of windows one after the other: `python -m tests.benchmarks.open_close --times 500`.

Each is opened, trains, pauses, is reset and closed. What a window leaves behind adds up to something one can see.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options, Skipped
from tests.benchmarks.footprint import Footprint, empty_caches, footprint
from tests.benchmarks.open_window import HEIGHT, NO_QT, WIDTH
from tests.helpers.leaks import leaked_threads, leaked_windows, window_addresses

_TIMES, _QUICK_TIMES = 500, 30
_MARKS = 10
_TOLD_KINDS = 10


def _use_one() -> None:
    from gui.session.state import Phase
    from tests.screenshots.real_window import opened

    with opened([]) as real:
        real.show(WIDTH, HEIGHT)
        real.set_full_speed()
        real.start()
        real.pause()
        real.window.actions_by_name["reset"].trigger()
        real.wait_until(lambda: real.phase is Phase.READY)


def _kinds_of_objects() -> Counter[str]:
    import gc

    kinds: Counter[str] = Counter()
    for thing in gc.get_objects():
        kind = type(thing)
        kinds[f"{kind.__module__}.{kind.__qualname__}"] += 1
    return kinds


def use_many(times: int) -> tuple[Figures, list[tuple[int, Footprint]], list[tuple[str, int]]]:
    """Figures, the process after so many windows, and of which objects there are more at the end than at a fifth.

    The first fifth fills caches and imports what is imported late; growth is counted from there.
    """
    try:
        from PySide6.QtWidgets import QApplication

        from tests.screenshots.real_window import choose_platform
        from tests.screenshots.user_folders import own_folders
    except ImportError:
        raise Skipped(NO_QT) from None
    choose_platform()
    before = set(threading.enumerate()), window_addresses()
    marks: list[tuple[int, Footprint]] = []
    settled: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, own_folders(Path(folder)):
        application = QApplication.instance() or QApplication([sys.argv[0]])
        assert isinstance(application, QApplication)
        for turn in range(1, times + 1):
            _use_one()
            if turn % max(times // _MARKS, 1) == 0:
                empty_caches()
                marks.append((turn, footprint()))
                if len(marks) <= 2:
                    settled = _kinds_of_objects()
        more = (_kinds_of_objects() - settled).most_common(_TOLD_KINDS)
        first, last = marks[min(1, len(marks) - 1)], marks[-1]
        figures = {
            "windows": float(times),
            "more_live_threads": float(len(leaked_threads(before[0]))),
            "more_top_level_widgets": float(len(leaked_windows(before[1]))),
            "more_open_files": float(last[1].files - first[1].files),
            "more_threads_of_the_system": float(last[1].threads - first[1].threads),
            "more_objects_a_window": (last[1].objects - first[1].objects) / max(last[0] - first[0], 1),
            "own_megabytes_first": first[1].own,
            "own_megabytes_last": last[1].own,
            "more_kilobytes_a_window": 1000 * (last[1].own - first[1].own) / max(last[0] - first[0], 1),
        }
    return figures, marks, more


def _run(options: Options) -> Figures:
    return use_many(options.count(_TIMES, _QUICK_TIMES))[0]


OPEN_CLOSE = Benchmark(
    name="open_close",
    measures="what hundreds of windows leave behind, each opened, started, paused, reset and closed",
    bars={
        "more_live_threads": Bar(at_most=0.0),
        "more_top_level_widgets": Bar(at_most=0.0),
        "more_open_files": Bar(at_most=0.0),
        # The pattern of a file name that no other window has, in a cache of 512 such patterns.
        "more_objects_a_window": Bar(at_most=2.0),
        # Ten megabytes in all.
        "more_kilobytes_a_window": Bar(at_most=25.0),
    },
    run=_run,
    takes_long=True,
)


def main(arguments: list[str]) -> int:
    """Open and close, and tell everything; 1 if something was left behind."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.open_close")
    parser.add_argument("--times", type=int, default=_TIMES)
    figures, marks, more = use_many(parser.parse_args(arguments).times)
    for turn, mark in marks:
        values = (f"{name} {value:,.1f}" for name, value in asdict(mark).items())
        sys.stdout.write(f"{turn:5d}  {'  '.join(values)}\n")
    for kind, count in more:
        sys.stdout.write(f"{count:+6d} {kind}\n")
    missed = [name for name, bar in OPEN_CLOSE.bars.items() if not bar.holds(figures[name])]
    sys.stdout.write(json.dumps({**figures, "missed": missed}) + "\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
