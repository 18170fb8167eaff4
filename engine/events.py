"""What a trainer reports: one of these after each piece of work, and nothing else happens in between."""

from __future__ import annotations

from typing import NamedTuple

from engine.metrics import Score
from engine.statistics import LayerStatistics


def rate_words(rate: float) -> str:
    """A learning rate, large ones without a power of ten."""
    return f"{rate:,.0f}" if rate >= 1000 else f"{rate:g}"


class Started(NamedTuple):
    """Training begins, or goes on where it was left."""

    step: int
    epoch: int


class SliceDone(NamedTuple):
    """A part of a batch too large to be computed at once is done; no weight has changed yet."""

    part: int
    parts: int


class BatchDone(NamedTuple):
    """The weights were updated.

    Attributes:
        step: Updates so far.
        epoch: Epochs completed before this batch's one.
        position: Rows of this epoch seen so far.
        loss: Of this batch, before its update.
    """

    step: int
    epoch: int
    position: int
    loss: float


class EvaluationDone(NamedTuple):
    """A slice of the evaluation at the end of an epoch is done."""

    part: int
    parts: int


class EpochRecord(NamedTuple):
    """What was measured at the end of an epoch.

    Attributes:
        step, epoch: Updates and epochs completed.
        train_loss: The mean over the batches since the last record, each counting alike, as they were learnt from:
            with units dropped and weights that changed from one to the next. The other losses are those of whole
            splits and of the weights at the end.
        scores: "train" (a fixed sample of rows), "validation", "test" -> score, as far as the data have them.
        weight_norms: The Frobenius norm of each layer's weights and biases.
        layers: How each layer's weights, gradients and activations are spread.
    """

    step: int
    epoch: int
    train_loss: float
    scores: dict[str, Score]
    weight_norms: tuple[float, ...]
    layers: tuple[LayerStatistics, ...]


class EpochDone(NamedTuple):
    """Every row was seen once more. `record` is None where the last one is too few steps ago."""

    epoch: int
    step: int
    record: EpochRecord | None


class Divergence(NamedTuple):
    """Numbers ran out of range. The update was not applied: the weights are the last finite ones.

    Attributes:
        layer: Where, counted from 0; `is_output` says that it is the last one.
        what: "activation", "loss" or "gradient".
    """

    step: int
    layer: int
    learning_rate: float
    what: str
    is_output: bool = False

    def place(self) -> str:
        """The layer, as it is called elsewhere."""
        return "the output" if self.is_output else f"layer {self.layer + 1}"

    def short(self) -> str:
        """What happened, in a few words."""
        return f"Diverged at step {self.step:,}: the {self.what} of {self.place()} is no longer finite."

    def cause(self) -> str:
        """What happened, for the person at the screen."""
        return (
            f"Training diverged at step {self.step:,}: the {self.what} of {self.place()} is no longer finite at "
            f"learning rate {rate_words(self.learning_rate)}."
        )

    def sentence(self) -> str:
        """What happened and what to do."""
        return (
            f"{self.cause()} The weights had already grown too large to go on from: lower the learning rate, then "
            f"reset."
        )


class Finished(NamedTuple):
    """Training ends: "epochs" (all done), "early_stopping" (the best weights are back in place) or "diverged"."""

    reason: str
    step: int
    divergence: Divergence | None


Event = Started | SliceDone | BatchDone | EvaluationDone | EpochDone | Finished
