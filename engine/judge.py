"""What an epoch record says of a network: its scores on each split, and how its layers' numbers are spread."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats
from engine.batches import RowSource, encode_targets
from engine.datasets import Dataset
from engine.evaluation import ROWS_AT_ONCE, Evaluation, JudgedRows
from engine.metrics import Score
from engine.network import Network
from engine.statistics import Histogram, LayerStatistics, dead_units, histogram
from engine.workspace import Workspace

JUDGED_TRAIN_ROWS = 5000
"""Training accuracy is taken on so many rows, the same in every run: enough to compare, and soon done."""
_JUDGED_ROWS_SEED = 20_000_731


class AnswersOnTrain(NamedTuple):
    """Wanted and given outputs, (rows, outputs) each, and the activations of every hidden layer, (rows, units)."""

    wanted: Floats
    outputs: Floats
    hidden: tuple[Floats, ...]


class AnswersOnValues(NamedTuple):
    """Of which split, and the wanted and given values, (rows, outputs) each."""

    split: str
    wanted: Floats
    outputs: Floats


class Judge:
    """Judges one network by the splits of one data set."""

    def __init__(self, network: Network, dataset: Dataset, sources: dict[str, RowSource], workspace: Workspace) -> None:
        """`sources` has the rows of each split as the network reads them, by name."""
        self._network = network
        self._workspace = workspace
        self._dataset = dataset
        self._train = sources["train"]
        self._sets = []
        for name, split in dataset.splits():
            index = None
            if name == "train" and split.rows > JUDGED_TRAIN_ROWS:
                rng = np.random.default_rng(_JUDGED_ROWS_SEED)
                index = np.sort(rng.choice(split.rows, JUDGED_TRAIN_ROWS, replace=False))
            self._sets.append(JudgedRows(name, sources[name], split.labels, len(dataset.class_names), index))

    def evaluation(self) -> Evaluation:
        """An evaluation for an epoch record, not yet begun: a fixed sample of the training rows, the others whole."""
        return Evaluation(self._network, self._sets, self._workspace)

    def evaluate(self, names: tuple[str, ...]) -> dict[str, Score]:
        """Score the network now on whole splits, as far as the data have them."""
        sets = [replace(judged, index=None) for judged in self._sets if judged.name in names]
        evaluation = Evaluation(self._network, sets, self._workspace)
        while evaluation.step():
            pass
        return evaluation.scores()

    def answers_on_train(self) -> AnswersOnTrain:
        """What every layer makes of the training rows of a task small enough for one slice."""
        rows = self._train.rows
        buffers = self._workspace.buffers(rows)
        x, _ = self._train.span(0, rows, buffers.x)
        wanted = encode_targets(self._dataset.train, self._network.spec, needs_labels=False)
        outputs = self._network.loss.predict(self._network.forward(x, buffers))
        return AnswersOnTrain(wanted, outputs, tuple(own.a.copy() for own in buffers.layers[:-1]))

    def answers_on_values(self, most: int) -> AnswersOnValues | None:
        """What the network answers where values are to be met, for the first rows that are held out, at most `most`.

        None where classes are to be told apart. Without validation rows those of the training take their place.
        """
        judged = next((judged for judged in self._sets if judged.name == "validation"), self._sets[0])
        targets = getattr(self._dataset, judged.name).targets
        if targets is None:
            return None
        rows = min(most, len(targets), self._workspace.capacity)
        x, _ = judged.source.span(0, rows, self._workspace.buffers(rows).x)
        outputs = self._network.loss.predict(self._network.forward(x, self._workspace.buffers(rows)))
        return AnswersOnValues(judged.name, targets[:rows], outputs.copy())

    def layer_statistics(self, gradients: list[Histogram | None]) -> tuple[LayerStatistics, ...]:
        """Of the weights now, the given gradients, and the activations for the first judged training rows."""
        judged = self._sets[0]
        count = min(judged.rows, ROWS_AT_ONCE, self._workspace.capacity)
        buffers = self._workspace.buffers(count)
        index = np.arange(count) if judged.index is None else judged.index[:count]
        x, _ = judged.source.take(index, buffers.x)
        self._network.forward(x, buffers)
        return tuple(
            LayerStatistics(histogram(layer.weight), of_gradient, histogram(own.a), dead_units(own.a))
            for layer, of_gradient, own in zip(self._network.layers, gradients, buffers.layers, strict=True)
        )
