"""Views take plain values and emit intents; slow imports wait for their first use."""

from __future__ import annotations

from tests.helpers.sources import (
    imports_any,
    imports_of,
    imports_when_loaded,
    module_of,
    python_files,
    relative,
)

VIEW_FOLDERS = tuple(
    f"gui/{name}"
    for name in (
        *("design", "train", "watch", "inspect", "draw", "learn"),
        *("own", "own_data", "runs", "why", "plane", "labs", "widgets", "theme"),
    )
)
BEHIND_THE_VIEWS = ("gui.session", "engine.trainer", "engine.network")


def test_that_no_view_knows_the_session_the_trainer_or_the_network() -> None:
    files = python_files(*VIEW_FOLDERS)
    found = {relative(path): imports_any(imports_of(path), BEHIND_THE_VIEWS) for path in files}

    assert files
    assert {path: names for path, names in found.items() if names} == {}


def test_that_pyqtgraph_is_imported_at_first_use_only() -> None:
    files = {module_of(path): imports_when_loaded(path) for path in python_files("gui")}
    drawing = {module for module, imports in files.items() if imports_any(imports, ("pyqtgraph",))}
    # A drawing module is imported by another one or inside a function, so never before the first plot shows.
    early = {module: imports_any(files[module], tuple(drawing)) for module in files.keys() - drawing}

    assert files
    assert {module: names for module, names in early.items() if names} == {}
    assert [module for module in drawing if module.count(".") == 1] == []
