"""A run under training: started, stepped and paused by intents; its state is pushed, its frames are pulled."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from engine.blas import set_blas_threads
from engine.errors import EngineError
from engine.events import Finished
from engine.spec import ExperimentSpec
from gui.session.compute_thread import ComputeThread
from gui.session.endings import ending_of, failure_of
from gui.session.frame import Frame, Wishes
from gui.session.gate import Gate
from gui.session.job_thread import JobThread
from gui.session.posting import Posting
from gui.session.run import Run
from gui.session.state import Phase, SessionState
from gui.session.training_work import TrainingWork, Until


class Training(Posting):
    """What the session knows of its threads: it trains the run that is there, which comes from the session.

    Signals:
        state_changed(SessionState): whenever any part of it changes.
        notice_raised(str, str, str): kind ("info", "warning", "error"), a sentence, and the name of an offer or "".
        diverged(Divergence): the numbers ran out of range, which ended the training.
        failed(Exception, str): an error of the program itself, and the name of the thread where it happened.
    """

    state_changed = Signal(object)
    notice_raised = Signal(str, str, str)
    diverged = Signal(object)
    failed = Signal(object, str)

    def __init__(self, spec: ExperimentSpec, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = SessionState(Phase.LOADING, spec)
        self._run: Run | None = None
        # How often training was set going: what is still said of an earlier time no longer counts.
        self._goes = 0
        self._work = TrainingWork(lambda run_id, finished: self.post(lambda: self._on_stopped(run_id, finished)))
        self._thread = ComputeThread(self._work, self._on_failure_in_thread)
        self._file_thread = JobThread("files", self._on_failure_in_file_thread)

    @property
    def state(self) -> SessionState:
        """Where the session is."""
        return self._state

    @property
    def gate(self) -> Gate:
        """To be held while painting, see `TrainingWork`."""
        return self._work.gate

    @Slot(bool)
    def set_pen_down(self, down: bool) -> None:
        """Whether somebody draws: then training and reading take turns."""
        self._work.pen_is_down = down

    def open(self) -> None:
        """Start the threads; what was asked for before is done first."""
        self._thread.start()
        self._file_thread.start()

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
            run_id, goes = self._state.run_id, self._goes

            def paused() -> None:
                # A batch or epoch may have ended by itself meanwhile, and training been set going again.
                if goes == self._goes:
                    self._on_stopped(run_id, None)

            self._pause_work()
            self._thread.submit(lambda: self.post(paused))

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

    def _go(self, until: Until) -> None:
        run, phase = self._run, self._state.phase
        if phase is Phase.LOADING:
            self._set(waiting=until is Until.END)
            return
        if run is None or phase in (Phase.ERROR, Phase.TRAINING):
            return
        if run.finished and run.trainer.divergence is None:
            self.notice_raised.emit("info", run.finished, "ended" if run.trainer.stopped_early else "train_longer")
            return
        run.touched, run.saved = True, False
        self._goes += 1
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
        if finished.divergence is not None:
            self.diverged.emit(finished.divergence)
        elif finished.reason != "epochs":
            self.notice_raised.emit("info", run.finished, "ended")

    def _on_failure_in_thread(self, error: Exception) -> None:
        self._work.go(Until.PAUSED)
        self.post(lambda: self._on_failure(error))

    def _on_failure_in_file_thread(self, error: Exception) -> None:
        self.post(lambda: self._tell(error, "files"))

    def _on_failure(self, error: Exception) -> None:
        sentence = failure_of(error)
        if self._state.phase is Phase.TRAINING:
            self._set(phase=Phase.PAUSED, reason=sentence)
        elif self._state.phase is Phase.LOADING:
            self._set(phase=Phase.ERROR, reason=sentence, waiting=False)
        self._tell(error, "compute")

    def _tell(self, error: Exception, thread: str) -> None:
        if isinstance(error, EngineError | MemoryError):
            self.notice_raised.emit("error", failure_of(error), "")
        else:
            self.failed.emit(error, thread)

    def _set(self, **changes: object) -> None:
        run = self._run
        unsaved = run is not None and run.touched and not run.saved
        file = str(run.file) if run is not None and run.file is not None else ""
        state = replace(self._state, **{"unsaved": unsaved, "file": file, **changes})  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
