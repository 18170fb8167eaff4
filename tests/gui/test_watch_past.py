"""Earlier runs behind the curves of the present one."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.history import Series
from gui.session.past_runs import MOST_SHOWN
from gui.theme.theme import DARK, LIGHT, Theme
from gui.watch.curve import Curve
from gui.watch.curve_plot import CurvePlot
from gui.watch.dashboard import Dashboard
from gui.watch.legend import Legend
from gui.watch.past_curves import EarlierRun, past_accuracy_curves, past_loss_curves, series_of
from gui.watch.stage import Stage
from tests.gui.test_watch_dashboard import record_series, settle, step_series
from tests.gui.test_watch_plot import send_wheel


def earlier(key: int = 1, rows: int = 400, *, accuracy: bool = True, chosen: bool = False) -> EarlierRun:
    steps, records = step_series(rows).view(), record_series(4, accuracy=accuracy).view()
    return EarlierRun(key, key, f"Run {key}", steps, records, chosen)


@pytest.fixture
def dashboard(qtbot: QtBot) -> Dashboard:
    dashboard = Dashboard()
    qtbot.addWidget(dashboard)
    dashboard.resize(900, 480)
    dashboard.show()
    settle(dashboard)
    return dashboard


def loss_plot(dashboard: Dashboard) -> CurvePlot:
    return dashboard.findChild(CurvePlot, "lossPlot")


def test_that_an_earlier_run_is_drawn_with_every_peak(dashboard: Dashboard) -> None:
    run = earlier(rows=5000)
    dashboard.show_earlier([run])
    settle(dashboard)
    x, low, high = loss_plot(dashboard).plotted_envelope("past.1.train")
    losses = run.steps.column("loss")
    assert len(x) < len(losses) / 4
    assert (np.nanmin(low), np.nanmax(high)) == (losses.min(), losses.max())
    accuracy_x, accuracy = dashboard.findChild(CurvePlot, "accuracyPlot").plotted("past.1.validation")
    np.testing.assert_array_equal(accuracy_x, run.records.steps)
    np.testing.assert_array_equal(accuracy, run.records.column("validation_accuracy"))


def test_that_earlier_runs_stay_when_a_new_one_begins_and_go_when_told(dashboard: Dashboard) -> None:
    dashboard.show_earlier([earlier(1), earlier(2)])
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    settle(dashboard)
    dashboard.clear()
    settle(dashboard)
    plot = loss_plot(dashboard)
    assert len(plot.plotted("past.1.train")[0])
    assert not len(plot.plotted("train")[0])
    dashboard.show_earlier([earlier(2)])
    settle(dashboard)
    assert not len(plot.plotted("past.1.train")[0])
    assert len(plot.plotted("past.2.train")[0])
    dashboard.show_earlier([])
    settle(dashboard)
    assert not len(plot.plotted("past.2.train")[0])


def test_that_the_axis_holds_the_longer_run(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    dashboard.show_earlier([earlier(rows=400)])
    settle(dashboard)
    assert loss_plot(dashboard).view_range()[0][1] >= 399
    dashboard.show_history(step_series(900).view(), record_series(1).view())
    settle(dashboard)
    assert 899 <= loss_plot(dashboard).view_range()[0][1] < 1000


def test_that_an_earlier_run_that_shot_up_does_not_flatten_the_present_one(dashboard: Dashboard) -> None:
    wild = Series(["step", "loss"])
    for step in range(50):
        wild.append((step, 10.0 ** min(step, 30)))
    run = EarlierRun(1, 1, "Run 1", wild.view(), record_series(0).view())
    dashboard.show_earlier([run])
    settle(dashboard)
    plot = loss_plot(dashboard)
    assert plot.view_range()[1][1] > 25, "alone it is seen whole"
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    settle(dashboard)
    assert plot.view_range()[1][1] < 3
    plot.set_log(False)
    settle(dashboard)
    assert plot.view_range()[1][1] < 1000


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("factor", [20.0, 1e-5])
def test_that_what_another_run_did_most_of_the_time_is_seen_whole(
    dashboard: Dashboard, log: bool, factor: float
) -> None:
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    plot = loss_plot(dashboard)
    plot.set_log(log)
    other = Series(["step", "loss"])
    for step in range(200):
        other.append((step, factor * (1.0 + 0.1 * (step % 7))))
    dashboard.show_earlier([EarlierRun(1, 1, "Run 1", other.view(), record_series(0).view())])
    settle(dashboard)
    _, line = plot.plotted("past.1.train")
    low, high = (10.0**end if log else end for end in plot.view_range()[1])
    assert low <= np.nanmin(line) and np.nanmax(line) <= high


def test_that_a_single_outlier_of_another_run_does_not_flatten_the_present_one(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    plot = loss_plot(dashboard)
    plot.set_log(False)
    plot.set_smoothing(0.0)
    settle(dashboard)
    alone = plot.view_range()[1][1]
    other = Series(["step", "loss"])
    for step in range(200):
        other.append((step, 1000.0 if step == 80 else 0.5))
    dashboard.show_earlier([EarlierRun(1, 1, "Run 1", other.view(), record_series(0).view())])
    settle(dashboard)
    assert plot.view_range()[1][1] < 6 * alone


def test_that_a_frame_does_not_draw_the_earlier_runs_again(
    dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    dashboard.show_earlier([earlier(rows=900)])
    dashboard.show_history(step_series(50).view(), record_series(1).view())
    settle(dashboard)
    drawn: list[str] = []
    draw = Stage.draw

    def count(stage: Stage, curve: Curve, *rest: object) -> None:
        drawn.append(curve.key)
        draw(stage, curve, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Stage, "draw", count)
    dashboard.show_history(step_series(60).view(), record_series(1).view())
    settle(dashboard)
    assert "train" in drawn
    assert not [key for key in drawn if key.startswith("past")]
    loss_plot(dashboard).set_log(False)
    settle(dashboard)
    assert "past.1.train" in drawn


def test_that_they_are_there_in_a_zoom_and_after_it(dashboard: Dashboard) -> None:
    run = earlier(rows=5000)
    dashboard.show_earlier([run])
    dashboard.show_history(step_series(5000).view(), record_series(1).view())
    settle(dashboard)
    plot = loss_plot(dashboard)
    whole = plot.plotted("past.1.train")[0]
    for _ in range(12):
        send_wheel(plot, 2)
    settle(dashboard)
    assert not plot.is_following()
    (first, last), _ = plot.view_range()
    x = plot.plotted("past.1.train")[0]
    assert x[0] <= max(first, 0.0) + 2
    assert x[-1] >= last - 2
    assert np.diff(x).max() < np.diff(whole).max(), "a part of it is drawn more finely"
    plot.follow()
    settle(dashboard)
    np.testing.assert_array_equal(plot.plotted("past.1.train")[0], whole)


def test_that_the_legend_hides_the_series_of_earlier_runs_too(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(50).view(), record_series(2).view())
    dashboard.show_earlier([earlier()])
    settle(dashboard)
    plot = loss_plot(dashboard)
    entry = plot.findChild(Legend).entries()["train"]
    entry.setChecked(False)
    settle(dashboard)
    assert not len(plot.plotted("past.1.train")[0])
    assert len(plot.plotted("past.1.validation")[0])
    entry.setChecked(True)
    settle(dashboard)
    assert len(plot.plotted("past.1.train")[0])


def test_that_they_are_named_and_told_apart_without_colour() -> None:
    curves = past_loss_curves([earlier(1), earlier(2)], LIGHT)
    assert [curve.label for curve in curves[:2]] == ["Run 1: train", "Run 1: validation"]
    assert curves[0].pen_style != curves[2].pen_style
    assert curves[0].symbol != curves[1].symbol
    assert curves[0].at(1e9) is None, "it had ended by then"
    assert [curve.key for curve in past_accuracy_curves([earlier()], LIGHT)] == ["past.1.train", "past.1.validation"]
    assert past_accuracy_curves([earlier(accuracy=False)], LIGHT) == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_the_line_tells_the_run_and_the_marker_the_series(theme: Theme) -> None:
    runs = [earlier(key) for key in range(3, 3 + MOST_SHOWN)]
    for curves in (past_loss_curves(runs, theme), past_accuracy_curves(runs, theme)):
        train, validation = curves[::2], curves[1::2]
        assert [series_of(curve) for curve in curves] == ["train", "validation"] * MOST_SHOWN
        assert [curve.pen_style for curve in train] == [curve.pen_style for curve in validation]
        assert len({curve.pen_style for curve in train}) == MOST_SHOWN
        assert {curve.symbol for curve in train}.isdisjoint(curve.symbol for curve in validation)
        for one, other in zip(train, validation, strict=True):
            assert abs(one.color.hueF() - other.color.hueF()) > 0.3


def test_that_the_markers_of_an_earlier_run_stay_where_there_is_no_room_for_all(dashboard: Dashboard) -> None:
    steps, records = step_series(4000).view(), record_series(300).view()
    dashboard.show_earlier([EarlierRun(1, 1, "Run 1", steps, records)])
    settle(dashboard)
    traces = loss_plot(dashboard).findChild(Stage)._traces
    assert traces["past.1.validation"].marked()
    assert not traces["past.1.train"].marked()


def test_that_the_samples_of_the_present_run_do_not_hide_the_lines_of_earlier_ones(dashboard: Dashboard) -> None:
    dashboard.show_history(step_series(400).view(), record_series(4).view())
    dashboard.show_earlier([earlier()])
    settle(dashboard)
    traces = loss_plot(dashboard).findChild(Stage)._traces
    assert traces["train"]._envelope.zValue() < traces["past.1.train"]._line.zValue() < traces["train"]._line.zValue()


def test_that_a_chosen_run_stands_out_in_both_themes(dashboard: Dashboard) -> None:
    for theme in (LIGHT, DARK):
        plain, chosen = (past_loss_curves([earlier(chosen=chosen)], theme)[0].color for chosen in (False, True))
        ground, full = theme.surface.lightnessF(), theme.train.lightnessF()
        assert abs(chosen.lightnessF() - full) < abs(plain.lightnessF() - full) < abs(ground - full)
    dashboard.show_earlier([earlier()])
    dashboard.apply_theme(DARK)
    settle(dashboard)
    assert len(loss_plot(dashboard).plotted("past.1.train")[0])
