"""The chain rule in sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.labs.graph import Edge, Graph
from gui.labs.numbers import factor, shown

_STEP = 0.01


def edge_words(graph: Graph, edge: Edge) -> list[str]:
    """What the local derivative on an edge is, why, and what it means."""
    source, target = graph.nodes[edge.source], graph.nodes[edge.target]
    head = f"∂{target.name}/∂{source.name} = {shown(edge.derivative)}"
    rule = edge.rule if edge.rule == shown(edge.derivative) else f"{edge.rule} = {shown(edge.derivative)}"
    because = _tr("because {target} = {formula}, so ∂{target}/∂{source} = {rule}")
    means = _tr("{source} + {step} moves {target} by about {change}")
    return [
        head,
        because.format(target=target.name, formula=target.formula, source=source.name, rule=rule),
        means.format(source=source.name, step=_STEP, target=target.name, change=shown(_STEP * edge.derivative)),
    ]


def node_words(graph: Graph, index: int) -> list[str]:
    """The value of a node and the derivative of the result by it, with where each comes from."""
    node, result = graph.nodes[index], graph.result
    made = (
        f"{node.name} = {node.formula} = {shown(node.value)}" if node.formula else f"{node.name} = {shown(node.value)}"
    )
    if index == len(graph.nodes) - 1:
        return [made, _tr("the way back begins here, with ∂{name}/∂{name} = 1").format(name=node.name)]
    parts = [
        f"{factor(graph.nodes[edge.target].gradient)} · {factor(edge.derivative)}"
        for edge in graph.edges
        if edge.source == index
    ]
    back = f"∂{result.name}/∂{node.name} = {' + '.join(parts)} = {shown(node.gradient)}"
    return [made, back, _tr("of each node that uses it, its derivative times the one on the edge")]


def path_words(graph: Graph, variable: str) -> str:
    """The derivative by a variable, summed over its paths: dz/dm = 8 · 1 · 17 + 5 · 1 · 27 = 136 + 135 = 271."""
    name, ways = graph.result.name, graph.ways(variable)
    if not ways:
        return _tr("{variable} does not occur, so d{name}/d{variable} = 0").format(variable=variable, name=name)
    products = [" · ".join(factor(graph.edges[edge].derivative) for edge in way.edges) for way in ways]
    sides = [f"d{name}/d{variable}", " + ".join(products)]
    if len(ways) > 1:
        sides.append(" + ".join(factor(way.product) for way in ways))
    if sides[-1] != shown(graph.gradient_of(variable)):
        sides.append(shown(graph.gradient_of(variable)))
    return " = ".join(sides)


def path_note(graph: Graph, variable: str) -> str:
    """How many paths that was."""
    count = len(graph.ways(variable))
    if count == 0:
        return ""
    if count == 1:
        return _tr("One path leads from {variable} to {name}: multiply along it.").format(
            variable=variable, name=graph.result.name
        )
    words = _tr("{count} paths lead from {variable} to {name}: multiply along each, and add the products up.")
    return words.format(count=count, variable=variable, name=graph.result.name)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChainLab", text)
