"""The design panel shows a design, and its choices and numbers change it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.spec import ExperimentSpec, LayerSpec, LossSpec, NetworkSpec, ScheduleSpec, TrainingSpec
from gui.design.design_panel import DesignPanel
from gui.widgets.number_field import NumberField
from tests.helpers.design_panel import cell, choose, find, make_spec, model_of, sizes


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
    index = combo.findData("digits")
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
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
