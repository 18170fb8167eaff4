"""A session that trains, pauses, saves and autosaves at random until it is killed; it notes how far it was, and when.

`python -m tests.benchmarks.killed_child FOLDER SEED AUTOSAVE_SECONDS`
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from engine.experiments import find_experiment
from gui.session import session as session_module
from gui.session.recovery import RecoveryFolder
from gui.session.session import Session
from gui.session.state import Phase

NOTES, OWN_FILE, RECOVERY = "notes", "mine.safetensors", "recovery"
_NOTE_MS = 5


class Restless:
    """Does something every few hundredths of a second."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = random.Random(seed)
        self._file = folder / OWN_FILE
        self._notes = open(folder / NOTES, "a", buffering=1)  # noqa: SIM115 - it is open until the process is killed
        spec = find_experiment("digits").spec.with_value("training.epochs", 1_000_000)
        # Wide enough for a file that takes a while to write.
        spec = spec.with_value("network.layers.0.units", 4000).with_value("training.optimizer", "adam")
        recovery = RecoveryFolder(folder / RECOVERY)
        self._session = Session(spec.with_value("seed", seed % 1000), None, 1, recovery.path)
        self._session._files.saved.connect(lambda run, path, mark: self._note("saved", mark.steps))
        self._session.open_experiment(spec)
        self._session.open()
        self._noter, self._doer = QTimer(), QTimer()
        self._noter.timeout.connect(self._note_steps)
        self._doer.timeout.connect(self._do)
        self._noter.start(_NOTE_MS)
        self._doer.start(30)

    def _note_steps(self) -> None:
        run = self._session._run
        if run is not None:
            self._note("steps", run.trainer.steps)

    def _note(self, word: str, steps: int) -> None:
        self._notes.write(f"{word} {steps} {time.monotonic()!r}\n")

    def _do(self) -> None:
        phase = self._session.state.phase
        if phase in (Phase.READY, Phase.PAUSED):
            self._session.start()
        elif phase is Phase.TRAINING:
            deed = self._random.random()
            if deed < 0.3:
                self._session.save_file(self._file)
            elif deed < 0.35:
                self._session.pause()


if __name__ == "__main__":
    application = QCoreApplication(sys.argv)
    session_module.AUTOSAVE_SECONDS = float(sys.argv[3])
    restless = Restless(Path(sys.argv[1]), int(sys.argv[2]))
    sys.exit(application.exec())
