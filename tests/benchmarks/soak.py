"""Half an hour of a restless person: `xvfb-run -a python -m tests.benchmarks.soak --minutes 30 --actions 20000`.

The window trains, and so many random things are done to it, evenly over the time. Every half minute it is told what
the process holds. That goes up and down with what is opened: a network for MNIST takes a hundred times the memory of
one for a table. So now and then everything is put away in the same manner, and the process is looked at again at rest:
what has grown there has been held on to.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.experiments import find_experiment
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.footprint import Footprint, empty_caches, footprint, qt_objects
from tests.benchmarks.open_window import HEIGHT, WIDTH, open_window
from tests.benchmarks.random_actions import Walk
from tests.benchmarks.window_memory import series_megabytes, view_megabytes

if TYPE_CHECKING:
    from gui.session.past_runs import PastRun
    from gui.session.run import Run
    from tests.screenshots.real_window import RealWindow

_MINUTES, _ACTIONS = 30.0, 20_000
_QUICK_MINUTES, _QUICK_ACTIONS = 3.0, 2_000
_LOOK_EVERY = 30.0
# Seven rests in half an hour, the first after five minutes: until then every view has been opened once.
_RESTS = 6
# A training that ended or was paused is soon set going again.
_PATIENCE = 8
# Each of them takes the place of the one before, so nothing of the walk is left to be brought back.
_PUT_AWAY_BY = ("line", "digits", "xor", "digits")


@dataclass(frozen=True)
class Look:
    """The process at one moment of the walk.

    Attributes:
        minute: Since the walk began.
        at_rest: Whether everything was put away for it.
        held: What the process holds.
        history: Megabytes of the curves of all runs that can still be seen or brought back.
        runs: Networks that are kept with all they need to go on.
        qt_objects: In the window.
        notices: In the window.
        actions, steps, troubles: So far.
    """

    minute: float
    at_rest: bool
    held: Footprint
    history: float
    runs: int
    qt_objects: int
    notices: int
    actions: int
    steps: int
    troubles: int


class Soak:
    """A walk through a window that trains, looked at from time to time."""

    def __init__(self, real: RealWindow, seed: int, tell: Callable[[Look], object]) -> None:
        from tests.helpers.restless import Restless

        self._real = real
        self._person = Restless(real.window, seed)
        self.walk = Walk(real, self._person)
        self._tell = tell
        self._begin = 0.0
        self._actions = 0
        self._idle = 0
        self._steps_before = 0
        self._runs: list[weakref.ref[Run]] = []
        self._past: list[weakref.ref[PastRun]] = []
        self.looks: list[Look] = []
        real.session.run_changed.connect(lambda run: self._runs.append(weakref.ref(run)))
        real.session.run_ended.connect(lambda past: self._past.append(weakref.ref(past)))

    def go(self, minutes: float, actions: int) -> None:
        """Do so many things in so much time, or later where the machine is too slow for that."""
        seconds = 60.0 * minutes
        each, rest = seconds / actions, seconds / _RESTS
        self._begin = time.perf_counter()
        next_look, next_rest = _LOOK_EVERY, rest
        with self.walk:
            while self._actions < actions:
                self._keep_training()
                late = self._elapsed() - self._actions * each
                self.walk.act(max(0.0, each - max(late, 0.0)))
                self._actions += 1
                if self._elapsed() >= next_rest and self._actions < actions:
                    next_rest += rest
                    self._put_away()
                    self._look(at_rest=True)
                elif self._elapsed() >= next_look:
                    next_look += _LOOK_EVERY
                    self._real.pause()
                    self._close_dialogs()
                    self._look()
            self._put_away()
            self._look(at_rest=True)

    def _elapsed(self) -> float:
        return time.perf_counter() - self._begin

    def _keep_training(self) -> None:
        """The person pauses it, resets it and lets it end; it is to train nevertheless."""
        from gui.session.state import Phase

        phase = self._real.phase
        self._idle = 0 if phase in (Phase.TRAINING, Phase.LOADING) else self._idle + 1
        if self._idle > _PATIENCE:
            self._idle = 0
            if phase in (Phase.READY, Phase.PAUSED):
                self._real.session.start()
            else:
                self._choose("digits")

    def _look(self, *, at_rest: bool = False) -> None:
        """The training must stand still: its tables are counted."""
        real = self._real
        # One that was brought back is there more than once.
        runs = {run.run_id: run for reference in self._runs if (run := reference()) is not None}.values()
        past = [run for reference in self._past if (run := reference()) is not None]
        tables = [series for run in runs for series in (run.trainer.recorder.history, run.trainer.recorder.records)]
        look = Look(
            minute=self._elapsed() / 60.0,
            at_rest=at_rest,
            held=footprint(),
            history=sum(map(series_megabytes, tables))
            + sum(view_megabytes(view) for run in past for view in (run.history, run.records)),
            runs=len(runs),
            qt_objects=qt_objects(real.window),
            notices=len(real.window.notices.notices()),
            actions=self._actions,
            steps=real.steps,
            troubles=len(self.walk.troubles),
        )
        self.looks.append(look)
        self._tell(look)

    def _close_dialogs(self) -> None:
        """They stand beside the window, and the person never answers one."""
        from PySide6.QtWidgets import QApplication, QDialog

        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog):
                widget.reject()

    def _put_away(self) -> None:
        """The same state whatever was done before: a small network, nothing zoomed, and nothing to be brought back."""
        from gui.session.state import Phase

        real = self._real
        self._person.note("put everything away")
        self._close_dialogs()
        real.wait_until(lambda: real.phase is not Phase.LOADING)
        real.pause()
        window = real.window
        for name in ("reset_layout", "theme_light", "zoom_reset", "clear_canvas"):
            window.actions_by_name[name].trigger()
        window.escape_pressed.emit()
        for dock in window.docks.values():
            dock.setFloating(False)
        window.resize(WIDTH, HEIGHT)
        for name in _PUT_AWAY_BY:
            self._choose(name)
            real.wait_until(lambda name=name: real.run is not None and real.run.spec.name == name)
            real.wait_until(lambda: real.phase is not Phase.LOADING)
            real.session.step_batch()
            real.wait_until(lambda: real.phase is not Phase.TRAINING)
        window.notices.clear()
        real.spend(0.5)
        empty_caches()
        real.spend(0.2)
        empty_caches()

    def _choose(self, name: str) -> None:
        from PySide6.QtWidgets import QComboBox

        combo = self._real.child(QComboBox, "experimentCombo")
        combo.setCurrentIndex(combo.findData(name))


def soak(
    options: Options, minutes: float, actions: int, seed: int, tell: Callable[[Look], object]
) -> tuple[Figures, Soak]:
    """Figures and findings of a walk through the window, and of its end."""
    before = set(threading.enumerate())
    spec = find_experiment("mnist-fcnn").spec
    begin = time.perf_counter()
    with open_window(options, "mnist-fcnn", spec) as real:
        real.start()
        soaked = Soak(real, seed, tell)
        soaked.go(minutes, actions)
    rests = [look for look in soaked.looks if look.at_rest]
    # Free pages between others cannot be given back at every moment, so a single rest may lie 20 MB too high: what is
    # held on to is in every one of them.
    first, last = rests[0], min(rests[-3:], key=lambda look: look.held.own - look.history)
    raw = [look for look in soaked.looks if not look.at_rest] or rests
    live = [thread.name for thread in threading.enumerate() if thread not in before]
    if live:
        soaked.walk.troubles[f"threads still alive: {', '.join(live)}"] = 1, "the window was closed"
    figures = {
        "minutes": (time.perf_counter() - begin) / 60.0,
        "actions": float(rests[-1].actions),
        "troubles": float(len(soaked.walk.troubles)),
        "live_threads_after": float(len(live)),
        "most_resident_megabytes": max(look.held.resident for look in raw),
        "own_megabytes_first_rest": first.held.own,
        "own_megabytes_late_rest": last.held.own,
        "own_megabytes_last_rest": rests[-1].held.own,
        "history_megabytes_first_rest": first.history,
        "history_megabytes_late_rest": last.history,
        "growth_megabytes": last.held.own - last.history - (first.held.own - first.history),
        "raw_growth_megabytes": raw[-1].held.own - raw[-1].history - (raw[0].held.own - raw[0].history),
        "more_python_objects": float(last.held.objects - first.held.objects),
        "more_qt_objects": float(last.qt_objects - first.qt_objects),
        "more_threads": float(last.held.threads - first.held.threads),
        "more_open_files": float(last.held.files - first.held.files),
    }
    return figures, soaked


def row(look: Look) -> str:
    """A line of the table."""
    held = look.held
    return (
        f"{look.minute:6.1f} {'rest' if look.at_rest else '':<4} {held.resident:8.1f} {held.own:8.1f} "
        f"{look.history:7.2f} {look.runs:4d} {held.objects:8d} {look.qt_objects:6d} "
        f"{held.threads:7d} {held.files:5d} {look.notices:7d} {look.troubles:8d} {look.actions:7d} {look.steps:8d}"
    )


_HEAD = "minute      resident      own history runs  objects     qt threads files notices troubles actions    steps"


def _run(options: Options) -> Figures:
    minutes = _QUICK_MINUTES if options.quick else _MINUTES
    return soak(options, minutes, options.count(_ACTIONS, _QUICK_ACTIONS), 1, lambda look: None)[0]


SOAK = Benchmark(
    name="soak",
    measures="half an hour of training with 20,000 random actions: what goes wrong, what memory is held on to",
    bars={
        "troubles": Bar(at_most=0.0),
        "live_threads_after": Bar(at_most=0.0),
        "growth_megabytes": Bar(at_most=10.0),
    },
    run=_run,
    takes_long=True,
)


def main(arguments: list[str]) -> int:
    """Walk, and tell everything; 1 if anything went wrong or was held on to."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak")
    parser.add_argument("--minutes", type=float, default=_MINUTES)
    parser.add_argument("--actions", type=int, default=_ACTIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder; MNIST lies in DIR/mnist")
    parsed = parser.parse_args(arguments)

    def tell(look: Look) -> None:
        sys.stdout.write(row(look) + "\n")
        sys.stdout.flush()

    sys.stdout.write(_HEAD + "\n")
    figures, soaked = soak(Options(parsed.data), parsed.minutes, parsed.actions, parsed.seed, tell)
    for trouble, (count, before) in soaked.walk.troubles.items():
        sys.stdout.write(f"{count} times: {trouble}\n    first after {before}\n")
    missed = [name for name, bar in SOAK.bars.items() if not bar.holds(figures[name])]
    sys.stdout.writelines(f"{name:<32} {value:12,.2f}\n" for name, value in figures.items())
    sys.stdout.write(json.dumps({**figures, "seed": parsed.seed, "missed": missed}) + "\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
