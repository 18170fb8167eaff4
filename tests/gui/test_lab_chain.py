"""The lab of the chain rule: graph, derivatives, paths, and rounds towards a target."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from engine.errors import SpecError
from engine.labs.graph import build_graph
from gui.labs.chain.chain_lab import ChainLab
from gui.labs.chain.geometry import Geometry
from gui.labs.chain.layout import place_nodes
from gui.labs.chain.state import read_expression
from gui.labs.chain.words import edge_words, node_words, path_words
from gui.theme.theme import DARK

AT = {"k": 1.0, "m": 3.0}


@pytest.fixture
def lab(qtbot: QtBot) -> ChainLab:
    lab = ChainLab()
    qtbot.addWidget(lab)
    lab.resize(1000, 700)
    lab.show()
    return lab


def type_expression(lab: ChainLab, text: str) -> None:
    field = lab.findChild(QLineEdit, "chainExpression")
    field.setText(text)
    field.textEdited.emit(text)


def test_that_the_example_is_written_out_with_its_numbers() -> None:
    graph = build_graph(read_expression("(3*k + 8*m)*(5*m + 2)"), AT)

    assert path_words(graph, "k") == "dz/dk = 3 · 1 · 17 = 51"
    assert path_words(graph, "m") == "dz/dm = 8 · 1 · 17 + 5 · 1 · 27 = 136 + 135 = 271"
    assert path_words(graph, "a").endswith("so dz/da = 0")
    assert edge_words(graph, graph.edges[-2])[:2] == [
        "∂z/∂u₃ = 17",
        "because z = u₃ · u₅, so ∂z/∂u₃ = u₅ = 17",
    ]
    assert node_words(graph, 1)[1] == "∂z/∂m = 17 · 8 + 27 · 5 = 271"


@pytest.mark.parametrize(
    "text", ["(3*k + 8*m)*(5*m + 2)", "k*k + k*m*m - sin(k)", "square(sigmoid(a*x + b) - y)", "k", "k+m+k+m+k+m"]
)
def test_that_no_node_lies_on_another_and_each_stands_after_what_it_uses(text: str) -> None:
    expression = read_expression(text)
    graph = build_graph(expression, dict.fromkeys(expression.variables, 0.7))
    layers = place_nodes(graph).layers
    assert all(layers[edge.source] < layers[edge.target] for edge in graph.edges)
    for runs_down in (False, True):
        geometry = Geometry(graph, QSize(100, 50).toSizeF(), (40, 10), runs_down=runs_down)
        boxes = [geometry.box(node) for node in range(len(graph.nodes))]

        assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])
        assert all(box.right() <= geometry.size.width() and box.bottom() <= geometry.size.height() for box in boxes)


def test_that_a_typed_expression_is_drawn_and_a_broken_one_is_explained(lab: ChainLab) -> None:
    type_expression(lab, "k*m*x")
    assert lab.state()["values"] == [1.0, 3.0, 1.0] and lab.state()["shares"] == [1.0, 0.0, 0.0]
    assert not lab.field.problem.isVisible()
    before = lab.state()

    type_expression(lab, "3k")
    assert "a sign is missing" in lab.field.problem.text() and lab.field.problem.isVisible()
    type_expression(lab, "a+b+c+d+k")
    assert "at most 4" in lab.field.problem.text()
    type_expression(lab, "k" + "+k" * 60)
    assert "There are 60 operations" in lab.field.problem.text()
    assert lab.state() == before

    type_expression(lab, "log(k - 1)")
    assert "has no value" in lab.field.problem.text() and not lab.target.round_button.isEnabled()
    lab.variables.fields[0].setValue(3.0)
    assert not lab.field.problem.isVisible() and lab.target.round_button.isEnabled()


@pytest.mark.parametrize("text", ["k/0", "k/(1-1)", "0*k/0", "1/k", "k**-20", "log(k)/0 + 1e300*k"])
def test_that_what_has_no_value_is_said_and_kept_and_comes_back(lab: ChainLab, text: str) -> None:
    type_expression(lab, text)
    lab.variables.fields[0].setValue(0.0)
    saved = lab.state()
    lab.set_state({})
    lab.set_state({**saved, "rounds": 3})

    assert saved["expression"] == text and "has no " in lab.field.problem.text()
    assert lab.picture.geometry_shown is None and not lab.target.round_button.isEnabled()
    type_expression(lab, "0/0*k")
    assert "0 / 0 has no value" in lab.field.problem.text() and lab.state()["expression"] == text
    type_expression(lab, "3*k + 1")
    assert not lab.field.problem.isVisible() and lab.picture.geometry_shown is not None


def test_that_a_state_that_cannot_be_worked_out_is_never_kept(lab: ChainLab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError

    before, rounds = lab.state(), lab.rounds
    monkeypatch.setattr("gui.labs.chain.course.build_graph", fail)
    with pytest.raises(ArithmeticError):
        lab.set_state({"rounds": 1})

    assert lab.state() == before and lab.rounds == rounds


def test_that_the_rounds_lead_to_the_published_numbers(lab: ChainLab, qtbot: QtBot) -> None:
    lab.target.round_button.click()
    assert lab.variables.fields[0].text() == "0.823529" and lab.rounds[-1].result == pytest.approx(450)
    assert not lab.target.round_button.isEnabled()

    lab.target.return_button.click()
    assert lab.variables.fields[0].value() == 1.0
    for field in lab.target.shares[:2]:
        field.setValue(0.5)
    with qtbot.waitSignal(lab.state_changed):
        lab.target.all_button.click()
    table = lab.target.table
    last = [table.item(2, column).text() for column in range(4)]
    assert table.rowCount() == 3 and last == ["2", "0.91144", "2.98333", "450"]
    assert lab.state()["rounds"] == 2


def test_that_a_flat_spot_is_said_in_words_and_ends_the_rounds(lab: ChainLab) -> None:
    lab.set_state({"expression": "k**2", "values": [0.0], "shares": [1.0]})
    lab.target.round_button.click()

    assert "dz/dk is 0 here" in lab.target.findChild(type(lab._note), "chainTargetNote").text()
    assert not lab.target.round_button.isEnabled() and lab.target.table.rowCount() == 1


def test_that_a_value_given_after_rounds_is_the_new_start(lab: ChainLab) -> None:
    lab.target.round_button.click()
    lab.variables.fields[1].setValue(2.0)

    assert lab.state()["rounds"] == 0 and lab.state()["values"] == [pytest.approx(1 - 9 / 51), 2.0]


@pytest.mark.parametrize(
    "entries",
    [
        {"expression": "3k"},
        {"values": [1.0]},
        {"values": [1.0, float("nan")]},
        {"variable": "q"},
        {"shares": [-1.0, 0.0]},
        {"rounds": 1000},
        {"rounds": True},
        {"unknown": 1},
        {"target": "x"},
    ],
)
def test_that_an_impossible_state_is_refused_and_changes_nothing(lab: ChainLab, entries: dict[str, Any]) -> None:
    before = lab.state()
    with pytest.raises(SpecError):
        lab.set_state({**before, **entries})

    assert lab.state() == before


def test_that_a_state_comes_back_as_it_was(lab: ChainLab) -> None:
    lab.set_state({"expression": "k*m", "values": [2.0, 5.0], "variable": "m", "target": 12.0, "shares": [0.0, 1.0]})
    lab.target.round_button.click()
    saved = lab.state()
    lab.set_state({})
    lab.set_state(saved)

    assert lab.state() == saved and lab.rounds[-1].values == {"k": 2.0, "m": 6.0}


def test_that_pointer_and_keys_read_the_edges(lab: ChainLab) -> None:
    picture, geometry = lab.picture, lab.picture.geometry_shown
    assert geometry is not None
    middle = geometry.path(7).pointAtPercent(0.4) + geometry.offset(picture.size())
    assert picture.read_out(middle)[0] == "∂z/∂u₅ = 27"
    assert picture.read_out(QPointF(2, 2)) == []

    QApplication.sendEvent(picture, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert picture.accessibleDescription().startswith("∂u₁/∂k = 3")
    picture.grab()
    QApplication.sendEvent(picture, QFocusEvent(QEvent.Type.FocusOut))
    assert picture.accessibleDescription().startswith("z = 459; dz/dk = 3 · 1 · 17")


def test_that_it_runs_down_where_it_is_narrow(lab: ChainLab) -> None:
    shown = lab.picture.geometry_shown
    assert shown is not None and not shown.runs_down
    lab.resize(440, 560)
    lab.apply_theme(DARK)
    QApplication.processEvents()
    narrow = lab.picture.geometry_shown

    assert narrow is not None and narrow.runs_down and narrow.size.width() <= 440
    assert lab.grab().toImage().pixelColor(3, 300) == DARK.surface
