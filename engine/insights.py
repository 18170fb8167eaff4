"""What the curves of a run say in plain words: rules with thresholds, computed from what the recorder kept.

Each rule looks at one thing that people learn to see in such curves, and is silent unless it is plain. Medians of the
last hundred steps are taken, so that a single batch neither raises nor hides anything. A number here is an order of
magnitude, chosen so that none of the named experiments raises an alarm while it trains as it should.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from engine.history import SeriesView, Table
from engine.spec import NetworkSpec
from engine.statistics import LayerStatistics

Kind = Literal[
    "loss_grows",
    "stuck",
    "overfitting",
    "loss_jumps",
    "loss_repeats",
    "dropout_scale",
    "accuracy_gap",
    "dead_units",
    "no_gradient",
    "vanishing",
    "exploding",
    "gradient_grows",
    "tears",
    "stalls",
]
Severity = Literal["note", "warning"]

WINDOW = 100
"""Steps that a median is taken of."""
GRADIENT_RATIO = 30.0
"""A sigmoid passes on at most a quarter of a gradient (Nielsen, Neural Networks and Deep Learning, chapter 5): more
than what two layers of them lose. Healthy runs of the named experiments stay below 4."""
GRADIENT_GROWTH = 10.0
"""Gradients of a run that learns shrink; ten times those of the first steps is no noise of batches."""
DEAD_NOTE, DEAD_WARNING = 0.2, 0.5
"""Some silent units are normal. Too high a learning rate kills as much as 40 % (Stanford CS231n, Neural Networks 1)."""
LEAST_UPDATE, MOST_UPDATE = 1e-5, 1e-1
"""A step changes a layer by about a thousandth (Stanford CS231n, Neural Networks 3): a hundredfold on either side.
Beyond the healthy band but within these, runs still learn: the output layer of mnist-fcnn begins at 0.09."""
OVERFIT_RECORDS, OVERFIT_RISE = 5, 0.05
"""Records in a row above the lowest validation loss by this share of it: the generalisation loss of 5 % and the strips
of Prechelt, Early Stopping - But When? (1998)."""
FALLING_TRAIN = 0.98
"""The training loss must have fallen at least to this share of what it was at the lowest validation loss."""
ACCURACY_GAP, GAP_RECORDS = 0.10, 3
"""On a few hundred validation rows an accuracy near 0.9 is uncertain by 0.02; a mean of three records beyond 0.1 is
not chance."""
LEARNT_ACCURACY, LEARNT_LOSS = 0.9, 0.1
"""From this training accuracy, or below this share of the first loss where there is none, small steps and a flat
curve mean that little is left to learn."""
STUCK_STEPS, STUCK_FALL = 400, 0.01
"""The loss of the last quarter of at least so many steps is not even this share below that of the quarter before."""
STUCK_ACCURACY, STUCK_LOSS = 0.5, 0.5
"""A flat curve above this training accuracy, or below this share of the first loss, may be all there is to learn."""
LOSS_GROWTH = 2.0
"""The loss is this many times the best it has been: no noise of batches reaches that in a median of a hundred."""
JUMP, JUMP_FALL = 0.4, 0.1
"""From step to step the loss changes by this share of itself, and in a hundred steps it falls by less than that one.
The named experiments jump by 0.3 while their loss is high."""
REPEATS, REPEATED_EPOCHS, LEAST_PERIOD, MOST_PERIOD = 0.8, 4, 10, 2000
"""The losses of so many epochs, of so many batches at least, go up and down alike: their correlation, less a straight
line each, is this. The noise of batches drawn anew gives 0.2 at most in the named experiments."""
DROPOUT_EXCESS, DROPOUT_RECORDS = 1.2, 3
"""While training, dropout makes a loss larger than the one without it, which validation measures. Where each of the
first records has it this many times as large instead, nothing was learnt by heart yet that could explain it."""
HIGH_LOSS = 0.2
"""Below this share of the first loss, jumps and rises are those of the few rows that are still read wrongly."""

_LEAST_ROWS = 20
_MOST_READ = 500
_SILENT = "relu"


@dataclass(frozen=True)
class Insight:
    """Something worth saying.

    Attributes:
        values: The numbers that the sentence names; layers are counted from 0.
    """

    kind: Kind
    severity: Severity
    values: dict[str, float] = field(default_factory=dict)


def find_insights(
    steps: SeriesView, records: SeriesView, layers: Sequence[LayerStatistics], network: NetworkSpec
) -> list[Insight]:
    """What is worth saying of a run, the gravest first; nothing while it goes as it should.

    Args:
        steps: A row a step, see `Recorder`.
        records: A row an epoch record.
        layers: Of the newest record; none before it.
        network: What is trained.
    """
    learnt = _has_learnt(steps, records)
    dead = list(_dead_units(layers, network))
    is_cut_off = any(insight.values["share"] >= 1.0 for insight in dead)
    found = [
        *dead,
        *_gradients(steps, learnt=learnt),
        *_loss_grows(steps),
        *_stuck(steps, records),
        # Behind a layer that is dead as a whole every row gets the same answer: nothing can be learnt by heart.
        *([] if is_cut_off else _overfitting(records)),
        *_loss_jumps(steps),
        *_loss_repeats(steps, records),
        *_dropout_scale(records, network),
        *_accuracy_gap(records),
        *_updates(steps, learnt=learnt),
    ]
    return sorted(found, key=lambda insight: insight.severity != "warning")


def _dead_units(layers: Sequence[LayerStatistics], network: NetworkSpec) -> Iterator[Insight]:
    """The layer with the largest share of units that are 0 for every row; only relu gives exact zeros."""
    shares = [
        (measured.dead_units / layer.units, index)
        for index, (measured, layer) in enumerate(zip(layers, network.layers, strict=False))
        if layer.activation == _SILENT
    ]
    share, index = max(shares, default=(0.0, 0))
    if share >= DEAD_NOTE:
        yield Insight("dead_units", "warning" if share >= DEAD_WARNING else "note", {"share": share, "layer": index})


def _gradients(steps: SeriesView, *, learnt: bool) -> Iterator[Insight]:
    """How the gradient's size changes on its way back from the output, and since the first steps."""
    rows = _rows(steps, WINDOW)
    if not rows or learnt:
        return
    table = _layers(steps, "gradient_norm")
    norms = np.median(table[-rows:], axis=0)
    strongest = int(norms.argmax())
    weakest_before = int(norms[: strongest + 1].argmin())
    weakest_after = strongest + int(norms[strongest:].argmin())
    if norms[strongest] > 0.0 == norms[weakest_before]:
        yield Insight("no_gradient", "warning", {"layer": weakest_before})
    elif norms[strongest] >= GRADIENT_RATIO * norms[weakest_before] > 0.0:
        ratio = float(norms[strongest] / norms[weakest_before])
        yield Insight("vanishing", "warning", {"ratio": ratio, "layer": weakest_before, "other": strongest})
    elif norms[strongest] >= GRADIENT_RATIO * norms[weakest_after] > 0.0:
        ratio = float(norms[strongest] / norms[weakest_after])
        yield Insight("exploding", "warning", {"ratio": ratio, "layer": strongest, "other": weakest_after})
    before = np.median(table[:rows], axis=0)
    if len(table) >= 2 * rows and norms.max() >= GRADIENT_GROWTH * before.max() > 0.0:
        yield Insight("gradient_grows", "warning", {"ratio": float(norms.max() / before.max())})


def _loss_grows(steps: SeriesView) -> Iterator[Insight]:
    rows = _rows(steps, WINDOW)
    if not rows or len(steps) < 2 * rows:
        return
    loss = steps.column("loss")
    now = float(np.median(loss[-rows:]))
    # Evenly spread over the run, whatever its length: what is read is bounded.
    apart = max(rows, len(loss) // 20)
    best = min(float(np.median(loss[start : start + rows])) for start in range(0, len(loss) - rows, apart))
    if now >= LOSS_GROWTH * best > 0.0 and now >= HIGH_LOSS * _first_loss(steps):
        yield Insight("loss_grows", "warning", {"ratio": now / best})


def _stuck(steps: SeriesView, records: SeriesView) -> Iterator[Insight]:
    """The loss is flat though hardly anything is learnt: a flat curve of a network that knows its task is the end."""
    quarter = len(steps) // 4
    if len(steps) * steps.stride < STUCK_STEPS or quarter < _LEAST_ROWS:
        return
    loss = steps.column("loss")
    last, before = _mean(loss[-quarter:]), _mean(loss[-2 * quarter : -quarter])
    accuracy = _latest(records, "train_accuracy")
    hopeful = accuracy >= STUCK_ACCURACY if math.isfinite(accuracy) else last <= STUCK_LOSS * _first_loss(steps)
    if not hopeful and (1.0 - STUCK_FALL) * before <= last:
        # In round numbers of steps, so that the sentence does not change with every one.
        yield Insight("stuck", "warning", {"steps": _round(2 * quarter * steps.stride)})


def _overfitting(records: SeriesView) -> Iterator[Insight]:
    """Validation loss above its best for several records while the training loss goes on falling."""
    validation, train = records.column("validation_loss"), records.column("train_loss")
    if len(validation) <= OVERFIT_RECORDS or not np.isfinite(validation).any():
        return
    best = int(np.nanargmin(validation))
    since = validation[best + 1 :]
    if len(since) < OVERFIT_RECORDS or not train[-1] <= FALLING_TRAIN * train[best]:
        return
    if since[-OVERFIT_RECORDS:].min() >= (1.0 + OVERFIT_RISE) * validation[best]:
        epochs = records.column("epoch")
        rise = float(np.median(since[-OVERFIT_RECORDS:]) / validation[best] - 1.0)
        values = {"epochs": float(epochs[-1] - epochs[best]), "best_epoch": float(epochs[best]), "rise": rise}
        yield Insight("overfitting", "warning", values)


def _loss_jumps(steps: SeriesView) -> Iterator[Insight]:
    """The loss jumps from step to step and does not fall."""
    rows = _rows(steps, WINDOW)
    if not rows or len(steps) < 2 * rows:
        return
    loss = steps.column("loss")
    now, before = loss[-rows:], loss[-2 * rows : -rows]
    level = float(np.median(now))
    jump = float(np.abs(np.diff(now)).mean() / now.mean()) if level > 0.0 else 0.0
    falls = level <= (1.0 - JUMP_FALL) * float(np.median(before))
    if jump >= JUMP and not falls and level >= HIGH_LOSS * _first_loss(steps):
        yield Insight("loss_jumps", "note", {"jump": jump})


def _loss_repeats(steps: SeriesView, records: SeriesView) -> Iterator[Insight]:
    """The loss goes up and down alike in every epoch, as it does where the rows keep their order."""
    if len(records) < 2 or steps.stride != 1:
        return
    period = float(np.diff(records.column("step")[-2:])[0]) / float(np.diff(records.column("epoch")[-2:])[0] or 1.0)
    if not (LEAST_PERIOD <= period <= MOST_PERIOD and period.is_integer()):
        return
    if len(steps) < REPEATED_EPOCHS * period:
        return
    epochs = steps.column("loss")[-REPEATED_EPOCHS * int(period) :].reshape(REPEATED_EPOCHS, -1)
    largest = np.abs(epochs).max()
    if not 0.0 < largest < math.inf:
        return
    # The likeness does not depend on the size, whose square may be out of range.
    epochs = epochs / largest
    place = np.linspace(-1.0, 1.0, int(period))
    slopes = epochs @ place / (place @ place)
    rest = epochs - epochs.mean(axis=1, keepdims=True) - np.outer(slopes, place)
    sizes = np.sqrt(np.square(rest).sum(axis=1))
    if not (sizes > 0.0).all():
        return
    likeness = float(((rest[1:] * rest[:-1]).sum(axis=1) / (sizes[1:] * sizes[:-1])).mean())
    if likeness >= REPEATS:
        yield Insight("loss_repeats", "warning", {"period": period, "likeness": likeness})


def _dropout_scale(records: SeriesView, network: NetworkSpec) -> Iterator[Insight]:
    """Without dropout the loss is larger than with it, from the beginning: the signals have another size."""
    if len(records) < DROPOUT_RECORDS or not (network.input_dropout or any(x.dropout for x in network.layers)):
        return
    first = slice(DROPOUT_RECORDS)
    ratios = records.column("validation_loss")[first] / np.maximum(records.column("train_loss")[first], 1e-300)
    gap = (records.column("train_accuracy") - records.column("validation_accuracy"))[first]
    if (ratios >= DROPOUT_EXCESS).all() and not (gap >= ACCURACY_GAP).any():
        yield Insight("dropout_scale", "warning", {"ratio": float(np.median(ratios))})


def _accuracy_gap(records: SeriesView) -> Iterator[Insight]:
    gaps = (records.column("train_accuracy") - records.column("validation_accuracy"))[-GAP_RECORDS:]
    if len(gaps) == GAP_RECORDS and gaps.mean() >= ACCURACY_GAP:
        yield Insight("accuracy_gap", "note", {"gap": float(gaps.mean())})


def _updates(steps: SeriesView, *, learnt: bool) -> Iterator[Insight]:
    rows = _rows(steps, WINDOW)
    if not rows:
        return
    # A layer that begins with zeros has no ratio in its first step, and one without a gradient is another rule's.
    ratios = np.median(np.nan_to_num(_layers(steps, "update_ratio")[-rows:]), axis=0)
    most = int(ratios.argmax())
    moving = np.where(ratios > 0.0, ratios, np.inf)
    least = int(moving.argmin())
    if ratios[most] > MOST_UPDATE:
        yield Insight("tears", "warning", {"ratio": float(ratios[most]), "layer": most})
    elif moving[least] < LEAST_UPDATE and not learnt:
        yield Insight("stalls", "note", {"ratio": float(moving[least]), "layer": least})


def _has_learnt(steps: SeriesView, records: SeriesView) -> bool:
    accuracy = _latest(records, "train_accuracy")
    if math.isfinite(accuracy):
        return accuracy >= LEARNT_ACCURACY
    return bool(len(steps)) and _mean(steps.column("loss")[-WINDOW:]) <= LEARNT_LOSS * _first_loss(steps)


def _rows(steps: SeriesView, window: int) -> int:
    """How many rows are the last `window` steps, or enough for a median where each stands for many; 0 before."""
    rows = max(-(-window // steps.stride), _LEAST_ROWS)
    return rows if len(steps) >= rows else 0


def _layers(steps: SeriesView, quantity: str) -> Table:
    """(rows, layers) of a quantity that is measured of each layer; its columns lie side by side."""
    columns = [index for index, name in enumerate(steps.names) if name.startswith(f"{quantity}.")]
    return steps.mean[:, columns[0] : columns[-1] + 1]


def _first_loss(steps: SeriesView) -> float:
    """The loss of the network as it was drawn."""
    return float(steps.column("loss", "first")[0])


def _latest(records: SeriesView, column: str) -> float:
    return float(records.column(column)[-1]) if len(records) else math.nan


def _mean(values: Table) -> float:
    """Of at most `_MOST_READ` values, evenly spread."""
    return float(values[:: max(1, len(values) // _MOST_READ)].mean())


def _round(count: float) -> float:
    """Down to one significant digit."""
    unit = 10.0 ** math.floor(math.log10(count))
    return math.floor(count / unit) * unit
