"""What the program runs on, in words for a report. Nothing is imported that may be missing or broken."""

from __future__ import annotations

import os
import platform
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What a person calls it -> what the package index calls it.
PACKAGES = {
    "NumPy": "numpy",
    "PySide6 and Qt": "PySide6_Essentials",
    "pyqtgraph": "pyqtgraph",
    "safetensors": "safetensors",
    "onnx": "onnx",
    "tensorboardX": "tensorboardX",
}


def program_version() -> str:
    """The program's own version, "?" where its metadata are missing."""
    try:
        found = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, ValueError):
        return "?"
    return found[1] if found else "?"


def package_version(package: str) -> str | None:
    """The version that is installed, or None."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def versions() -> dict[str, str]:
    """Name -> version of the program, Python and the libraries that are installed."""
    found = {"Backprop Studio": program_version(), "Python": platform.python_version()}
    found |= {name: version for name, package in PACKAGES.items() if (version := package_version(package))}
    return found


def platform_words() -> str:
    """The operating system, the kind of processor and the number of cores."""
    return f"{platform.platform()}, {platform.machine() or '?'}, {os.cpu_count() or '?'} cores"


def blas_words() -> str:
    """The library that makes the matrix products, and its threads."""
    import numpy  # noqa: F401 - the library is there once NumPy is
    from threadpoolctl import threadpool_info

    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    words = [
        f"{pool['internal_api']} {pool.get('version') or ''} ({pool.get('architecture') or 'any processor'}), "
        f"{pool['num_threads']} threads"
        for pool in pools
    ]
    return "; ".join(words) or "none that tells its name"


def without_names(text: str) -> str:
    """`text` without the person's own folders: the home folder is ~, the program's own folder is left out."""
    text = text.replace(f"{ROOT}{os.sep}", "")
    try:
        home = Path.home()
    except RuntimeError:
        return text
    # A home folder of / would be found in every path.
    if len(home.parts) < 2:
        return text
    flags = re.IGNORECASE if sys.platform == "win32" else 0
    return re.sub(re.escape(str(home)) + r"(?![\w.-])", "~", text, flags=flags)
