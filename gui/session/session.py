"""The session: a training that is kept, opened, saved, and ended in order."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.spec import ExperimentSpec
from gui.session.autosaver import Autosaver
from gui.session.job_thread import JobThread
from gui.session.run import Mark, Run
from gui.session.state import Phase
from gui.session.turning_back import TurningBack

log = logging.getLogger(__name__)

_CLOSE_SECONDS = 10.0
# Of what is learnt no more than half a minute may be missing: copying and writing take their time, and so does a timer.
AUTOSAVE_SECONDS = 25.0


class Session(TurningBack):
    """One training at a time, driven by intents, on a thread of its own; what it learns is kept as it goes.

    Signals:
        file_saved(str): the network was saved there.
        copy_saved(str): a copy of it was.
    """

    file_saved = Signal(str)
    copy_saved = Signal(str)

    def __init__(
        self,
        spec: ExperimentSpec,
        data_dir: Path | None,
        blas_threads: int,
        recovery_file: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`recovery_file` is where what was not saved is kept; None where that is impossible."""
        super().__init__(spec, data_dir, blas_threads, parent)
        self._files.saved.connect(self._on_file_saved)
        self._files.copied.connect(lambda path: self.copy_saved.emit(str(path)))
        self._files.failed.connect(lambda sentence: self.notice_raised.emit("error", sentence, "file"))
        self._autosaver: Autosaver | None = None
        self._autosave_thread = JobThread("autosave", self._on_failure_in_file_thread)
        self._autosave_timer = QTimer(self)
        if recovery_file is not None:
            self._autosaver = Autosaver(self._thread.submit, self._autosave_thread.submit, recovery_file, self)
            self._autosaver.failed.connect(lambda sentence: self.notice_raised.emit("warning", sentence, ""))
            self._autosave_timer.timeout.connect(self._autosave)
            self._autosave_timer.start(round(AUTOSAVE_SECONDS * 1000))
            self.state_changed.connect(self._on_state_changed)
            self.run_changed.connect(self._autosave)
        self._was_training = False
        self._begun_with = spec

    def open(self) -> None:
        """Start the threads; what was asked for before is done first."""
        super().open()
        self._autosave_thread.start()

    def open_experiment(self, spec: ExperimentSpec) -> None:
        """Begin another experiment, with a network of its own. If its data cannot be had, nothing changes."""
        self._begun_with = spec
        super().open_experiment(spec)

    def open_file(self, path: Path) -> None:
        """Open a saved network and go on from where it was."""
        self._files.load(path)

    def open_copy(self, path: Path, dataset: str) -> None:
        """Open a network to go on with these data; saving it asks for a name of its own."""
        self._files.load(path, "copy", lambda checkpoint: checkpoint.on_other_data(dataset))

    def recover(self, path: Path) -> None:
        """Open a recovery file; the network counts as not saved."""
        self._files.load(path, "recovery")

    def save_file(self, path: Path) -> None:
        """Save the network with all that its training needs to go on."""
        run = self._run_to_save()
        if run is not None:
            self._files.save(run, path)

    def save_copy(self, path: Path) -> None:
        """Save the network as it is now to another file; it stays the one that it was."""
        run = self._run_to_save()
        if run is not None:
            self._files.save_copy(run, path)

    def close(self) -> bool:
        """End the threads; what was learnt and not saved is kept for the next start. False if that took too long."""
        self._autosave_timer.stop()
        run = self._run
        self.data.cancel()
        self.teacher.cancel()
        self._files.cancel()
        self.tensorboard.stop()
        self._pause_work()
        unsaved = run is not None and run.touched and not run.saved
        if self._autosaver is not None:
            if run is not None and unsaved:
                self._autosaver.keep(run, self._replaced)
            # What was put aside can be brought back no more.
            self._autosaver.forget_all_but(run if unsaved else None)
        # What the first takes down the others write.
        threads = (self._thread, self._autosave_thread, self._file_thread)
        computed, kept, written = [thread.close(_CLOSE_SECONDS) for thread in threads]
        problem = self._autosaver.problem if self._autosaver is not None else self.tr("There is no place for it.")
        if not (computed and kept):
            problem = self.tr("The program was busy for more than {seconds:g} seconds.").format(seconds=_CLOSE_SECONDS)
        if unsaved and problem:
            log.error("What was learnt is lost. %s", problem)
        return computed and kept and written

    def _run_to_save(self) -> Run | None:
        if self._run is None:
            self.notice_raised.emit("warning", self.tr("There is no network to save yet."), "file")
        return self._run

    @Slot()
    def _autosave(self) -> None:
        """Keep what was learnt, or a design that was worked on and has not learnt anything yet."""
        if self._autosaver is None:
            return
        for run, beside in ((self._replaced, self._run), (self._run, self._replaced)):
            if run is not None and (not run.saved if run.touched else run.spec != self._begun_with):
                self._autosaver.keep(run, beside)

    @Slot(object)
    def _on_state_changed(self, state: object) -> None:
        """Whenever training comes to rest, by itself or not."""
        is_training = self._state.phase is Phase.TRAINING
        if self._was_training and not is_training:
            self._autosave()
        self._was_training = is_training

    @Slot(object, object, object)
    def _on_file_saved(self, run: Run, path: Path, mark: Mark) -> None:
        run.file = path
        # While it trains the next step is on its way.
        is_training = run is self._run and self._state.phase is Phase.TRAINING
        run.saved = run.mark == mark and not is_training
        if run.saved and self._autosaver is not None:
            # Otherwise what is kept may be newer.
            self._autosaver.forget(run)
        self._set()
        self.file_saved.emit(str(path))
