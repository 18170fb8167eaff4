"""The session: what the window's wishes do to the training, and what it pushes back when its state changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.blas import set_blas_threads
from engine.changes import differences, is_live
from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.errors import EngineError
from engine.events import Finished
from engine.fit import check_fit
from engine.spec import MAX_SEED, ExperimentSpec
from gui.session.compute_thread import ComputeThread
from gui.session.data_loader import DataLoader
from gui.session.file_keeper import FileKeeper
from gui.session.frame import Frame, Wishes
from gui.session.run import Run
from gui.session.run_maker import RunMaker
from gui.session.state import Phase, SessionState
from gui.session.training_work import TrainingWork, Until

_CLOSE_SECONDS = 10.0


class Session(QObject):
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
    _posted = Signal(object)

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
        self._to_resume: tuple[Checkpoint, Path | None] | None = None
        self._work = TrainingWork(self._on_stopped_in_thread)
        self._thread = ComputeThread(self._work, self._on_failure_in_thread)
        self.data = DataLoader(self._thread.submit, data_dir, self)
        self.data.loaded.connect(self._on_data_loaded)
        self.data.failed.connect(self._on_data_failed)
        self._posted.connect(self._on_posted)
        self._files = FileKeeper(self._thread.submit, self)
        self._files.loaded.connect(self._on_file_loaded)
        self._files.saved.connect(self._on_file_saved)
        self._files.failed.connect(lambda sentence: self.notice_raised.emit("error", sentence, ""))
        self._maker = RunMaker(self._thread.submit, self._post, blas_threads)
        self._thread.submit(lambda: set_blas_threads(blas_threads))

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
            self._begin_fresh()
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
            self._thread.submit(lambda: self._post(lambda: self._on_paused(run_id)))

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
        self._replaced = self._run if self._run is not None and self._run.touched else None
        if self._dataset is not run.dataset:
            self._dataset = run.dataset
            self._set(spec=run.spec)
            self.dataset_changed.emit(run.dataset)
        self._install(run)

    def train_longer(self) -> None:
        """Add as many epochs as the run was made for, and go on."""
        if self._run is not None:
            epochs = self._run.spec.training.epochs
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

    def ask_for_frame(self, wishes: Wishes) -> None:
        """Have a frame made; `take_frame` returns it once it is there."""
        self._work.ask_for_frame(wishes)
        if self._state.phase is not Phase.TRAINING:
            self._thread.submit(self._work.make_frame)

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
            self._files.save(run, recovery_file)
        return self._thread.close(_CLOSE_SECONDS)

    # Data and design.

    @Slot(object)
    def _on_data_loaded(self, dataset: Dataset) -> None:
        """Begin what waited for these data. If nothing did, the window fits the design to them."""
        self._dataset = dataset
        if self._to_resume is not None and self._to_resume[0].spec.dataset == dataset.name:
            self._resume()
        elif self._fresh and self._state.spec.dataset == dataset.name:
            self._begin_fresh()
        else:
            self.dataset_changed.emit(dataset)

    @Slot(str)
    def _on_data_failed(self, sentence: str) -> None:
        """What was there before goes on as if nothing had been asked."""
        self._to_resume, self._fresh = None, False
        run = self._run
        if run is None:
            self._set(phase=Phase.ERROR, reason=sentence, waiting=False)
        elif self._state.phase is Phase.LOADING:
            was_training = self._state.was_training
            self._set(phase=self._resting_phase(run), spec=run.spec, reason=run.finished, waiting=False)
            if was_training:
                self.start()
        if sentence:
            self.notice_raised.emit("error", sentence, "get_data")

    def _begin_fresh(self) -> None:
        self._fresh = False
        if self._dataset is not None:
            self.dataset_changed.emit(self._dataset)
            self._make_run()

    def _resting_phase(self, run: Run) -> Phase:
        return Phase.FINISHED if run.finished else Phase.PAUSED if run.touched else Phase.READY

    def _settle(self) -> None:
        """Make the training follow the design: at the next batch, with a new network, or only after a reset."""
        run, spec = self._run, self._state.spec
        if run is None or run.dataset is not self._dataset:
            self._make_run()
            return
        changed = differences(run.spec, spec)
        live = {path: value for path, value in changed.items() if is_live(path)}
        pending = len(live) < len(changed)
        if pending and not run.touched:
            self._make_run()
            return
        for path, value in live.items():
            self._change_live(run, path, value)
        phase = self._state.phase if self._state.phase is Phase.TRAINING else self._resting_phase(run)
        self._set(phase=phase, pending=pending, reason=run.finished, run_id=run.run_id)
        self._start_if_waiting()

    def _change_live(self, run: Run, path: str, value: object) -> None:
        run.spec = run.spec.with_value(path, value)
        run.finished = ""
        trainer = run.trainer

        def work() -> None:
            try:
                trainer.change(path, value)
            except EngineError as error:
                sentence = str(error)
                self._post(lambda: self.notice_raised.emit("error", sentence, ""))

        self._thread.submit(work)

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
        if self._run is not None and self._run.touched:
            self._replaced = self._run
            self.notice_raised.emit(
                "info", self.tr("A network with new weights takes the place of the last one."), "bring_back"
            )
        self._pause_work()
        self._set(phase=Phase.LOADING, reason="", pending=False)
        self._maker.make(spec, dataset, self._install)

    def _install(self, run: Run) -> None:
        """Make `run` the one that is trained and shown."""
        self._run = run
        trainer, run_id = run.trainer, run.run_id
        self._thread.submit(lambda: self._work.set_trainer(trainer, run_id))
        self._set(phase=self._resting_phase(run), spec=run.spec, run_id=run_id, pending=False, reason=run.finished)
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
        if phase is Phase.FINISHED and run.spec.training.epochs and run.finished and not self._diverged:
            self.notice_raised.emit("info", self._all_done(run), "train_longer")
            return
        run.touched, run.saved = True, False
        self._set(phase=Phase.TRAINING, reason="")
        self._thread.submit(lambda: self._work.go(until))

    @property
    def _diverged(self) -> bool:
        run = self._run
        return run is not None and run.trainer.divergence is not None

    def _all_done(self, run: Run) -> str:
        epochs = run.spec.training.epochs
        return self.tr("All {epochs:,} epochs are done.").format(epochs=epochs)

    def _start_if_waiting(self) -> None:
        if self._state.waiting and self._state.phase in (Phase.READY, Phase.PAUSED):
            self._set(waiting=False)
            self.start()

    def _pause_work(self) -> None:
        self._thread.submit(lambda: self._work.go(Until.PAUSED))

    def _on_paused(self, run_id: int) -> None:
        if run_id == self._state.run_id and self._state.phase is Phase.TRAINING:
            self._set(phase=Phase.PAUSED)

    def _on_stopped_in_thread(self, run_id: int, finished: Finished | None) -> None:
        self._post(lambda: self._on_stopped(run_id, finished))

    def _on_stopped(self, run_id: int, finished: Finished | None) -> None:
        run = self._run
        if run is None or run_id != self._state.run_id:
            return
        if finished is None:
            self._set(phase=Phase.PAUSED)
        elif finished.divergence is not None:
            run.finished = finished.divergence.sentence()
            self._set(phase=Phase.FINISHED, reason=run.finished)
            self.notice_raised.emit("error", run.finished, "")
        else:
            run.finished = self._all_done(run)
            self._set(phase=Phase.FINISHED, reason=run.finished)

    def _on_failure_in_thread(self, error: Exception) -> None:
        self._work.go(Until.PAUSED)
        if isinstance(error, MemoryError):
            sentence = self.tr("There is not enough memory for this; make the network or the batch smaller.")
        elif isinstance(error, EngineError):
            sentence = str(error)
        else:
            sentence = self.tr("Something in the program went wrong: {error}").format(error=error)
        self._post(lambda: self._on_failure(sentence))

    def _on_failure(self, sentence: str) -> None:
        if self._state.phase is Phase.TRAINING:
            self._set(phase=Phase.PAUSED, reason=sentence)
        elif self._state.phase is Phase.LOADING:
            self._set(phase=Phase.ERROR, reason=sentence, waiting=False)
        self.notice_raised.emit("error", sentence, "")

    # Files.

    @Slot(object, object)
    def _on_file_loaded(self, checkpoint: Checkpoint, path: Path) -> None:
        self._to_resume = (checkpoint, None if path == self._recovering else path)
        self._fresh = False
        self._pause_work()
        self._set(phase=Phase.LOADING, reason="", waiting=False, was_training=self._state.phase is Phase.TRAINING)
        if self._dataset is not None and self._dataset.name == checkpoint.spec.dataset:
            self._resume()
        else:
            self.data.load(checkpoint.spec.dataset)

    def _resume(self) -> None:
        opened, dataset = self._to_resume, self._dataset
        self._to_resume = None
        if opened is None or dataset is None:
            return
        checkpoint, path = opened
        self._set(spec=checkpoint.spec)
        self.dataset_changed.emit(dataset)
        self._maker.resume(checkpoint, dataset, path, self._install)

    @Slot(object, object, object)
    def _on_file_saved(self, run: Run, path: Path, steps: int) -> None:
        run.file = path
        run.saved = run.trainer.steps == steps
        self._set()
        self.file_saved.emit(str(path))

    # Plumbing.

    def _set(self, **changes: object) -> None:
        run = self._run
        unsaved = run is not None and run.touched and not run.saved
        file = str(run.file) if run is not None and run.file is not None else ""
        state = replace(self._state, **{"unsaved": unsaved, "file": file, **changes})  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _post(self, call: Callable[[], None]) -> None:
        """Have `call` done in the GUI thread."""
        self._posted.emit(call)

    @Slot(object)
    def _on_posted(self, call: Callable[[], None]) -> None:
        call()
