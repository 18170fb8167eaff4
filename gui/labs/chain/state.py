"""What a person has set up in the lab of the chain rule, as it is saved and shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.checks import require_count, require_number
from engine.errors import SpecError
from engine.labs.expression import Expression, ExpressionError
from engine.labs.parser import parse_expression
from engine.labs.target import MOST_ROUNDS
from engine.plain import from_plain, to_plain

NAMES = tuple("abcdkmnpqrstvwxy")
"""The variables that may occur."""
EXAMPLE = "(3*k + 8*m)*(5*m + 2)"
MOST_VARIABLES = 4
MOST_STEPS = 40
FARTHEST = 1e6


def read_expression(text: str) -> Expression:
    """Read an expression of so few variables and operations that there is room for them.

    Raises:
        ExpressionError: A sentence that says what is wrong.
    """
    expression = parse_expression(text, NAMES)
    if len(expression.variables) > MOST_VARIABLES:
        found = ", ".join(expression.variables)
        raise ExpressionError(f"There are {len(expression.variables)} variables ({found}); at most {MOST_VARIABLES}.")
    if len(expression.steps) > MOST_STEPS:
        raise ExpressionError(f"There are {len(expression.steps)} operations; the graph has room for {MOST_STEPS}.")
    return expression


@dataclass(frozen=True)
class ChainState:
    """The entries, each with what the lab begins with.

    Attributes:
        expression: Of z; "" for the example.
        values: Of the variables, in alphabetical order; where the rounds begin.
        variable: The derivative by this one is written out.
        target: What z is to become.
        shares: Of the wanted change of z, for each variable.
        rounds: How many were made.
    """

    expression: str = ""
    values: tuple[float, ...] = (1.0, 3.0)
    variable: str = "k"
    target: float = 450.0
    shares: tuple[float, ...] = (1.0, 0.0)
    rounds: int = 0

    def __post_init__(self) -> None:
        try:
            variables = read_expression(self.text).variables
        except ExpressionError as error:
            raise SpecError("expression", str(error)) from None
        for name in ("values", "shares"):
            numbers = getattr(self, name)
            if len(numbers) != len(variables):
                raise SpecError(name, f"The {name} must be {len(variables)} numbers, for {', '.join(variables)}.")
            for number in numbers:
                require_number(name, number, -FARTHEST if name == "values" else 0.0, FARTHEST)
        if self.variable not in variables:
            raise SpecError("variable", f"There is no variable {self.variable!r} in the expression.")
        require_number("target", self.target, -(FARTHEST**2), FARTHEST**2)
        require_count("rounds", self.rounds, 0, MOST_ROUNDS)

    @property
    def text(self) -> str:
        """The expression of z."""
        return self.expression or EXAMPLE

    def to_plain(self) -> dict[str, Any]:
        """As plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain


def state_from_plain(document: dict[str, Any]) -> ChainState:
    """The state that `document` describes; what it leaves out is as at the beginning.

    Raises:
        SpecError: An entry is unknown or impossible.
    """
    return from_plain(ChainState, document)
