"""The training as it goes on, written for TensorBoard every two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.errors import EngineError
from engine.history import SeriesView
from engine.snapshot import Snapshot
from gui.session.frame import Frame
from gui.session.job_thread import Job
from gui.session.past_runs import shortened
from gui.session.posting import Posting

if TYPE_CHECKING:
    from engine.export.tensorboard import EventLog

LOG_SECONDS = 2.0
# Points of a curve that are written at a time. Tiny networks make tens of thousands of steps meanwhile: writing each
# would take more of the interpreter than training itself.
MOST_ROWS = 1000


class TensorBoardLogger(Posting):
    """Follows the frames of the window, whose tables never change, and writes them in the thread of the files.

    Each run has a sub-folder of its own, so that TensorBoard lays the curves of several runs over each other. Of more
    than `MOST_ROWS` steps at a time the means of neighbours are written; the export of a run has them all.

    Signals:
        changed(): a log was begun or ended.
        failed(str): it ended because it cannot be written; a sentence says why.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, submit_file: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit_file` has a job done in the thread of the files."""
        super().__init__(parent)
        self._submit_file = submit_file
        self._folder: Path | None = None
        # Sub-folder of each run, and which of them have the graph of their network.
        self._folders: dict[int, Path] = {}
        self._with_graph: set[int] = set()
        self._graph: Snapshot | None = None
        self._newest: Frame | None = None
        self._is_writing = False
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * LOG_SECONDS))
        self._timer.timeout.connect(self.write_newest)
        # Of the thread of the files.
        self._log: EventLog | None = None
        self._log_folder: Path | None = None
        self._samples = 0
        self._next_step = 0.0

    @property
    def folder(self) -> Path | None:
        """The folder that TensorBoard is to be given; None while nothing is logged."""
        return self._folder

    def wants_network(self, run_id: int) -> bool:
        """Whether the next frame of that run should hold its network, whose graph is yet to be written."""
        return self._folder is not None and run_id not in self._with_graph

    def start(self, folder: Path) -> None:
        """Log from now on, what was learnt before included, into sub-folders of `folder`."""
        self.stop()
        self._folder = folder
        self._timer.start()
        self.changed.emit()

    def take(self, frame: Frame, name: str) -> None:
        """The present run has gone on; `name` is what its sub-folder is called, with the time behind it."""
        if self._folder is None or not frame.step:
            return
        if self._newest is not None and self._newest.run_id != frame.run_id:
            self._submit_newest()
        if frame.run_id not in self._folders:
            self._folders[frame.run_id] = self._folder / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
        if frame.snapshot is not None and frame.run_id not in self._with_graph:
            self._with_graph.add(frame.run_id)
            self._graph = frame.snapshot
        self._newest = frame

    @Slot()
    def write_newest(self) -> None:
        """Write what has come since the last time, unless a slow disk is still busy with that."""
        if not self._is_writing:
            self._submit_newest()

    @Slot()
    def stop(self) -> None:
        """Write what is left, and end the log."""
        if self._folder is None:
            return
        self._submit_newest()
        self._submit_file(self._close)
        self._forget()

    def _submit_newest(self) -> None:
        frame, graph = self._newest, self._graph
        if frame is None:
            return
        self._newest = self._graph = None
        self._is_writing = True
        folder = self._folders[frame.run_id]
        self._submit_file(lambda: self._write(folder, frame, graph))

    def _forget(self) -> None:
        self._timer.stop()
        self._folder = self._newest = self._graph = None
        self._folders, self._with_graph = {}, set()
        self.changed.emit()

    def _fail(self, folder: Path, sentence: str) -> None:
        if folder in self._folders.values():
            self._forget()
            self.failed.emit(sentence)

    def _on_written(self) -> None:
        self._is_writing = False

    # In the thread of the files.

    def _write(self, folder: Path, frame: Frame, graph: Snapshot | None) -> None:
        try:
            if self._log is None or self._log_folder != folder:
                self._close()
                # Imported when it is first wanted: the program's start need not wait for it.
                from engine.export.tensorboard import EventLog

                self._log, self._log_folder = EventLog(folder), folder
                self._samples, self._next_step = 0, 0.0
            if graph is not None:
                self._log.add_graph(graph)
            self._log.add(self._new_rows(frame.history), frame.records, frame.statistics)
        except EngineError as error:
            sentence = str(error)
            self._log = None
            self.post(lambda: self._fail(folder, sentence))
        finally:
            self.post(self._on_written)

    def _new_rows(self, history: SeriesView) -> SeriesView:
        """What was not written yet; all of a history that went back, of which the log takes note."""
        went_back, self._samples = history.samples < self._samples, history.samples
        first = int(history.steps.searchsorted(self._next_step))
        if len(history):
            self._next_step = float(history.steps[-1]) + 1
        if went_back:
            return history
        rows = replace(
            history,
            first=history.first[first:],
            low=history.low[first:],
            high=history.high[first:],
            mean=history.mean[first:],
        )
        return shortened(rows, history.names, MOST_ROWS) if len(rows) else rows

    def _close(self) -> None:
        log, self._log = self._log, None
        if log is not None:
            log.close()
