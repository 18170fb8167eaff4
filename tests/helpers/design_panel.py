"""What the tests of the design panel share: the design it shows, and its parts by name."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtWidgets import QComboBox, QWidget

from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, NetworkSpec, TrainingSpec
from gui.design.design_panel import DesignPanel
from gui.design.layer_table import LayerTable

UNITS, ACTIVATION, DROPOUT = range(3)
W = TypeVar("W", bound=QWidget)


def make_spec(**training: Any) -> ExperimentSpec:
    layers = (
        LayerSpec(512, dropout=0.2),
        LayerSpec(256, dropout=0.1),
        LayerSpec(10, "identity", initializer=InitializerSpec("uniform", 0.0173)),
    )
    network = NetworkSpec(784, layers, input_dropout=0.4)
    return ExperimentSpec("mnist-fcnn", "mnist", network, TrainingSpec(batch_size=120, **training))


def find(panel: DesignPanel, kind: type[W], name: str) -> W:
    widget = panel.findChild(kind, name)
    assert widget is not None, name
    return widget


def choose(panel: DesignPanel, combo_name: str, name: str) -> None:
    combo = find(panel, QComboBox, combo_name)
    index = combo.findData(name)
    assert index >= 0, name
    combo.setCurrentIndex(index)


def table_of(panel: DesignPanel) -> LayerTable:
    return find(panel, LayerTable, "layerTable")


def model_of(panel: DesignPanel) -> QAbstractItemModel:
    return table_of(panel).model()


def cell(panel: DesignPanel, row: int, column: int) -> QModelIndex:
    return model_of(panel).index(row, column)


def sizes(panel: DesignPanel) -> tuple[int, ...]:
    spec = panel.spec()
    assert spec is not None
    return spec.network.sizes
