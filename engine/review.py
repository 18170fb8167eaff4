"""A review: every row of a split judged by itself, so that the worst mistakes can be looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.batches import RowSource
from engine.compatibility import check_network_fits
from engine.datasets import Dataset
from engine.evaluation import ROWS_AT_ONCE, split_of
from engine.metrics import confusion_matrix, predicted_classes
from engine.snapshot import Snapshot
from engine.workspace import Workspace


class Review:
    """Reads one split of `dataset` with a frozen network; each `step` does one slice.

    Attributes:
        losses: (rows,) float64, the loss of each row, unscaled; NaN where a row has not been read yet.
        predicted: (rows,) the class that each row was given; -1 where it has not been read, or there are no classes.
        certainty: (rows,) float64, what the network claims for that class: a probability where its loss knows them.
        labels: (rows,) the true classes, or None where there are none.
        parts, done: How many slices there are, and how many are done.
    """

    def __init__(self, snapshot: Snapshot, dataset: Dataset, split_name: str) -> None:
        """Nothing is read yet.

        Raises:
            EngineError: The data have no such split, or do not fit the network.
        """
        split = split_of(dataset, split_name)
        check_network_fits(snapshot.spec, dataset)
        self._network = snapshot.network()
        self._source = RowSource(split, snapshot.preparation, snapshot.spec, self._network.loss.needs_labels)
        self._workspace = Workspace(snapshot.spec, min(ROWS_AT_ONCE, split.rows))
        self._classes = len(dataset.class_names)
        self.labels = split.labels
        self.losses = np.full(split.rows, np.nan)
        self.predicted: NDArray[np.int64] = np.full(split.rows, -1, np.int64)
        self.certainty = np.full(split.rows, np.nan)
        self.parts = -(-split.rows // ROWS_AT_ONCE)
        self.done = 0

    def step(self) -> bool:
        """Read the next slice; False once none is left."""
        if self.done >= self.parts:
            return False
        start = self.done * ROWS_AT_ONCE
        stop = min(start + ROWS_AT_ONCE, self._source.rows)
        rows = slice(start, stop)
        buffers = self._workspace.buffers(stop - start)
        x, target = self._source.span(start, stop, buffers.x)
        # Weights that are finite may still be too large for a finite answer: the loss then says so.
        with np.errstate(over="ignore", invalid="ignore"):
            output = self._network.forward(x, buffers)
            self.losses[rows] = self._network.loss.row_losses(output, target)
            claimed = self._network.loss.predict(output)
        if self.labels is not None:
            given = predicted_classes(claimed)
            self.predicted[rows] = given
            if claimed.shape[1] == 1:
                self.certainty[rows] = np.where(given == 1, claimed[:, 0], 1.0 - claimed[:, 0])
            else:
                self.certainty[rows] = claimed[np.arange(len(given)), given]
        self.done += 1
        return self.done < self.parts

    def confusion(self) -> NDArray[np.int64] | None:
        """(classes, classes) counts of the rows read so far: row = true class, column = given class."""
        if self.labels is None:
            return None
        read = self.predicted >= 0
        return confusion_matrix(self.labels[read], self.predicted[read], self._classes)

    def mistakes(self, true: int | None = None, given: int | None = None) -> NDArray[np.intp]:
        """The rows that were given a wrong class, the greatest loss first.

        Args:
            true: Only those of this class.
            given: Only those that were given this class; with `true` the same as `given`, the rows that are right.
        """
        if self.labels is None:
            return np.empty(0, np.intp)
        wanted = self.predicted >= 0
        if true is None or true != given:
            wanted &= self.predicted != self.labels
        if true is not None:
            wanted &= self.labels == true
        if given is not None:
            wanted &= self.predicted == given
        found = np.flatnonzero(wanted)
        return found[np.argsort(-self.losses[found], kind="stable")]
