"""Pruning: only what is never reached is left out."""

from __future__ import annotations

import ast

import pytest

from engine.export.pruning import known, unreached


@pytest.mark.parametrize(
    ("test", "value"),
    [
        ("on", True),
        ("not on", False),
        ("on and x", None),
        ("off and x", False),
        ("on or x", True),
        ("off or x", None),
        ("on and not off", True),
        ("x", None),
        ("x.on", None),
    ],
)
def test_that_a_condition_is_known_where_its_parts_decide_it(test: str, value: bool | None) -> None:
    assert known(ast.parse(test, mode="eval").body, {"on": True, "off": False}) is value


@pytest.mark.parametrize(
    ("source", "gone"),
    [
        ("if off:\n    a()\nb()", ["if off:\n    a()"]),
        ("if on:\n    a()\nelse:\n    b()", ["b()"]),
        ("if off:\n    a()\nelse:\n    b()", []),
        ("if on:\n    return 1\nb()\nc()", ["b()", "c()"]),
        ("if x:\n    return 1\nb()", []),
        ("for i in x:\n    if off:\n        a()", ["for i in x:\n    if off:\n        a()"]),
        ("for i in x:\n    if off:\n        a()\n    b()", ["if off:\n    a()"]),
        ("a()\noff()", ["off()"]),
    ],
)
def test_that_only_what_is_never_reached_is_left_out(source: str, gone: list[str]) -> None:
    facts = {"on": True, "off": False, "off()": False}
    assert [ast.unparse(node) for node in unreached(ast.parse(source), facts)] == gone
