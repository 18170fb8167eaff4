"""Looks for what the window needs before Qt is imported.

Without a display or one of its libraries Qt ends the process with an abort and a page of advice; a person is
better served by one line that names the cure. Only the standard library is imported here, because the set-up
script asks the same questions with the system's own Python.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import sys

# Each shared library that Qt loads, with the Debian and Ubuntu package that holds it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
}
PLATFORM_LIBRARIES = {
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}
PACKAGE_OF = QT_LIBRARIES | PLATFORM_LIBRARIES["xcb"] | PLATFORM_LIBRARIES["wayland"]
PYTHON_PACKAGES = ("PySide6", "pyqtgraph")


def problem() -> str | None:
    """Return one line that says why Qt cannot open a window here and what to do about it, or None.

    Imports Qt where nothing stands against it, so that a library missing from the tables above is named too.
    """
    return display_problem() or _missing_library() or _missing_python_package()


def display_problem() -> str | None:
    """Return one line if Linux offers no display that answers and no other platform of Qt was asked for."""
    if not _is_linux():
        return None
    platforms = _platforms()
    if not platforms:
        return "Backprop Studio needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set."
    if platforms == ["xcb"] and not _x_server_answers():
        display = os.environ.get("DISPLAY", "")
        return f"Backprop Studio needs a display: DISPLAY is {display!r} and does not answer."
    return None


def missing_packages(*, window: bool) -> list[str]:
    """Return the Debian packages of the libraries that are missing, in alphabetical order.

    Args:
        window: count also what a window on the present display needs; Qt without a display needs less.
    """
    return sorted(PACKAGE_OF[library] for library in _missing_libraries(window=window))


def _missing_libraries(*, window: bool) -> list[str]:
    if not _is_linux():
        return []
    missing = [library for library in QT_LIBRARIES if not _loads(library)]
    if window:
        # Qt takes the first platform that works, so it is enough that one of them is complete.
        tables = [PLATFORM_LIBRARIES[name] for name in _platforms() if name in PLATFORM_LIBRARIES]
        gaps = [[library for library in table if not _loads(library)] for table in tables]
        if gaps:
            smallest = min(gaps, key=len)
            missing += smallest
    return missing


def _missing_library() -> str | None:
    missing = _missing_libraries(window=True)
    if not missing:
        return None
    advice = f"sudo apt-get install -y {' '.join(missing_packages(window=True))}"
    return f"Qt needs system libraries that are missing ({', '.join(missing)}): {advice}"


def _x_server_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # not known yet: the library is reported first
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def _missing_python_package() -> str | None:
    for name in PYTHON_PACKAGES:
        if importlib.util.find_spec(name) is None:
            return (
                f"The Python package {name} is not installed: `make run` installs everything; "
                "by hand: python -m pip install --require-hashes -r requirements.lock"
            )
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        return f"Qt cannot be loaded: {error}"
    return None


def _is_linux() -> bool:
    return sys.platform.startswith("linux")


def _platforms() -> list[str]:
    """Return the platforms that Qt will try on Linux, by the names of their plugins."""
    wish = os.environ.get("QT_QPA_PLATFORM")
    if wish:
        return [name.split(":")[0] for name in wish.split(";")]
    offers = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [name for name, variable in offers.items() if os.environ.get(variable)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
