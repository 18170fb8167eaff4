"""Training, data and pictures as files for other programs, written while training goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.checkpoint import take_checkpoint
from engine.errors import EngineError
from engine.whole_file import write_whole
from gui.session.job_thread import Job
from gui.session.posting import Posting
from gui.session.run import Run


class Exporter(Posting):
    """Takes runs down in the compute thread, between two steps, and writes them in the thread of the files.

    Signals:
        exported(list[Path]): these files were written.
        failed(str): a sentence on why they could not be.
        busy_changed(bool): whether anything is still to be written.
    """

    exported = Signal(object)
    failed = Signal(str)
    busy_changed = Signal(bool)

    def __init__(
        self, submit: Callable[[Job], None], submit_file: Callable[[Job], None], parent: QObject | None = None
    ) -> None:
        """`submit` has a job done in the compute thread, `submit_file` in that of the files."""
        super().__init__(parent)
        self._submit = submit
        self._submit_file = submit_file
        self._under_way = 0
        # What was asked for before is given up.
        self._wish = 0

    @property
    def is_busy(self) -> bool:
        """Whether anything is still to be written."""
        return self._under_way > 0

    def export(self, run: Run, kind: str, path: Path) -> None:
        """Write a run, as it is at its next step, as `kind` of `engine.export.EXPORTS`."""
        wish = self._wish

        def take() -> bool:
            if wish != self._wish:
                return False
            checkpoint, dataset = take_checkpoint(run.trainer), run.trainer.dataset

            def write() -> bool:
                # Imported when it is first wanted: the program's start need not wait for it.
                from engine.export import export

                return self._write(wish, lambda: export(kind, checkpoint, dataset, path))

            self._submit_file(lambda: self._attempt(write))
            return True

        self._begin()
        self._submit(lambda: self._attempt(take))

    def write(self, content: bytes, path: Path) -> None:
        """Write a file whose content is known: a picture."""
        wish = self._wish

        def write() -> list[Path]:
            write_whole(path, content)
            return [path]

        self._begin()
        self._submit_file(lambda: self._attempt(lambda: self._write(wish, write)))

    @Slot()
    def cancel(self) -> None:
        """Give up what is not begun yet; a file that is being written is finished."""
        self._wish += 1

    def _write(self, wish: int, write: Callable[[], list[Path]]) -> bool:
        if wish == self._wish:
            written = write()
            self.post(lambda: self.exported.emit(written))
        return False

    def _attempt(self, work: Callable[[], bool]) -> None:
        """Do some work; unless it says that it goes on in the other thread, that was all."""
        goes_on = False
        try:
            goes_on = work()
        except EngineError as error:
            sentence = str(error)
            self.post(lambda: self.failed.emit(sentence))
        except MemoryError:
            self.post(lambda: self.failed.emit(self.tr("There is not enough memory for this file.")))
        finally:
            if not goes_on:
                self.post(self._end)

    def _begin(self) -> None:
        self._under_way += 1
        if self._under_way == 1:
            self.busy_changed.emit(True)

    def _end(self) -> None:
        self._under_way -= 1
        if self._under_way == 0:
            self.busy_changed.emit(False)
