"""What the window shows of one moment: asked for by its frame timer, made between two steps of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.events import EpochRecord
from engine.history import SeriesView
from engine.snapshot import Snapshot


@dataclass(frozen=True)
class Wishes:
    """What the visible views need of the next frame; the counters and curves are always in it.

    Attributes:
        weights: A copy of the weights.
        table: The outputs on the training rows, where they are only a handful.
    """

    weights: bool = False
    table: bool = False


@dataclass(frozen=True)
class TruthTable:
    """Every training row of a tiny task: (rows, inputs), (rows, outputs), (rows, outputs)."""

    inputs: NDArray[Any]
    wanted: NDArray[Any]
    outputs: NDArray[Any]


@dataclass(frozen=True)
class Frame:
    """A training at one moment.

    Attributes:
        run_id: Which run; a frame of an older run is not shown.
        wishes: What it was made for.
        step, epoch, epochs, batch, batches: Updates so far; whole epochs so far and planned; of this epoch's batches.
        loss: Of the newest batch, or None before the first.
        samples_per_second: While training, without evaluations; None before anything was measured.
        seconds_left: An estimate, or None.
        snapshot, table: If they were wished for.
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
    seconds_left: float | None
    history: SeriesView
    records: SeriesView
    record: EpochRecord | None
    snapshot: Snapshot | None
    table: TruthTable | None

    @property
    def current_epoch(self) -> int:
        """The epoch that is under way or was completed last, counted from 1; 0 before the first step."""
        if self.step == 0:
            return 0
        return self.epoch + 1 if self.batch else max(self.epoch, 1)
