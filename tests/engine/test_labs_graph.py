"""The computation graph beside the engine's backpropagation, and the published changes of its inputs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.labs.expression import ExpressionError
from engine.labs.graph import build_graph
from engine.labs.parser import parse_expression
from engine.labs.target import first_round, next_round
from engine.network import Network, parameters_on
from engine.spec import LayerSpec, LossSpec, NetworkSpec
from engine.workspace import Workspace

EXAMPLE = parse_expression("(3*k + 8*m)*(5*m + 2)", ("k", "m"))
AT = {"k": 1.0, "m": 3.0}


def rounds(target: float, shares: dict[str, float], count: int) -> list[tuple[float, float, float]]:
    now, found = first_round(EXAMPLE, AT, target), []
    for _ in range(count):
        now = next_round(EXAMPLE, now, target, shares)
        found.append((now.values["k"], now.values["m"], now.result))
    return found


def test_that_the_example_has_its_published_values_and_derivatives() -> None:
    graph = build_graph(EXAMPLE, AT)

    assert [node.value for node in graph.nodes] == [1, 3, 3, 24, 27, 15, 17, 459]
    assert [node.gradient for node in graph.nodes] == [51, 271, 17, 17, 17, 27, 27, 1]
    assert [node.formula for node in graph.nodes[2:5]] == ["3 · k", "8 · m", "u₁ + u₂"]
    assert [(edge.derivative, edge.rule) for edge in graph.edges[-2:]] == [(17.0, "u₅"), (27.0, "u₃")]
    assert [way.product for way in graph.ways("k")] == [51.0]
    assert [way.product for way in graph.ways("m")] == [136.0, 135.0]


def test_that_k_alone_lands_at_its_published_place_in_one_round() -> None:
    ((k, m, z),) = rounds(450.0, {"k": 1.0, "m": 0.0}, 1)

    assert (f"{k:.4f}", m, f"{z:.2f}") == ("0.8235", 3.0, "450.00")


def test_that_equal_shares_reach_their_published_place_in_two_rounds() -> None:
    first, second = rounds(450.0, {"k": 0.5, "m": 0.5}, 2)
    start = first_round(EXAMPLE, AT, 450.0)
    now = next_round(EXAMPLE, start, 450.0, {"k": 0.5, "m": 0.5})

    assert first[:2] == pytest.approx((1 - 4.5 / 51, 3 - 4.5 / 271), abs=1e-15)
    assert (f"{second[0]:.5f}", f"{second[1]:.5f}", f"{second[2]:.2f}") == ("0.91144", "2.98333", "450.00")
    assert not start.is_there and not now.is_there
    assert next_round(EXAMPLE, now, 450.0, {"k": 0.5, "m": 0.5}).is_there


def test_that_a_zero_derivative_and_a_run_away_are_said_in_words() -> None:
    flat = parse_expression("k**2 + 1", ("k",))
    with pytest.raises(ExpressionError, match=r"dz/dk is 0 here"):
        next_round(flat, first_round(flat, {"k": 0.0}, 5.0), 5.0, {"k": 1.0})
    steep = parse_expression("tanh(k)", ("k",))
    now = first_round(steep, {"k": 2.0}, 5.0)
    with pytest.raises(ExpressionError, match=r"run away|is 0 here|has no"):
        for _ in range(20):
            now = next_round(steep, now, 5.0, {"k": 1.0})


def test_that_one_neuron_has_the_gradient_of_the_engine() -> None:
    spec = NetworkSpec(inputs=2, layers=(LayerSpec(1, "sigmoid"),), loss=LossSpec("squared_error"), dtype="float64")
    network = Network(spec)
    network.parameters[:] = 0.7, -0.4, 0.2
    x, target = np.array([[0.9, -1.3]]), np.array([[1.0]])
    workspace = Workspace(spec, 1)
    buffers = workspace.buffers(1)
    output = network.forward(x, buffers)
    factor = spec.loss.factor(1)
    loss = factor * network.loss.value_and_gradient(output, target, factor, buffers.layers[-1].d)
    network.backward(x, buffers, parameters_on(spec, workspace.gradient))

    text = f"{factor!r}*square(sigmoid(0.9*a - 1.3*b + c) - 1)"
    values = {"a": 0.7, "b": -0.4, "c": 0.2}
    graph = build_graph(parse_expression(text, ("a", "b", "c")), values, "L")

    assert graph.result.value == pytest.approx(float(loss), abs=1e-12)
    assert [graph.gradient_of(name) for name in values] == pytest.approx(workspace.gradient.tolist(), abs=1e-12)
    assert math.isfinite(loss)
