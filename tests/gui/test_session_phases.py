"""The session without a window: what every intent does in every phase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from engine.checkpoint import take_checkpoint
from engine.datasets import load_dataset
from engine.experiments.digits import DIGITS
from engine.persistence import save
from engine.trainer import Trainer
from gui.session.frame import Wishes
from gui.session.session import Session
from gui.session.state import Phase
from tests.helpers.session_rig import IMPOSSIBLE, LIVE, LONG, SHORT, STRUCTURAL, MakeRig, reach, with_entry


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a run of two steps."""
    path = tmp_path_factory.mktemp("files") / "two steps.safetensors"
    trainer = Trainer(LONG, load_dataset("xor"))
    while trainer.steps < 2:
        trainer.step()
    save(take_checkpoint(trainer), path)
    return path


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
NEW, OPENED = "A fresh network takes", "The network that was opened"
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
        rig.read_files()
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
