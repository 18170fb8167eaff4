"""A visit to the clinic: a healthy network and one with a bug, trained from the same start and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Dataset
from engine.events import Finished
from engine.insights import Insight, find_insights
from engine.labs.clinic import STEPS, Bug, make_trainer
from engine.labs.gradient_table import CheckRun, LayerVerdict, make_case
from engine.spec import ExperimentSpec
from engine.trainer import Trainer

CHECK_ROWS = 8


@dataclass(frozen=True, eq=False)
class PatientRecord:
    """What is known of one of the two networks.

    Attributes:
        loss: (steps,) of each step so far.
        validation: (records, 2) step and validation loss of each record.
        accuracy: Of the training rows at the last record; NaN before it.
        insights: What the reading help says of its plots.
        verdicts: What the gradient check says of each layer at the start; none until it is done.
        diverged_at: The step where its numbers ran out of range, or None.
        activations: Of each layer.
    """

    loss: NDArray[np.float64]
    validation: NDArray[np.float64]
    accuracy: float
    insights: tuple[Insight, ...]
    verdicts: tuple[LayerVerdict, ...]
    diverged_at: int | None
    activations: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ClinicResult:
    """The healthy network beside the sick one.

    Attributes:
        steps: How many there will be.
    """

    bug: str
    steps: int
    healthy: PatientRecord
    sick: PatientRecord
    is_done: bool


class ClinicRun:
    """Checks and trains both networks; each `step` is one derivative or one step of training."""

    def __init__(self, bug: Bug, dataset: Dataset, steps: int = STEPS) -> None:
        """Both start from the weights of the patient's seed.

        Raises:
            SpecError: The data are not those of the patient.
        """
        self._bug, self._steps = bug, steps
        self._patients = [_Patient(bug.patient, dataset, None), _Patient(bug.patient, dataset, bug)]
        self._is_done = False
        self._work = self._treat()

    def step(self) -> bool:
        """Do the next piece of work; False once all is done."""
        return next(self._work, None) is not None

    def result(self) -> ClinicResult:
        """What is known so far."""
        healthy, sick = (patient.record() for patient in self._patients)
        return ClinicResult(self._bug.name, self._steps, healthy, sick, self._is_done)

    def _treat(self) -> Iterator[bool]:
        for patient in self._patients:
            while patient.check.step():
                yield True
        for _ in range(self._steps):
            for patient in self._patients:
                patient.learn()
                yield True
        self._is_done = True


class _Patient:
    """A network that is checked and trained."""

    def __init__(self, spec: ExperimentSpec, dataset: Dataset, bug: Bug | None) -> None:
        self._trainer: Trainer = make_trainer(spec, dataset, bug)
        case = make_case(self._trainer.snapshot(), self._trainer.dataset.train, CHECK_ROWS, bug)
        self.check = CheckRun(case, layer=0)
        self._diverged_at: int | None = None

    def learn(self) -> None:
        """Train until one more step is done, or the numbers run out of range."""
        goal = self._trainer.steps + 1
        while self._trainer.steps < goal and self._diverged_at is None:
            if isinstance(self._trainer.step(), Finished):
                self._diverged_at = self._trainer.steps

    def record(self) -> PatientRecord:
        """What is known of it."""
        recorder = self._trainer.recorder
        steps, records, network = recorder.history.view(), recorder.records.view(), self._trainer.spec.network
        layers = recorder.latest.layers if recorder.latest else ()
        accuracies = records.column("train_accuracy")
        return PatientRecord(
            loss=steps.column("loss").copy(),
            validation=np.column_stack([records.column("step"), records.column("validation_loss")]),
            accuracy=float(accuracies[-1]) if len(accuracies) else float("nan"),
            insights=tuple(find_insights(steps, records, layers, network)),
            verdicts=self.check.result().verdicts,
            diverged_at=self._diverged_at,
            activations=tuple(layer.activation for layer in network.layers),
        )
