"""Looking through a person's own data before they are used, in a thread of its own: nothing waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.datasets.own import guess, survey
from engine.errors import Cancelled, EngineError
from engine.own_data import OwnDataSpec
from gui.session.posting import Posting
from gui.session.throttle import throttled

log = logging.getLogger(__name__)


class DataSurveyor(Posting):
    """Reads files for the newest wish only: whatever is read for an older one ends at once.

    Signals:
        guessed(OwnDataSpec): what a file that was opened seems to be; its survey follows.
        progressed(object, object): so much is read, of so much, at most twenty times a second.
        surveyed(Survey): all of it is read.
        failed(str): it cannot be read; a sentence says why.
    """

    guessed = Signal(object)
    progressed = Signal(object, object)
    surveyed = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()
        self._cancelled.set()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return not self._cancelled.is_set()

    def open(self, path: Path, like: OwnDataSpec | None = None) -> None:
        """Guess what a file or folder holds, and survey it; of the same kind as `like` it is read with its settings."""

        def find() -> OwnDataSpec:
            found = guess(path)
            return found if like is None or like.kind != found.kind else replace(like, path=found.path)

        self._begin(find, is_guess=True)

    def survey(self, settings: OwnDataSpec) -> None:
        """Survey data with these settings."""
        self._begin(lambda: settings, is_guess=False)

    @Slot()
    def cancel(self) -> None:
        """End what is being read; nothing more is said about it."""
        self._cancelled.set()

    def _begin(self, find: Callable[[], OwnDataSpec], *, is_guess: bool) -> None:
        self._cancelled.set()
        self._cancelled = cancelled = threading.Event()

        def tell(done: int, total: int) -> None:
            self._post(cancelled, lambda: self.progressed.emit(done, total))

        def work() -> None:
            try:
                settings = find()
                if is_guess:
                    self._post(cancelled, lambda: self.guessed.emit(settings))
                found = survey(settings, progress=throttled(tell), cancelled=cancelled.is_set)
                if found.dataset is not None:
                    # It is kept there: whoever asks for it later need not wait.
                    found.dataset.fingerprint()
            except Cancelled:
                return
            except EngineError as error:
                sentence = str(error)
                self._end(cancelled, lambda: self.failed.emit(sentence))
            except MemoryError:
                self._end(cancelled, lambda: self.failed.emit(self.tr("There is not enough memory for these data.")))
            except Exception:  # Whatever it is, the page must not wait for it for ever.
                log.exception("The survey failed")
                self._end(cancelled, lambda: self.failed.emit(self.tr("These data could not be read.")))
            else:
                self._end(cancelled, lambda: self.surveyed.emit(found))

        # Not the compute thread: training goes on. A daemon, because a file on a silent server cannot be interrupted.
        threading.Thread(target=work, name="survey", daemon=True).start()

    def _end(self, cancelled: threading.Event, call: Callable[[], None]) -> None:
        """Nothing is under way any more when `call` is done."""

        def last() -> None:
            cancelled.set()
            call()

        self._post(cancelled, last)

    def _post(self, cancelled: threading.Event, call: Callable[[], None]) -> None:
        """Have `call` done in the GUI thread, unless nobody waits for it by then."""
        self.post(lambda: None if cancelled.is_set() else call())
