"""Runs that are over: what each recorded, in little room, and a book of the newest of them. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.changes import Change
from engine.datasets import Dataset
from engine.history import SeriesView, Table
from engine.recorder import SPLITS
from engine.spec import ExperimentSpec
from gui.session.run import Run

# At most this many rows of each series are kept: 3 MB for the longest run, 60 MB for a book full of such runs. A run
# of a few thousand steps takes 50 KB.
MOST_ROWS = 8192
MOST_RUNS = 20
# More curves behind each other than these nobody can follow: a new run takes the place of the oldest.
MOST_SHOWN = 5
_HISTORY = ("step", "loss")
_RECORDS = ("step", "epoch", *(f"{split}_{score}" for score in ("loss", "accuracy") for split in SPLITS))


@dataclass(frozen=True)
class Outcome:
    """What a run has reached so far.

    Attributes:
        accuracy: The best on the validation rows; None where nothing was measured or nothing can be.
        loss: The last of the validation rows, else of the training rows; None before the first.
    """

    accuracy: float | None
    loss: float | None


@dataclass(frozen=True, eq=False)
class PastRun:
    """A run that another one took the place of. Nothing of it changes any more.

    Attributes:
        run_id: That of the run it was.
        spec: What it was trained by in the end.
        changed: The entries of it that were others at first, as dotted paths.
        has_accuracy: Whether there are classes, and validation rows to count them on.
        steps, epochs: Updates and whole epochs.
        seconds: Time spent computing; pauses and waiting for a chosen speed are not in it.
        outcome: What it reached.
        history: Of each step, or of a few together, step and loss.
        records: Of each epoch record, or of a few together, losses and accuracies.
        ended: How its training ended, in a sentence; "" where the person stopped it.
    """

    run_id: int
    spec: ExperimentSpec
    changed: frozenset[str]
    has_accuracy: bool
    steps: int
    epochs: int
    seconds: float
    outcome: Outcome
    history: SeriesView
    records: SeriesView
    ended: str


def past_run_of(run: Run) -> PastRun | None:
    """What is kept of `run`, or None where it made no step. Its trainer must rest while this is called."""
    trainer = run.trainer
    if not trainer.steps:
        return None
    history, records = trainer.recorder.history.view(), trainer.recorder.records.view()
    return PastRun(
        run_id=run.run_id,
        spec=run.spec,
        changed=changed_on_the_way(trainer.changes),
        has_accuracy=has_accuracy(run.dataset),
        steps=trainer.steps,
        epochs=trainer.epoch,
        seconds=run.seconds,
        outcome=outcome_of(history, records),
        history=shortened(history, _HISTORY),
        records=shortened(records, _RECORDS),
        ended=run.finished,
    )


def changed_on_the_way(changes: Iterable[Change]) -> frozenset[str]:
    """The entries that were changed after the first step."""
    return frozenset(change.path for change in changes if change.step > 0)


def has_accuracy(dataset: Dataset) -> bool:
    """Whether a run on these data has an accuracy to be judged by."""
    return bool(dataset.class_names) and dataset.validation is not None


def outcome_of(history: SeriesView, records: SeriesView) -> Outcome:
    """What stands in the records of a run; before the first record, in its history."""
    accuracies = records.column("validation_accuracy", "high")
    known = accuracies[np.isfinite(accuracies)]
    losses = (records.column("validation_loss"), records.column("train_loss"), history.column("loss"))
    return Outcome(
        accuracy=float(known.max()) if len(known) else None,
        loss=next((loss for column in losses if (loss := _last_finite(column)) is not None), None),
    )


def shortened(view: SeriesView, names: tuple[str, ...], most_rows: int = MOST_ROWS) -> SeriesView:
    """The columns `names` in at most `most_rows` rows: as many neighbours as needed become one, with every peak."""
    columns = [view.names.index(name) for name in names]
    size = 1
    while -(-len(view) // size) > most_rows:
        size *= 2
    if size == 1 and view.stride == 1:
        # A row is one sample: its first, least, greatest and mean value are the same number.
        table = _taken(view.first, columns)
        return SeriesView(names, table, table, table, table, 1, view.samples)
    starts = np.arange(0, len(view), size)
    mean = _taken(view.mean, columns)
    known = np.isfinite(mean)
    total, count = (np.add.reduceat(part, starts) for part in (np.where(known, mean, 0.0), known.astype(np.float64)))
    return SeriesView(
        names,
        first=_taken(view.first[::size], columns),
        low=_locked(np.fmin.reduceat(_taken(view.low, columns), starts)),
        high=_locked(np.fmax.reduceat(_taken(view.high, columns), starts)),
        mean=_locked(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)),
        stride=view.stride * size,
        samples=view.samples,
    )


class PastRuns:
    """The newest runs that are over, with the names a person gave them and which of them are to be seen."""

    def __init__(self, most: int = MOST_RUNS) -> None:
        self._most = most
        self._current = 0
        self._runs: dict[int, PastRun] = {}
        self._names: dict[int, str] = {}
        self._numbers: dict[int, int] = {}
        self._shown: set[int] = set()
        self._next = 1

    def __len__(self) -> int:
        return len(self._runs)

    def runs(self) -> list[PastRun]:
        """The newest first."""
        return sorted(self._runs.values(), key=lambda run: self._numbers[run.run_id], reverse=True)

    def begin(self, run_id: int) -> None:
        """Another run is the present one; if it was brought back it is over no longer."""
        self._current = run_id
        self._runs.pop(run_id, None)

    def add(self, run: PastRun) -> None:
        """Keep a run; beyond the limit the oldest goes. A run that is the present one again is not over."""
        if run.run_id == self._current:
            return
        self.number(run.run_id, settle=True)
        self._runs[run.run_id] = run
        self._shown.add(run.run_id)
        for oldest in self.runs()[self._most :]:
            self.remove(oldest.run_id)
        shown = [kept.run_id for kept in self.runs() if kept.run_id in self._shown]
        self._shown.difference_update(shown[MOST_SHOWN:])

    def remove(self, run_id: int) -> None:
        """Forget a run."""
        for known in (self._runs, self._names, self._numbers):
            known.pop(run_id, None)
        self._shown.discard(run_id)

    def number(self, run_id: int, *, settle: bool = False) -> int:
        """Which run it is, counted from 1. A run that is not settled gives its number to the next one."""
        number = self._numbers.get(run_id, self._next)
        if settle and run_id not in self._numbers:
            self._numbers[run_id] = number
            self._next = number + 1
        return number

    def name(self, run_id: int) -> str:
        """The name a person gave it, or ""."""
        return self._names.get(run_id, "")

    def rename(self, run_id: int, name: str) -> None:
        """Give a run a name; "" gives it its number back."""
        self.number(run_id, settle=True)
        self._names[run_id] = name.strip()

    def is_shown(self, run_id: int) -> bool:
        """Whether its curves are to be seen."""
        return run_id in self._shown

    def set_shown(self, run_id: int, shown: bool) -> None:
        """Show its curves, or hide them."""
        (self._shown.add if shown else self._shown.discard)(run_id)


def _last_finite(values: NDArray[np.float64]) -> float | None:
    known = np.flatnonzero(np.isfinite(values))
    return float(values[known[-1]]) if len(known) else None


def _taken(table: Table, columns: list[int]) -> Table:
    return _locked(table[:, columns])


def _locked(table: Table) -> Table:
    table.setflags(write=False)
    return table
