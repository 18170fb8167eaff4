"""The computation graph of an expression: values forward, derivatives backward."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.labs.expression import Expression, ExpressionError, Operand, Reference, Step, at_words

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Node:
    """A variable, or the result of an operation.

    Attributes:
        name: The variable's name; u₁, u₂, ... for results on the way; the name of the result for the last.
        formula: What it is made of, with the names of its inputs; "" for a variable.
        value: Forward.
        gradient: Backward: the derivative of the result by it.
    """

    name: str
    formula: str
    value: float
    gradient: float


@dataclass(frozen=True)
class Edge:
    """That a node goes into an operation.

    Attributes:
        source, target: Numbers of nodes.
        derivative: Of the target by the source: the local derivative.
        rule: The formula of the derivative, with the names of nodes.
    """

    source: int
    target: int
    derivative: float
    rule: str


@dataclass(frozen=True)
class Way:
    """A path from a variable to the result, with the product of the derivatives along it.

    Attributes:
        edges: Numbers of edges, from the variable on.
    """

    edges: tuple[int, ...]
    product: float


@dataclass(frozen=True)
class Graph:
    """The nodes in the order of evaluation, variables first, and the edges between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    variables: tuple[str, ...]

    @property
    def result(self) -> Node:
        """The last node."""
        return self.nodes[-1]

    def gradient_of(self, variable: str) -> float:
        """The derivative of the result by a variable; 0 for one that does not occur."""
        return self.nodes[self.variables.index(variable)].gradient if variable in self.variables else 0.0

    def ways(self, variable: str) -> tuple[Way, ...]:
        """Every path from the variable to the result: one for each time that it occurs."""
        if variable not in self.variables:
            return ()
        leaving: dict[int, list[int]] = {}
        for number, edge in enumerate(self.edges):
            leaving.setdefault(edge.source, []).append(number)
        ways = []
        for first in leaving.get(self.variables.index(variable), []):
            path = [first]
            # Only a variable is used more than once, so from here on there is one way.
            while self.edges[path[-1]].target != len(self.nodes) - 1:
                path.extend(leaving[self.edges[path[-1]].target])
            ways.append(Way(tuple(path), math.prod(self.edges[number].derivative for number in path)))
        return tuple(ways)


def build_graph(expression: Expression, values: Mapping[str, float], result_name: str = "z") -> Graph:
    """The graph at these values of the variables.

    Raises:
        ExpressionError: A value or a derivative is not a finite number; the sentence says which.
    """
    results = expression.forward([values[name] for name in expression.variables])
    gradients, local = expression.backward(results)
    names = _names(expression, result_name)
    first = len(expression.variables)
    nodes, edges = [], []
    for index, name in enumerate(names):
        step = expression.steps[index - first] if index >= first else None
        formula = _written(step, names) if step else ""
        where = at_words(expression.variables, values)
        if not math.isfinite(results[index]):
            raise ExpressionError(f"{name} = {formula} has no value that a number can hold, at {where}.")
        nodes.append(Node(name, formula, float(results[index]), float(gradients[index])))
        if step is None:
            continue
        operands = [_name(operand, names) for operand in step.operands]
        for slot, operand in enumerate(step.operands):
            if isinstance(operand, Reference):
                derivative = float(local[index - first][slot])
                if not math.isfinite(derivative):
                    raise ExpressionError(f"{name} = {formula} has no derivative by {operands[slot]}, at {where}.")
                rule = step.operation.rules[slot].format(*operands, out=name)
                edges.append(Edge(operand.place, index, derivative, rule))
    for node in nodes:
        if not math.isfinite(node.gradient):
            raise ExpressionError(f"The derivative of {result_name} by {node.name} is too large for a number.")
    return Graph(tuple(nodes), tuple(edges), expression.variables)


def _names(expression: Expression, result_name: str) -> list[str]:
    between = [f"u{number}".translate(_SUBSCRIPT) for number in range(1, len(expression.steps))]
    return [*expression.variables, *between, result_name]


def _written(step: Step, names: list[str]) -> str:
    return step.operation.formula.format(*(_name(operand, names) for operand in step.operands))


def _name(operand: Operand, names: list[str]) -> str:
    if isinstance(operand, Reference):
        return names[operand.place]
    words = f"{operand:.6g}".replace("-", "−")
    return f"({words})" if operand < 0 else words
