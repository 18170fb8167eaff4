"""What follows from what is set up in the lab of the chain rule: its rounds, and the graph at their end."""

from __future__ import annotations

from dataclasses import dataclass

from engine.labs.expression import Expression, ExpressionError
from engine.labs.graph import Graph, build_graph
from engine.labs.target import Round, first_round, next_round
from gui.labs.chain.state import ChainState, read_expression


@dataclass(frozen=True)
class Course:
    """A state, worked out.

    Attributes:
        expression: Of z.
        shares: Of the wanted change of z, by variable.
        rounds: Where z and its inputs were, the start first; empty where there is no value.
        now: The values of the variables after the rounds.
        graph: At these values; None where it has no value or no derivative.
        problem: Why there is no value or no graph, else "".
        round_problem: Why a round could not be made, else "".
    """

    expression: Expression
    shares: dict[str, float]
    rounds: tuple[Round, ...]
    now: dict[str, float]
    graph: Graph | None
    problem: str
    round_problem: str


def work_out(state: ChainState) -> Course:
    """Read the expression and make the rounds of `state`; what cannot be worked out is said in the problems."""
    expression = read_expression(state.text)
    now = dict(zip(expression.variables, state.values, strict=True))
    shares = dict(zip(expression.variables, state.shares, strict=True))
    rounds: list[Round] = []
    problem = round_problem = ""
    try:
        rounds.append(first_round(expression, now, state.target))
    except ExpressionError as error:
        problem = str(error)
    else:
        try:
            for _ in range(state.rounds):
                rounds.append(next_round(expression, rounds[-1], state.target, shares))
        except ExpressionError as error:
            round_problem = str(error)
        now = rounds[-1].values
    graph: Graph | None = None
    try:
        graph = build_graph(expression, now)
    except ExpressionError as error:
        problem = problem or str(error)
    return Course(expression, shares, tuple(rounds), now, graph, problem, round_problem)
