"""A session without a window, and how it comes into each phase."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from engine.experiments.xor import XOR
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase, SessionState

LONG = XOR.spec
SHORT = XOR.spec.with_value("training.epochs", 3)
LIVE = ("training.learning_rate", 0.5)
STRUCTURAL = ("network.layers.0.units", 7)
# Four rows make no batch of nine.
IMPOSSIBLE = XOR.spec.with_value("training.batch_size", 9)


class Rig:
    """A session with all that it said; its thread can be held, so that what loads stays loading."""

    def __init__(self, qtbot: QtBot, spec: ExperimentSpec, recovery_file: Path | None = None) -> None:
        self.qtbot = qtbot
        self.session = Session(spec, None, 1, recovery_file)
        self.runs: list[Run] = []
        self.states: list[SessionState] = []
        self.notices: list[tuple[str, str, str]] = []
        self.session.run_changed.connect(self.runs.append)
        self.session.state_changed.connect(self.states.append)
        self.session.notice_raised.connect(lambda *notice: self.notices.append(notice))
        self._threads = (self.session._thread, self.session._autosave_thread, self.session._file_thread)
        self._held = threading.Event()
        self._held.set()
        self.session.open_experiment(spec)

    @property
    def phase(self) -> Phase:
        return self.session.state.phase

    @property
    def run(self) -> Run:
        return self.runs[-1]

    @property
    def trainer(self) -> Trainer:
        return self.run.trainer

    def open(self, *, hold: bool = False) -> None:
        """Start the thread; where it is to `hold`, nothing is done before `let_go`."""
        if hold:
            self._held.clear()
            # Before the jobs that wait already, which nothing public can do.
            self.session._thread._jobs.appendleft(lambda: self._held.wait(10))
        self.session.open()

    def let_go(self) -> None:
        self._held.set()

    def read_files(self) -> None:
        """Let the files that were asked for be read, and the session hear of them."""
        done = threading.Event()
        self.session._file_thread.submit(lambda: self.session.post(done.set))
        self.qtbot.waitUntil(done.is_set)

    def settle(self) -> None:
        """Let the thread do what was asked for, and its answers arrive; what they ask for in turn as well."""
        for _ in range(4):
            for thread in self._threads:
                done = threading.Event()
                thread.submit(done.set)
                self.qtbot.waitUntil(done.is_set)
            self.qtbot.waitUntil(lambda: self.phase is not Phase.LOADING)

    def wait(self, phase: Phase) -> None:
        self.qtbot.waitUntil(lambda: self.phase is phase)

    def close(self) -> None:
        self.let_go()
        for thread in self._threads:
            thread.close(10)


MakeRig = Callable[..., Rig]


MakeRig = Callable[..., Rig]


def reach(rig: Rig, phase: Phase) -> None:
    """Bring a new session into this phase."""
    # Slow where it is to stay in that phase.
    rig.session.set_speed(1 if phase in (Phase.LOADING, Phase.TRAINING) else 0)
    rig.open(hold=phase is Phase.LOADING)
    if phase is Phase.LOADING:
        return
    rig.qtbot.waitUntil(lambda: rig.phase is not Phase.LOADING)
    if phase is Phase.TRAINING:
        rig.session.start()
    elif phase is Phase.PAUSED:
        rig.session.step_batch()
    elif phase is Phase.FINISHED:
        rig.session.start()
    rig.wait(phase)


def with_entry(session: Session, entry: tuple[str, object]) -> None:
    session.set_spec(session.state.spec.with_value(*entry))
