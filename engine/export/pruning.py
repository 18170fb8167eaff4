"""Pruning: what of a definition is never reached, given what is known of the conditions in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

Facts = Mapping[str, bool]
"""Of expressions, as `ast.unparse` writes them, whether they are always or never true; a call that stands as a
statement of its own and is "never true" does nothing."""
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def unreached(node: ast.AST, facts: Facts) -> Iterator[ast.stmt]:
    """The outermost statements below `node` that never run or do nothing."""
    for _, block in ast.iter_fields(node):
        parts = block if isinstance(block, list) else [block]
        is_left = False
        for part in parts:
            if not isinstance(part, ast.stmt):
                if isinstance(part, ast.AST):
                    yield from unreached(part, facts)
            elif is_left or _does_nothing(part, facts):
                yield part
            elif isinstance(part, ast.If) and known(part.test, facts):
                yield from part.orelse
                yield from _below(part.body, facts)
                is_left = isinstance(part.body[-1], _LEAVES)
            else:
                yield from unreached(part, facts)


def known(test: ast.expr, facts: Facts) -> bool | None:
    """Whether a condition is always or never true; None where that depends."""
    if ast.unparse(test) in facts:
        return facts[ast.unparse(test)]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        value = known(test.operand, facts)
        return None if value is None else not value
    if isinstance(test, ast.BoolOp):
        values = [known(part, facts) for part in test.values]
        decisive = isinstance(test.op, ast.Or)
        if decisive in values:
            return decisive
        return None if None in values else not decisive
    return None


def brief(definition: ast.AST, lines: list[str]) -> dict[int, str | None]:
    """How the docstrings in a definition are cut to their first paragraph: line, counted from 1 -> what is left of it.

    `lines` are those of the file.
    """
    changed: dict[int, str | None] = {}
    for node in ast.walk(definition):
        words = _docstring(node)
        if words is None:
            continue
        first, last = words.lineno, _last(words)
        end = next((number for number in range(first, last + 1) if not lines[number - 1].strip()), None)
        if end is not None:
            changed[end - 1] = lines[end - 2] + '"""'
            changed.update(dict.fromkeys(range(end, last + 1)))
    return changed


def _does_nothing(part: ast.stmt, facts: Facts) -> bool:
    if isinstance(part, ast.If):
        value = known(part.test, facts)
        if value is False and not part.orelse:
            return True
        return not part.orelse and _is_empty(part.body, facts)
    if isinstance(part, ast.For):
        return not part.orelse and _is_empty(part.body, facts)
    return isinstance(part, ast.Expr) and known(part.value, facts) is False


def _is_empty(body: list[ast.stmt], facts: Facts) -> bool:
    return all(_does_nothing(part, facts) for part in body)


def _below(body: list[ast.stmt], facts: Facts) -> Iterator[ast.stmt]:
    return unreached(ast.Module(body, type_ignores=[]), facts)


def _docstring(node: Any) -> ast.Constant | None:
    if not isinstance(node, ast.FunctionDef | ast.ClassDef) or not isinstance(node.body[0], ast.Expr):
        return None
    words = node.body[0].value
    return words if isinstance(words, ast.Constant) and isinstance(words.value, str) else None


def _last(node: ast.expr) -> int:
    assert node.end_lineno is not None
    return node.end_lineno
