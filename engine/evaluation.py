"""Evaluation: a clean pass (no dropout) over the rows a network is judged by, in slices that a pause can wait for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.batches import RowSource
from engine.compatibility import check_network_fits
from engine.datasets import Dataset, Split
from engine.errors import EngineError
from engine.metrics import Score, confusion_matrix, predicted_classes
from engine.network import Network
from engine.snapshot import Snapshot
from engine.workspace import Workspace

ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class JudgedRows:
    """Rows to judge by.

    Attributes:
        name: "train", "validation" or "test".
        source: Where they come from.
        labels: (rows of the source,) or None for regression.
        index: Which rows; None means all.
    """

    name: str
    source: RowSource
    labels: NDArray[np.int64] | None
    classes: int
    index: NDArray[np.intp] | None = None

    @property
    def rows(self) -> int:
        """How many rows are judged."""
        return self.source.rows if self.index is None else len(self.index)


def split_of(dataset: Dataset, name: str) -> Split:
    """The split of that name.

    Raises:
        EngineError: The data have no such split.
    """
    splits = dict(dataset.splits())
    if name not in splits:
        raise EngineError(f"{dataset.title} has no {name} rows; it has {', '.join(splits)}.")
    return splits[name]


def score_snapshot(snapshot: Snapshot, dataset: Dataset, split_name: str) -> Score:
    """The score of a frozen network on one whole split of `dataset`.

    Raises:
        EngineError: The data have no such split, or do not fit the network.
    """
    split = split_of(dataset, split_name)
    check_network_fits(snapshot.spec, dataset)
    network = snapshot.network()
    source = RowSource(split, snapshot.preparation, snapshot.spec, network.loss.needs_labels)
    judged = JudgedRows(split_name, source, split.labels, len(dataset.class_names))
    evaluation = Evaluation(network, [judged], Workspace(snapshot.spec, min(ROWS_AT_ONCE, split.rows)))
    while evaluation.step():
        pass
    return evaluation.scores()[split_name]


class _Tally:
    """What the slices of one set of rows add up to."""

    def __init__(self, classes: int) -> None:
        self.loss = 0.0
        self.absolute_error = 0.0
        self.values = 0
        self.confusion = np.zeros((classes, classes), dtype=np.int64)


class Evaluation:
    """The scores of a network on several sets of rows; each `step` does one slice.

    Attributes:
        parts: How many slices there are.
        done: How many are done.
    """

    def __init__(self, network: Network, sets: list[JudgedRows], workspace: Workspace) -> None:
        self._network = network
        self._sets = sets
        self._workspace = workspace
        self._size = min(ROWS_AT_ONCE, workspace.capacity)
        self._slices = [(judged, start) for judged in sets for start in range(0, judged.rows, self._size)]
        self._tallies = {judged.name: _Tally(judged.classes) for judged in sets}
        self.parts = len(self._slices)
        self.done = 0

    def step(self) -> bool:
        """Judge the next slice; False once none is left."""
        if self.done >= self.parts:
            return False
        judged, start = self._slices[self.done]
        stop = min(start + self._size, judged.rows)
        buffers = self._workspace.buffers(stop - start)
        if judged.index is None:
            index: NDArray[np.intp] | slice = slice(start, stop)
            x, target = judged.source.span(start, stop, buffers.x)
        else:
            index = judged.index[start:stop]
            x, target = judged.source.take(index, buffers.x)
        tally = self._tallies[judged.name]
        # After a divergence the weights are finite but may be too large for a finite answer: the loss then says so.
        with np.errstate(over="ignore", invalid="ignore"):
            output = self._network.forward(x, buffers)
            tally.loss += float(self._network.loss.row_losses(output, target).sum(dtype=np.float64))
            # The greatest logit is the greatest probability, so only losses on values need what the network claims.
            claimed = output if self._network.loss.needs_labels else self._network.loss.predict(output)
        if not self._network.loss.needs_labels:
            tally.absolute_error += float(np.abs(claimed - target).sum(dtype=np.float64))
            tally.values += claimed.size
        if judged.labels is not None:
            tally.confusion += confusion_matrix(judged.labels[index], predicted_classes(claimed), judged.classes)
        self.done += 1
        return self.done < self.parts

    def scores(self) -> dict[str, Score]:
        """Name of the rows -> their score, once every slice is done."""
        return {judged.name: self._score(judged) for judged in self._sets}

    def _score(self, judged: JudgedRows) -> Score:
        tally, loss = self._tallies[judged.name], self._network.spec.loss
        known = judged.labels is not None
        return Score(
            rows=judged.rows,
            loss=loss.factor(judged.rows) * tally.loss,
            accuracy=float(np.trace(tally.confusion)) / judged.rows if known else None,
            confusion=tally.confusion.copy() if known else None,
            mean_absolute_error=tally.absolute_error / tally.values if tally.values else None,
        )
