"""Writing a file so that at every moment either the old or the new one is there, whole."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from engine.errors import FileFormatError

# A part that was not finished for so long was left by a program that was killed.
_ABANDONED_SECONDS = 3600.0


def write_whole(
    path: Path,
    content: bytes,
    check: Callable[[Path], None] = lambda written: None,
    *,
    backup: Path | None = None,
) -> None:
    """Write `content` to `path`: beside its place first, checked there, and only then put there.

    Args:
        path: Where to; of a link, the file that it leads to.
        content: What.
        check: Reads the written file back and raises where it is not what it should be.
        backup: Where what was at `path` before is kept; None keeps nothing.

    Raises:
        FileFormatError: The file cannot be written there; what was there before is untouched.
    """
    place = Path(os.path.realpath(path))
    temporary = _part_beside(place)
    try:
        _remove_abandoned(place)
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        check(temporary)
        if place.exists():
            shutil.copymode(place, temporary)
            if backup is not None:
                _keep(place, backup)
        os.replace(temporary, place)
        _sync_folder(place.parent)
    except OSError as error:
        raise FileFormatError(f"{path} could not be saved: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both are there and are one file, by whatever names."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        # What cannot be looked at is nobody's file; whoever opens it will say so.
        return False


def _part_beside(place: Path) -> Path:
    return place.parent / f".{place.name}.{secrets.token_hex(4)}.part"


def _keep(place: Path, backup: Path) -> None:
    """Have `backup` hold what is at `place`, which stays there; at no moment is either of them half written."""
    second = _part_beside(backup)
    try:
        try:
            os.link(place, second)
        except OSError:
            # Not every file system knows two names for one file.
            shutil.copy2(place, second)
        os.replace(second, backup)
    finally:
        with contextlib.suppress(OSError):
            second.unlink()


def _remove_abandoned(place: Path) -> None:
    for part in place.parent.glob(f".{glob.escape(place.name)}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _ABANDONED_SECONDS:
                part.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    # The file is in its place by now. Not every file system writes a folder through, nor may everybody read one.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
