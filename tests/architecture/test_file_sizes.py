"""A file holds one concept; one that grows long wants to become two."""

from __future__ import annotations

from tests.helpers.sources import python_files, relative

MOST_LINES = 400


def test_that_no_file_is_too_long() -> None:
    files = python_files("engine", "gui")
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert files
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}
