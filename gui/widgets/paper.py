"""Whether something is painted for the screen, or for a file that outlives it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

# How many pictures are being painted at this moment; painting is the GUI thread's alone.
_pictures = 0


@contextmanager
def on_paper() -> Iterator[None]:
    """Whatever is painted meanwhile is for a file."""
    global _pictures
    _pictures += 1
    try:
        yield
    finally:
        _pictures -= 1


def is_on_paper() -> bool:
    """Whether what is painted now is for a file: as lines and letters, or in finer pixels than the screen's.

    An image that was made for the screen would be coarse there, and what the keys have chosen is of no use.
    """
    return _pictures > 0
