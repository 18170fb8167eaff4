"""What half an hour of training takes of memory while the window shows it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from engine.experiments import find_experiment
from engine.history import Series, SeriesView
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.machine import resident_megabytes
from tests.benchmarks.open_window import open_window

if TYPE_CHECKING:
    from tests.screenshots.real_window import RealWindow

_MARKS = 6
_MINUTES = 5.0
_QUICK_MINUTES = 0.5


def series_megabytes(series: Series) -> float:
    """What the rows of a series take; its trainer must rest."""
    return view_megabytes(series.view())


def view_megabytes(view: SeriesView) -> float:
    """What the rows of a view take, tables that are one and the same counted once."""
    parts = (view.first, view.low, view.high, view.mean)
    tables = {id(part if part.base is None else part.base): part.nbytes for part in parts}
    return sum(tables.values()) / 1e6


def _spend_in_every_tab(real: RealWindow, seconds: float) -> float:
    """Look at one view after the other. Returns the least memory: between collections it goes up and down."""
    docks = [dock for dock in real.window.docks.values() if real.window.tabifiedDockWidgets(dock)]
    least = float("inf")
    for dock in docks:
        dock.raise_()
        real.spend(seconds / len(docks))
        least = min(least, resident_megabytes() or 0.0)
    return least


def _counts(real: RealWindow) -> Figures:
    from PySide6.QtCore import QObject

    gc.collect()
    return {
        "python_objects": float(len(gc.get_objects())),
        "qt_objects": float(len(real.window.findChildren(QObject))),
    }


def _run(options: Options) -> Figures:
    minutes = _QUICK_MINUTES if options.quick else _MINUTES
    spec = find_experiment("mnist-fcnn").spec.with_value("training.epochs", 10_000_000)
    resident: dict[float, float] = {}
    history: dict[float, float] = {}
    counts: list[Figures] = []
    with open_window(options, "mnist-fcnn", spec) as real:
        last_look = min(60.0, 30.0 * minutes)
        for mark in range(1, _MARKS + 1):
            real.start()
            elapsed = 0.0
            while elapsed < 60.0 * minutes - last_look / 2:
                resident[mark * minutes] = _spend_in_every_tab(real, last_look)
                elapsed += last_look
            real.pause()
            assert real.run is not None
            history[mark * minutes] = series_megabytes(real.run.trainer.recorder.history)
            counts.append(_counts(real))
        steps = real.steps
    first, last = minutes, _MARKS * minutes
    return {
        **{f"resident_megabytes_minute_{minute:g}": value for minute, value in resident.items()},
        **{f"history_megabytes_minute_{minute:g}": value for minute, value in history.items()},
        "resident_megabytes_most": max(resident.values()),
        "growth_megabytes": resident[last] - resident[first],
        "growth_megabytes_of_history": history[last] - history[first],
        **{f"more_{name}": counts[-1][name] - counts[0][name] for name in counts[0]},
        "steps": float(steps),
    }


WINDOW_MEMORY = Benchmark(
    name="window_memory",
    measures="memory while MNIST trains and every view is looked at in turn, and its growth from minute 5 to 30",
    bars={"resident_megabytes_most": Bar(at_most=500.0), "growth_megabytes": Bar(at_most=10.0)},
    run=_run,
    takes_long=True,
)
