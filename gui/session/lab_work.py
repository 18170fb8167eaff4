"""What the labs have computed of a run's network, in the compute thread."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal

from engine.datasets import load_dataset
from engine.errors import EngineError
from gui.session.run import Run
from gui.session.sliced_work import SlicedWork, Task

if TYPE_CHECKING:
    # The labs' engine is imported when a lab first asks for it: the window is to open quickly.
    from engine.labs.clinic_run import ClinicResult, ClinicRun
    from engine.labs.gradient_table import CheckRun, GradientTable
    from engine.labs.step_recording import Recording
    from engine.labs.sums import Sums

_SLICE_SECONDS = 0.008
# What is under way is shown so often.
_REPORT_SECONDS = 0.15


@dataclass(eq=False)
class _Look(Task):
    """A single piece of work."""

    rows: Sequence[int] | None = None
    found: Recording | Sums | None = field(default=None, repr=False)
    problem: str = ""


class StepRecorder(SlicedWork[_Look]):
    """Records a step of training for the microscope; the network in training is not touched.

    Signals:
        recorded(Recording): of the run that was asked for last.
        failed(str): why there is none.
    """

    recorded = Signal(object)
    failed = Signal(str)

    def record(self, run: Run, rows: Sequence[int] | None) -> None:
        """Have the step from these training rows recorded, None for the first batch."""
        self._begin(_Look(run, rows))

    def _slice(self, task: _Look) -> bool:
        from engine.labs.microscope import record_step

        try:
            task.found = record_step(task.run.trainer, task.rows)
        except EngineError as error:
            task.problem = str(error)
        return False

    def _deliver(self, task: _Look) -> None:
        if task.problem:
            self.failed.emit(task.problem)
        else:
            self.recorded.emit(task.found)


class SumsMeter(SlicedWork[_Look]):
    """Measures how the sums of the layers are spread.

    Signals:
        measured(Sums): of the run that was asked for last.
    """

    measured = Signal(object)

    def measure(self, run: Run) -> None:
        """Have the network's sums measured on its first training rows."""
        self._begin(_Look(run))

    def _slice(self, task: _Look) -> bool:
        from engine.labs.sums import measure_sums

        trainer = task.run.trainer
        task.found = measure_sums(trainer.snapshot(), np.asarray(trainer.dataset.train.x))
        return False

    def _deliver(self, task: _Look) -> None:
        self.measured.emit(task.found)


@dataclass(eq=False)
class _Check(Task):
    layer: int
    rows: int
    h: float
    check: CheckRun | None = field(default=None, repr=False)
    table: GradientTable | None = field(default=None, repr=False)
    reported: float = 0.0


class GradientChecker(SlicedWork[_Check]):
    """Measures the gradient of a layer, derivative by derivative.

    Signals:
        checked(GradientTable): what is known so far, and at last all of it.
    """

    checked = Signal(object)

    def check(self, run: Run, layer: int, rows: int, h: float) -> None:
        """Have the gradient of this layer, counted from 0, checked on so many rows with the step h."""
        self._begin(_Check(run, layer, rows, h))

    def _slice(self, task: _Check) -> bool:
        from engine.labs.gradient_table import CheckRun, make_case

        end = time.perf_counter() + _SLICE_SECONDS
        if task.check is None:
            trainer = task.run.trainer
            task.check = CheckRun(make_case(trainer.snapshot(), trainer.dataset.train, task.rows), task.layer, task.h)
        goes_on = True
        while goes_on and time.perf_counter() < end:
            goes_on = task.check.step()
        if not goes_on or time.perf_counter() > task.reported + _REPORT_SECONDS:
            task.table, task.reported = task.check.result(), time.perf_counter()
        return goes_on

    def _report(self, task: _Check) -> None:
        table, task.table = task.table, None
        if table is not None:
            self.checked.emit(table)

    def _deliver(self, task: _Check) -> None:
        self._report(task)


@dataclass(eq=False)
class _Visit(Task):
    bug: str
    treatment: ClinicRun | None = field(default=None, repr=False)
    result: ClinicResult | None = field(default=None, repr=False)
    reported: float = 0.0


class Clinic(SlicedWork[_Visit]):
    """Trains a healthy network and one with a bug from the same start.

    Signals:
        treated(ClinicResult): what is known so far, and at last all of it.
    """

    treated = Signal(object)

    def treat(self, run: Run, bug: str) -> None:
        """Have the bug of this name shown; the run is only whose turns are taken."""
        self._begin(_Visit(run, bug))

    def _slice(self, task: _Visit) -> bool:
        from engine.labs.clinic import BUGS
        from engine.labs.clinic_run import ClinicRun

        end = time.perf_counter() + _SLICE_SECONDS
        if task.treatment is None:
            bug = BUGS[task.bug]
            task.treatment = ClinicRun(bug, load_dataset(bug.patient.dataset))
        goes_on = True
        while goes_on and time.perf_counter() < end:
            goes_on = task.treatment.step()
        if not goes_on or time.perf_counter() > task.reported + _REPORT_SECONDS:
            task.result, task.reported = task.treatment.result(), time.perf_counter()
        return goes_on

    def _report(self, task: _Visit) -> None:
        result, task.result = task.result, None
        if result is not None:
            self.treated.emit(result)

    def _deliver(self, task: _Visit) -> None:
        self._report(task)
