"""Runs the engine's commands, in this process or in one of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main
from tests.helpers.sources import ROOT


def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """A process of its own."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, "-m", "engine", *map(str, arguments)], cwd=ROOT, text=True, **pipes)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a process of its own."""
    process = start(*arguments)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def last_json(out: str) -> dict[str, Any]:
    """The last line, which must be one JSON object without NaN."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    assert out.endswith("\n")
    values: dict[str, Any] = json.loads(out.splitlines()[-1], parse_constant=refuse)
    return values


class Here:
    """Runs commands in this process, which starts ten times as fast."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capsys.readouterr()
        return code, out, err
