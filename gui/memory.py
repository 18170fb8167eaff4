"""How the process asks the system for memory, and gives it back."""

from __future__ import annotations

import ctypes
import sys

# From malloc.h of glibc, see mallopt(3).
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_ARENAS = 2
_LARGE_BYTES = 256 * 1024


def hold_little() -> None:
    """Have what is freed go back to the system; to be called before the first thread starts.

    glibc gives each new thread an arena of its own, and takes ever larger pieces from the heap once such a piece was
    freed; what lies free in either it hardly ever returns. A window with its short-lived threads (file dialogs,
    downloads, readers) and its pictures and weights of all sizes would then hold tens of megabytes that nobody uses.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        # Another C library than glibc has no such settings.
        return
    mallopt(_M_ARENA_MAX, _ARENAS)
    mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
