"""What is impossible is kept, marked and explained."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from engine.spec import ExperimentSpec
from gui.design.design_panel import DesignPanel
from gui.widgets.number_field import NumberField
from tests.helpers.design_panel import DROPOUT, UNITS, cell, find, make_spec, model_of, sizes


@pytest.mark.parametrize(
    ("column", "typed", "path"),
    [
        (UNITS, "0", "network.layers.1.units"),
        (UNITS, "", "network.layers.1.units"),
        (UNITS, "many", "network.layers.1.units"),
        (UNITS, "1.5", "network.layers.1.units"),
        (DROPOUT, "1.0", "network.layers.1.dropout"),
        (DROPOUT, "", "network.layers.1.dropout"),
        (DROPOUT, "nan", "network.layers.1.dropout"),
    ],
)
def test_that_an_impossible_cell_is_kept_marked_and_explained(
    panel: DesignPanel, specs: list[ExperimentSpec], problems: list[tuple[str, str]], column: int, typed: str, path: str
) -> None:
    index = cell(panel, 1, column)
    before = index.data(Qt.ItemDataRole.EditRole)
    model_of(panel).setData(index, typed)
    assert specs == []
    assert panel.spec() is None
    assert problems[-1][0] == path
    sentence = problems[-1][1]
    assert sentence.startswith("Layer 2:")
    assert index.data(Qt.ItemDataRole.ToolTipRole) == sentence
    assert index.data(Qt.ItemDataRole.BackgroundRole) is not None
    label = find(panel, QLabel, "layersProblem")
    assert not label.isHidden()
    assert sentence in label.text()
    model_of(panel).setData(index, before)
    assert problems[-1] == ("", "")
    assert index.data(Qt.ItemDataRole.BackgroundRole) is None
    assert label.isHidden()
    assert panel.spec() == make_spec()


@pytest.mark.parametrize(
    ("name", "typed", "path"),
    [
        ("epochsSpin", "", "training.epochs"),
        ("epochsSpin", "0", "training.epochs"),
        ("batchSizeSpin", "x", "training.batch_size"),
        ("l2Spin", "-1", "training.l2"),
        ("inputDropoutSpin", "1.0", "network.input_dropout"),
    ],
)
def test_that_an_impossible_field_is_kept_marked_and_explained(
    qtbot: QtBot, panel: DesignPanel, problems: list[tuple[str, str]], name: str, typed: str, path: str
) -> None:
    field = find(panel, NumberField, name)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert problems[-1][0] == path
    assert panel.spec() is None
    assert field.text() == typed
    shown = [label.text() for label in panel.findChildren(QLabel) if not label.isHidden()]
    assert problems[-1][1] in "\n".join(shown)


def test_that_a_bad_text_survives_edits_elsewhere_and_goes_with_undo(qtbot: QtBot, panel: DesignPanel) -> None:
    model_of(panel).setData(cell(panel, 0, UNITS), 64)
    epochs = find(panel, NumberField, "epochsSpin")
    qtbot.keyClicks(epochs, "x")
    model_of(panel).setData(cell(panel, 1, UNITS), 32)
    assert epochs.problem()
    panel.undo()
    assert not epochs.problem()
    assert sizes(panel) == (784, 64, 256, 10)


def test_that_a_batch_larger_than_the_data_is_refused_until_it_fits(
    panel: DesignPanel, problems: list[tuple[str, str]]
) -> None:
    panel.set_dataset_shape(784, 10, True, rows=1257)
    batch = find(panel, NumberField, "batchSizeSpin")
    batch.setValue(2000)
    assert problems[-1][0] == "training.batch_size"
    assert "1,257" in problems[-1][1]
    assert panel.spec() is None
    batch.setValue(1257)
    assert problems[-1] == ("", "")
    assert panel.spec() is not None


def test_that_the_learning_rate_of_elsewhere_is_carried_or_refused(
    panel: DesignPanel, specs: list[ExperimentSpec], problems: list[tuple[str, str]]
) -> None:
    panel.set_learning_rate(0.5)
    assert specs[-1].training.learning_rate == 0.5
    panel.set_learning_rate(0.5, "The learning rate is empty.")
    assert problems == [("training.learning_rate", "The learning rate is empty.")]
    assert panel.spec() is None
    panel.set_learning_rate(0.5)
    assert problems[-1] == ("", "")
    assert len(specs) == 1


def test_that_an_impossible_field_keeps_no_other_value_from_holding(
    qtbot: QtBot, panel: DesignPanel, specs: list[ExperimentSpec], problems: list[tuple[str, str]]
) -> None:
    before = panel.spec()
    assert before is not None
    batch = find(panel, NumberField, "batchSizeSpin")
    batch.selectAll()
    qtbot.keyClicks(batch, "abc\r")
    panel.set_learning_rate(0.2)
    dropout = find(panel, NumberField, "inputDropoutSpin")
    dropout.selectAll()
    qtbot.keyClicks(dropout, "0,3\r")

    assert problems[-1][0] == "training.batch_size"
    assert panel.spec() is None
    expected = before.with_value("training.learning_rate", 0.2).with_value("network.input_dropout", 0.3)
    assert specs[-1] == expected

    batch.selectAll()
    qtbot.keyClicks(batch, "60\r")
    assert panel.spec() == specs[-1] == expected.with_value("training.batch_size", 60)


def test_that_a_batch_that_is_too_large_is_not_announced_with_another_value(
    panel: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    panel.set_dataset_shape(784, 10, True, rows=1257)
    find(panel, NumberField, "batchSizeSpin").setValue(2000)
    panel.set_learning_rate(0.2)
    assert specs[-1].training.learning_rate == 0.2
    assert specs[-1].training.batch_size != 2000
