"""Where the session is: a frozen value that is pushed to the window whenever it changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from engine.spec import ExperimentSpec

DataKind = Literal["none", "loading", "ready", "error"]


class Phase(Enum):
    """What the session is doing."""

    LOADING = "loading"
    READY = "ready"
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    ERROR = "error"


@dataclass(frozen=True)
class SessionState:
    """The session at one moment.

    Attributes:
        phase: What it is doing. READY has made no step yet; ERROR has nothing to train (the reason says why).
        spec: What the person wants; structural edits of it may still wait for a reset.
        run_id: Counts the networks that were started; a frame carries the one it belongs to.
        was_training: While loading: training goes on if that fails.
        waiting: Start was pressed while the data load; training begins when they are there.
        pending: Edits wait for a reset.
        reason: One sentence on how the phase came about, or "".
        unsaved: Something was learnt since the last save.
        file: The file the session was opened from or saved to, or "".
    """

    phase: Phase
    spec: ExperimentSpec
    run_id: int = 0
    was_training: bool = False
    waiting: bool = False
    pending: bool = False
    reason: str = ""
    unsaved: bool = False
    file: str = ""

    @property
    def can_start(self) -> bool:
        """Whether Start leads anywhere."""
        return self.phase is not Phase.ERROR


@dataclass(frozen=True)
class DataState:
    """The data set of the session.

    Attributes:
        kind: "none", "loading", "ready" or "error".
        text: A description, or what went wrong.
        fraction: 0..1 while something is fetched, None if unknown.
    """

    kind: DataKind
    text: str
    fraction: float | None = None
