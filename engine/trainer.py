"""The trainer: the only loop. Each `step` does one piece of work and says what it was.

All state is in attributes, so training can stop after any piece, be asked anything, be saved, and go on as if it had
never stopped. What learns is its `Course`; here that is measured, recorded, judged and ended. Of a batch of more than
`SLICE_ROWS` rows a piece of work is a slice, so that nobody who wants to pause waits for more than that.
"""

from __future__ import annotations

import contextvars
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.arrays import Floats, frozen
from engine.augmentation import augmenter
from engine.batches import RowSource
from engine.changes import DATA, MAX_CHANGES, PARAMETERS, Change, is_live
from engine.compatibility import check_fit
from engine.course import Course
from engine.datasets import Dataset
from engine.early_stopping import BestWeights
from engine.errors import EngineError, SpecError
from engine.evaluation import Evaluation
from engine.events import (
    BatchDone,
    Divergence,
    EpochDone,
    EpochRecord,
    EvaluationDone,
    Event,
    Finished,
    SliceDone,
    Started,
)
from engine.feed import SLICE_ROWS, Feed
from engine.judge import AnswersOnTrain, AnswersOnValues, Judge
from engine.metrics import Score
from engine.network import Network
from engine.preparation import Preparation
from engine.randomness import make_generators
from engine.recorder import Recorder
from engine.snapshot import Snapshot
from engine.spec import ExperimentSpec
from engine.statistics import Histogram, histogram
from engine.workspace import Workspace

_PATIENCE = "training.patience"


class Trainer:
    """Trains the network of `spec` on `dataset`.

    Attributes:
        network: The network; its parameters change with every batch.
        descent: The optimiser with its memory.
        recorder: What was measured so far.
        changes: What was changed while training.
        divergence: Where the numbers ran out of range, or None.
        best: The best weights on the validation rows, where the spec asks for early stopping.
        stopped_early: Training ended by it, and the best weights are in place.
        gradient_histograms: Of each layer's gradient by the last batch of an epoch, until its record is complete.

    Raises:
        SpecError: The spec does not fit the data.
    """

    def __init__(self, spec: ExperimentSpec, dataset: Dataset, preparation: Preparation | None = None) -> None:
        """Draw the initial weights. `preparation` may be passed where it was fitted to these data before."""
        check_fit(spec, dataset)
        self.spec = spec
        self.dataset = dataset
        self.preparation = preparation or Preparation.fit(spec.scaling, dataset.train.x, dataset.value_range)
        self.generators = make_generators(spec.seed, spec.start_stream)
        self.network = Network(spec.network)
        self.network.initialize(rng=self.generators.start)

        rows = max(split.rows for _, split in dataset.splits())
        # The rows of a playground may become more.
        self._workspace = Workspace(spec.network, SLICE_ROWS if dataset.plane else min(SLICE_ROWS, rows))
        feed = self._take_rows(dataset)
        self._course = Course(self.network, self._workspace, feed, self.generators, spec.training)
        self._use_spec()
        self.descent = self._course.learner.descent

        self.divergence: Divergence | None = None
        self.best = BestWeights()
        self.stopped_early = False
        self.changes: list[Change] = []
        self.recorder = Recorder(len(self.network.layers))
        self._waiting_changes: list[tuple[str, Any]] = []
        # Numbers out of range are found and named by the guard; NumPy need not warn of them too. Running in a context
        # of its own costs a tenth of entering np.errstate at every step.
        self._quiet = contextvars.copy_context()
        self._quiet.run(np.seterr, over="ignore", invalid="ignore")
        self._evaluation: Evaluation | None = None
        self.gradient_histograms: list[Histogram | None] = [None] * len(self.network.layers)

    # What a caller does: run or step, change, look.

    def run(self) -> Iterator[Event]:
        """Train until all epochs are done, early stopping ends it or the numbers diverge; a second call goes on."""
        yield Started(self.steps, self.epoch)
        while True:
            event = self.step()
            yield event
            if type(event) is Finished:
                return

    def step(self) -> Event:
        """Do the next piece of work: a batch or a slice of one, a slice of an evaluation, or the end of an epoch."""
        if self.divergence is not None:
            return Finished("diverged", self.steps, self.divergence)
        if self.stopped_early:
            return Finished("early_stopping", self.steps, None)
        course = self._course
        feed = course.feed
        if feed.position >= feed.rows:
            return self._end_epoch()
        # The number of epochs can be lowered on the way: the one under way is finished, and the end has a record.
        if feed.position == 0 and feed.rows_done == 0 and course.epoch >= self.spec.training.epochs:
            if self.recorder.last_record_step < course.steps:
                return self._end_epoch()
            return Finished("epochs", course.steps, None)
        return self._quiet.run(self._learn)

    def change(self, path: str, value: Any) -> None:
        """Change an entry of the spec, from the next batch on.

        Raises:
            SpecError: The value is impossible, or the entry makes another network and needs a new trainer.
        """
        spec = self.spec
        spec.value(path)
        if not is_live(path):
            raise SpecError(path, f"{path} cannot change while training runs; reset to apply it.")
        for waiting_path, waiting_value in (*self._waiting_changes, (path, value)):
            spec = spec.with_value(waiting_path, waiting_value)
        check_fit(spec, self.dataset)
        self._waiting_changes.append((path, value))
        if self._course.feed.rows_done == 0:
            self._apply_changes()

    def replace_parameters(self, parameters: Floats, note: str) -> None:
        """Put other weights in the place of these; what is half done of a batch or an evaluation is done anew.

        `note` is recorded among the changes; "" takes the note of the replacement before away.

        Raises:
            EngineError: They are those of another network, or not finite.
        """
        if parameters.shape != self.network.parameters.shape or not np.isfinite(parameters).all():
            raise EngineError("These weights do not fit the network.")
        self._drop_unfinished()
        # The best weights so far know nothing of what is new in these.
        self.best = BestWeights()
        np.copyto(self.network.parameters, parameters)
        if note:
            self.changes.append(Change(self.steps, PARAMETERS, None, note))
        elif self.changes and self.changes[-1].path == PARAMETERS:
            self.changes.pop()

    def replace_data(self, dataset: Dataset, *, goes_on: bool = False) -> None:
        """Learn from other rows of a playground from now on, beginning with a new epoch; the network stays.

        While points are dragged about the rows are others many times a second: an exchange that `goes_on` with the
        one before is no change of its own.

        Raises:
            SpecError: The rows do not fit the network.
        """
        assert dataset.plane is not None
        spec = replace(self.spec, dataset=dataset.name, playground=dataset.plane.settings)
        check_fit(spec, dataset)
        self._drop_unfinished()
        change = Change(self.steps, DATA, None, dataset.train.rows)
        if goes_on and self.changes and self.changes[-1].path == DATA:
            self.changes[-1] = self.changes[-1]._replace(new=change.new)
        elif len(self.changes) < MAX_CHANGES:
            self.changes.append(change)
        self.spec, self.dataset = spec, dataset
        self.preparation = Preparation.fit(spec.scaling, dataset.train.x, dataset.value_range)
        self._course.feed = self._take_rows(dataset)
        # What ended it was said of the old rows.
        self.best, self.stopped_early, self.divergence = BestWeights(), False, None

    def snapshot(self) -> Snapshot:
        """The network as it is now, frozen."""
        return Snapshot(
            spec=self.spec.network,
            parameters=frozen(self.network.parameters),
            preparation=self.preparation,
            class_names=self.dataset.class_names,
            image_shape=self.dataset.image_shape,
            step=self.steps,
            epoch=self.epoch,
        )

    def keep_gradient(self, wanted: bool) -> None:
        """Whether every step from now on keeps its gradient for `last_gradient`, which costs a copy a step."""
        self._course.learner.keep_gradient(wanted)

    def last_gradient(self) -> Floats | None:
        """The gradient of the last step's batch by the parameters, flat as they are; None where it was not kept.

        As its norm is recorded: of data loss and penalties, before clipping.
        """
        return self._course.learner.gradient_of(self.steps - 1)

    def last_change(self) -> Floats | None:
        """What the last step added to the parameters, flat as they are; None before the first and within a batch."""
        return self._course.learner.last_change()

    def random_states(self) -> dict[str, Any]:
        """Where the generators stand, as plain JSON values: see `Feed.random_states`."""
        return self._course.feed.random_states()

    def counters(self) -> dict[str, float]:
        """The small numbers that training goes on from, beside steps, epoch and position."""
        return {
            **self.recorder.counters(),
            "optimizer_steps": self.descent.steps,
            "best_loss": self.best.loss,
            "records_since_best": self.best.waited,
            "stopped_early": self.stopped_early,
        }

    def restore(
        self,
        snapshot: Snapshot,
        position: int,
        counters: dict[str, float],
        random_states: dict[str, Any],
        waiting_changes: tuple[tuple[str, Any], ...],
    ) -> None:
        """Go back to the beginning of the batch at which these were taken, in a trainer that has just been made.

        Raises:
            KeyError, TypeError, ValueError: They are damaged or do not belong together.
        """
        self._course.feed.restore(position, random_states)
        self._course.steps, self._course.epoch = snapshot.step, snapshot.epoch
        self.recorder.restore_counters(counters)
        self.descent.steps = int(counters["optimizer_steps"])
        self.best.loss, self.best.waited = float(counters["best_loss"]), int(counters["records_since_best"])
        self.stopped_early = bool(counters["stopped_early"])
        self._waiting_changes = list(waiting_changes)

    def evaluate(self, names: tuple[str, ...]) -> dict[str, Score]:
        """Score the network now on whole splits ("train", "validation", "test"), as far as the data have them."""
        return self._judge.evaluate(names)

    def answers_on_train(self) -> AnswersOnTrain:
        """What every layer makes of the training rows of a task small enough for one slice."""
        return self._judge.answers_on_train()

    def answers_on_values(self, most: int) -> AnswersOnValues | None:
        """What the network answers to at most `most` held-out rows whose values are to be met; None for classes."""
        return self._judge.answers_on_values(most)

    @property
    def steps(self) -> int:
        """Updates so far."""
        return self._course.steps

    @property
    def epoch(self) -> int:
        """Whole epochs so far."""
        return self._course.epoch

    @property
    def position(self) -> int:
        """Rows of the current epoch that were learnt from."""
        return self._course.feed.position

    @property
    def waiting_changes(self) -> tuple[tuple[str, Any], ...]:
        """Changes that wait for the batch under way to end: dotted path and value."""
        return tuple(self._waiting_changes)

    @property
    def batches_per_epoch(self) -> int:
        """How many updates an epoch makes at the present batch size."""
        rows = self._course.feed.rows
        return -(-rows // (self.spec.training.batch_size or rows))

    def _take_rows(self, dataset: Dataset) -> Feed:
        """Judge by these rows from now on; what is returned hands them out to learn from, beginning with an epoch."""
        needs_labels = self.network.loss.needs_labels
        sources = {
            name: RowSource(split, self.preparation, self.spec.network, needs_labels)
            for name, split in dataset.splits()
        }
        self._judge = Judge(self.network, dataset, sources, self._workspace)
        return Feed(sources["train"], self.generators)

    def _drop_unfinished(self) -> None:
        """What is half done of a batch or an evaluation will be done anew; changes wait no longer."""
        self._course.feed.drop_batch()
        self._apply_changes()
        self._evaluation = None

    # One batch.

    def _learn(self) -> Event:
        """A slice of a batch, which is the whole batch where it is small; the last slice updates the weights."""
        course = self._course
        feed, step = course.feed, course.steps
        if not course.learn():
            return SliceDone(-(-feed.rows_done // SLICE_ROWS), -(-feed.batch_rows // SLICE_ROWS))
        # The optimiser turns the gradient into the update where it stands.
        if feed.is_last_batch and self._record_is_due(step + 1, course.epoch + 1):
            self.gradient_histograms = [histogram(layer.flat) for layer in course.learner.gradient]
        made = course.update()
        if isinstance(made, Divergence):
            self.divergence = made
            # A change that waited for this batch may be the cure.
            self._apply_changes()
            return Finished("diverged", step, made)
        self.recorder.add_step(step, made.loss, made.learning_rate, made.gradient_norms, made.update_ratios)
        self._apply_changes()
        return BatchDone(step + 1, course.epoch, feed.position, made.loss)

    # The end of an epoch.

    def _record_is_due(self, steps: int, epochs: int) -> bool:
        training = self.spec.training
        return steps - self.recorder.last_record_step >= training.record_every or epochs >= training.epochs

    def _end_epoch(self) -> Event:
        """The next slice of the epoch's record, where one is due, or the end of the epoch."""
        course = self._course
        epoch = course.epoch + course.is_epoch_over
        if self._evaluation is None:
            if not self._record_is_due(course.steps, epoch):
                return self._close_epoch(epoch, None)
            self._evaluation = self._judge.evaluation()
        if self._evaluation.done < self._evaluation.parts:
            self._evaluation.step()
            return EvaluationDone(self._evaluation.done, self._evaluation.parts)
        scores = self._evaluation.scores()
        self._evaluation = None
        # Finite weights may still be too large for a finite sum of their squares.
        with np.errstate(over="ignore", invalid="ignore"):
            record = self.recorder.add_record(
                course.steps,
                epoch,
                scores,
                [math.sqrt(layer.flat.dot(layer.flat)) for layer in self.network.layers],
                self._judge.layer_statistics(self.gradient_histograms),
            )
        patience = self.spec.training.patience
        if patience is not None:
            self.best.consider(scores["validation"].loss, self.network.parameters)
            self.stopped_early = self.best.is_over(patience)
            if self.stopped_early and self.best.parameters is not None:
                np.copyto(self.network.parameters, self.best.parameters)
        return self._close_epoch(epoch, record)

    def _close_epoch(self, epoch: int, record: EpochRecord | None) -> EpochDone:
        course = self._course
        if epoch > course.epoch:
            course.end_epoch()
        self.gradient_histograms = [None] * len(self.network.layers)
        return EpochDone(epoch, course.steps, record)

    def _apply_changes(self) -> None:
        if not self._waiting_changes:
            return
        for path, value in self._waiting_changes:
            old = self.spec
            self.spec = old.with_value(path, value)
            if self.spec == old:
                continue
            # The old value may have been why numbers ran out of range: with another training may be tried again.
            self.divergence = None
            # A patience that was raised, if only for a moment, lets a run go on that had ended.
            if path != _PATIENCE and self.changes and self.changes[-1][:2] == (self.steps, path):
                self.changes[-1] = self.changes[-1]._replace(new=value)
            elif len(self.changes) < MAX_CHANGES:
                self.changes.append(Change(self.steps, path, old.value(path), value))
        self._waiting_changes.clear()
        self._use_spec()
        self.stopped_early = self.stopped_early and self.best.is_over(self.spec.training.patience)

    def _use_spec(self) -> None:
        """Learn by the spec as it is now."""
        change_images = augmenter(self.spec.augmentation, self.dataset.image_shape, self.generators.augmentation)
        self._course.use(self.spec.network, self.spec.training, change_images)
