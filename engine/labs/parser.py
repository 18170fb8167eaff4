"""Expressions that a person types: parsed by hand, so that nothing typed is ever run as code.

    sum     = product (("+" | "-") product)*
    product = sign (("*" | "/") sign)*
    sign    = ("+" | "-") sign | power
    power   = atom ["**" sign]
    atom    = number | name | function "(" sum ")" | "(" sum ")"

Everything is a float. What consists of numbers alone is worked out while it is read, so a parsed expression is a flat
list of operations on variables, on earlier results and on plain numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.checks import nearest
from engine.labs.expression import Expression, ExpressionError, Operand, Reference, Step
from engine.labs.operations import (
    ADD,
    CONSTANTS,
    COPY,
    DIVIDE,
    FUNCTIONS,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    Operation,
)

LONGEST = 200
"""Characters of an expression."""
LARGEST_POWER = 20.0
_DEEPEST = 30
# Signs as formulas are printed, each one character like the sign it stands for.
_PRINTED = str.maketrans("·×−", "**-")

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/()])",
    re.ASCII,
)
_SIGNS = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE}


def parse_expression(text: str, names: Sequence[str]) -> Expression:
    """Read `text`, in which the variables `names` may occur.

    Raises:
        ExpressionError: A sentence that says what was found and where.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"The expression has {len(text):,} characters; at most {LONGEST} are read.")
    tokens = _tokens(text)
    parser = _Parser(tokens, tuple(names))
    result = parser.read()
    if isinstance(result, float):
        raise ExpressionError(f"There is no variable in it; write {_any_of(names)}.")
    steps = parser.steps
    if not steps:
        steps.append(Step(COPY, (result,)))
    used = [i for i in range(len(names)) if any(Reference(i) in step.operands for step in steps)]
    # The variables that do not occur are counted no longer.
    order = {old: new for new, old in enumerate([*used, *range(len(names), len(names) + len(steps))])}
    moved = tuple(Step(step.operation, tuple(_moved(operand, order) for operand in step.operands)) for step in steps)
    return Expression(text, tuple(names[i] for i in used), moved)


class _Token(NamedTuple):
    kind: str
    text: str
    place: int


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    text = text.translate(_PRINTED)
    while place < len(text):
        if text[place] in " \t":
            place += 1
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            hint = "; a power is written **" if text[place] == "^" else ""
            raise ExpressionError(f"{_shown(text[place])} at place {place + 1} has no meaning here{hint}.")
        tokens.append(_Token(str(match.lastgroup), match.group(), place + 1))
        place = match.end()
    return tokens


class _Parser:
    """Reads tokens from left to right and writes the operations down as they are to be done."""

    def __init__(self, tokens: list[_Token], names: tuple[str, ...]) -> None:
        self.steps: list[Step] = []
        self._tokens = tokens
        self._names = names
        self._at = 0
        self._depth = 0

    def read(self) -> Operand:
        """Read everything."""
        if not self._tokens:
            raise ExpressionError(f"There is no expression yet; write one with {_any_of(self._names)}.")
        result = self._sum()
        token = self._next()
        if token is not None:
            raise ExpressionError(self._unexpected(token))
        return result

    def _sum(self) -> Operand:
        return self._chain("+-", self._product)

    def _product(self) -> Operand:
        return self._chain("*/", self._sign)

    def _chain(self, signs: str, read_part: Callable[[], Operand]) -> Operand:
        result = read_part()
        while (token := self._take(*signs)) is not None:
            result = self._apply(_SIGNS[token.text], (result, read_part()), token)
        return result

    def _sign(self) -> Operand:
        token = self._take("+", "-")
        if token is None:
            return self._power()
        self._go_deeper(token)
        operand = self._sign()
        self._depth -= 1
        return operand if token.text == "+" else self._apply(NEGATE, (operand,), token)

    def _power(self) -> Operand:
        base = self._atom()
        token = self._take("**")
        if token is None:
            return base
        self._go_deeper(token)
        exponent = self._sign()
        self._depth -= 1
        if not isinstance(exponent, float):
            raise ExpressionError(f"The exponent after ** at place {token.place} must be a plain number, such as 2.")
        if abs(exponent) > LARGEST_POWER:
            raise ExpressionError(
                f"The exponent {exponent:.6g} after ** at place {token.place} is too large;"
                f" it may be {-LARGEST_POWER:g} to {LARGEST_POWER:g}."
            )
        return self._apply(POWER, (base, exponent), token)

    def _atom(self) -> Operand:
        token = self._next()
        if token is None:
            raise ExpressionError(f"Something is missing at the end, after {self._tokens[-1].text}.")
        self._at += 1
        if token.kind == "number":
            number = float(token.text)
            if not np.isfinite(number):
                raise ExpressionError(f"The number {token.text} at place {token.place} is too large.")
            return number
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            return self._enclosed(token)
        raise ExpressionError(self._unexpected(token))

    def _named(self, token: _Token) -> Operand:
        name = token.text
        if name in FUNCTIONS:
            bracket = self._take("(")
            if bracket is None:
                raise ExpressionError(f"After the function {name} at place {token.place} a ( is missing.")
            return self._apply(FUNCTIONS[name], (self._enclosed(bracket),), token)
        if name in self._names:
            return Reference(self._names.index(name))
        if name in CONSTANTS:
            return CONSTANTS[name]
        known = [*self._names, *CONSTANTS, *FUNCTIONS]
        raise ExpressionError(f"There is no {_shown(name)} (place {token.place}){nearest(name, known)}")

    def _enclosed(self, bracket: _Token) -> Operand:
        self._go_deeper(bracket)
        result = self._sum()
        self._depth -= 1
        if self._take(")") is None:
            token = self._next()
            if token is not None:
                raise ExpressionError(self._unexpected(token))
            raise ExpressionError(f"The ( at place {bracket.place} is never closed.")
        return result

    def _apply(self, operation: Operation, operands: tuple[Operand, ...], token: _Token) -> Operand:
        numbers = [operand for operand in operands if isinstance(operand, float)]
        if len(numbers) < len(operands):
            self.steps.append(Step(operation, operands))
            return Reference(len(self._names) + len(self.steps) - 1)
        with np.errstate(all="ignore"):
            result = float(operation.value(*numbers))
        if not np.isfinite(result):
            words = operation.formula.format(*(f"{number:.6g}" for number in numbers))
            raise ExpressionError(f"At place {token.place}, {words} has no value that a number can hold.")
        return result

    def _go_deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionError(
                f"From {token.text} at place {token.place} on it is nested too deeply: at most {_DEEPEST} levels."
            )

    def _unexpected(self, token: _Token) -> str:
        if token.kind == "sign" and token.text != "(":
            return f"The {token.text} at place {token.place} does not fit there."
        return f"Before {_shown(token.text)} at place {token.place} a sign is missing, such as * or +."

    def _next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *signs: str) -> _Token | None:
        """The next token if it is one of these signs."""
        token = self._next()
        if token is None or token.kind != "sign" or token.text not in signs:
            return None
        self._at += 1
        return token


def _moved(operand: Operand, order: Mapping[int, int]) -> Operand:
    return Reference(order[operand.place]) if isinstance(operand, Reference) else operand


def _shown(text: str) -> str:
    """What was typed, where it can be seen; else its number."""
    short = text if len(text) <= 20 else f"{text[:20]}…"
    return f"“{short}”" if short.isprintable() else f"The character U+{ord(text[0]):04X}"


def _any_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
