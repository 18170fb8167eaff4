"""The session without a window: what every intent does in every phase."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from engine.checkpoint import take_checkpoint
from engine.datasets import load_dataset
from engine.experiments.digits import DIGITS
from engine.experiments.xor import XOR
from engine.persistence import load, save
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from gui.session.frame import Wishes
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase, SessionState
from tests.helpers.small_runs import everything

LONG = XOR.spec
SHORT = XOR.spec.with_value("training.epochs", 3)
LIVE = ("training.learning_rate", 0.5)
STRUCTURAL = ("network.layers.0.units", 7)
# Four rows make no batch of nine.
IMPOSSIBLE = XOR.spec.with_value("training.batch_size", 9)


class Rig:
    """A session with all that it said; its thread can be held, so that what loads stays loading."""

    def __init__(self, qtbot: QtBot, spec: ExperimentSpec) -> None:
        self.qtbot = qtbot
        self.session = Session(spec, None, 1)
        self.runs: list[Run] = []
        self.states: list[SessionState] = []
        self.notices: list[tuple[str, str, str]] = []
        self.session.run_changed.connect(self.runs.append)
        self.session.state_changed.connect(self.states.append)
        self.session.notice_raised.connect(lambda *notice: self.notices.append(notice))
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

    def settle(self) -> None:
        """Let the thread do what was asked for, and its answers arrive; what they ask for in turn as well."""
        for _ in range(4):
            done = threading.Event()
            self.session._thread.submit(done.set)
            self.qtbot.waitUntil(done.is_set)
            self.qtbot.waitUntil(lambda: self.phase is not Phase.LOADING)

    def wait(self, phase: Phase) -> None:
        self.qtbot.waitUntil(lambda: self.phase is phase)

    def close(self) -> None:
        self.let_go()
        self.session._thread.close(10)


MakeRig = Callable[..., Rig]


@pytest.fixture
def make_rig(qtbot: QtBot) -> Iterator[MakeRig]:
    made: list[Rig] = []

    def build(spec: ExperimentSpec = LONG) -> Rig:
        made.append(Rig(qtbot, spec))
        return made[-1]

    yield build
    for rig in made:
        rig.close()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a run of two steps."""
    path = tmp_path_factory.mktemp("files") / "two steps.safetensors"
    trainer = Trainer(LONG, load_dataset("xor"))
    while trainer.steps < 2:
        trainer.step()
    save(take_checkpoint(trainer), path)
    return path


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


INTENTS: dict[str, Callable[[Session, Path], object]] = {
    "start": lambda session, file: session.start(),
    "pause": lambda session, file: session.pause(),
    "step_batch": lambda session, file: session.step_batch(),
    "step_epoch": lambda session, file: session.step_epoch(),
    "reset": lambda session, file: session.reset(),
    "new_weights": lambda session, file: session.new_weights(),
    "bring_back": lambda session, file: session.bring_back(),
    "live edit": lambda session, file: with_entry(session, LIVE),
    "structural edit": lambda session, file: with_entry(session, STRUCTURAL),
    "open_experiment": lambda session, file: session.open_experiment(DIGITS.spec),
    "open_file": lambda session, file: session.open_file(file),
    "save_file": lambda session, file: session.save_file(file.with_name("other.safetensors")),
    "set_speed": lambda session, file: session.set_speed(10),
    "ask_for_frame": lambda session, file: session.ask_for_frame(Wishes()),
}


@dataclass(frozen=True)
class Then:
    """What holds once an intent has been carried out.

    Attributes:
        phase: Where the session is.
        runs: How many networks it had by then.
        steps: Updates of the newest.
        pending: Whether edits wait for a reset.
        notice: The beginning of the only notice.
    """

    phase: Phase
    runs: int = 1
    steps: int = 0
    pending: bool = False
    notice: str = ""


LOADING, READY, TRAINING, PAUSED, FINISHED, ERROR = Phase
NEW, OPENED = "A network with new weights", "The network that was opened"
ALL_DONE = "All 3 epochs are done."
SAME = {READY: Then(READY), TRAINING: Then(TRAINING, steps=1), PAUSED: Then(PAUSED, steps=1)} | {
    FINISHED: Then(FINISHED, steps=3),
    ERROR: Then(ERROR, runs=0),
}
BEGIN_ANEW = {READY: Then(READY, 2), TRAINING: Then(READY, 2, notice=NEW), PAUSED: Then(READY, 2, notice=NEW)} | {
    FINISHED: Then(READY, 2, notice=NEW)
}
TABLE: dict[str, dict[Phase, Then]] = {
    "start": SAME
    | {LOADING: Then(TRAINING, steps=1), READY: Then(TRAINING, steps=1), PAUSED: Then(TRAINING, steps=2)}
    | {FINISHED: Then(FINISHED, steps=3, notice=ALL_DONE)},
    "pause": SAME | {LOADING: Then(READY), TRAINING: Then(PAUSED, steps=1)},
    "step_batch": SAME
    | {LOADING: Then(READY), READY: Then(PAUSED, steps=1), PAUSED: Then(PAUSED, steps=2)}
    | {FINISHED: Then(FINISHED, steps=3, notice=ALL_DONE)},
    # Full batches: an epoch is a step. The first was made, its epoch is not over yet.
    "step_epoch": SAME
    | {LOADING: Then(READY), READY: Then(PAUSED, steps=1)}
    | {FINISHED: Then(FINISHED, steps=3, notice=ALL_DONE)},
    "reset": SAME | BEGIN_ANEW | {LOADING: Then(READY)},
    "new_weights": SAME | BEGIN_ANEW | {LOADING: Then(READY)},
    "bring_back": SAME | {LOADING: Then(READY)},
    "live edit": SAME | {LOADING: Then(READY)},
    "structural edit": SAME
    | {LOADING: Then(READY), READY: Then(READY, 2), TRAINING: Then(TRAINING, steps=1, pending=True)}
    | {PAUSED: Then(PAUSED, steps=1, pending=True), FINISHED: Then(FINISHED, steps=3, pending=True)},
    "open_experiment": BEGIN_ANEW | {LOADING: Then(READY), ERROR: Then(READY)},
    "open_file": {LOADING: Then(PAUSED, steps=2), READY: Then(PAUSED, 2, steps=2), ERROR: Then(PAUSED, steps=2)}
    | {phase: Then(PAUSED, 2, steps=2, notice=OPENED) for phase in (TRAINING, PAUSED, FINISHED)},
    "save_file": SAME | {LOADING: Then(READY, notice="There is no network"), ERROR: Then(ERROR, runs=0)},
    "set_speed": SAME | {LOADING: Then(READY)},
    "ask_for_frame": SAME | {LOADING: Then(READY)},
}


@pytest.mark.parametrize("phase", list(Phase), ids=lambda phase: phase.value)
@pytest.mark.parametrize("intent", list(INTENTS))
def test_that_every_intent_leads_where_it_should(make_rig: MakeRig, saved: Path, intent: str, phase: Phase) -> None:
    rig = make_rig({FINISHED: SHORT, ERROR: IMPOSSIBLE}.get(phase, LONG))
    reach(rig, phase)
    if phase is TRAINING:
        # The first step is made at once, the next a second later.
        rig.qtbot.waitUntil(lambda: rig.trainer.steps > 0)
    INTENTS[intent](rig.session, saved)
    if phase is LOADING:
        assert rig.phase is LOADING
        assert rig.session.state.waiting is (intent == "start")
        rig.let_go()
    rig.settle()

    then = TABLE[intent][phase]
    rig.wait(then.phase)
    assert len(rig.runs) == then.runs
    if then.phase is TRAINING:
        rig.qtbot.waitUntil(lambda: rig.trainer.steps >= then.steps)
    elif then.runs:
        # A pause may come after any step.
        assert rig.trainer.steps == then.steps or (rig.trainer.steps > then.steps and phase is TRAINING)
    if then.phase is ERROR:
        assert rig.session.state.reason
    assert rig.session.state.pending is then.pending
    notices = [sentence for _, sentence, _ in rig.notices]
    if intent == "save_file" and phase is ERROR:
        assert notices[0].startswith("There is no network")
    elif then.notice:
        assert len(notices) == 1
        assert notices[0].startswith(then.notice)
    else:
        assert notices == []


def test_that_no_state_is_announced_twice(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.TRAINING)
    rig.session.pause()
    rig.wait(Phase.PAUSED)

    assert all(before != after for before, after in pairwise(rig.states))
    phases = [state.phase for state in rig.states]
    assert [phase for phase, _ in groupby(phases)] == [READY, TRAINING, PAUSED]


def test_that_runs_are_numbered_and_frames_of_older_ones_are_dropped(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.ask_for_frame(Wishes())
    rig.settle()
    # The frame of the first run is there, and not taken before the second comes.
    rig.session.reset()
    rig.settle()
    assert [run.run_id for run in rig.runs] == [1, 2]
    assert rig.session.state.run_id == 2
    assert rig.session.take_frame() is None

    rig.session.ask_for_frame(Wishes())
    rig.settle()
    frame = rig.session.take_frame()
    assert frame is not None
    assert (frame.run_id, frame.step) == (2, 0)
    assert rig.session.take_frame() is None


def test_that_a_frame_asked_for_right_after_another_network_came_is_of_that_one(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.reset()
    rig.settle()
    hold, newest = threading.Event(), Wishes(weights=True)
    rig.session._thread.submit(lambda: hold.wait(10))
    rig.session.ask_for_frame(Wishes())
    rig.session.bring_back()
    rig.session.ask_for_frame(newest)
    hold.set()
    rig.settle()

    frame = rig.session.take_frame()
    assert frame is not None
    assert frame.wishes is newest
    assert (frame.run_id, frame.step) == (rig.session.state.run_id, 1)


def test_that_no_frame_is_promised_where_there_is_no_network(make_rig: MakeRig) -> None:
    rig = make_rig(IMPOSSIBLE)
    reach(rig, Phase.ERROR)

    assert not rig.session.ask_for_frame(Wishes())


def test_that_the_last_of_many_designs_is_made(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)
    for units in (5, 6, 7, 8):
        rig.session.set_spec(LONG.with_value("network.layers.0.units", units))
    rig.settle()

    assert rig.run.spec.network.layers[0].units == 8
    assert len(rig.runs) == 2


def test_that_an_edit_while_a_network_is_being_made_is_not_lost(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.reset()
    rig.session.set_spec(LONG.with_value(*LIVE))
    rig.settle()

    assert rig.phase is READY
    assert rig.run.spec.training.learning_rate == LIVE[1]
    assert rig.trainer.spec.training.learning_rate == LIVE[1]


def test_that_a_live_edit_is_noted_with_its_step(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    rig.session.set_spec(LONG.with_value(*LIVE))
    rig.settle()

    assert [tuple(change) for change in rig.trainer.changes] == [(1, LIVE[0], LONG.training.learning_rate, LIVE[1])]
    assert rig.run.spec == rig.trainer.spec == rig.session.state.spec


def test_that_a_reset_gives_the_same_weights_and_new_weights_others(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)
    first = rig.trainer.network.parameters.copy()
    rig.session.reset()
    rig.settle()
    np.testing.assert_array_equal(rig.trainer.network.parameters, first)

    rig.session.new_weights()
    rig.settle()
    assert rig.session.state.spec.seed == LONG.seed + 1
    assert not np.array_equal(rig.trainer.network.parameters, first)


def test_that_what_a_reset_took_away_comes_back_and_goes_away_again(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    kept = everything(rig.trainer)
    rig.session.reset()
    rig.settle()
    rig.session.step_batch()
    rig.settle()
    rig.session.step_batch()
    rig.settle()
    rig.session.bring_back()
    rig.settle()
    assert rig.phase is PAUSED
    assert everything(rig.trainer) == kept

    rig.session.bring_back()
    rig.settle()
    assert rig.trainer.steps == 2


def test_that_a_network_is_brought_back_with_its_data(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    datasets = QSignalSpy(rig.session.dataset_changed)
    rig.session.open_experiment(DIGITS.spec)
    rig.settle()
    assert rig.run.spec.name == "digits"
    rig.session.bring_back()
    rig.settle()

    assert rig.run.spec.name == "xor"
    assert rig.session.state.spec.dataset == "xor"
    assert [datasets.at(index)[0].name for index in range(datasets.count())] == ["digits", "xor"]
    rig.session.step_batch()
    rig.settle()
    assert rig.trainer.steps == 2


def test_that_train_longer_adds_as_many_epochs_again(make_rig: MakeRig) -> None:
    rig = make_rig(SHORT)
    reach(rig, Phase.FINISHED)
    rig.session.train_longer()
    rig.qtbot.waitUntil(lambda: rig.trainer.steps == 6)
    rig.wait(Phase.FINISHED)

    assert rig.session.state.spec.training.epochs == 6
    assert rig.session.state.reason == "All 6 epochs are done."


def test_that_early_stopping_is_told_in_words_and_offers_no_more_of_the_same(make_rig: MakeRig) -> None:
    training = replace(DIGITS.spec.training, patience=1, record_every=1, learning_rate=0.5, epochs=1000)
    rig = make_rig(replace(DIGITS.spec, training=training))
    rig.session.set_speed(0)
    rig.open()
    rig.wait(Phase.READY)
    rig.session.start()
    rig.wait(Phase.FINISHED)
    assert rig.trainer.stopped_early
    rig.session.start()
    rig.settle()

    assert "early" in rig.session.state.reason
    assert {offer for _, _, offer in rig.notices} == {""}


def test_that_a_save_is_told_and_what_was_learnt_since_counts_as_not_saved(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = make_rig()
    reach(rig, Phase.PAUSED)
    assert rig.session.state.unsaved
    with rig.qtbot.waitSignal(rig.session.file_saved) as told:
        rig.session.save_file(tmp_path / "run.safetensors")

    assert told.args == [str(tmp_path / "run.safetensors")]
    assert rig.session.state.file == told.args[0]
    assert not rig.session.state.unsaved
    rig.session.step_batch()
    rig.settle()
    assert rig.session.state.unsaved


def test_that_closing_keeps_what_was_not_saved_and_nothing_else(make_rig: MakeRig, tmp_path: Path) -> None:
    touched, untouched, kept = make_rig(), make_rig(), tmp_path / "kept.safetensors"
    reach(touched, Phase.TRAINING)
    reach(untouched, Phase.READY)
    assert untouched.session.close(tmp_path / "none.safetensors")
    assert touched.session.close(kept)

    assert [path.name for path in tmp_path.iterdir()] == ["kept.safetensors"]
    assert load(kept).snapshot.step == touched.trainer.steps


def test_that_closing_while_something_loads_is_quick(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = make_rig()
    rig.open()

    assert rig.session.close(tmp_path / "none.safetensors")
    assert not list(tmp_path.iterdir())


@pytest.mark.logs_warnings
def test_that_a_failure_in_the_thread_pauses_and_is_told(make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)

    def fail() -> None:
        raise MemoryError

    monkeypatch.setattr(rig.trainer, "step", fail)
    rig.session.start()
    rig.wait(Phase.PAUSED)

    assert [kind for kind, _, _ in rig.notices] == ["error"]
    assert "memory" in rig.notices[0][1]
    monkeypatch.undo()
    rig.session.step_batch()
    rig.settle()
    assert rig.trainer.steps == 1


def test_that_a_training_that_stopped_early_is_opened_as_done(make_rig: MakeRig, tmp_path: Path) -> None:
    training = replace(DIGITS.spec.training, patience=1, record_every=1, learning_rate=0.5, epochs=1000)
    trainer = Trainer(replace(DIGITS.spec, training=training), load_dataset("digits"))
    for _ in trainer.run():
        pass
    assert trainer.stopped_early
    save(take_checkpoint(trainer), tmp_path / "early.safetensors")
    rig = make_rig()
    reach(rig, Phase.READY)
    rig.session.open_file(tmp_path / "early.safetensors")
    rig.wait(Phase.FINISHED)

    assert "early" in rig.session.state.reason


def test_that_an_experiment_chosen_while_another_network_is_made_is_not_lost(make_rig: MakeRig) -> None:
    rig = make_rig()
    reach(rig, Phase.READY)
    rig.session.reset()
    rig.session.open_experiment(DIGITS.spec)
    rig.settle()

    assert rig.phase is READY
    assert rig.run.spec == rig.session.state.spec == DIGITS.spec


def test_that_a_pause_that_comes_too_late_stops_nothing(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.session.set_speed(1)
    rig.open()
    rig.wait(Phase.READY)
    rig.session.step_batch()
    stepped = False
    while not stepped:
        # Not by handling events: the end of the batch is to be on its way to us when the pause is asked for.
        stepped, done = rig.trainer.steps == 1, threading.Event()
        rig.session._thread.submit(done.set)
        assert done.wait(10)
    # Start is pressed between the two.
    rig.session.state_changed.connect(lambda state: rig.session.start() if state.phase is Phase.PAUSED else None)
    rig.session.pause()
    rig.settle()

    assert [state.phase for state in rig.states].count(PAUSED) == 1
    assert rig.phase is TRAINING
