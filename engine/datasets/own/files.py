"""Opening what a person chose: regular files only, with sentences for all that can be wrong with them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from engine.errors import DataError

MAX_BYTES = 8 * 2**30
"""The most bytes of a file that is read."""


def chosen(path_text: str, *, was_there: bool = True) -> Path:
    """The file or folder of the settings, which was there before, or is named for the first time.

    Raises:
        DataError: None is chosen, or it is not there.
    """
    if not path_text:
        raise DataError("Your own data are not chosen yet: choose a file or a folder of images.")
    path = Path(path_text)
    if not path.is_absolute():
        raise DataError(f"This experiment learns from {path.name}, which did not come along: choose the file.")
    try:
        path.stat()
    except FileNotFoundError as error:
        if not was_there:
            raise DataError(f"There is no {path.name} in {path.parent}: check the name.") from error
        raise DataError(
            f"{path.name} is not in {path.parent} any more: put it back, or choose where it lies now."
        ) from error
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read ({_reason(error)}): check its name and permissions.") from error
    return path


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file, opened for reading, and its size in bytes.

    Raises:
        DataError: It is no regular file, cannot be read, is too large, or reading fails while it is open.
    """
    try:
        # A pipe without a writer would be waited for for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise DataError(f"{path.name} is no regular file: choose another one.")
            if found.st_size > MAX_BYTES:
                raise DataError(f"{path.name} has {found.st_size:,} bytes, more than the {MAX_BYTES:,} that are read.")
            yield file, found.st_size
    except FileNotFoundError as error:
        raise DataError(f"{path.name} is not in {path.parent}: choose where it lies.") from error
    except OSError as error:
        raise DataError(f"{path.name} cannot be read ({_reason(error)}): check its permissions.") from error


def require_regular(path: Path, most_bytes: int = MAX_BYTES) -> None:
    """Refuse what is no regular file of at most so many bytes, before others open it.

    Raises:
        DataError: It is not.
    """
    with opened(path) as (_, size):
        if size > most_bytes:
            raise DataError(f"{path.name} has {size:,} bytes, more than the {most_bytes:,} that are read.")


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
