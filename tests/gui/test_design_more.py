from __future__ import annotations

from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.errors import SpecError
from engine.schedules import SCHEDULES
from engine.spec import ExperimentSpec, LayerSpec, NetworkSpec
from gui.design.design_panel import DesignPanel
from gui.design.more_section import MoreSection
from gui.widgets.marked_spin import MarkedSpin

W = TypeVar("W", bound=QWidget)

FIELDS = {
    "epsilonSpin": "training.epsilon",
    "scheduleEverySpin": "training.schedule.every",
    "scheduleFactorSpin": "training.schedule.factor",
    "l1Spin": "training.l1",
    "weightDecaySpin": "training.weight_decay",
    "clipNormSpin": "training.clip_norm",
    "patienceSpin": "training.patience",
}


def make_spec(**entries: Any) -> ExperimentSpec:
    layers = (LayerSpec(16), LayerSpec(10, "identity"))
    spec = ExperimentSpec("digits", "digits", NetworkSpec(64, layers))
    for path, value in entries.items():
        spec = spec.with_value(f"training.{path.replace('__', '.')}", value)
    return spec


@pytest.fixture
def panel(qtbot: QtBot) -> DesignPanel:
    panel = DesignPanel()
    qtbot.addWidget(panel)
    panel.set_spec(make_spec())
    return panel


def find(panel: DesignPanel, kind: type[W], name: str) -> W:
    widget = panel.findChild(kind, name)
    assert widget is not None, name
    return widget


def field(panel: DesignPanel, name: str) -> MarkedSpin:
    return find(panel, MarkedSpin, name)


def choose(panel: DesignPanel, combo_name: str, name: str) -> None:
    combo = find(panel, QComboBox, combo_name)
    combo.setCurrentIndex(combo.findData(name))


def is_open(panel: DesignPanel) -> bool:
    return not find(panel, MoreSection, "moreSection").is_collapsed()


def toggle(panel: DesignPanel) -> None:
    find(panel, QToolButton, "moreToggle").click()


def type_in(qtbot: QtBot, widget: MarkedSpin, text: str) -> None:
    widget.selectAll()
    qtbot.keyClick(widget, Qt.Key.Key_Delete)
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


# The group


def test_that_the_group_is_folded_away_until_it_is_asked_for(panel: DesignPanel) -> None:
    assert not is_open(panel)
    toggle(panel)
    assert is_open(panel)
    toggle(panel)
    assert not is_open(panel)


@pytest.mark.parametrize(
    "entries",
    [
        {"schedule__name": "cosine"},
        {"l1": 1e-5},
        {"weight_decay": 0.01},
        {"clip_norm": 1.0},
        {"patience": 5},
        {"optimizer": "adamw"},
    ],
)
def test_that_a_spec_opens_the_group_where_it_sets_something_and_a_plain_one_folds_it_away(
    panel: DesignPanel, entries: dict[str, Any]
) -> None:
    panel.set_spec(make_spec(**entries))
    assert is_open(panel)
    panel.set_spec(make_spec())
    assert not is_open(panel)


def test_that_a_group_that_was_folded_away_stays_so_while_something_else_is_edited(panel: DesignPanel) -> None:
    panel.set_spec(make_spec(l1=0.1))
    toggle(panel)
    field(panel, "epochsSpin").setValue(3)
    assert not is_open(panel)
    field(panel, "l1Spin").setValue(0.2)
    assert is_open(panel)


def test_that_taking_back_the_last_entry_leaves_the_group_open(panel: DesignPanel) -> None:
    toggle(panel)
    field(panel, "l1Spin").setValue(0.1)
    panel.undo()
    assert field(panel, "l1Spin").value() == 0
    assert is_open(panel)


def test_that_opening_the_group_scrolls_to_it(qtbot: QtBot, panel: DesignPanel) -> None:
    panel.resize(300, 640)
    with qtbot.waitExposed(panel):
        panel.show()
    toggle(panel)
    last = field(panel, "patienceSpin")
    assert last.mapTo(panel, last.rect().bottomLeft()).y() < panel.height()


def test_that_a_long_design_is_not_squeezed_when_it_is_first_painted(qtbot: QtBot, panel: DesignPanel) -> None:
    panel.set_spec(make_spec(optimizer="adamw", schedule__name="step"))
    panel.resize(300, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    for name in FIELDS:
        widget = field(panel, name)
        assert widget.height() >= widget.minimumSizeHint().height(), name


# The entries


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epsilonSpin", 1e-6),
        ("scheduleEverySpin", 2.5),
        ("scheduleFactorSpin", 0.5),
        ("l1Spin", 1e-5),
        ("weightDecaySpin", 0.01),
        ("clipNormSpin", 1.5),
        ("patienceSpin", 7),
    ],
)
def test_that_a_number_changes_its_entry_and_no_other(panel: DesignPanel, name: str, value: float) -> None:
    heard: list[ExperimentSpec] = []
    panel.spec_changed.connect(heard.append)
    field(panel, name).setValue(value)
    assert heard == [make_spec().with_value(FIELDS[name], value)]


@pytest.mark.parametrize(("name", "entry"), [("clipNormSpin", "clip_norm"), ("patienceSpin", "patience")])
@pytest.mark.parametrize("typed", ["", "0", "off"])
def test_that_an_empty_field_or_zero_is_off(
    qtbot: QtBot, panel: DesignPanel, name: str, entry: str, typed: str
) -> None:
    panel.set_spec(make_spec(**{entry: 5}))
    assert field(panel, name).value() == 5
    type_in(qtbot, field(panel, name), typed)
    assert panel.spec() == make_spec()
    assert field(panel, name).lineEdit().placeholderText() == "off"


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_that_only_the_numbers_that_the_schedule_reads_are_shown(panel: DesignPanel, schedule: str) -> None:
    choose(panel, "scheduleCombo", schedule)
    assert panel.spec() == make_spec(schedule__name=schedule)
    shown = {"every": "scheduleEverySpin", "factor": "scheduleFactorSpin"}
    knobs = SCHEDULES[schedule].knobs
    assert {knob for knob, name in shown.items() if not field(panel, name).isHidden()} == set(knobs)
    assert find(panel, QLabel, "scheduleEveryNote").isHidden() == ("every" not in knobs)
    assert SCHEDULES[schedule].formula in find(panel, QComboBox, "scheduleCombo").toolTip()


# What is impossible


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("epsilonSpin", "0"),
        ("epsilonSpin", "2"),
        ("scheduleEverySpin", "0"),
        ("scheduleEverySpin", ""),
        ("scheduleFactorSpin", "11"),
        ("l1Spin", "-1"),
        ("weightDecaySpin", "x"),
        ("clipNormSpin", "-1"),
        ("patienceSpin", "1.5"),
    ],
)
def test_that_an_impossible_number_is_kept_marked_and_explained(
    qtbot: QtBot, panel: DesignPanel, name: str, typed: str
) -> None:
    choose(panel, "optimizerCombo", "adamw")
    choose(panel, "scheduleCombo", "step")
    widget = field(panel, name)
    type_in(qtbot, widget, typed)
    assert panel.spec() is None
    path, sentence = panel.problem()
    assert path == FIELDS[name]
    assert widget.text() == typed
    assert widget.property("invalid")
    assert find(panel, QLabel, f"{name}Problem").text() == sentence


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("value", [-1.0, 0.0, 5e-324, 1e-9, 1.0, 10.0, 1000.0, 1e6, 1e7, 1e8])
def test_that_a_field_takes_what_the_engine_takes(qtbot: QtBot, panel: DesignPanel, name: str, value: float) -> None:
    choose(panel, "optimizerCombo", "adamw")
    choose(panel, "scheduleCombo", "step")
    widget, before = field(panel, name), panel.spec()
    assert before is not None
    is_off = value == 0 and name in ("clipNormSpin", "patienceSpin")
    try:
        wanted: ExperimentSpec | None = before.with_value(FIELDS[name], None if is_off else value)
    except SpecError:
        wanted = None
    type_in(qtbot, widget, f"{value:.0f}" if value.is_integer() else repr(value))
    assert panel.spec() == wanted


def test_that_a_problem_opens_the_group_and_keeps_it_open(qtbot: QtBot, panel: DesignPanel) -> None:
    toggle(panel)
    toggle(panel)
    type_in(qtbot, field(panel, "clipNormSpin"), "x")
    assert is_open(panel)
    toggle(panel)
    assert is_open(panel)
    type_in(qtbot, field(panel, "clipNormSpin"), "")
    toggle(panel)
    assert not is_open(panel)


def test_that_a_bad_period_stands_in_no_ones_way_once_its_schedule_is_gone(qtbot: QtBot, panel: DesignPanel) -> None:
    choose(panel, "scheduleCombo", "step")
    type_in(qtbot, field(panel, "scheduleEverySpin"), "0")
    assert panel.spec() is None
    choose(panel, "scheduleCombo", "constant")
    assert panel.spec() == make_spec()


def test_that_the_arrows_lead_to_no_number_that_is_refused(panel: DesignPanel) -> None:
    choose(panel, "optimizerCombo", "adam")
    epsilon = field(panel, "epsilonSpin")
    epsilon.stepDown()
    assert epsilon.value() == 5e-9
    epsilon.setValue(5e-324)
    epsilon.stepDown()
    assert not epsilon.problem()
    epsilon.setValue(1.0)
    epsilon.stepUp()
    assert not epsilon.problem()


# Early stopping needs validation rows


def test_that_without_validation_rows_patience_is_off_and_says_why(panel: DesignPanel) -> None:
    patience = field(panel, "patienceSpin")
    usual = patience.toolTip()
    assert patience.isEnabled()
    panel.set_dataset_shape(64, 10, rows=4, validation_rows=0)
    assert not patience.isEnabled()
    assert "validation" in patience.toolTip()
    assert patience.toolTip() != usual
    panel.set_dataset_shape(64, 10, rows=4, validation_rows=2)
    assert patience.isEnabled()
    assert patience.toolTip() == usual


def test_that_patience_without_validation_rows_is_refused_until_it_is_taken_back(
    qtbot: QtBot, panel: DesignPanel
) -> None:
    panel.set_spec(make_spec(patience=5, batch_size=None))
    toggle(panel)
    panel.set_dataset_shape(64, 10, rows=4, validation_rows=0)
    patience = field(panel, "patienceSpin")
    assert panel.problem()[0] == "training.patience"
    assert is_open(panel)
    assert patience.isEnabled()
    type_in(qtbot, patience, "3")
    assert panel.problem()[0] == "training.patience"
    type_in(qtbot, patience, "0")
    assert panel.problem() == ("", "")
    assert panel.spec() == make_spec(batch_size=None)
    assert not patience.isEnabled()


def test_that_the_validation_rows_of_other_data_are_no_bound(panel: DesignPanel) -> None:
    panel.set_dataset_shape(64, 10, validation_rows=0)
    panel.set_dataset("mnist")
    assert field(panel, "patienceSpin").isEnabled()
