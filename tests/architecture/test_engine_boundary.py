"""The engine knows NumPy and files; it knows no window and prints nothing."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.helpers.sources import ROOT, imports_any, imports_of, python_files, relative, tree_of

GUI_MODULES = ("gui", "PySide6", "PySide2", "PyQt6", "PyQt5", "shiboken6", "pyqtgraph", "qtpy")

IMPORT_ALL = """
import importlib, pkgutil, sys
import engine
for module in pkgutil.walk_packages(engine.__path__, "engine."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(" ".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_that_the_engine_imports_nothing_of_the_gui() -> None:
    files = python_files("engine")
    found = {relative(path): imports_any(imports_of(path), GUI_MODULES) for path in files}

    assert files
    assert {path: names for path, names in found.items() if names} == {}


def test_that_importing_the_whole_engine_loads_no_qt() -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert result.returncode == 0, result.stderr
    loaded = result.stdout.split()
    assert "engine" in loaded
    assert [name for name in loaded if name in GUI_MODULES] == []


def test_that_only_the_command_line_prints() -> None:
    command_line = ("engine/__main__.py", "engine/cli.py", "engine/cli/")
    silent = [path for path in python_files("engine") if not relative(path).startswith(command_line)]
    printing = [
        f"{relative(path)}:{node.lineno}"
        for path in silent
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert printing == []
