"""What the window shows of one moment: asked for by its frame timer, made between two steps of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from engine.changes import Change
from engine.events import EpochRecord
from engine.follower import Followed
from engine.history import SeriesView
from engine.judge import AnswersOnValues
from engine.milestones import Milestone
from engine.places import WeightPlace
from engine.snapshot import Snapshot
from engine.spec import ExperimentSpec
from engine.statistics_log import LayersAt

StepQuantity = Literal["gradient", "change"]
"""What the last step made of each parameter: the gradient of its batch, or what it added."""


@dataclass(frozen=True)
class Wishes:
    """What the visible views need of the next frame; the counters and curves are always in it.

    Attributes:
        weights: A copy of the weights.
        of_step: What the last step made of each of them. Gradients are kept from the first wish for them on.
        follow: Single weights whose values are recorded after every step from now on, also while nobody looks.
        table: The outputs on the training rows, where they are only a handful.
    """

    weights: bool = False
    of_step: StepQuantity | None = None
    follow: tuple[WeightPlace, ...] = ()
    table: bool = False


@dataclass(frozen=True)
class TruthTable:
    """Every training row of a tiny task: (rows, inputs), (rows, outputs) twice, (rows, units) of each hidden layer."""

    inputs: NDArray[Any]
    wanted: NDArray[Any]
    outputs: NDArray[Any]
    hidden: tuple[NDArray[Any], ...]


@dataclass(frozen=True)
class Frame:
    """A training at one moment.

    Attributes:
        run_id: Which run; a frame of an older run is not shown.
        wishes: What it was made for.
        step, epoch, epochs, batch, batches: Updates so far; whole epochs so far and planned; of this epoch's batches.
        loss: Of the newest batch, or None before the first.
        samples_per_second: While training, without evaluations; None before anything was measured.
        seconds: Spent computing so far.
        seconds_left: An estimate, or None.
        statistics: The layers at the records so far, thinned: the same object while there is no new one.
        spec: With what has been changed while training ran.
        changes: What that was, and when.
        snapshot, table: If they were wished for.
        fit: With the table, where values are to be met by more rows than it holds.
        followed: The single weights that are followed.
        milestones: Taken so far, where the experiment asks for them.
        goal: Of an experiment what its goal measures, and the step of the first record that met it, or None; None
            before the first record.
        of_step: (weights, biases or None) of each layer; None where it was not wished for and before the first step.
            Within a batch that is computed in slices the change is not known; a gradient is where it was kept.
    """

    run_id: int
    wishes: Wishes
    step: int
    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float | None
    samples_per_second: float | None
    seconds: float
    seconds_left: float | None
    history: SeriesView
    records: SeriesView
    record: EpochRecord | None
    statistics: tuple[LayersAt, ...]
    spec: ExperimentSpec
    changes: tuple[Change, ...]
    followed: tuple[Followed, ...]
    snapshot: Snapshot | None
    of_step: tuple[tuple[NDArray[Any], NDArray[Any] | None], ...] | None
    table: TruthTable | None
    fit: AnswersOnValues | None
    milestones: tuple[Milestone, ...]
    goal: tuple[float, int | None] | None

    @property
    def current_epoch(self) -> int:
        """The epoch that is under way or was completed last, counted from 1; 0 before the first step."""
        if self.step == 0:
            return 0
        return self.epoch + 1 if self.batch else max(self.epoch, 1)
