"""Changing the inputs of an expression until its result has a wanted value.

Of the change that the result still needs, each variable takes its share. The derivative says how far the result moves
for a small step of the variable, so the share of the change divided by the derivative is the step. That is exact where
the result is a straight line in the one variable that moves; otherwise a little is missing, and another round follows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.labs.expression import Expression, ExpressionError
from engine.labs.graph import build_graph

CLOSE = 1e-5
"""How near to the target is near enough: so many times its size, or times 1 for a small one."""
MOST_ROUNDS = 50
_FARTHEST = 1e12


@dataclass(frozen=True)
class Round:
    """Where the variables are after so many rounds.

    Attributes:
        values: Of every variable.
        result: The value there.
        missing: Result - target.
    """

    values: dict[str, float]
    result: float
    missing: float

    @property
    def is_there(self) -> bool:
        """Whether the result is near enough."""
        return abs(self.missing) <= CLOSE * max(1.0, abs(self.result - self.missing))


def first_round(expression: Expression, values: Mapping[str, float], target: float) -> Round:
    """Where it starts.

    Raises:
        ExpressionError: There is no value there.
    """
    result = expression.evaluate(values)
    return Round(dict(values), result, result - target)


def next_round(expression: Expression, before: Round, target: float, shares: Mapping[str, float]) -> Round:
    """Let each variable take its share: v ← v + share · (target − result) / (d result / d v).

    Raises:
        ExpressionError: A derivative is zero, so no step of that variable helps, or the numbers run away.
    """
    graph = build_graph(expression, before.values)
    values = dict(before.values)
    for name, share in shares.items():
        if not share:
            continue
        derivative = graph.gradient_of(name)
        step = -share * before.missing / derivative if derivative else math.inf
        if not derivative or not math.isfinite(step):
            raise ExpressionError(
                f"dz/d{name} is {derivative:.3g} here: no step of {name} changes z, so it can take no share."
            )
        values[name] += step
    if max(abs(value) for value in values.values()) > _FARTHEST:
        raise ExpressionError("The steps run away: z bends too much here. Give the variables other values or shares.")
    return first_round(expression, values, target)
