"""What the program runs on, in words for a report. Nothing is imported that may be missing or broken."""

from __future__ import annotations

import os
import platform
import re
import sysconfig
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

_START = r"(?:~[\\/]|/(?![\s/])|[A-Za-z]:[\\/]|\\\\(?!\s))"
_HOMES = r"(?:[A-Z]:)?[\\/]+(?:home|Users)[\\/]+"
_QUOTED_PATH = re.compile(rf"""(?<="){_START}[^"\n]*(?=")|(?<='){_START}[^'\n]*(?=')""")
_BARE_PATH = re.compile(
    rf"""(?<![\w./\\…<~-])(?<!:/)(?!(?<=:)//){_START}(?:(?:(?!,\s+{_START}|:\s)[^\n"'<>|])*[\\/])?[^\s"'<>|,;:)\]]*"""
)


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
    """`text` without the names of folders: of a path only the last part stays, and a home folder by itself is ~.

    Paths of the program and of Python's packages are told from its folder or theirs on. A path with blanks ends with
    its quotes, else with the last separator of its line: rather too little is told than too much.
    """
    text = text.replace("file://", "")
    for folder in sorted({str(ROOT), *sysconfig.get_paths().values()}, key=len, reverse=True):
        text = text.replace(f"{folder}{os.sep}", "")
    try:
        parts = Path.home().parts
    except RuntimeError:
        parts = ()
    # A home folder of / would be found in every path. Where a text is quoted a backslash may stand twice.
    own = [r"[\\/]+".join(re.escape(part.rstrip("\\/")) for part in parts)] if len(parts) > 1 else []
    for home in (*own, rf"(?<=[\"']){_HOMES}[^\\/\"'\n]+(?=[\"'])"):
        text = re.sub(rf"(?<![\w.-]){home}(?![\w.-])", "~", text, flags=re.IGNORECASE)
    text = _QUOTED_PATH.sub(_last_part, text)
    # Of what goes on with a blank and a separator behind it nobody knows where the name ends.
    text = re.sub(rf"(?<![\w.-]){_HOMES}[^\\/\s\"'<>|,;:()]+(?=[,;:)]|\s(?!.*[\\/])|$)", "~", text, flags=re.IGNORECASE)
    return _BARE_PATH.sub(_last_part, text)


def _last_part(path: re.Match[str]) -> str:
    return "…/" + re.split(r"[\\/]+", path[0].rstrip("\\/"))[-1]
