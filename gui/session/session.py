"""The session: what the window's wishes do to the training, and what it pushes back when its state changes."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.blas import set_blas_threads
from engine.changes import differences, is_live
from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.errors import EngineError
from engine.events import Finished
from engine.compatibility import check_fit
from engine.spec import MAX_SEED, ExperimentSpec
from gui.session.compute_thread import ComputeThread
from gui.session.data_loader import DataLoader
from gui.session.endings import ending_of, failure_of
from gui.session.file_keeper import FileKeeper
from gui.session.frame import Frame, Wishes
from gui.session.posting import Posting
from gui.session.run import Run
from gui.session.run_maker import RunMaker
from gui.session.state import Phase, SessionState
from gui.session.training_work import TrainingWork, Until

_CLOSE_SECONDS = 10.0
# What decides when a training is over.
_ENDS = ("training.epochs", "training.patience")


class Session(Posting):
    """One training at a time, driven by intents, on a thread of its own.

    Signals:
        state_changed(SessionState): whenever any part of it changes.
        run_changed(Run): another network is there, new, opened or brought back.
        dataset_changed(Dataset): the data in use are others.
        notice_raised(str, str, str): kind ("info", "warning", "error"), a sentence, and the name of an offer or "".
        file_saved(str): the network was saved there.
    """

    state_changed = Signal(object)
    run_changed = Signal(object)
    dataset_changed = Signal(object)
    notice_raised = Signal(str, str, str)
    file_saved = Signal(str)

    def __init__(
        self, spec: ExperimentSpec, data_dir: Path | None, blas_threads: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state = SessionState(Phase.LOADING, spec)
        self._dataset: Dataset | None = None
        self._run: Run | None = None
        self._replaced: Run | None = None
        # An experiment was opened, so a new network is due once its data are there.
        self._fresh = False
        self._recovering: Path | None = None
        self._to_resume: tuple[Checkpoint, Path] | None = None
        self._work = TrainingWork(lambda run_id, finished: self.post(lambda: self._on_stopped(run_id, finished)))
        self._thread = ComputeThread(self._work, self._on_failure_in_thread)
        self.data = DataLoader(self._thread.submit, data_dir, self)
        self.data.loaded.connect(self._on_data_loaded)
        self.data.failed.connect(lambda sentence: self._stay(sentence, "get_data"))
        self._files = FileKeeper(self._thread.submit, self)
        self._files.loaded.connect(self._on_file_loaded)
        self._files.saved.connect(self._on_file_saved)
        self._files.failed.connect(lambda sentence: self.notice_raised.emit("error", sentence, ""))
        self._maker = RunMaker(self._thread.submit, self.post, blas_threads, lambda sentence: self._stay(sentence, ""))
        set_blas_threads(blas_threads)

    # What the window asks.

    @property
    def state(self) -> SessionState:
        """Where the session is."""
        return self._state

    @property
    def gate(self) -> threading.Lock:
        """To be held while painting, see `TrainingWork`."""
        return self._work.gate

    def open(self) -> None:
        """Start the thread; what was asked for before is done first."""
        self._thread.start()

    def set_spec(self, spec: ExperimentSpec) -> None:
        """Wish for another design. What can change while training runs does so at the next batch."""
        if spec == self._state.spec and self._state.phase is not Phase.ERROR:
            return
        self._set(spec=spec)
        if self._dataset is not None and self._dataset.name == spec.dataset and not self._fresh:
            self._settle()

    def open_experiment(self, spec: ExperimentSpec) -> None:
        """Begin another experiment, with a network of its own. If its data cannot be had, nothing changes."""
        was_training = self._state.phase is Phase.TRAINING
        self._pause_work()
        self._fresh = True
        self._set(phase=Phase.LOADING, spec=spec, reason="", pending=False, was_training=was_training)
        if self._dataset is not None and self._dataset.name == spec.dataset:
            self._begin_fresh(self._dataset)
        else:
            self.data.load(spec.dataset)

    def set_speed(self, speed: int) -> None:
        """Steps a second; 0 is as fast as the machine can."""
        self._thread.submit(lambda: self._work.set_speed(speed))

    @Slot()
    def start(self) -> None:
        """Train to the end of the last epoch. While data load this is remembered."""
        self._go(Until.END)

    @Slot()
    def step_batch(self) -> None:
        """Train one batch."""
        self._go(Until.BATCH)

    @Slot()
    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._go(Until.EPOCH)

    @Slot()
    def pause(self) -> None:
        """Stop after the piece of work that is under way."""
        if self._state.waiting:
            self._set(waiting=False)
        if self._state.phase is Phase.TRAINING:
            run_id = self._state.run_id
            self._pause_work()
            self._thread.submit(lambda: self.post(lambda: self._on_stopped(run_id, None)))

    @Slot()
    def reset(self) -> None:
        """Go back to the initial weights, with the edits that waited for it."""
        if self._dataset is None or self._state.phase is Phase.LOADING:
            return
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
        self._replaced = self._run if self._run is not None and self._run.touched else None
        if self._dataset is not run.dataset:
            self._dataset = run.dataset
            self._set(spec=run.spec)
            self.dataset_changed.emit(run.dataset)
        self._install(run)

    def train_longer(self) -> None:
        """Train as many epochs again as the run was made for."""
        epochs = self._state.spec.training.epochs
        self.set_spec(self._state.spec.with_value("training.epochs", 2 * epochs))
        self.start()

    def open_file(self, path: Path) -> None:
        """Open a saved network and go on from where it was."""
        self._files.load(path)

    def recover(self, path: Path) -> None:
        """Open a recovery file; the network counts as not saved."""
        self._recovering = path
        self._files.load(path)

    def save_file(self, path: Path) -> None:
        """Save the network with all that its training needs to go on."""
        if self._run is None:
            self.notice_raised.emit("warning", self.tr("There is no network to save yet."), "")
        else:
            self._files.save(self._run, path)

    def ask_for_frame(self, wishes: Wishes) -> bool:
        """Have a frame made; `take_frame` returns it once it is there. False where there is no network to show."""
        if self._run is None:
            return False
        self._work.ask_for_frame(wishes)
        if self._state.phase is not Phase.TRAINING:
            self._thread.submit(lambda: self._work.make_frame(wishes))
        return True

    def take_frame(self) -> Frame | None:
        """The newest frame of the present run that was not taken yet."""
        frame = self._work.frames.take()
        return frame if frame is not None and frame.run_id == self._state.run_id else None

    def close(self, recovery_file: Path) -> bool:
        """End the thread; what was learnt and not saved goes to `recovery_file`. False if that took too long."""
        run = self._run
        self.data.cancel()
        self._pause_work()
        if run is not None and run.touched and not run.saved:
            self._files.keep(run, recovery_file)
        return self._thread.close(_CLOSE_SECONDS)

    # Data and design.

    @Slot(object)
    def _on_data_loaded(self, dataset: Dataset) -> None:
        """Begin what waited for these data. If nothing did, the window fits the design to them."""
        self._dataset = dataset
        if self._to_resume is not None and self._to_resume[0].spec.dataset == dataset.name:
            self._resume()
        elif self._fresh and self._state.spec.dataset == dataset.name:
            self._begin_fresh(dataset)
        else:
            self.dataset_changed.emit(dataset)

    def _stay(self, sentence: str, offer: str) -> None:
        """What was there before goes on as if nothing had been asked; the sentence says why, "" where it is plain."""
        self._to_resume, self._fresh = None, False
        run = self._run
        if run is None:
            reason = sentence or self.tr("There are no data yet: choose an experiment or a data set.")
            self._set(phase=Phase.ERROR, reason=reason, waiting=False)
        elif self._state.phase is Phase.LOADING:
            self._dataset = run.dataset
            was_training = self._state.was_training
            self._set(phase=run.resting_phase, spec=run.spec, reason=run.finished, waiting=False)
            if was_training:
                self.start()
        if sentence:
            self.notice_raised.emit("error", sentence, offer)

    def _begin_fresh(self, dataset: Dataset) -> None:
        self._fresh = False
        self.dataset_changed.emit(dataset)
        self._make_run()

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
            self.notice_raised.emit("error", str(error), "")
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
        if trainer.divergence is not None or path in _ENDS:
            # There is something to go on with, or to try again.
            run.finished = ""

        self._thread.submit(lambda: trainer.change(path, value))

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
        self._set_aside(self.tr("A network with new weights takes the place of the last one."))
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
        self._run = run
        trainer, run_id = run.trainer, run.run_id
        self._thread.submit(lambda: self._work.set_trainer(trainer, run_id))
        self._set(phase=run.resting_phase, spec=run.spec, run_id=run_id, pending=False, reason=run.finished)
        self.run_changed.emit(run)
        self._start_if_waiting()

    # Training.

    def _go(self, until: Until) -> None:
        run, phase = self._run, self._state.phase
        if phase is Phase.LOADING:
            self._set(waiting=until is Until.END)
            return
        if run is None or phase in (Phase.ERROR, Phase.TRAINING):
            return
        if run.finished and run.trainer.divergence is None:
            self.notice_raised.emit("info", run.finished, "" if run.trainer.stopped_early else "train_longer")
            return
        run.touched, run.saved = True, False
        self._set(phase=Phase.TRAINING, reason="")
        # A run goes on with its own number of threads. Set from here: in the thread itself it may have no effect.
        set_blas_threads(run.blas_threads)
        self._thread.submit(lambda: self._work.go(until))

    def _start_if_waiting(self) -> None:
        if self._state.waiting and self._state.phase in (Phase.READY, Phase.PAUSED):
            self._set(waiting=False)
            self.start()

    def _pause_work(self) -> None:
        self._thread.submit(lambda: self._work.go(Until.PAUSED))

    def _on_stopped(self, run_id: int, finished: Finished | None) -> None:
        run = self._run
        if run is None or run_id != self._state.run_id:
            return
        if finished is None:
            self._set(phase=Phase.PAUSED if self._state.phase is Phase.TRAINING else self._state.phase)
            return
        run.finished = ending_of(run, finished)
        self._set(phase=Phase.FINISHED, reason=run.finished)
        if finished.reason != "epochs":
            self.notice_raised.emit("error" if finished.divergence else "info", run.finished, "")

    def _on_failure_in_thread(self, error: Exception) -> None:
        self._work.go(Until.PAUSED)
        self.post(lambda: self._on_failure(failure_of(error)))

    def _on_failure(self, sentence: str) -> None:
        if self._state.phase is Phase.TRAINING:
            self._set(phase=Phase.PAUSED, reason=sentence)
        elif self._state.phase is Phase.LOADING:
            self._set(phase=Phase.ERROR, reason=sentence, waiting=False)
        self.notice_raised.emit("error", sentence, "")

    @Slot(object, object)
    def _on_file_loaded(self, checkpoint: Checkpoint, path: Path) -> None:
        self._to_resume = (checkpoint, path)
        self._fresh = False
        self._pause_work()
        self._set(phase=Phase.LOADING, reason="", waiting=False, was_training=self._state.phase is Phase.TRAINING)
        if self._dataset is not None and self._dataset.name == checkpoint.spec.dataset:
            self._resume()
        else:
            self.data.load(checkpoint.spec.dataset)

    def _resume(self) -> None:
        opened, self._to_resume, dataset = self._to_resume, None, self._dataset
        if opened is None or dataset is None:
            return
        checkpoint, path = opened
        self._maker.resume(checkpoint, dataset, path, self._on_resumed, recovered=path == self._recovering)

    def _on_resumed(self, run: Run) -> None:
        if self._run is not None and not self._run.saved:
            self._set_aside(self.tr("The network that was opened takes the place of the last one."))
        self._set(spec=run.spec)
        self.dataset_changed.emit(run.dataset)
        self._install(run)

    @Slot(object, object, object)
    def _on_file_saved(self, run: Run, path: Path, steps: int) -> None:
        run.file = path
        # While it trains the next step is on its way.
        run.saved = run.trainer.steps == steps and self._state.phase is not Phase.TRAINING
        self._set()
        self.file_saved.emit(str(path))

    def _set(self, **changes: object) -> None:
        run = self._run
        unsaved = run is not None and run.touched and not run.saved
        file = str(run.file) if run is not None and run.file is not None else ""
        state = replace(self._state, **{"unsaved": unsaved, "file": file, **changes})  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
