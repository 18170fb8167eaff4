"""The network alone, in the program's own format: for those who are to use it and not to train it on."""

from __future__ import annotations

from pathlib import Path

from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.persistence import save


def write(checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write the network as `path`.

    Raises:
        FileFormatError: The file cannot be written there.
    """
    save(checkpoint.without_training(), path)
    return [path]
