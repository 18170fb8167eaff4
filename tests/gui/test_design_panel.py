from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.spec import (
    MAX_LAYERS,
    ExperimentSpec,
    InitializerSpec,
    LayerSpec,
    LossSpec,
    NetworkSpec,
    ScheduleSpec,
    TrainingSpec,
)
from gui.design.buttons import IconButton
from gui.design.choice_combo import ChoiceCombo
from gui.design.design_panel import DesignPanel
from gui.design.layer_table import LayerTable
from gui.theme.theme import DARK, LIGHT
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.number_field import NumberField

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


@pytest.fixture
def panel(qtbot: QtBot) -> DesignPanel:
    panel = DesignPanel()
    qtbot.addWidget(panel)
    panel.set_experiments([("digits", "Digits", "Small ones"), ("mnist-fcnn", "MNIST", "Large ones")])
    panel.set_datasets([("digits", "UCI digits"), ("mnist", "MNIST digits")])
    panel.set_spec(make_spec())
    return panel


@pytest.fixture
def specs(panel: DesignPanel) -> list[ExperimentSpec]:
    heard: list[ExperimentSpec] = []
    panel.spec_changed.connect(heard.append)
    return heard


@pytest.fixture
def problems(panel: DesignPanel) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    panel.problem_changed.connect(lambda path, sentence: heard.append((path, sentence)))
    return heard


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


# Showing a spec


def test_that_a_spec_that_is_set_comes_back_unchanged_and_is_no_news(
    panel: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    layers = (LayerSpec(7, "tanh", bias=False, bias_start=0.5), LayerSpec(3, "sigmoid"))
    network = NetworkSpec(5, layers, LossSpec("squared_error", "sum", 0.5), dtype="float64")
    training = TrainingSpec(
        **{"optimizer": "adamw", "learning_rate": 0.02, "batch_size": None, "epochs": 7},
        **{"schedule": ScheduleSpec("step", 0.25, 1.5), "l1": 1e-5, "l2": 0.001, "weight_decay": 0.3},
        **{"clip_norm": 0.125, "patience": 4, "momentum": 0.8, "beta1": 0.7, "beta2": 0.99, "epsilon": 1e-30},
        record_every=5,
    )
    spec = ExperimentSpec("strange", "digits", network, training, "none", 42, "randomstate")
    panel.set_spec(spec)
    assert panel.spec() == spec
    assert specs == []


def test_that_every_control_shows_the_spec(panel: DesignPanel) -> None:
    assert find(panel, QComboBox, "experimentCombo").currentData() == "mnist-fcnn"
    assert find(panel, QComboBox, "datasetCombo").currentData() == "mnist"
    assert find(panel, QComboBox, "scalingCombo").currentData() == "global"
    assert find(panel, QComboBox, "lossCombo").currentData() == "softmax_cross_entropy"
    assert find(panel, QComboBox, "optimizerCombo").currentData() == "sgd"
    assert find(panel, NumberField, "batchSizeSpin").value() == 120
    assert find(panel, NumberField, "epochsSpin").value() == 10
    assert find(panel, NumberField, "inputDropoutSpin").value() == pytest.approx(0.4)
    shown = [[cell(panel, row, column).data() for column in range(3)] for row in range(model_of(panel).rowCount())]
    assert shown == [["512", "ReLU", "0.2"], ["256", "ReLU", "0.1"]]
    assert "535,818" in find(panel, QLabel, "parametersLabel").text()


def test_that_a_network_without_hidden_layers_can_be_shown_and_extended(panel: DesignPanel) -> None:
    panel.set_spec(ExperimentSpec("softmax", "digits", NetworkSpec(64, (LayerSpec(10, "identity"),))))
    assert model_of(panel).rowCount() == 0
    assert not find(panel, QToolButton, "removeLayerButton").isEnabled()
    find(panel, QToolButton, "addLayerButton").click()
    assert len(sizes(panel)) == 3


def test_that_an_experiment_without_a_name_on_the_list_is_still_named(panel: DesignPanel) -> None:
    panel.set_spec(dataclasses.replace(make_spec(), name="my own"))
    combo = find(panel, QComboBox, "experimentCombo")
    assert combo.currentIndex() == -1
    assert combo.placeholderText() == "my own"


# Choosing


def test_that_a_choice_of_experiment_or_data_is_asked_for_and_nothing_is_changed_yet(
    qtbot: QtBot, panel: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    with qtbot.waitSignal(panel.experiment_chosen) as experiment:
        choose(panel, "experimentCombo", "digits")
    with qtbot.waitSignal(panel.dataset_chosen) as dataset:
        choose(panel, "datasetCombo", "digits")
    assert (experiment.args, dataset.args) == (["digits"], ["digits"])
    assert specs == []
    assert panel.spec() == make_spec()


def test_that_data_that_could_not_be_loaded_are_taken_back_silently(qtbot: QtBot, panel: DesignPanel) -> None:
    choose(panel, "datasetCombo", "digits")
    with qtbot.assertNotEmitted(panel.dataset_chosen):
        panel.set_dataset("mnist")
    assert find(panel, QComboBox, "datasetCombo").currentData() == "mnist"


def test_that_a_choice_stays_shown_while_its_data_load(panel: DesignPanel) -> None:
    choose(panel, "datasetCombo", "digits")
    choose(panel, "scalingCombo", "none")
    assert find(panel, QComboBox, "datasetCombo").currentData() == "digits"


def test_that_the_rows_of_other_data_are_no_bound(panel: DesignPanel) -> None:
    panel.set_spec(
        ExperimentSpec("xor", "xor", NetworkSpec(3, (LayerSpec(1, "identity"),)), TrainingSpec(batch_size=4))
    )
    panel.set_dataset_shape(3, 1, True, rows=4)
    panel.set_spec(make_spec())
    assert panel.spec() == make_spec()


def test_that_the_same_experiment_can_be_chosen_again_to_start_over(qtbot: QtBot, panel: DesignPanel) -> None:
    combo = find(panel, QComboBox, "experimentCombo")
    with qtbot.waitSignal(panel.experiment_chosen) as chosen:
        combo.activated.emit(combo.currentIndex())
    assert chosen.args == ["mnist-fcnn"]


def test_that_one_choice_out_of_the_open_list_is_announced_once(panel: DesignPanel) -> None:
    heard: list[str] = []
    panel.experiment_chosen.connect(heard.append)
    combo = find(panel, QComboBox, "experimentCombo")
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert heard == ["digits"]


@pytest.mark.parametrize(
    ("combo", "name", "path"),
    [
        ("scalingCombo", "per_pixel", "scaling"),
        ("optimizerCombo", "adam", "training.optimizer"),
        ("lossCombo", "squared_error", "network.loss.name"),
        ("initializerCombo", "xavier", "network.layers.1.initializer"),
    ],
)
def test_that_a_choice_changes_its_entry_and_no_other(
    panel: DesignPanel, specs: list[ExperimentSpec], combo: str, name: str, path: str
) -> None:
    choose(panel, combo, name)
    value: Any = {"name": name, "scale": None} if combo == "initializerCombo" else name
    assert specs == [make_spec().with_value(path, value)]


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("batchSizeSpin", 64, "training.batch_size"),
        ("epochsSpin", 3, "training.epochs"),
        ("l2Spin", 0.001, "training.l2"),
        ("inputDropoutSpin", 0.5, "network.input_dropout"),
    ],
)
def test_that_a_number_changes_its_entry_and_no_other(
    panel: DesignPanel, specs: list[ExperimentSpec], field: str, value: float, path: str
) -> None:
    find(panel, NumberField, field).setValue(value)
    assert specs == [make_spec().with_value(path, value)]


def test_that_a_batch_of_zero_means_all_rows(panel: DesignPanel) -> None:
    find(panel, NumberField, "batchSizeSpin").setValue(0)
    spec = panel.spec()
    assert spec is not None
    assert spec.training.batch_size is None


@pytest.mark.parametrize(
    ("optimizer", "knobs"),
    [
        ("sgd", set()),
        ("momentum", {"momentumSpin"}),
        ("nesterov", {"momentumSpin"}),
        ("adagrad", {"epsilonSpin"}),
        ("rmsprop", {"beta2Spin", "epsilonSpin"}),
        ("adam", {"beta1Spin", "beta2Spin", "epsilonSpin"}),
        ("adamw", {"beta1Spin", "beta2Spin", "epsilonSpin"}),
    ],
)
def test_that_only_the_knobs_of_the_optimiser_are_shown(panel: DesignPanel, optimizer: str, knobs: set[str]) -> None:
    panel.set_spec(make_spec(optimizer=optimizer))
    names = {"momentumSpin", "beta1Spin", "beta2Spin", "epsilonSpin"}
    assert {name for name in names if not find(panel, QWidget, name).isHidden()} == knobs


def test_that_a_bad_knob_stands_in_no_ones_way_once_its_optimiser_is_gone(qtbot: QtBot, panel: DesignPanel) -> None:
    choose(panel, "optimizerCombo", "momentum")
    find(panel, NumberField, "momentumSpin").setValue(1.0)
    assert panel.spec() is None
    choose(panel, "optimizerCombo", "sgd")
    assert panel.spec() is not None
    assert panel.problem() == ("", "")


def test_that_the_loss_decides_whether_the_output_activation_is_free(panel: DesignPanel) -> None:
    combo = find(panel, QComboBox, "outputActivationCombo")
    assert combo.isHidden()
    choose(panel, "lossCombo", "squared_error")
    assert not combo.isHidden()
    choose(panel, "outputActivationCombo", "sigmoid")
    choose(panel, "lossCombo", "softmax_cross_entropy")
    spec = panel.spec()
    assert spec is not None
    assert spec.network.layers[-1].activation == "identity"


# The layer list


def test_that_cells_change_their_layers(panel: DesignPanel, specs: list[ExperimentSpec]) -> None:
    model = model_of(panel)
    model.setData(cell(panel, 0, UNITS), "128")
    model.setData(cell(panel, 1, ACTIVATION), "tanh")
    model.setData(cell(panel, 1, DROPOUT), "0.3")
    first, second, _ = specs[-1].network.layers
    assert (first.units, second.activation, second.dropout) == (128, "tanh", 0.3)
    assert len(specs) == 3


def test_that_buttons_add_remove_and_move_the_selected_layer(panel: DesignPanel) -> None:
    table_of(panel).setCurrentIndex(cell(panel, 0, UNITS))
    find(panel, QToolButton, "addLayerButton").click()
    assert sizes(panel) == (784, 512, 512, 256, 10)
    model_of(panel).setData(cell(panel, 1, UNITS), 64)
    find(panel, QToolButton, "layerUpButton").click()
    assert sizes(panel) == (784, 64, 512, 256, 10)
    find(panel, QToolButton, "layerDownButton").click()
    find(panel, QToolButton, "layerDownButton").click()
    assert sizes(panel) == (784, 512, 256, 64, 10)
    assert not find(panel, QToolButton, "layerDownButton").isEnabled()
    find(panel, QToolButton, "removeLayerButton").click()
    assert sizes(panel) == (784, 512, 256, 10)


def test_that_a_fresh_design_grows_and_shrinks_at_its_end(panel: DesignPanel) -> None:
    find(panel, QToolButton, "addLayerButton").click()
    assert sizes(panel) == (784, 512, 256, 256, 10)
    find(panel, QToolButton, "removeLayerButton").click()
    find(panel, QToolButton, "removeLayerButton").click()
    assert sizes(panel) == (784, 512, 10)


def test_that_keys_of_the_table_do_the_same(qtbot: QtBot, panel: DesignPanel) -> None:
    table = table_of(panel)
    model_of(panel).setData(cell(panel, 0, UNITS), 64)
    table.setCurrentIndex(cell(panel, 0, UNITS))
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(table, Qt.Key.Key_Down, alt)
    assert sizes(panel) == (784, 256, 64, 10)
    qtbot.keyClick(table, Qt.Key.Key_Up, alt)
    assert sizes(panel) == (784, 64, 256, 10)
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    qtbot.keyClick(table, "+")
    assert sizes(panel) == (784, 64, 64, 64, 256, 10)
    for _ in range(9):
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert sizes(panel) == (784, 10)


def test_that_a_dragged_row_takes_its_layer_along(panel: DesignPanel) -> None:
    header = table_of(panel).verticalHeader()
    assert isinstance(header, QHeaderView)
    header.moveSection(1, 0)
    assert sizes(panel) == (784, 256, 512, 10)
    assert [header.logicalIndex(place) for place in range(2)] == [0, 1]
    assert table_of(panel).current_row() == 0


def test_that_typing_in_a_cell_edits_it(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    table = table_of(panel)
    table.setCurrentIndex(cell(panel, 1, UNITS))
    qtbot.keyClick(table, "9")
    editor = find(panel, QLineEdit, "layerNumberEditor")
    qtbot.keyClick(editor, "8")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.spec() != make_spec())
    assert sizes(panel) == (784, 512, 98, 10)


def test_that_what_is_still_being_typed_can_be_taken_over(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    table = table_of(panel)
    table.setCurrentIndex(cell(panel, 0, UNITS))
    qtbot.keyClick(table, "9")
    epochs = find(panel, NumberField, "epochsSpin")
    epochs.selectAll()
    qtbot.keyClicks(epochs, "77")
    panel.commit()
    spec = panel.spec()
    assert spec is not None
    assert (spec.network.layers[0].units, spec.training.epochs) == (9, 77)


def test_that_the_activation_editor_offers_the_engine_names(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    table = table_of(panel)
    place = table.visualRect(cell(panel, 0, ACTIVATION)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = find(panel, QComboBox, "layerActivationEditor")
    assert editor.view().isVisible()
    editor.setCurrentIndex(editor.findData("sigmoid"))
    editor.hidePopup()
    editor.activated.emit(editor.currentIndex())
    spec = panel.spec()
    assert spec is not None
    assert spec.network.layers[0].activation == "sigmoid"


def test_that_the_initialiser_belongs_to_the_selected_layer(qtbot: QtBot, panel: DesignPanel) -> None:
    combo = find(panel, QComboBox, "initializerCombo")
    assert combo.currentData() == "he"
    qtbot.mouseClick(find(panel, QWidget, "outputRow"), Qt.MouseButton.LeftButton)
    assert combo.currentData() == "uniform"
    scale = find(panel, NumberField, "initializerScaleSpin")
    assert scale.value() == 0.0173
    scale.setValue(0.5)
    table_of(panel).setCurrentIndex(cell(panel, 1, UNITS))
    choose(panel, "initializerCombo", "zeros")
    spec = panel.spec()
    assert spec is not None
    assert [layer.initializer.name for layer in spec.network.layers] == ["he", "zeros", "uniform"]
    assert spec.network.layers[2].initializer.scale == 0.5


def test_that_the_bias_belongs_to_the_selected_layer(
    qtbot: QtBot, panel: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    bias = find(panel, QCheckBox, "biasCheck")
    table_of(panel).setCurrentIndex(cell(panel, 0, UNITS))
    bias.click()
    qtbot.mouseClick(find(panel, QWidget, "outputRow"), Qt.MouseButton.LeftButton)
    assert bias.isChecked()
    bias.click()
    assert [layer.bias for layer in specs[-1].network.layers] == [False, True, False]
    assert len(specs) == 2
    assert f"{535_818 - 512 - 10:,}" in find(panel, QLabel, "parametersLabel").text()
    panel.undo()
    assert bias.isChecked()


@pytest.mark.parametrize(("loss", "word"), [("softmax_cross_entropy", "softmax"), ("sigmoid_cross_entropy", "sigmoid")])
def test_that_the_output_row_says_how_the_loss_reads_it(panel: DesignPanel, loss: str, word: str) -> None:
    choose(panel, "lossCombo", loss)
    row = find(panel, QWidget, "outputRow")
    readings = [label for label in row.findChildren(QLabel) if "→" in label.text() and not label.isHidden()]
    assert [label.text() for label in readings] == [f"identity → {word}"]
    assert word in readings[0].toolTip()


def test_that_no_more_layers_are_added_than_the_engine_takes(panel: DesignPanel) -> None:
    layers = tuple(LayerSpec(2) for _ in range(MAX_LAYERS - 1))
    panel.set_spec(ExperimentSpec("deep", "digits", NetworkSpec(2, (*layers, LayerSpec(2, "identity")))))
    assert not find(panel, QToolButton, "addLayerButton").isEnabled()


# What is impossible


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
    panel: DesignPanel,
    specs: list[ExperimentSpec],
    problems: list[tuple[str, str]],
    column: int,
    typed: str,
    path: str,
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


# Data


def test_that_the_data_have_a_short_name_in_the_box_and_the_whole_one_in_its_tooltip(panel: DesignPanel) -> None:
    panel.set_dataset("mnist")
    combo = find(panel, QComboBox, "datasetCombo")
    assert combo.currentText() == "MNIST"
    assert "MNIST digits" in combo.toolTip()


def test_that_the_ends_of_the_network_follow_the_data(panel: DesignPanel, specs: list[ExperimentSpec]) -> None:
    panel.set_dataset_shape(64, 4, True)
    assert sizes(panel) == (64, 512, 256, 4)
    assert len(specs) == 1


def test_that_data_without_classes_leave_only_losses_that_need_none(panel: DesignPanel) -> None:
    panel.set_dataset_shape(2, 1, False)
    combo = find(panel, QComboBox, "lossCombo")
    assert combo.currentData() == "squared_error"
    item = combo.model().index(combo.findData("softmax_cross_entropy"), 0)
    assert not combo.model().flags(item) & Qt.ItemFlag.ItemIsEnabled


def test_that_loading_shows_its_progress_and_can_be_cancelled(qtbot: QtBot, panel: DesignPanel) -> None:
    bar = find(panel, QProgressBar, "dataProgress")
    panel.set_data_state("loading", "Downloading", 0.25)
    assert not bar.parentWidget().isHidden()
    assert bar.value() / bar.maximum() == pytest.approx(0.25)
    with qtbot.waitSignal(panel.cancel_requested):
        find(panel, QToolButton, "cancelDataButton").click()
    panel.set_data_state("loading", "Unpacking", None)
    assert bar.maximum() == 0
    panel.set_data_state("ready", "1,257 training images")
    assert bar.parentWidget().isHidden()
    assert find(panel, QLabel, "dataStateLabel").text() == "1,257 training images"


@pytest.mark.parametrize(
    ("button", "signal"), [("openFolderButton", "folder_requested"), ("downloadButton", "download_requested")]
)
def test_that_data_from_elsewhere_are_asked_for(qtbot: QtBot, panel: DesignPanel, button: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(panel, signal)):
        find(panel, QToolButton, button).click()


# Undo


def test_that_undo_and_redo_bring_designs_back_and_announce_them(
    panel: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    table_of(panel).setCurrentIndex(cell(panel, 0, UNITS))
    find(panel, QToolButton, "removeLayerButton").click()
    find(panel, NumberField, "epochsSpin").setValue(3)
    changed = panel.spec()
    find(panel, QToolButton, "undoButton").click()
    find(panel, QToolButton, "undoButton").click()
    assert specs[-1] == make_spec()
    assert model_of(panel).rowCount() == 2
    panel.redo()
    panel.redo()
    assert specs[-1] == changed


def test_that_undo_is_offered_only_where_there_is_something_to_undo(panel: DesignPanel) -> None:
    heard: list[bool] = []
    panel.can_undo_changed.connect(heard.append)
    choose(panel, "scalingCombo", "none")
    choose(panel, "scalingCombo", "global")
    panel.undo()
    panel.undo()
    assert heard == [True, False]
    panel.undo()
    assert panel.spec() == make_spec()


def test_that_another_spec_ends_the_history(panel: DesignPanel) -> None:
    choose(panel, "scalingCombo", "none")
    panel.set_spec(make_spec())
    assert not find(panel, QToolButton, "undoButton").isEnabled()


# Looks


def test_that_the_pending_note_is_shown_on_request(panel: DesignPanel) -> None:
    note = find(panel, QLabel, "pendingNote")
    assert note.isHidden()
    panel.set_pending(True)
    assert not note.isHidden()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_nothing_is_wider_than_the_panel(qtbot: QtBot, panel: DesignPanel, theme: Any) -> None:
    panel.apply_theme(theme)
    panel.set_dataset_shape(784, 10, True, rows=55_000)
    model_of(panel).setData(cell(panel, 0, UNITS), "")
    choose(panel, "optimizerCombo", "adamw")
    choose(panel, "scheduleCombo", "step")
    panel.resize(panel.minimumSizeHint().width(), 640)
    with qtbot.waitExposed(panel):
        panel.show()
    for widget in panel.findChildren(QWidget):
        if widget.isVisible() and widget.objectName() and not widget.objectName().startswith("qt_"):
            right = widget.mapTo(panel, widget.rect().topRight()).x()
            assert right <= panel.width(), widget.objectName()


def test_that_the_table_is_as_high_as_its_rows(qtbot: QtBot, panel: DesignPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    for _ in range(9):
        find(panel, QToolButton, "addLayerButton").click()
    table = table_of(panel)
    assert table.height() == sum(table.rowHeight(row) for row in range(model_of(panel).rowCount()))


def test_that_every_interactive_widget_has_a_name_and_says_what_it_does(panel: DesignPanel) -> None:
    kinds = (ChoiceCombo, IconButton, MarkedSpin, QCheckBox, LayerTable)
    widgets = [widget for kind in kinds for widget in panel.findChildren(kind)]
    assert len(widgets) >= 20
    for widget in widgets:
        assert widget.objectName()
        assert widget.accessibleName(), widget.objectName()
        assert widget.toolTip() or isinstance(widget, LayerTable), widget.objectName()


def test_that_tab_walks_from_top_to_bottom(qtbot: QtBot, panel: DesignPanel) -> None:
    choose(panel, "optimizerCombo", "momentum")
    choose(panel, "scheduleCombo", "step")
    panel.resize(320, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    order: list[str] = []
    widget: QWidget = find(panel, QWidget, "experimentCombo")
    for _ in range(200):
        tab = Qt.FocusPolicy.TabFocus
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & tab and widget.objectName():
            order.append(widget.objectName())
        widget = widget.nextInFocusChain()
        if widget.objectName() == "experimentCombo":
            break
    wanted = ["experimentCombo", "datasetCombo", "openFolderButton", "downloadButton", "scalingCombo"]
    wanted += ["inputDropoutSpin", "layerTable", "outputRow", "addLayerButton", "removeLayerButton"]
    wanted += ["layerUpButton", "undoButton", "initializerCombo", "biasCheck", "lossCombo", "optimizerCombo"]
    wanted += ["momentumSpin", "batchSizeSpin", "epochsSpin", "l2Spin", "moreToggle", "scheduleCombo"]
    wanted += ["scheduleEverySpin", "scheduleFactorSpin", "l1Spin", "weightDecaySpin", "clipNormSpin", "patienceSpin"]
    assert [name for name in order if not name.startswith("qt_")] == wanted
