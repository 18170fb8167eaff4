"""The recorder: what a run leaves behind for curves and tables, a row a step and a row an epoch record."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.events import EpochRecord
from engine.history import Series
from engine.metrics import Score
from engine.statistics import LayerStatistics
from engine.statistics_log import LayersAt, StatisticsLog

SPLITS = ("train", "validation", "test")
_COUNTERS = ("loss_sum", "loss_batches", "last_record_step")


class Recorder:
    """Collects the measurements of a training.

    Attributes:
        history: A row a step: step, loss, learning_rate, gradient_norm.N and update_ratio.N of each layer N. `step`
            counts the updates before this one, whose loss it was.
        records: A row an epoch record: step, epoch, losses and accuracies of the splits (NaN where there are none),
            weight_norm.N of each layer.
        latest: The newest epoch record, or None.
        statistics: How the layers' numbers were spread at the records so far, thinned.
        loss_sum, loss_batches, last_record_step: What the next record's training loss is the mean of.
    """

    def __init__(self, layers: int) -> None:
        numbers = range(layers)
        self.history = Series(
            ["step", "loss", "learning_rate"]
            + [f"gradient_norm.{i}" for i in numbers]
            + [f"update_ratio.{i}" for i in numbers]
        )
        self.records = Series(
            ["step", "epoch"]
            + [f"{split}_loss" for split in SPLITS]
            + [f"{split}_accuracy" for split in SPLITS]
            + [f"weight_norm.{i}" for i in numbers]
        )
        self.latest: EpochRecord | None = None
        self.statistics = StatisticsLog()
        self.loss_sum = 0.0
        self.loss_batches = 0
        self.last_record_step = 0

    def add_step(self, step: int, loss: float, rate: float, norms: Sequence[float], ratios: Sequence[float]) -> None:
        """Add a step's row."""
        self.history.append((step, loss, rate, *norms, *ratios))
        self.loss_sum += loss
        self.loss_batches += 1

    def add_record(
        self,
        step: int,
        epoch: int,
        scores: dict[str, Score],
        weight_norms: Sequence[float],
        layers: tuple[LayerStatistics, ...],
    ) -> EpochRecord:
        """Make the record of the epoch that ends now, and start collecting for the next one."""
        mean_loss = self.loss_sum / self.loss_batches if self.loss_batches else math.nan
        record = EpochRecord(step, epoch, mean_loss, scores, tuple(weight_norms), layers)
        losses = [mean_loss, *(_loss(scores.get(split)) for split in SPLITS[1:])]
        accuracies = [_accuracy(scores.get(split)) for split in SPLITS]
        self.records.append((step, epoch, *losses, *accuracies, *weight_norms))
        self.latest = record
        self.statistics.add(LayersAt(step, epoch, layers))
        self.loss_sum, self.loss_batches, self.last_record_step = 0.0, 0, step
        return record

    def counters(self) -> dict[str, float]:
        """What the next record goes on from."""
        return {name: getattr(self, name) for name in _COUNTERS}

    def restore_counters(self, counters: dict[str, float]) -> None:
        """Go on from what `counters` returned.

        Raises:
            KeyError, ValueError: One is missing or no number.
        """
        self.loss_sum = float(counters["loss_sum"])
        self.loss_batches, self.last_record_step = (
            int(counters["loss_batches"]),
            int(counters["last_record_step"]),
        )


def _loss(score: Score | None) -> float:
    return math.nan if score is None else score.loss


def _accuracy(score: Score | None) -> float:
    return math.nan if score is None or score.accuracy is None else score.accuracy
