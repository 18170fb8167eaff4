"""Everything a stopped training needs to go on with the same bits: taken from a trainer, given to a new one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from numpy.typing import NDArray

from engine.blas import blas_threads
from engine.changes import Change, is_live
from engine.compatibility import check_fit
from engine.datasets import Dataset
from engine.early_stopping import BestWeights
from engine.errors import FileFormatError, OtherDataError, SpecError
from engine.history import Series
from engine.snapshot import Snapshot
from engine.spec import ExperimentSpec
from engine.statistics import Histogram
from engine.statistics_log import StatisticsLog
from engine.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A training at one moment.

    Attributes:
        snapshot: The network.
        fingerprint: Of the data it was trained on; empty for others, which it has yet to see.
        position: Rows of the current epoch that were learnt from.
        blas_threads: How many threads its matrix products used.
        random_states: Of the generators that are drawn from while training, see `Trainer.random_states`; empty where
            they begin anew.
        counters: Small numbers that training goes on from, see `Trainer.counters`.
        waiting: Changes that wait for the batch under way to end: dotted path and value.
        changes: What was changed while training.
        slots: The optimiser's memory, NAME -> flat array.
        best: The best weights so far, flat, where early stopping keeps them.
        history, records: `Series.state` of the two.
        statistics: How the layers' numbers were spread at some of the records, see `StatisticsLog`.
        gradients: Those of the last batch for a record that is due, see `Trainer.gradient_histograms`; empty where
            none is.
    """

    spec: ExperimentSpec
    snapshot: Snapshot
    fingerprint: str
    position: int
    blas_threads: int
    random_states: dict[str, Any]
    counters: dict[str, float]
    waiting: tuple[tuple[str, Any], ...] = ()
    changes: tuple[Change, ...] = ()
    best: NDArray[Any] | None = None
    slots: dict[str, NDArray[Any]] = field(default_factory=dict)
    history: dict[str, NDArray[Any]] = field(default_factory=dict)
    records: dict[str, NDArray[Any]] = field(default_factory=dict)
    statistics: StatisticsLog = field(default_factory=StatisticsLog)
    gradients: tuple[Histogram | None, ...] = ()

    @property
    def has_training(self) -> bool:
        """Whether it holds the optimiser's memory and the history, or the network alone."""
        return bool(self.history)

    def without_training(self) -> Checkpoint:
        """The network alone: enough to read inputs, and to train on with an empty memory."""
        network = replace(self, slots={}, best=None, history={}, records={}, changes=())
        return replace(network, statistics=StatisticsLog(), gradients=())

    def on_other_data(self, name: str) -> Checkpoint:
        """The network alone, to go on with other data: those of this name. It scales its inputs as it always did."""
        spec = self.spec.with_value("dataset", name)
        moved = replace(self.without_training(), spec=spec, fingerprint="", position=0)
        return replace(moved, random_states={}, counters={}, waiting=())

    def is_of_other_rows(self, dataset: Dataset) -> bool:
        """Whether it was trained on other rows than those of `dataset`."""
        return bool(self.fingerprint) and self.fingerprint != dataset.fingerprint()


def take_checkpoint(trainer: Trainer) -> Checkpoint:
    """The training as it is now. A batch or an evaluation that is half done will be done anew, with the same bits."""
    return Checkpoint(
        spec=trainer.spec,
        snapshot=trainer.snapshot(),
        fingerprint=trainer.dataset.fingerprint(),
        position=trainer.position,
        blas_threads=blas_threads(),
        random_states=trainer.random_states(),
        counters=trainer.counters(),
        waiting=trainer.waiting_changes,
        changes=tuple(trainer.changes),
        best=None if trainer.best.parameters is None else trainer.best.parameters.copy(),
        slots={name: slot.copy() for name, slot in trainer.descent.slots.items()},
        history=trainer.recorder.history.state(),
        records=trainer.recorder.records.state(),
        statistics=trainer.recorder.statistics.copy(),
        gradients=tuple(trainer.gradient_histograms) if any(trainer.gradient_histograms) else (),
    )


def resume(checkpoint: Checkpoint, dataset: Dataset) -> Trainer:
    """A trainer that goes on where `checkpoint` was taken; a network alone does so with whatever rows there are.

    Raises:
        OtherDataError: It holds a training on other rows than those of `dataset`.
        FileFormatError: The checkpoint is damaged.
        SpecError: Its spec does not fit the data.
    """
    if checkpoint.is_of_other_rows(dataset):
        if checkpoint.has_training:
            raise OtherDataError(
                f"This network was trained on other data than the {dataset.title} found here: "
                "its training cannot go on with these rows, but the network alone can."
            )
        checkpoint = checkpoint.on_other_data(checkpoint.spec.dataset)
    trainer = Trainer(checkpoint.spec, dataset, None if checkpoint.fingerprint else checkpoint.snapshot.preparation)
    trainer.network.parameters[...] = checkpoint.snapshot.parameters
    # A network alone may come from a version that counted less.
    counters = checkpoint.counters if checkpoint.has_training else {**trainer.counters(), **checkpoint.counters}
    try:
        recorder = trainer.recorder
        if checkpoint.has_training:
            for name, slot in trainer.descent.slots.items():
                slot[...] = checkpoint.slots[name]
            recorder.history = Series.from_state(recorder.history.names, checkpoint.history)
            recorder.records = Series.from_state(recorder.records.names, checkpoint.records)
            recorder.statistics = checkpoint.statistics.copy()
            if checkpoint.gradients:
                trainer.gradient_histograms = list(checkpoint.gradients)
        trainer.restore(
            checkpoint.snapshot,
            checkpoint.position,
            counters,
            checkpoint.random_states if checkpoint.fingerprint else trainer.random_states(),
            checkpoint.waiting,
        )
        if not checkpoint.has_training:
            # An empty memory begins to count anew, and so does what it is compared with.
            trainer.descent.steps = 0
            trainer.best = BestWeights()
            trainer.stopped_early = False
        elif checkpoint.best is not None:
            trainer.best.parameters = trainer.network.parameters.copy()
            trainer.best.parameters[...] = checkpoint.best
        spec = checkpoint.spec
        for path, value in checkpoint.waiting:
            if not is_live(path):
                raise ValueError(f"{path} cannot wait to be changed")
            spec = spec.with_value(path, value)
        check_fit(spec, dataset)
    except (SpecError, AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise FileFormatError("The state of the training in the file is damaged, so it cannot go on.") from error
    trainer.changes = list(checkpoint.changes)
    return trainer
