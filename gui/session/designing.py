"""What the window's wishes do to the training: its data, its design, and which network is there."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.blas import set_blas_threads
from engine.changes import differences, is_live
from engine.checks import MAX_SEED
from engine.compatibility import check_fit, is_data_of, rows_for
from engine.datasets import Dataset
from engine.datasets.plane import suited
from engine.errors import EngineError
from engine.own_data import OWN
from engine.spec import ExperimentSpec
from gui.session.file_keeper import FileKeeper
from gui.session.past_runs import past_run_of
from gui.session.pending import Opened, Pending
from gui.session.run import Run
from gui.session.run_maker import RunMaker
from gui.session.services import Services
from gui.session.state import Phase

# What decides when a training is over.
_ENDS = ("training.epochs", "training.patience")
# Rows that are exchanged so soon after others are part of the same edit, a drag for instance.
_SAME_EDIT_SECONDS = 1.0


class Designing(Services):
    """A session as far as it is about one training at a time, driven by intents.

    Signals:
        run_changed(Run): another network is there, new, opened or brought back.
        run_ended(PastRun): what is left of a run that was trained and gave its place to another one.
        dataset_changed(Dataset): the data in use are others.
        rows_replaced(Dataset): they are of the same kind, but other rows; the network stays.
        parameters_replaced(): the network has other weights, and made no step for it.
    """

    run_changed = Signal(object)
    run_ended = Signal(object)
    dataset_changed = Signal(object)
    rows_replaced = Signal(object)
    parameters_replaced = Signal()

    def __init__(
        self, spec: ExperimentSpec, data_dir: Path | None, blas_threads: int, parent: QObject | None = None
    ) -> None:
        super().__init__(spec, data_dir, parent)
        self._dataset: Dataset | None = None
        self._replaced: Run | None = None
        self._pending = Pending()
        self._rows_taken = -_SAME_EDIT_SECONDS
        self.data.loaded.connect(self._on_data_loaded)
        self.data.failed.connect(self._on_data_failed)
        self.teacher.taught.connect(lambda run, taught: self._on_parameters_replaced(run))
        self.teacher.undone.connect(self._on_parameters_replaced)
        self._files = FileKeeper(self._thread.submit, self._file_thread.submit, self)
        self._files.loaded.connect(self._on_file_loaded)
        self._maker = RunMaker(
            self._thread.submit, self.post, blas_threads, lambda sentence: self._stay(sentence, "file")
        )
        set_blas_threads(blas_threads)

    # What the window asks.

    def set_spec(self, spec: ExperimentSpec) -> None:
        """Wish for another design. What can change while training runs does so at the next batch."""
        if spec == self._state.spec and self._state.phase is not Phase.ERROR:
            return
        self._set(spec=spec)
        if self._dataset is None or self._dataset.name != spec.dataset or self._pending.fresh:
            return
        dataset = self._rows_of(spec)
        if dataset is None:
            return
        if dataset is not self._dataset:
            self._take_rows(spec, dataset)
        self._settle()

    def open_experiment(self, spec: ExperimentSpec) -> None:
        """Begin another experiment, with a network of its own. If its data cannot be had, nothing changes."""
        self._files.cancel()
        self._pending = Pending(fresh=True)
        self._begin_loading(spec=spec, pending=False)
        if self._dataset is not None and is_data_of(spec, self._dataset):
            self._begin_fresh(self._dataset)
        else:
            self.data.load_for(spec)

    @property
    def awaited_spec(self) -> ExperimentSpec | None:
        """The design that waits for data of one's own which were not found; None where none does."""
        pending = self._pending
        spec = pending.missed
        if pending.opened is not None:
            spec = pending.opened.checkpoint.spec
        elif pending.fresh:
            spec = self._state.spec
        return spec if spec is not None and spec.dataset == OWN else None

    @property
    def awaits_file(self) -> Path | None:
        """The file whose network waits for its data; None where none does."""
        return self._pending.opened.path if self._pending.opened is not None else None

    def go_on_with(self, dataset: Dataset) -> None:
        """Let the file that waits for data of one's own have those that `data` has taken; else nothing happens."""
        opened = self._pending.opened
        if opened is not None:
            self._on_file_loaded(opened.with_own_data(dataset))

    def open_without_training(self) -> None:
        """Let the file that was trained on other rows go on with those that there are; else nothing happens."""
        opened = self._pending.opened
        if opened is not None:
            self._on_file_loaded(opened.without_training())

    @Slot(str)
    def choose_dataset(self, name: str) -> None:
        """Load other data for the design that is there."""
        self._files.cancel()
        self._pending = Pending()
        self.data.load(name, suited(self._state.spec.playground, name))

    @Slot()
    def reset(self) -> None:
        """Go back to the initial weights, with the edits that waited for it."""
        self.restart(self._state.spec)

    def restart(self, spec: ExperimentSpec) -> None:
        """Begin anew with this design. What is there until then is put aside as it was."""
        if self._dataset is None or self._state.phase is Phase.LOADING:
            return
        self._set(spec=spec)
        dataset = self._rows_of(spec)
        if dataset is None:
            return
        if dataset is not self._dataset:
            self._dataset = dataset
            self.data.describe(dataset)
            self.dataset_changed.emit(dataset)
        self._make_run()

    @Slot()
    def new_weights(self) -> None:
        """Start from other initial weights: those of the next seed."""
        seed = (self._state.spec.seed + 1) % (MAX_SEED + 1)
        self._set(spec=self._state.spec.with_value("seed", seed))
        self.reset()

    @Slot()
    def bring_back(self) -> None:
        """Take back the last reset."""
        run = self._replaced
        if run is None:
            return
        self.data.cancel()
        self._maker.cancel()
        self._pending = Pending()
        self._replaced = self._run if self._run is not None and self._run.touched else None
        if self._dataset is not run.dataset:
            self._dataset = run.dataset
            self._set(spec=run.spec)
            self.dataset_changed.emit(run.dataset)
            self.data.describe(run.dataset)
        self._install(run)

    def train_longer(self) -> None:
        """Train as many epochs again as the run was made for."""
        epochs = self._state.spec.training.epochs
        self.set_spec(self._state.spec.with_value("training.epochs", 2 * epochs))
        self.start()

    # Data and design.

    @Slot(object)
    def _on_data_loaded(self, dataset: Dataset) -> None:
        """Begin what waited for these data. If nothing did, the window fits the design to them."""
        self._dataset = dataset
        pending = self._pending
        if pending.opened is not None and is_data_of(pending.opened.checkpoint.spec, dataset):
            self._begin_loading(waiting=False)
            self._resume(pending.opened, dataset)
        elif pending.fresh and is_data_of(self._state.spec, dataset):
            self._begin_fresh(dataset)
        elif pending.fresh and self._state.spec.dataset == dataset.name:
            # The settings were changed while the rows were made.
            self.data.load_for(self._state.spec)
        elif pending.missed is not None and is_data_of(pending.missed, dataset):
            self.open_experiment(pending.missed)
        else:
            self.dataset_changed.emit(dataset)

    @Slot(str)
    def _on_data_failed(self, sentence: str) -> None:
        self._stay(sentence, "get_data" if self.awaited_spec is None else "choose_data")

    def _begin_loading(self, **changes: object) -> None:
        """Something else is to come: what trains until then goes on if that fails."""
        before = self._state
        was_training = before.was_training if before.phase is Phase.LOADING else before.phase is Phase.TRAINING
        self._pause_work()
        self._set(phase=Phase.LOADING, reason="", was_training=was_training, **changes)

    def _stay(self, sentence: str, offer: str) -> None:
        """What was there before goes on as if nothing had been asked; the sentence says why, "" where it is plain."""
        run, before = self._run, self._state
        if run is None:
            # There is nothing to go back to: the design stays what is wished for.
            reason = sentence or self.tr("There are no data yet: choose an experiment or a data set.")
            self._set(phase=Phase.ERROR, reason=reason, waiting=False)
        else:
            if before.phase is Phase.LOADING:
                if not sentence:
                    self._pending = Pending()
                elif self._pending.fresh:
                    self._pending = Pending(missed=before.spec)
                self._go_back_to(run)
            self.data.describe(run.dataset)
        if sentence:
            self.notice_raised.emit("error", sentence, offer)

    def _go_back_to(self, run: Run) -> None:
        was_training, dataset = self._state.was_training, self._dataset
        self._dataset = run.dataset
        self._set(phase=run.resting_phase, spec=run.spec, reason=run.finished, waiting=False, was_training=False)
        if dataset is not run.dataset:
            self.dataset_changed.emit(run.dataset)
        if was_training:
            self.start()

    def _begin_fresh(self, dataset: Dataset) -> None:
        self._pending = Pending()
        self.dataset_changed.emit(dataset)
        self._make_run()

    def _rows_of(self, spec: ExperimentSpec) -> Dataset | None:
        """The data in use with the rows that the design asks for; None where that is impossible."""
        try:
            return rows_for(spec, self._dataset) if self._dataset is not None else None
        except EngineError as error:
            self.notice_raised.emit("error", str(error), "unfit")
            return None

    def _take_rows(self, spec: ExperimentSpec, dataset: Dataset) -> None:
        """Use other rows of the playground. Where the network can go on with them it does, from the next step on."""
        before, run, self._dataset = self._dataset, self._run, dataset
        self.data.describe(dataset)
        same = run is not None and run.dataset is before and self._state.phase is not Phase.LOADING
        if not same or run is None or not spec.playground.is_read_like(run.spec.playground):
            self.dataset_changed.emit(dataset)
            return
        trainer = run.trainer
        run.dataset, run.spec = dataset, replace(run.spec, playground=spec.playground)
        run.saved = run.saved and not run.touched
        if trainer.divergence is not None or trainer.stopped_early:
            # There is something else to learn.
            run.finished = ""
        now = time.monotonic()
        goes_on, self._rows_taken = now < self._rows_taken + _SAME_EDIT_SECONDS, now
        self._thread.submit(lambda: self._work.replace_data(trainer, dataset, goes_on=goes_on))
        self.rows_replaced.emit(dataset)

    def _settle(self) -> None:
        """Make the training follow the design: at the next batch, with a new network, or only after a reset."""
        run, spec = self._run, self._state.spec
        if run is None or run.dataset is not self._dataset or self._state.phase is Phase.LOADING:
            # While a new network is being made, another design asks for another one.
            self._make_run()
            return
        try:
            check_fit(spec, run.dataset)
        except EngineError as error:
            self.notice_raised.emit("error", str(error), "unfit")
            return
        changed = differences(run.spec, spec)
        live = {path: value for path, value in changed.items() if is_live(path)}
        pending = len(live) < len(changed)
        if pending and not run.touched:
            self._make_run()
            return
        for path, value in live.items():
            self._change_live(run, path, value)
        phase = self._state.phase if self._state.phase is Phase.TRAINING else run.resting_phase
        self._set(phase=phase, pending=pending, reason=run.finished, run_id=run.run_id)
        self._start_if_waiting()

    def _change_live(self, run: Run, path: str, value: object) -> None:
        trainer = run.trainer
        run.spec = run.spec.with_value(path, value)
        run.saved = run.saved and not run.touched
        if trainer.divergence is not None or path in _ENDS:
            # There is something to go on with, or to try again.
            run.finished = ""

        self._thread.submit(lambda: self._work.change(trainer, path, value))

    def _make_run(self) -> None:
        """Make a new network from the design, in the thread."""
        dataset, spec = self._dataset, self._state.spec
        if dataset is None:
            return
        try:
            check_fit(spec, dataset)
        except EngineError as error:
            self._set(phase=Phase.ERROR, reason=str(error), pending=False)
            return
        self._set_aside(self.tr("A fresh network takes the place of the trained one."))
        self._pause_work()
        self._set(phase=Phase.LOADING, reason="", pending=False)
        self._maker.make(spec, dataset, self._install)

    def _set_aside(self, sentence: str) -> None:
        """Another network comes: what was learnt can be brought back."""
        if self._run is not None and self._run.touched:
            self._replaced = self._run
            self.notice_raised.emit("info", sentence, "bring_back")

    def _install(self, run: Run) -> None:
        """Make `run` the one that is trained and shown."""
        self.teacher.forget()
        before, self._run = self._run, run
        run_id = run.run_id
        self._thread.submit(lambda: self._exchange(before, run))
        if self._pending.fresh:
            # Another experiment was chosen while this one was made: it is what stays if that one's data are missing.
            self._set(run_id=run_id)
        else:
            phase, reason = run.resting_phase, run.finished
            self._set(phase=phase, spec=run.spec, run_id=run_id, pending=False, reason=reason, was_training=False)
        self.run_changed.emit(run)
        self._start_if_waiting()

    def _exchange(self, before: Run | None, run: Run) -> None:
        """In the thread: work on `run`, and say what is left of the one before."""
        if before is not None:
            before.seconds = self._work.seconds
            past = past_run_of(before) if before is not run else None
            if past is not None:
                self.post(lambda: self.run_ended.emit(past))
        self._work.set_trainer(run.trainer, run.run_id, run.seconds, run.good)

    # What was read from a file.

    @Slot(object)
    def _on_file_loaded(self, opened: Opened) -> None:
        self._pending = Pending(opened=opened)
        self._begin_loading(waiting=False)
        spec = opened.checkpoint.spec
        if self._dataset is not None and is_data_of(spec, self._dataset):
            self._resume(opened, self._dataset)
        else:
            self.data.load_for(spec)

    def _resume(self, opened: Opened, dataset: Dataset) -> None:
        self._pending = Pending()
        self._maker.resume(
            opened, dataset, lambda run: self._on_resumed(run, opened), lambda why: self._on_refused(opened, why)
        )

    def _on_refused(self, opened: Opened, sentence: str) -> None:
        """Its rows are others now: the person decides what it goes on with."""
        self._pending = Pending(opened=opened)
        self._stay(sentence, "other_rows")

    def _on_resumed(self, run: Run, opened: Opened) -> None:
        if self._run is not None and not self._run.saved:
            self._set_aside(self.tr("The network that was opened takes the place of the last one."))
        self._set(spec=run.spec)
        self.dataset_changed.emit(run.dataset)
        self._install(run)
        if opened.origin == "file" and not opened.checkpoint.has_training:
            sentence = self.tr(
                "{name} holds a network without the state of its training: it can be trained on, but the optimiser "
                "and the curves begin afresh."
            ).format(name=opened.path.name)
            if opened.checkpoint.is_of_other_rows(run.dataset):
                others = self.tr("The rows of {title} are others than those that it learnt from.")
                sentence = f"{sentence} {others.format(title=run.dataset.title)}"
            self.notice_raised.emit("info", sentence, "file")

    @Slot(object)
    def _on_parameters_replaced(self, run: Run) -> None:
        run.touched, run.saved = True, False
        if run is self._run:
            self._set()
            self.parameters_replaced.emit()
