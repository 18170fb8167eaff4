"""The card of the network: formulas with the numbers of the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPointF, Qt

from engine.activations import ACTIVATIONS
from engine.datasets import Dataset
from engine.losses import LOSSES
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from engine.workspace import Workspace
from gui.inspect.network_content import fitting_content
from gui.inspect.network_formulas import edge_lines
from gui.inspect.network_view import NetworkView
from gui.network_picture import NetworkPicture
from tests.helpers.small_runs import blobs, experiment, network_spec
from tests.helpers.written_numbers import number, numbers

ROUNDED = 1e-3


def value(line: str) -> float:
    """What stands behind the last sign of equality."""
    return number(line.rpartition("= ")[2])


class Shown:
    """A network of 5-7-6-3 in a view, with the first of eight rows running through it."""

    def __init__(self, qtbot: Any, **network: Any) -> None:
        self.data: Dataset = blobs(8)
        trainer = Trainer(experiment(network_spec(5, 7, 6, 3, **network), batch_size=None, scaling="global"), self.data)
        trainer.step()
        self.snapshot: Snapshot = trainer.snapshot()
        self.view = NetworkView()
        qtbot.addWidget(self.view)
        self.view.resize(900, 600)
        self.view.show()
        self.owner = QObject()
        self.picture = NetworkPicture(self.view, self.owner)
        self.picture.set_dataset(self.data)
        self.picture.show_network(self.snapshot)
        self.view.refresh()

    def lines(self, column: int, unit: int) -> list[str]:
        at = self.view.columns[column]
        return self.view.read_out(QPointF(at.x, float(at.y[unit]))).split("\n")

    def observed(self, row: int) -> dict[str, np.ndarray]:
        """Every array of the engine's own forward pass of that row."""
        found: dict[str, np.ndarray] = {}
        network = self.snapshot.network()
        x = self.snapshot.prepare(self.data.train.x[row : row + 1])
        buffers = Workspace(network.spec, 1).buffers(1)
        output = network.forward(x, buffers, observer=lambda name, array: found.update({name: array[0].copy()}))
        return {**found, "x": x[0], "answer": network.loss.predict(output)[0]}


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_the_sum_and_the_activation_are_those_of_the_engine(qtbot: Any, activation: str, bias: bool) -> None:
    shown = Shown(qtbot, activation=activation, bias=bias, bias_start=0.25)
    engine = shown.observed(0)
    for layer, units in enumerate((7, 6)):
        for unit in range(units):
            lines = shown.lines(layer + 1, unit)
            assert lines[1].startswith("z = Σ w·x + b = " if bias else "z = Σ w·x = ")
            assert value(lines[1]) == pytest.approx(engine[f"layers.{layer}.z"][unit], rel=ROUNDED)
            assert lines[2].startswith("a = ")
            assert value(lines[2]) == pytest.approx(engine[f"layers.{layer}.a"][unit], rel=ROUNDED)


@pytest.mark.parametrize("loss", LOSSES)
def test_that_an_output_says_what_it_claims_and_how(qtbot: Any, loss: str) -> None:
    shown = Shown(qtbot, loss=loss)
    engine = shown.observed(0)
    for unit in range(3):
        lines = shown.lines(3, unit)
        assert lines[0] == f"layer 3, unit {unit} (class {unit})"
        assert value(lines[1]) == pytest.approx(engine["layers.2.z"][unit], rel=ROUNDED)
        assert value(lines[2]) == pytest.approx(engine["answer"][unit], rel=ROUNDED)
    formula = {"softmax_cross_entropy": "p = exp(z) / Σ exp(z)", "sigmoid_cross_entropy": "p = 1 / (1 + exp(-z))"}
    assert lines[2].startswith(formula.get(loss, "a = z") + " = ")


def test_that_the_products_are_the_greatest_and_add_up_to_the_sum(qtbot: Any) -> None:
    shown = Shown(qtbot, bias_start=0.25)
    engine = shown.observed(0)
    weight, x = shown.snapshot.layers()[1].weight, engine["layers.0.a"]
    for unit in range(6):
        lines = shown.lines(2, unit)
        products = weight[:, unit] * x
        assert "the 3 greatest of 7 products w·x:" in lines
        start = lines.index("the 3 greatest of 7 products w·x:") + 1
        order = np.argsort(-np.abs(products))[:3]
        told = []
        for line, source in zip(lines[start : start + 3], order, strict=True):
            assert line.endswith(f"from unit {source}")
            w, a, product = numbers(line)[:3]
            assert (w, a) == (pytest.approx(weight[source, unit], rel=ROUNDED), pytest.approx(x[source], rel=ROUNDED))
            assert product == pytest.approx(products[source], rel=ROUNDED)
            told.append(product)
        (bias,) = (value(line) for line in lines if line.startswith("b = "))
        assert lines[-1].startswith("the other 4 together ")
        whole = sum(told) + numbers(lines[-1])[-1] + bias
        assert whole == pytest.approx(value(lines[1]), abs=5e-3)


def test_that_an_edge_says_what_it_adds(qtbot: Any) -> None:
    shown = Shown(qtbot)
    engine = shown.observed(0)
    edges = shown.view.bundles[0]
    read = 0
    for index in range(len(edges.source)):
        place = QPointF((edges.x0 + edges.x1) / 2, float(edges.y0[index] + edges.y1[index]) / 2)
        found = edges.nearest(place)
        lines = shown.view.read_out(place).split("\n")
        if found is None or not lines[0].startswith("from"):
            continue
        source, target = int(edges.source[found]), int(edges.target[found])
        weight, x = shown.snapshot.layers()[0].weight[source, target], engine["x"][source]
        assert value(lines[1]) == pytest.approx(weight, rel=ROUNDED)
        assert numbers(lines[2]) == [pytest.approx(x, rel=ROUNDED), pytest.approx(weight * x, rel=ROUNDED)]
        read += 1
    assert read > 5


def test_that_without_a_sample_the_formula_has_the_numbers_that_are_known(qtbot: Any) -> None:
    shown = Shown(qtbot, bias_start=0.25)
    many = blobs(60)
    shown.picture.set_dataset(many)
    shown.picture.show_network(shown.snapshot)
    shown.view.refresh()
    lines = shown.lines(1, 2)
    weight = shown.snapshot.layers()[0].weight[:, 2]
    strongest = int(np.argmax(np.abs(weight)))
    assert lines[1:3] == ["z = Σ w·x + b", "a = tanh(z)"]
    assert lines[4] == "the 3 strongest of 5 weights:"
    assert lines[5].endswith(f"from input {strongest}")
    assert numbers(lines[5])[0] == pytest.approx(weight[strongest], rel=ROUNDED)
    assert shown.lines(0, 1) == ["input 1"]


def test_that_page_keys_and_a_click_on_the_inputs_let_other_rows_run_through(qtbot: Any) -> None:
    shown = Shown(qtbot)

    def row() -> int:
        shown.view.refresh()
        x = [value(shown.lines(0, unit)[1]) for unit in range(5)]
        rows = shown.snapshot.prepare(shown.data.train.x)
        (found,) = np.flatnonzero(np.isclose(rows, x, rtol=ROUNDED).all(axis=1))
        assert shown.lines(0, 0)[2] == f"row {found + 1} of 8; click for the next"
        return int(found)

    assert row() == 0
    qtbot.keyClick(shown.view, Qt.Key.Key_PageDown)
    assert row() == 1
    inputs = shown.view.columns[0]
    qtbot.mouseClick(shown.view, Qt.MouseButton.LeftButton, pos=QPointF(inputs.x, float(inputs.y[0])).toPoint())
    assert row() == 2
    for _ in range(3):
        qtbot.keyClick(shown.view, Qt.Key.Key_PageUp)
    assert row() == 7


def test_that_up_and_down_read_the_units_of_the_selected_layer(qtbot: Any) -> None:
    shown = Shown(qtbot)
    shown.view.set_selected_layer(1)
    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up
    for key, unit in ((down, 0), (down, 1), (down, 2), (up, 1)):
        qtbot.keyClick(shown.view, key)
        assert shown.view.spoken() == "; ".join(shown.lines(2, unit))
        assert shown.view.accessibleDescription() == shown.view.spoken()
    qtbot.keyClick(shown.view, Qt.Key.Key_Escape)
    assert not shown.view.spoken().startswith("layer 2, unit")


def test_that_inputs_are_called_as_their_columns_are() -> None:
    weights = [np.ones((2, 1))]
    named = fitting_content((2, 1), weights, None, None, (), (), None, input_names=("length", "colour=red"))
    plain = fitting_content((2, 1), weights, None, None, (), (), None, input_names=("length",))
    assert named is not None and plain is not None
    assert [named.input_name(0, 1), plain.input_name(0, 1)] == ["colour=red", "input 1"]
    assert edge_lines(named, 0, 0, 0)[0] == "from length, to unit 0"
