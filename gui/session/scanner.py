"""Scans of a playground's plane or curve, computed in the compute thread: a few milliseconds a job."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from engine.datasets.dataset import Plane
from engine.grid import Grid, bounds_of
from engine.scan import Scan, Scanned
from engine.snapshot import Snapshot
from gui.session.job_thread import Job
from gui.session.run import Run
from gui.session.sliced_work import SlicedWork, Task

_SLICE_SECONDS = 0.008
# The first picture has so many times fewer places along an edge ...
_COARSER = 4
# ... where the fine one takes more products than that, about a tenth of a second.
_MANY_PRODUCTS = 2e9


@dataclass(eq=False)
class _Scanning(Task):
    """`sizes` are those still to come: places along an edge, and those that single units are looked at."""

    plane: Plane
    sizes: list[tuple[int, int]]
    after_step: int
    snapshot: Snapshot | None = field(default=None, repr=False)
    scan: Scan | None = field(default=None, repr=False)
    found: Scanned | None = field(default=None, repr=False)


class Scanner(SlicedWork[_Scanning]):
    """Scans for the newest wish only, where somebody waits for the first picture coarsely before finely.

    Signals:
        scanned(Scanned, int, float): what was found of the network with that run_id, and how many seconds this wish
            has cost the compute thread so far.
        unchanged(int): the network with that run_id has made no step since the one it was not to be older than.
    """

    scanned = Signal(object, int, float)
    unchanged = Signal(int)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(submit, parent)
        self._seen: int | None = None
        # The thread's alone: one grid a size, used again while the network learns.
        self._grids: dict[int, Grid] = {}

    def scan(self, run: Run, side: int, unit_side: int, *, after_step: int = -1) -> None:
        """Have `scanned` emitted for the network as it will be when the thread comes to it.

        Args:
            run: A run on a playground.
            side: Places along an edge of the plane, or along the curve.
            unit_side: Those of them that single units are looked at; divides `side`.
            after_step: Only a network with more updates behind it is looked at.
        """
        plane = run.dataset.plane
        if plane is None:
            return
        sizes = [(side, unit_side)]
        is_large = side * side * run.spec.network.parameter_count > _MANY_PRODUCTS
        if not plane.is_curve and side >= _COARSER and (is_large or run.run_id != self._seen):
            coarse = side // _COARSER
            sizes.insert(0, (coarse, math.gcd(coarse, unit_side)))
        self._begin(_Scanning(run, plane, sizes, after_step))

    def _slice(self, task: _Scanning) -> bool:
        end = time.perf_counter() + _SLICE_SECONDS
        if task.snapshot is None:
            if task.run.trainer.steps <= task.after_step:
                return False
            task.snapshot = task.run.trainer.snapshot()
        if task.scan is None:
            task.scan = Scan(task.snapshot, self._grid(task.plane, *task.sizes.pop(0)))
        while task.scan.step():
            if time.perf_counter() >= end:
                return True
        task.found, task.scan = task.scan.result(), None
        return bool(task.sizes)

    def _grid(self, plane: Plane, side: int, unit_side: int) -> Grid:
        bounds, grid = bounds_of(plane), self._grids.get(side)
        if grid is None or not grid.suits(plane, bounds, side, unit_side):
            grid = self._grids[side] = Grid(plane, bounds, side, unit_side)
        return grid

    def _report(self, task: _Scanning) -> None:
        found, task.found = task.found, None
        if found is not None:
            self._seen = task.run.run_id
            self.scanned.emit(found, task.run.run_id, task.seconds)

    def _deliver(self, task: _Scanning) -> None:
        if task.snapshot is None:
            self.unchanged.emit(task.run.run_id)
        else:
            self._report(task)
