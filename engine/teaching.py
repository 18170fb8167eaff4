"""Teaching a trained network a few samples of one's own without making it forget the rest.

A network that goes on learning from new samples alone forgets what it knew (McCloskey, Cohen, "Catastrophic
Interference in Connectionist Networks", 1989). So every batch mixes a few of the new ones with many of the old,
drawn again from the training rows: a rehearsal. What that costs is measured: the network is judged before and after,
on rows that it never learns from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.augmentation import AugmentationSpec, augmenter
from engine.batches import RowSource
from engine.compatibility import check_network_fits
from engine.datasets import Dataset, Split
from engine.errors import EngineError
from engine.evaluation import ROWS_AT_ONCE, Evaluation, JudgedRows
from engine.events import Divergence
from engine.learner import Learner
from engine.snapshot import Snapshot
from engine.spec import TrainingSpec
from engine.workspace import Workspace

NEW_ROWS, OLD_ROWS = 16, 112
_LEAST_STEPS, _STEPS_A_SAMPLE, _MOST_STEPS = 100, 5, 500
# Small steps whose size does not depend on how the network's loss is scaled.
_TRAINING = TrainingSpec(optimizer="adam", learning_rate=3e-4)
# One sample stands for all the ways in which its writer writes it.
_AUGMENTATION = AugmentationSpec(shift=1.0, rotation=8.0, scale=0.08, shear=6.0)
_JUDGES = ("test", "validation", "train")


@dataclass(frozen=True, eq=False)
class Taught:
    """What came of it.

    Attributes:
        parameters: The network's new parameters, flat and read-only.
        samples: How many were taught.
        known_before, known: How many of them the network read rightly before and after.
        split_name: Of the rows that it was judged by: "test", or else "validation" or "train".
        rows: How many those are.
        accuracy_before, accuracy: On those rows.
    """

    parameters: Floats
    samples: int
    known_before: int
    known: int
    split_name: str
    rows: int
    accuracy_before: float
    accuracy: float


class Teaching:
    """Teaches a copy of a network, a piece of work at a time; the network itself stays as it is.

    Attributes:
        parts: How many pieces there are.
        done: How many are done.
    """

    def __init__(self, snapshot: Snapshot, dataset: Dataset, samples: Split) -> None:
        """Prepare; nothing is computed yet.

        Args:
            snapshot: The network as it is.
            dataset: What it was trained on.
            samples: The new ones: images of bytes like the data's, with their classes.

        Raises:
            EngineError: Network, data and samples do not fit each other, or there are no samples.
        """
        check_network_fits(snapshot.spec, dataset)
        if not samples.rows:
            raise EngineError("There is nothing to teach yet: draw digits and say what they are.")
        if samples.x.shape[1:] != dataset.train.x.shape[1:] or samples.labels is None:
            raise EngineError(f"Samples of {samples.x.shape[1]} numbers do not fit {dataset.title}.")
        spec = snapshot.spec
        self._dataset = dataset
        self._network = snapshot.network()
        self._workspace = Workspace(spec, ROWS_AT_ONCE)
        self._learner = Learner(self._network, self._workspace, _TRAINING.optimizer)
        needs_labels = self._network.loss.needs_labels
        image_shape = dataset.image_shape if dataset.train.x.dtype == np.uint8 == samples.x.dtype else None
        self._new = RowSource(samples, snapshot.preparation, spec, needs_labels)
        self._old = RowSource(dataset.train, snapshot.preparation, spec, needs_labels)
        splits = dict(dataset.splits())
        self._split_name = next(name for name in _JUDGES if name in splits)
        judge = splits[self._split_name]
        classes = len(dataset.class_names)
        self._judged = [
            JudgedRows("new", self._new, samples.labels, classes),
            JudgedRows(
                self._split_name,
                RowSource(judge, snapshot.preparation, spec, needs_labels),
                judge.labels,
                classes,
            ),
        ]
        self._before = Evaluation(self._network, self._judged, self._workspace)
        self._after = Evaluation(self._network, self._judged, self._workspace)
        self._steps = min(_LEAST_STEPS + _STEPS_A_SAMPLE * samples.rows, _MOST_STEPS)
        self._steps_done = 0
        self._rng = np.random.default_rng([samples.rows, snapshot.step])
        self._change_images = augmenter(_AUGMENTATION, image_shape, self._rng) if image_shape else None
        self.parts = self._before.parts + self._steps + self._after.parts
        self.done = 0

    def step(self) -> bool:
        """Do the next piece of work; False once none is left.

        Raises:
            EngineError: The numbers ran out of range.
        """
        if self.done >= self.parts:
            return False
        if self._before.done < self._before.parts:
            self._before.step()
        elif self._steps_done < self._steps:
            self._learn()
        else:
            self._after.step()
        self.done += 1
        return self.done < self.parts

    def result(self) -> Taught:
        """What came of it, once every piece is done."""
        before, after = self._before.scores(), self._after.scores()
        parameters = self._network.parameters.copy()
        parameters.setflags(write=False)
        name, samples = self._split_name, self._new.rows
        return Taught(
            parameters=parameters,
            samples=samples,
            known_before=round((before["new"].accuracy or 0.0) * samples),
            known=round((after["new"].accuracy or 0.0) * samples),
            split_name=name,
            rows=after[name].rows,
            accuracy_before=before[name].accuracy or 0.0,
            accuracy=after[name].accuracy or 0.0,
        )

    def _learn(self) -> None:
        rng, buffers = self._rng, self._workspace.buffers(NEW_ROWS + OLD_ROWS)
        new = rng.integers(self._new.rows, size=NEW_ROWS)
        _, targets = self._new.take(new, buffers.x[:NEW_ROWS], self._change_images)
        _, old_targets = self._old.take(rng.integers(self._old.rows, size=OLD_ROWS), buffers.x[NEW_ROWS:])
        target: NDArray[np.generic] = np.concatenate([targets, old_targets])
        with np.errstate(over="ignore", invalid="ignore"):
            self._learner.learn(buffers.x, target, buffers, len(target), first=True, dropout=rng)
            record = self._learner.update(_TRAINING, _TRAINING.learning_rate, self._steps_done)
        if isinstance(record, Divergence):
            raise EngineError("The network cannot be taught: its numbers run out of range. Reset it and train anew.")
        self._steps_done += 1
