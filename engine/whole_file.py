"""Writing a file so that at every moment either the old or the new one is there, whole."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from engine.errors import FileFormatError


def write_whole(path: Path, content: bytes, check: Callable[[Path], None] = lambda written: None) -> None:
    """Write `content` to `path`: beside its place first, checked there, and only then put there.

    Args:
        path: Where to.
        content: What.
        check: Reads the written file back and raises where it is not what it should be.

    Raises:
        FileFormatError: The file cannot be written there; what was there before is untouched.
    """
    temporary = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        check(temporary)
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise FileFormatError(f"{path} could not be saved: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
