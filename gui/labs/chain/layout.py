"""Where the nodes of a computation graph stand: inputs first, the result last, and nothing on top of another.

Only variables are used more than once, so the operations, with the variables that are used once, are a tree. Its ends
have a line of their own, in the order of the expression, and whatever is made of others stands in the middle of them.
A variable that is used more than once stands in the first layer, in the middle of those that use it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.labs.graph import Graph


@dataclass(frozen=True)
class Placement:
    """Of each node its layer, counted from the inputs, and its line, which may lie between two whole ones."""

    layers: tuple[int, ...]
    places: tuple[float, ...]

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return max(self.layers) + 1


def place_nodes(graph: Graph) -> Placement:
    """Put each node after all that it uses."""
    count, first = len(graph.nodes), len(graph.variables)
    uses: list[list[int]] = [[] for _ in range(count)]
    used_by: list[list[int]] = [[] for _ in range(count)]
    for edge in graph.edges:
        uses[edge.target].append(edge.source)
        used_by[edge.source].append(edge.target)
    layers, places, lines = [0] * count, [0.0] * count, 0
    for node in range(first, count):
        layers[node] = 1 + max(layers[source] for source in uses[node])
        parts = [source for source in uses[node] if source >= first or len(used_by[source]) == 1]
        for source in parts:
            if source < first:
                places[source], lines = float(lines), lines + 1
        if parts:
            among = [places[source] for source in parts]
            places[node] = (min(among) + max(among)) / 2
        else:
            places[node], lines = float(lines), lines + 1
    for variable in range(first):
        users = used_by[variable]
        if len(users) == 1:
            layers[variable] = layers[users[0]] - 1
        else:
            places[variable] = sum(places[user] for user in users) / len(users)
    lowest = 0.0
    # In the first layer there are variables alone; they keep a whole line apart.
    for variable in sorted((v for v in range(first) if layers[v] == 0), key=lambda v: places[v]):
        places[variable] = max(lowest, places[variable])
        lowest = places[variable] + 1.0
    return Placement(tuple(layers), tuple(places))
