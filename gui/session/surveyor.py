"""The loss surface of a network of two parameters, computed in the compute thread: some rows of it a job."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from PySide6.QtCore import Signal

from engine.loss_surface import LossSurface, Range, SurfaceScan
from gui.session.run import Run
from gui.session.sliced_work import SlicedWork, Task

_SLICE_SECONDS = 0.006


@dataclass(eq=False)
class _Survey(Task):
    weights: Range
    biases: Range
    scan: SurfaceScan | None = field(default=None, repr=False)


class Surveyor(SlicedWork[_Survey]):
    """Surveys for the newest wish only.

    Signals:
        surveyed(LossSurface, int): the surface of the loss of the run with that run_id.
    """

    surveyed = Signal(object, int)

    def survey(self, run: Run, weights: Range, biases: Range) -> None:
        """Have `surveyed` emitted, for a network that has a surface."""
        self._begin(_Survey(run, weights, biases))

    def _slice(self, task: _Survey) -> bool:
        end = time.perf_counter() + _SLICE_SECONDS
        if task.scan is None:
            trainer = task.run.trainer
            spec, dataset = trainer.spec.network, trainer.dataset
            task.scan = SurfaceScan(spec, dataset, trainer.preparation, task.weights, task.biases)
        while task.scan.step():
            if time.perf_counter() >= end:
                return True
        return False

    def _deliver(self, task: _Survey) -> None:
        if task.scan is not None:
            surface: LossSurface = task.scan.result()
            self.surveyed.emit(surface, task.run.run_id)
