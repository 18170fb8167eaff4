"""The settings of a playground on the design panel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.datasets.plane import PLAYGROUNDS, is_curve, make_playground, point_specs
from engine.experiments import EXPERIMENTS
from engine.playground import FEATURES, MAX_POINTS, PointSpec
from engine.spec import ExperimentSpec
from gui.design.design_panel import DesignPanel
from gui.design.value_slider import ValueSlider
from gui.theme.theme import DARK
from gui.widgets.number_field import NumberField
from tests.helpers.design_panel import find, make_spec

CIRCLES = EXPERIMENTS["circles"].spec
SLIDERS = ("pointsSlider", "noiseSlider", "trainShareSlider")


@pytest.fixture
def playground(panel: DesignPanel) -> DesignPanel:
    panel.set_spec(CIRCLES)
    return panel


def spec_of(panel: DesignPanel) -> ExperimentSpec:
    spec = panel.spec()
    assert spec is not None, panel.problem()
    return spec


def click(panel: DesignPanel, name: str) -> None:
    find(panel, QToolButton, name).click()


def place_points(panel: DesignPanel) -> tuple[PointSpec, ...]:
    points = point_specs(make_playground("circles", CIRCLES.playground).plane)[1:]
    assert panel.edit_points(points)
    return points


def test_that_the_settings_are_there_for_playgrounds_only(panel: DesignPanel) -> None:
    section = find(panel, QWidget, "playgroundSection")
    assert section.isHidden()
    for name in PLAYGROUNDS:
        panel.set_spec(EXPERIMENTS[name].spec)
        assert not section.isHidden()
        assert find(panel, QWidget, "classesSpin").isHidden() == is_curve(name)
    panel.set_spec(make_spec())
    assert section.isHidden()


def test_that_every_control_shows_the_settings(panel: DesignPanel) -> None:
    panel.set_spec(EXPERIMENTS["spirals"].spec)
    shown = [find(panel, QLabel, f"{name}Value").text() for name in SLIDERS]
    assert shown == ["600", "0.02", "70 %"]
    assert "30 %" in find(panel, QLabel, "divisionNote").text()
    assert find(panel, NumberField, "classesSpin").value() == 3
    assert [name for name in FEATURES if find(panel, QToolButton, f"feature_{name}").isChecked()] == ["x1", "x2"]
    assert find(panel, QWidget, "byHandNote").parentWidget().isHidden()


def test_that_a_slider_tells_every_value_and_is_one_step_back(
    playground: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    slider = find(playground, ValueSlider, "noiseSlider")
    for place in (9, 10, 11):
        slider.setValue(place)
    assert [spec.playground.noise for spec in specs] == [0.09, 0.10, 0.11]
    playground.undo()
    assert specs[-1] == CIRCLES
    assert slider.value() == 8


def test_that_a_slider_let_go_ends_the_step(qtbot: QtBot, playground: DesignPanel) -> None:
    slider = find(playground, ValueSlider, "noiseSlider")
    slider.setValue(20)
    slider.sliderReleased.emit()
    slider.setValue(30)
    playground.undo()
    assert spec_of(playground).playground.noise == 0.2


@pytest.mark.parametrize(
    ("slider", "place", "path"),
    [("pointsSlider", 0, "rows"), ("noiseSlider", 50, "noise"), ("trainShareSlider", 0, "train_share")],
)
def test_that_a_slider_changes_its_setting(playground: DesignPanel, slider: str, place: int, path: str) -> None:
    find(playground, ValueSlider, slider).setValue(place)
    ends = {"rows": 10, "noise": 0.5, "train_share": 0.1}
    assert getattr(spec_of(playground).playground, path) == ends[path]


def test_that_a_batch_that_the_points_cannot_fill_stands_in_no_ones_way(playground: DesignPanel) -> None:
    find(playground, ValueSlider, "pointsSlider").setValue(0)
    assert spec_of(playground).training.batch_size is None
    assert find(playground, QLabel, "stepsNote").text() == "× 1 step"


def test_that_new_points_come_from_the_next_seed(playground: DesignPanel) -> None:
    click(playground, "newPointsButton")
    click(playground, "newPointsButton")
    assert spec_of(playground).playground.seed == CIRCLES.playground.seed + 2


def test_that_classes_decide_the_output_layer(playground: DesignPanel, specs: list[ExperimentSpec]) -> None:
    find(playground, NumberField, "classesSpin").setValue(5)
    assert (specs[-1].playground.classes, specs[-1].network.outputs) == (5, 5)
    assert len(specs) == 1


def test_that_features_decide_the_inputs(playground: DesignPanel, specs: list[ExperimentSpec]) -> None:
    click(playground, "feature_x1_squared")
    click(playground, "feature_x2")
    assert specs[-1].playground.features == ("x1", "x1_squared")
    assert [spec.network.inputs for spec in specs] == [3, 2]


def test_that_one_feature_stays_chosen(playground: DesignPanel, specs: list[ExperimentSpec]) -> None:
    click(playground, "feature_x2")
    click(playground, "feature_x1")
    assert find(playground, QToolButton, "feature_x1").isChecked()
    assert specs[-1].playground.features == ("x1",)
    assert len(specs) == 1


def test_that_a_curve_offers_what_needs_one_coordinate(panel: DesignPanel) -> None:
    panel.set_spec(EXPERIMENTS["sine"].spec)
    offered = [name for name in FEATURES if not find(panel, QToolButton, f"feature_{name}").isHidden()]
    assert offered == ["x1", "x1_squared", "sin_x1"]


def test_that_points_placed_by_hand_are_told_and_can_be_given_up(playground: DesignPanel) -> None:
    points = place_points(playground)
    note = find(playground, QLabel, "byHandNote")
    assert spec_of(playground).playground.points == points
    assert note.text().startswith("299 points")
    assert find(playground, QLabel, "pointsSliderValue").text() == "299"
    click(playground, "generatedPointsButton")
    assert spec_of(playground) == CIRCLES
    assert note.parentWidget().isHidden()
    playground.undo()
    assert spec_of(playground).playground.points == points


def test_that_a_drag_of_a_point_is_one_step_and_the_next_drag_another(playground: DesignPanel) -> None:
    first, *others = place_points(playground)
    playground.end_merging()
    for x1 in (0.1, 0.2):
        playground.edit_points((replace(first, x1=x1), *others), merge=True)
    playground.end_merging()
    playground.edit_points((replace(first, x1=0.3), *others), merge=True)
    places = []
    for _ in range(2):
        playground.undo()
        places.append(spec_of(playground).playground.points[0].x1)
    assert places == [0.2, first.x1]


def test_that_points_that_cannot_be_are_refused_in_words(
    playground: DesignPanel, specs: list[ExperimentSpec], problems: list[tuple[str, str]]
) -> None:
    assert not playground.edit_points((PointSpec(0.0, 0.0),) * (MAX_POINTS + 1))
    sentence = find(playground, QLabel, "playgroundProblem")
    assert f"{MAX_POINTS:,}" in sentence.text()
    assert (specs, problems) == ([], [])
    click(playground, "newPointsButton")
    assert sentence.isHidden()


def test_that_the_last_point_stays(playground: DesignPanel, specs: list[ExperimentSpec]) -> None:
    assert not playground.edit_points(())
    assert specs == []


def test_that_points_of_which_none_is_learnt_from_are_a_problem(
    playground: DesignPanel, problems: list[tuple[str, str]]
) -> None:
    playground.edit_points((PointSpec(0.0, 0.0, held_out=True), PointSpec(0.5, 0.0, 1, held_out=True)))
    assert [path for path, _ in problems] == ["playground.points"]
    assert find(playground, QLabel, "playgroundProblem").text() == problems[0][1]
    playground.undo()
    assert playground.problem() == ("", "")


def test_that_other_data_make_a_possible_design_at_once(panel: DesignPanel, specs: list[ExperimentSpec]) -> None:
    for name in ("circles", "sine", "gaussians"):
        panel.set_dataset(name)
        spec = spec_of(panel)
        data = make_playground(name, spec.playground)
        assert (spec.dataset, spec.network.inputs, spec.network.outputs) == (name, data.inputs, data.outputs)
        assert specs[-1] == spec
    assert len(specs) == 3


def test_that_an_answer_about_the_data_ends_no_drag_and_no_history(
    playground: DesignPanel, specs: list[ExperimentSpec]
) -> None:
    slider = find(playground, ValueSlider, "noiseSlider")
    for place in (9, 10):
        slider.setValue(place)
        data = make_playground("circles", spec_of(playground).playground)
        playground.set_spec(spec_of(playground))
        playground.set_dataset("circles")
        playground.set_dataset_shape(data.inputs, data.outputs, True, rows=data.train.rows, validation_rows=90)
    assert len(specs) == 2
    playground.undo()
    assert spec_of(playground) == CIRCLES


def test_that_losses_over_classes_are_offered_where_there_are_classes(panel: DesignPanel) -> None:
    def offers_softmax() -> bool:
        combo = find(panel, QComboBox, "lossCombo")
        item = combo.model().index(combo.findData("softmax_cross_entropy"), 0)
        return bool(combo.model().flags(item) & Qt.ItemFlag.ItemIsEnabled)

    panel.set_spec(EXPERIMENTS["sine"].spec)
    assert not offers_softmax()
    panel.set_dataset("moons")
    assert offers_softmax()


@pytest.mark.parametrize("name", PLAYGROUNDS)
def test_that_no_setting_is_wider_than_the_panel(qtbot: QtBot, panel: DesignPanel, name: str) -> None:
    panel.set_spec(EXPERIMENTS[name].spec)
    panel.apply_theme(DARK)
    points = make_playground(name, EXPERIMENTS[name].spec.playground).plane
    assert points is not None
    panel.edit_points(point_specs(points)[1:])
    panel.resize(panel.minimumSizeHint().width(), 640)
    with qtbot.waitExposed(panel):
        panel.show()
    for widget in find(panel, QWidget, "playgroundSection").findChildren(QWidget):
        if widget.isVisible():
            assert widget.mapTo(panel, widget.rect().topRight()).x() <= panel.width(), widget.objectName()


def test_that_every_control_has_a_name_and_says_what_it_does(playground: DesignPanel) -> None:
    names = [*SLIDERS, "newPointsButton", "generatedPointsButton", "classesSpin", *(f"feature_{n}" for n in FEATURES)]
    for name in names:
        widget = find(playground, QWidget, name)
        assert widget.accessibleName(), name
        assert widget.toolTip(), name
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, name


def test_that_tab_walks_through_the_settings(qtbot: QtBot, playground: DesignPanel) -> None:
    place_points(playground)
    with qtbot.waitExposed(playground):
        playground.show()
    wanted = ["scalingCombo", "newPointsButton", *SLIDERS, "classesSpin", "generatedPointsButton"]
    wanted += [*(f"feature_{name}" for name in FEATURES), "inputDropoutSpin"]
    order, widget = [], find(playground, QWidget, "scalingCombo")
    while widget.objectName() != "inputDropoutSpin":
        if widget.objectName() in wanted:
            order.append(widget.objectName())
        widget = widget.nextInFocusChain()
    assert [*order, "inputDropoutSpin"] == wanted
