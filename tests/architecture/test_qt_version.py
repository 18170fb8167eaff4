"""The installed Qt for Python is one that can be trusted."""

from __future__ import annotations

import sys

import pytest


def test_that_void_qt_calls_leave_the_references_to_none_alone() -> None:
    # PySide6 6.12.0 drops one with each call on Python before 3.12, until the interpreter aborts.
    core = pytest.importorskip("PySide6.QtCore")
    target = core.QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        target.setObjectName("name")

    assert before - sys.getrefcount(None) <= 500
