from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from engine.history import Series
from gui.theme.theme import DARK, LIGHT
from gui.watch.curve_plot import CurvePlot
from gui.watch.dashboard import Dashboard
from gui.watch.history_curves import accuracy_curves, layer_curves, loss_curves

NAN = math.nan


def step_series(rows: int, layers: int = 3, capacity: int = 2**17) -> Series:
    layer_names = [f"{kind}.{i}" for kind in ("gradient_norm", "update_ratio") for i in range(layers)]
    series = Series(["step", "loss", "learning_rate", *layer_names], capacity)
    add_steps(series, rows, layers)
    return series


def add_steps(series: Series, rows: int, layers: int = 3) -> None:
    rng = np.random.default_rng(series.samples)
    for step in range(series.samples + 1, series.samples + rows + 1):
        norms = rng.lognormal(size=layers).tolist()
        series.append([step, float(rng.lognormal()), 0.1, *norms, *[1e-3 * norm for norm in norms]])


def record_series(rows: int, *, accuracy: bool = True) -> Series:
    kinds = [f"{part}_{kind}" for kind in ("loss", "accuracy") for part in ("train", "validation", "test")]
    series = Series(["step", "epoch", *kinds])
    for epoch in range(1, rows + 1):
        accuracies = [0.9, 0.8, NAN] if accuracy else [NAN, NAN, NAN]
        series.append([100 * epoch, epoch, 0.3, 0.4, NAN, *accuracies])
    return series


@pytest.fixture
def dashboard(qtbot: QtBot) -> Dashboard:
    dashboard = Dashboard()
    qtbot.addWidget(dashboard)
    dashboard.resize(760, 480)
    dashboard.show()
    settle(dashboard)
    return dashboard


def settle(dashboard: Dashboard) -> None:
    for _ in range(10):
        QApplication.processEvents()
    for plot in dashboard.views():
        plot.refresh()
    QApplication.processEvents()


def in_sight(dashboard: Dashboard) -> list[CurvePlot]:
    return [view for view in dashboard.views() if view.isVisible()]


def plot(dashboard: Dashboard, name: str) -> CurvePlot:
    found = dashboard.findChild(CurvePlot, name)
    assert found is not None
    return found


def test_that_the_four_plots_show_the_history(dashboard: Dashboard) -> None:
    steps, records = step_series(200).view(), record_series(2).view()
    dashboard.show_history(steps, records)
    settle(dashboard)
    loss = plot(dashboard, "lossPlot")
    x, low, high = loss.plotted_envelope("train")
    np.testing.assert_array_equal(x, steps.steps)
    np.testing.assert_array_equal(low, steps.column("loss"))
    np.testing.assert_array_equal(high, steps.column("loss"))
    np.testing.assert_array_equal(loss.plotted("validation"), [[100, 200], [0.4, 0.4]])
    np.testing.assert_array_equal(loss.plotted("train_record"), [[100, 200], [0.3, 0.3]])
    for name, column in (("gradientNormPlot", "gradient_norm"), ("updateRatioPlot", "update_ratio")):
        for layer in range(3):
            _, low, _ = plot(dashboard, name).plotted_envelope(str(layer))
            np.testing.assert_array_equal(low, steps.column(f"{column}.{layer}"))
    accuracy = plot(dashboard, "accuracyPlot")
    np.testing.assert_array_equal(accuracy.plotted("train")[1], [0.9, 0.9])
    np.testing.assert_array_equal(accuracy.plotted("validation")[1], [0.8, 0.8])
    # Nothing was tested yet.
    assert accuracy.plotted("test")[0].size == 0


def test_that_a_high_first_loss_does_not_flatten_the_others(dashboard: Dashboard) -> None:
    history = step_series(200).view()
    dashboard.show_history(history, record_series(1).view())
    settle(dashboard)
    loss = plot(dashboard, "lossPlot")
    assert loss.is_log()
    low, high = loss.view_range()[1]
    values = history.column("loss")
    assert low <= np.log10(values.min()) <= np.log10(values.max()) <= high


def test_that_peaks_of_a_merged_history_are_drawn(dashboard: Dashboard) -> None:
    series = step_series(3_000, capacity=512)
    steps = series.view()
    assert steps.stride > 1
    dashboard.show_history(steps, record_series(1).view())
    settle(dashboard)
    _, low, high = plot(dashboard, "gradientNormPlot").plotted_envelope("1")
    assert low.min() == steps.column("gradient_norm.1", "low").min()
    assert high.max() == steps.column("gradient_norm.1", "high").max()


def test_that_growing_past_a_merge_leaves_no_trace_of_before(dashboard: Dashboard) -> None:
    series, records = step_series(500, capacity=512), record_series(1).view()
    for rows in (0, 100, 5_000, 7):
        add_steps(series, rows)
        dashboard.show_history(series.view(), records)
        settle(dashboard)
    x, low, high = plot(dashboard, "lossPlot").plotted_envelope("train")
    view = series.view()
    assert low.min() == view.column("loss", "low").min()
    assert high.max() == view.column("loss", "high").max()
    assert (np.diff(x) > 0).all()


def test_that_history_is_only_stored_until_a_plot_is_refreshed(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    assert plot(dashboard, "lossPlot").plotted("train")[0].size == 0
    assert [view.refresh() for view in in_sight(dashboard)] == [True] * 4
    assert [view.refresh() for view in dashboard.views()] == [False] * 6


def test_that_only_changed_data_is_drawn_again(dashboard: Dashboard) -> None:
    steps, records = step_series(50), record_series(1)
    dashboard.show_history(steps.view(), records.view())
    settle(dashboard)
    dashboard.show_history(steps.view(), records.view())
    assert not any(view.refresh() for view in dashboard.views())
    add_steps(steps, 5)
    dashboard.show_history(steps.view(), records.view())
    drawn = {view.objectName(): view.refresh() for view in in_sight(dashboard)}
    assert not drawn.pop("accuracyPlot")
    assert all(drawn.values())


def test_that_another_run_of_equal_length_is_drawn(dashboard: Dashboard) -> None:
    records = record_series(0).view()
    dashboard.show_history(step_series(1).view(), records)
    settle(dashboard)
    other = Series(step_series(0).names)
    other.append([1.0] * len(other.names))
    dashboard.show_history(other.view(), records)
    settle(dashboard)
    assert plot(dashboard, "gradientNormPlot").plotted("0")[1].tolist() == [1.0]


def test_that_a_hidden_dashboard_does_not_draw(dashboard: Dashboard) -> None:
    dashboard.hide()
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    assert not any(view.refresh() for view in dashboard.views())


def test_that_clearing_empties_every_plot(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    settle(dashboard)
    dashboard.clear()
    settle(dashboard)
    assert plot(dashboard, "lossPlot").plotted("train")[0].size == 0
    assert plot(dashboard, "updateRatioPlot").plotted("0")[0].size == 0
    # The same history again is news.
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    settle(dashboard)
    assert plot(dashboard, "lossPlot").plotted("train")[0].size == 50


def test_that_a_network_with_fewer_layers_leaves_no_curve_behind(dashboard: Dashboard) -> None:
    records = record_series(1).view()
    dashboard.show_history(step_series(50, layers=5).view(), records)
    settle(dashboard)
    dashboard.show_history(step_series(50, layers=2).view(), records)
    settle(dashboard)
    gradients = plot(dashboard, "gradientNormPlot")
    assert gradients.plotted("1")[0].size == 50
    assert gradients.plotted("4")[0].size == 0


def test_that_a_task_without_accuracy_says_so(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(200).view(), record_series(2, accuracy=False).view())
    settle(dashboard)
    texts = [label.text() for label in plot(dashboard, "accuracyPlot").findChildren(QLabel) if label.isVisible()]
    assert any("no accuracy" in text for text in texts)


def test_that_empty_plots_say_what_to_do(dashboard: Dashboard) -> None:
    for view in in_sight(dashboard):
        texts = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
        assert any("appears here" in text for text in texts)


@pytest.mark.parametrize("layers", [1, 3, 12])
def test_that_layers_are_told_apart_without_colour(layers: int) -> None:
    curves = layer_curves(step_series(3, layers).view(), "update_ratio", LIGHT)
    assert len({(curve.color.name(), curve.pen_style) for curve in curves}) == layers
    assert [curve.label for curve in curves][-1] == "output"
    assert [curve.label for curve in curves][:-1] == [f"layer {n}" for n in range(1, layers)]
    neighbours = itertools.pairwise(curves)
    assert all(one.pen_style != other.pen_style for one, other in neighbours)


def test_that_a_selected_layer_is_thick_and_the_others_thin_and_still_told_apart() -> None:
    view = step_series(3, 4).view()
    plain, curves = layer_curves(view, "gradient_norm", LIGHT), layer_curves(view, "gradient_norm", LIGHT, 2)
    assert [curve.is_thin for curve in plain] == [False] * 4
    assert [curve.is_thin for curve in curves] == [True, True, False, True]
    assert curves[2].color == plain[2].color
    for before, now in zip(plain, curves, strict=True):
        assert (now.pen_style, now.label) == (before.pen_style, before.label)
        np.testing.assert_array_equal(now.mean, before.mean)
    # A layer that this network does not have is none.
    assert [curve.is_thin for curve in layer_curves(view, "gradient_norm", LIGHT, 9)] == [False] * 4


def test_that_the_parts_of_the_data_are_told_apart_without_colour() -> None:
    steps, records = step_series(3).view(), record_series(3).view()
    for curves in (loss_curves(steps, records, LIGHT), accuracy_curves(records, LIGHT)):
        looks = {(curve.pen_style, curve.symbol, curve.emphasis) for curve in curves}
        assert len(looks) == len(curves)


def test_that_a_theme_recolours_the_curves(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    dashboard.apply_theme(DARK)
    settle(dashboard)
    image = plot(dashboard, "gradientNormPlot").grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(60, 330) for y in range(60, 190)}
    assert DARK.layer_color(0).name() in colors
    assert LIGHT.layer_color(0).name() not in colors


@pytest.mark.parametrize(("width", "height"), [(480, 300), (900, 600)])
def test_that_nothing_overlaps_from_small_to_large(dashboard: Dashboard, width: int, height: int) -> None:
    dashboard.resize(width, height)
    dashboard.show_history(step_series(2_000, layers=12).view(), record_series(4).view())
    settle(dashboard)
    settle(dashboard)
    assert dashboard.size().toTuple() == (width, height)
    for view in in_sight(dashboard):
        header, stage = view.layout().itemAt(0).widget(), view.layout().itemAt(1).widget()
        assert view.rect().contains(header.geometry())
        assert view.rect().contains(stage.geometry())
        assert header.geometry().bottom() < stage.geometry().top()
        shown = [child for child in header.children() if hasattr(child, "isVisible") and child.isVisible()]
        for index, child in enumerate(shown):
            assert header.rect().contains(child.geometry())
            assert not any(child.geometry().intersects(other.geometry()) for other in shown[index + 1 :])
