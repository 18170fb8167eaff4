"""What begins once its data are there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.own_data import OWN
from engine.spec import ExperimentSpec

Origin = Literal["file", "copy", "recovery"]


@dataclass(frozen=True, eq=False)
class Opened:
    """A training that was read from a file.

    Attributes:
        origin: A "file" is saved to again under its name; a "copy" asks for another one; what comes from "recovery"
            counts as not saved.
        saved_as: What is to be saved again under this name, or None.
    """

    checkpoint: Checkpoint
    path: Path
    origin: Origin = "file"
    saved_as: Path | None = None

    def with_own_data(self, dataset: Dataset) -> Opened:
        """The same, to go on with data of one's own that lie elsewhere. Other rows are learnt from anew."""
        assert dataset.own is not None
        checkpoint = replace(self.checkpoint, spec=replace(self.checkpoint.spec, own=dataset.own))
        if checkpoint.is_of_other_rows(dataset):
            checkpoint = checkpoint.on_other_data(OWN)
        return replace(self, checkpoint=checkpoint)

    def without_training(self) -> Opened:
        """The network alone, to go on with whatever rows there are. What the file holds beside it is not saved over."""
        checkpoint = self.checkpoint.on_other_data(self.checkpoint.spec.dataset)
        origin: Origin = "copy" if self.origin == "file" else self.origin
        return replace(self, checkpoint=checkpoint, origin=origin, saved_as=None)


@dataclass(frozen=True)
class Pending:
    """An experiment or a file, whichever was asked for last.

    It outlives data that are missing: those that are found or fetched later bring what was asked for.

    Attributes:
        fresh: The session's own design is that of a new experiment, so a new network is due.
        missed: An experiment whose data were not there, so that the session went back to what it had.
        opened: What was read from a file.
    """

    fresh: bool = False
    missed: ExperimentSpec | None = None
    opened: Opened | None = None
