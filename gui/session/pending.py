"""What begins once its data are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.checkpoint import Checkpoint
from engine.spec import ExperimentSpec


@dataclass(frozen=True)
class Pending:
    """An experiment or a file, whichever was asked for last.

    It outlives data that are missing: those that are found or fetched later bring what was asked for.

    Attributes:
        fresh: The session's own design is that of a new experiment, so a new network is due.
        missed: An experiment whose data were not there, so that the session went back to what it had.
        opened: The content of a file, and its path.
    """

    fresh: bool = False
    missed: ExperimentSpec | None = None
    opened: tuple[Checkpoint, Path] | None = None
