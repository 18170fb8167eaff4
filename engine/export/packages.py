"""The packages that single kinds of file are written with: none is needed until such a file is wanted."""

from __future__ import annotations

import importlib
import importlib.util

from engine.errors import EngineError

_WANTED_BY = {"onnx": "ONNX files", "tensorboardX": "TensorBoard event files"}
"""Package -> what is made with it. Each is imported by the name that pip knows it by."""


def is_installed(package: str) -> bool:
    """Whether the package is there; "" stands for none and always is."""
    return not package or importlib.util.find_spec(package) is not None


def require(package: str) -> None:
    """Import a package ("" for none), so that whoever needs it may.

    Raises:
        EngineError: It is not installed, or what it needs itself is not.
    """
    if not package:
        return
    try:
        importlib.import_module(package)
    except ImportError as error:
        raise EngineError(
            f"{_WANTED_BY[package]} need the package {package}: python -m pip install {package}."
        ) from error
