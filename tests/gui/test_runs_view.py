from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from engine.experiments import find_experiment
from engine.playground import PointSpec
from engine.spec import ExperimentSpec
from gui.runs.columns import columns_for, duration_text
from gui.runs.comparison import Comparison
from gui.runs.run_row import RunRow
from gui.runs.run_table import RunTable
from gui.runs.runs_view import RunsView
from gui.runs.settings import differing
from gui.theme.theme import DARK, LIGHT
from gui.widgets.empty_state import EmptyState
from tests.helpers.small_runs import experiment, network_spec


def row(key: int, spec: ExperimentSpec | None = None, **changes: object) -> RunRow:
    made = RunRow(key, f"Run {key}", spec or experiment(), True, 10 * key, key, 1.0 * key, 0.5 + 0.1 * key, 0.4)
    return replace(made, **changes)  # type: ignore[arg-type]


def three() -> list[RunRow]:
    """The present run, a good one and a bad one."""
    good = experiment(learning_rate=0.5)
    return [row(3, present=True, accuracy=None), row(2, good, accuracy=0.9), row(1, accuracy=0.7)]


@pytest.fixture
def view(qtbot: QtBot) -> RunsView:
    view = RunsView()
    qtbot.addWidget(view)
    view.resize(700, 300)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.set_runs(three())
    QApplication.processEvents()
    return view


def table_of(view: RunsView) -> RunTable:
    return view.findChild(RunTable)


def column_of(view: RunsView, key: str) -> int:
    return [column.key for column in columns_for(view.rows())].index(key)


def text_of(view: RunsView, place: int, key: str) -> str:
    model = table_of(view).model()
    return str(model.index(place, column_of(view, key)).data())


def select(view: RunsView, *places: int) -> None:
    table = table_of(view)
    table.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in places:
        table.selectionModel().select(table.model().index(place, 0), flags)


# Settings.


def test_that_a_setting_changed_while_a_run_trained_has_an_arrow(view: RunsView) -> None:
    turned = row(2, experiment(learning_rate=0.5), changed=frozenset({"training.learning_rate", "training.epochs"}))
    view.set_runs([row(3, present=True), turned])
    assert [text_of(view, place, "training.learning_rate") for place in (0, 1)] == ["0.1", "→ 0.5"]
    select(view, 0, 1)
    assert ("Learning rate", "0.1", "→ 0.5", "") in view.findChild(Comparison).lines()


def test_that_only_settings_that_differ_get_a_column() -> None:
    assert differing([experiment()]) == []
    assert differing([experiment(), experiment()]) == []
    found = differing([experiment(), experiment(learning_rate=0.5, batch_size=None), experiment(seed=4)])
    assert [setting.title for setting in found] == ["Learning rate", "Batch size", "Seed"]
    assert found[0].text(experiment(learning_rate=0.5)) == "0.5"
    assert found[1].text(experiment(batch_size=None)) == "all rows"


def test_that_another_number_of_layers_says_no_more_than_that() -> None:
    one, two = experiment(network_spec(5, 6, 3)), experiment(network_spec(5, 6, 7, 3))
    found = differing([one, two])
    assert [(setting.title, setting.text(one), setting.text(two)) for setting in found] == [
        ("Layers", "5-6-3", "5-6-7-3")
    ]


def test_that_dropout_and_activation_are_told_layer_by_layer() -> None:
    plain = experiment(network_spec(5, 6, 7, 3))
    other = experiment(network_spec(5, 6, 7, 3, dropout=0.25, input_dropout=0.1, activation="relu"))
    found = {setting.title: (setting.text(plain), setting.text(other)) for setting in differing([plain, other])}
    assert found == {"Dropout": ("none", "input 0.1, 0.25/0.25"), "Activation": ("tanh", "ReLU")}


def test_that_every_setting_of_quite_different_experiments_has_words() -> None:
    specs = [find_experiment(name).spec for name in ("digits", "xor", "mnist-fcnn", "mnist-best")]
    found = differing(specs)
    assert {"Experiment", "Data", "Layers", "Learning rate"} <= {setting.title for setting in found}
    for setting in found:
        assert all(setting.text(spec) for spec in specs), setting.key
        assert sorted(setting.order(spec) for spec in specs)


def play(dataset: str = "moons", name: str = "moons", **settings: object) -> ExperimentSpec:
    spec = find_experiment("moons").spec
    return replace(spec, name=name, dataset=dataset, playground=replace(spec.playground, **settings))  # type: ignore[arg-type]


def test_that_the_settings_of_playgrounds_are_told_one_by_one() -> None:
    made = play(rows=300, noise=0.1, train_share=0.7)
    other = play(rows=1200, noise=0.25, features=("x1", "x1_squared"), train_share=0.5)
    placed = play(points=(PointSpec(0.1, 0.2), PointSpec(0.3, 0.4, 1)))
    found = {
        setting.title: [setting.text(spec) for spec in (made, other, placed)]
        for setting in differing([made, other, placed])
    }
    assert found == {
        "Points": ["300", "1,200", "2 by hand"],
        "Noise": ["0.1", "0.25", "–"],
        "Inputs": ["x₁, x₂", "x₁, x₁²", "x₁, x₂"],
        "Train on": ["70 %", "50 %", "–"],
        "Seed of the points": ["0", "0", "–"],
    }
    (points, *_) = differing([made, other, placed])
    assert sorted([made, other, placed], key=points.order) == [placed, made, other]


def test_that_points_moved_by_hand_differ_though_there_are_as_many() -> None:
    one, two = (play(points=(PointSpec(x, 0.2), PointSpec(0.3, 0.4, 1))) for x in (0.1, 0.2))
    assert [setting.title for setting in differing([one, two])] == ["Points"]


def test_that_settings_without_a_meaning_for_all_runs_are_left_out() -> None:
    other = replace(play("digits", noise=0.3), start_stream="randomstate")
    assert [setting.title for setting in differing([play(), other])] == ["Data"]


def test_that_the_name_of_an_experiment_stays_what_it_is_in_the_present_run(view: RunsView) -> None:
    view.set_runs([row(2, play(), present=True), row(1, play(name="other"))])
    assert text_of(view, 0, "run") == "Run 2 (now)"
    assert [text_of(view, place, "name") for place in (0, 1)] == ["moons", "other"]
    keys = [column.key for column in columns_for(view.rows())]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0.40 s"), (12.34, "12.3 s"), (59.96, "1 min 00 s"), (125, "2 min 05 s"), (3720, "1 h 02 min")],
)
def test_that_times_are_short(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


# Table.


def test_that_an_empty_panel_says_how_a_run_comes_here(view: RunsView) -> None:
    empty = view.findChild(EmptyState)
    assert not empty.isVisible()
    view.set_runs([row(1, present=True)])
    assert empty.isVisible()
    assert "Reset" in empty.accessibleName()
    assert "New weights" in empty.accessibleName()


def test_that_runs_stand_with_their_numbers(view: RunsView) -> None:
    assert [text_of(view, place, "run") for place in range(3)] == ["Run 3 (now)", "Run 2", "Run 1"]
    assert [text_of(view, place, "accuracy") for place in range(3)] == ["–", "0.9000", "0.7000"]
    assert [text_of(view, place, "training.learning_rate") for place in range(3)] == ["0.1", "0.5", "0.1"]
    assert [text_of(view, place, "steps") for place in range(3)] == ["30", "20", "10"]
    assert text_of(view, 1, "time") == "2.00 s"
    keys = [column.key for column in columns_for(view.rows())]
    assert "loss" not in keys
    assert "loss" in [column.key for column in columns_for([row(1, has_accuracy=False)])]


def test_that_every_column_sorts_and_the_present_run_stays_first(view: RunsView) -> None:
    table = table_of(view)
    for section in range(table.model().columnCount()):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            table.sortByColumn(section, order)
            assert view.rows()[0].key == 3
    table.sortByColumn(column_of(view, "accuracy"), Qt.SortOrder.AscendingOrder)
    assert [run.key for run in view.rows()] == [3, 1, 2]
    table.sortByColumn(column_of(view, "accuracy"), Qt.SortOrder.DescendingOrder)
    assert [run.key for run in view.rows()] == [3, 2, 1]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert [run.key for run in view.rows()] == [3, 2, 1]


def test_that_order_and_selection_survive_another_run(view: RunsView) -> None:
    table = table_of(view)
    table.sortByColumn(column_of(view, "accuracy"), Qt.SortOrder.AscendingOrder)
    select(view, 1)
    fourth = row(4, experiment(seed=9), present=True, accuracy=None)
    view.set_runs([fourth, row(3, accuracy=0.8), *three()[1:]])
    assert [run.key for run in view.rows()] == [4, 1, 3, 2]
    assert [run.key for run in table.chosen()] == [1]
    assert table.horizontalHeader().sortIndicatorSection() == column_of(view, "accuracy")


def test_that_a_name_is_edited_by_f2_and_by_double_click(view: RunsView, qtbot: QtBot) -> None:
    table = table_of(view)
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, column_of(view, "steps")))
    for begin in ("key", "mouse"):
        if begin == "key":
            qtbot.keyClick(table, Qt.Key.Key_F2)
        else:
            place = table.visualRect(table.model().index(1, column_of(view, "run"))).center()
            qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        editor = next(editor for editor in table.findChildren(QLineEdit) if editor.isVisible())
        assert editor.text() == "Run 2"
        editor.selectAll()
        qtbot.keyClicks(editor, "wide")
        with qtbot.waitSignal(view.rename_requested) as renamed:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert renamed.args == [2, "wide"]
        qtbot.waitUntil(lambda: not any(editor.isVisible() for editor in table.findChildren(QLineEdit)))


def test_that_runs_are_removed_by_key_and_button_but_never_the_present_one(view: RunsView, qtbot: QtBot) -> None:
    asked: list[list[int]] = []
    view.remove_requested.connect(asked.append)
    button = view.findChild(QPushButton, "removeRunButton")
    table = table_of(view)
    select(view, 0)
    assert not button.isEnabled()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert asked == []
    select(view, 0, 1, 2)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    select(view, 2)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert asked == [[2, 1], [1]]


def test_that_a_click_on_the_box_asks_to_hide_the_curves(view: RunsView, qtbot: QtBot) -> None:
    table = table_of(view)
    rect = table.visualRect(table.model().index(1, 0))
    box = rect.center()
    box.setX(rect.left() + 14)
    with qtbot.waitSignal(view.show_requested) as asked:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert asked.args == [2, False]
    model = table.model()
    assert model.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) is None
    view.set_runs([three()[0], row(1, comparable=False, shown=False)])
    assert not model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsUserCheckable
    assert "other data" in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_that_the_present_run_goes_on_in_its_row(view: RunsView) -> None:
    view.show_present(replace(three()[0], steps=99, accuracy=0.95))
    assert text_of(view, 0, "steps") == "30"
    changed: list[int] = []
    table_of(view).model().dataChanged.connect(lambda first, last: changed.append(first.row()))
    for _ in range(2):
        assert not view.refresh(), "the table paints itself"
    assert text_of(view, 0, "steps") == "99"
    view.show_present(row(77))
    view.refresh()
    assert changed == [0]
    assert view.rows()[0].key == 3


def test_that_the_best_of_several_stands_out(view: RunsView) -> None:
    model, section = table_of(view).model(), column_of(view, "accuracy")
    fonts = [model.index(place, section).data(Qt.ItemDataRole.FontRole) for place in range(3)]
    assert [font is not None and font.bold() for font in fonts] == [False, True, False]


# Comparison.


def test_that_two_selected_runs_are_compared(view: RunsView) -> None:
    comparison = view.findChild(Comparison)
    select(view, 1)
    assert not comparison.isVisible()
    select(view, 1, 2)
    assert comparison.isVisible()
    assert comparison.lines() == [
        ("Best accuracy", "0.9000", "0.7000", "+0.2000"),
        ("Time", "2.00 s", "1.00 s", "+1.00 s"),
        ("Learning rate", "0.5", "0.1", ""),
    ]
    select(view, 0, 2)
    assert comparison.lines()[0] == ("Best accuracy", "–", "0.7000", "")
    assert comparison.lines()[-1] == ("Settings", "the same", "the same", "")
    select(view, 0, 1, 2)
    assert not comparison.isVisible()


def test_that_runs_of_other_tasks_are_compared_by_loss(view: RunsView) -> None:
    xor = row(1, find_experiment("xor").spec, has_accuracy=False, accuracy=None, loss=0.25, name="<b>xor")
    view.set_runs([three()[0], row(2, loss=0.75), xor])
    select(view, 1, 2)
    lines = {line[0]: line[1:] for line in view.findChild(Comparison).lines()}
    assert lines["Last loss"] == ("0.75", "0.25", "+0.5")
    assert lines["Best accuracy"] == ("0.7000", "–", "")


def test_that_it_takes_every_size_and_both_themes(view: RunsView) -> None:
    select(view, 1, 2)
    for theme, width in ((DARK, 300), (LIGHT, 900)):
        view.apply_theme(theme)
        view.resize(width, 200)
        QApplication.processEvents()
        assert not view.grab().isNull()
    assert QGuiApplication.topLevelWindows()
