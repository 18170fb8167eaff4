"""The model that comes with the program: it reads drawings before anything was trained.

How it was made and what it scores is written beside it, in resources/models/README.md.
"""

from __future__ import annotations

from pathlib import Path

from engine.persistence import load
from engine.snapshot import Snapshot

BUNDLED_MODEL = Path(__file__).resolve().parents[1] / "resources" / "models" / "pen-digits-784-650-320-10.safetensors"


def bundled_model() -> Snapshot:
    """The model, frozen.

    Raises:
        FileFormatError: The file is missing or damaged: the program is not whole.
    """
    return load(BUNDLED_MODEL).snapshot
