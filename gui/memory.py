"""How the process asks the system for memory."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX = -8
_ARENAS = 2


def share_arenas() -> None:
    """Have all threads take their memory from two arenas; to be called before the first of them starts.

    glibc gives each new thread an arena of its own and hardly ever returns what lies free there. A window with its
    short-lived threads (file dialogs, downloads, readers) then holds tens of megabytes that nobody uses. The
    numbers of a training do not come from arenas: large arrays have pages of their own. See mallopt(3).
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        # Another C library than glibc has no arenas.
        return
    mallopt(_M_ARENA_MAX, _ARENAS)
