from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.theme.theme import DARK, LIGHT
from gui.watch.curve import Curve
from gui.watch.curve_plot import CurvePlot
from gui.watch.legend import Legend
from gui.watch.legend_entry import Detail

MakePlot = Callable[..., CurvePlot]


def make_curve(key: str, values: np.ndarray, **looks: object) -> Curve:
    steps = np.arange(1, len(values) + 1, dtype=np.float64)
    return Curve(key, f"curve {key}", steps, np.asarray(values, dtype=np.float64), QColor("teal"), **looks)


def noise(rows: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(size=rows)


@pytest.fixture
def make_plot(qtbot: QtBot) -> Iterator[MakePlot]:
    """Builds shown plots of 600x240 that have drawn once."""

    def build(*curves: Curve, **options: object) -> CurvePlot:
        plot = CurvePlot("lossPlot", "Loss", "", "Press Start", **options)
        qtbot.addWidget(plot)
        plot.resize(600, 240)
        plot.set_curves(list(curves))
        plot.show()
        settle(plot)
        return plot

    yield build


def settle(plot: CurvePlot) -> None:
    """Let showing, laying out and drawing come to rest."""
    for _ in range(10):
        QApplication.processEvents()
    plot.refresh()
    QApplication.processEvents()


def entry(plot: CurvePlot, key: str) -> QWidget:
    return plot.findChild(Legend).entries()[key]


def viewport(plot: CurvePlot) -> QWidget:
    return plot.findChild(QGraphicsView).viewport()


def send_wheel(plot: CurvePlot, notches: int) -> None:
    target = viewport(plot)
    at = QPointF(target.rect().center())
    event = QWheelEvent(
        at,
        QPointF(target.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


def send_hover(plot: CurvePlot, share: float) -> None:
    target = viewport(plot)
    at = QPointF(60 + share * (target.width() - 62), target.height() / 2)
    buttons = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        QPointF(target.mapToGlobal(at.toPoint())),
        buttons,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


def test_that_a_short_curve_is_drawn_as_it_is(make_plot: MakePlot) -> None:
    values = noise(200)
    plot = make_plot(make_curve("a", values))
    x, y = plot.plotted("a")
    np.testing.assert_array_equal(x, np.arange(1, 201))
    np.testing.assert_array_equal(y, values)


def test_that_a_long_curve_keeps_its_peaks(make_plot: MakePlot) -> None:
    values = noise(100_000)
    values[54_321] = 1e4
    plot = make_plot(make_curve("a", values, emphasis="smooth"))
    x, low, high = plot.plotted_envelope("a")
    assert len(x) <= 600
    assert high.max() == 1e4
    assert low.min() == values.min()
    assert abs(x[high.argmax()] - 54_321) < 256


def test_that_zeros_are_gaps_on_a_logarithmic_axis(make_plot: MakePlot) -> None:
    values = np.array([1.0, 0.0, 4.0, -1.0, 2.0])
    plot = make_plot(make_curve("a", values), scale="log")
    np.testing.assert_array_equal(plot.plotted("a")[1], [1.0, np.nan, 4.0, np.nan, 2.0])
    (_, _), (low, high) = plot.view_range()
    assert low < 0.0
    assert np.log10(4.0) < high < 2.0


def test_that_gaps_are_drawn_as_gaps(make_plot: MakePlot) -> None:
    values = noise(50)
    values[10:20] = np.nan
    plot = make_plot(make_curve("a", values, emphasis="smooth"))
    np.testing.assert_array_equal(np.isnan(plot.plotted("a")[1]), np.isnan(values))


def test_that_a_plot_with_nothing_but_gaps_stays_empty(make_plot: MakePlot) -> None:
    plot = make_plot(make_curve("a", np.full(5, np.nan)), scale="log")
    assert plot.plotted("a")[0].size == 0
    assert entry_keys(plot) == []


def entry_keys(plot: CurvePlot) -> list[str]:
    return list(plot.findChild(Legend).entries())


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0], [7.0], [1e300, -1e300], [1e-320]])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_that_strange_values_are_drawn_without_complaint(make_plot: MakePlot, values: list[float], scale: str) -> None:
    plot = make_plot(make_curve("a", np.array(values)), scale=scale)
    assert plot.grab().width() > 0
    for limit in sum(plot.view_range(), ()):
        assert np.isfinite(limit)


def test_that_the_view_follows_growing_data(make_plot: MakePlot) -> None:
    values = noise(3_000)
    plot = make_plot(make_curve("a", values[:1_000]))
    plot.set_curves([make_curve("a", values)])
    assert plot.refresh()
    (left, right), (low, high) = plot.view_range()
    assert (left, right) == (0.0, pytest.approx(3_000, rel=0.06))
    assert low < values.min() < values.max() < high


def test_that_a_zoom_survives_incoming_data_and_follow_returns(make_plot: MakePlot, qtbot: QtBot) -> None:
    values = noise(3_000)
    plot = make_plot(make_curve("a", values[:1_000]))
    button = plot.findChild(QPushButton, "lossPlotFollowButton")
    assert not button.isVisible()
    send_wheel(plot, 4)
    zoomed = plot.view_range()
    assert zoomed[0][1] < 1_000
    plot.set_curves([make_curve("a", values)])
    plot.refresh()
    assert plot.view_range() == zoomed
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(plot)
    assert plot.is_following()
    assert not button.isVisible()
    assert plot.view_range()[0][1] == pytest.approx(3_000, rel=0.06)


def test_that_a_double_click_returns_from_a_zoom(make_plot: MakePlot, qtbot: QtBot) -> None:
    plot = make_plot(make_curve("a", noise(1_000)))
    send_wheel(plot, 2)
    assert not plot.is_following()
    qtbot.mouseDClick(viewport(plot), Qt.MouseButton.LeftButton)
    assert plot.is_following()


def test_that_a_zoom_shows_finer_points(make_plot: MakePlot) -> None:
    values = noise(100_000)
    plot = make_plot(make_curve("a", values))
    coarse = np.diff(plot.plotted("a")[0])[0]
    for _ in range(3):
        send_wheel(plot, 4)
    x, _ = plot.plotted("a")
    assert np.diff(x)[0] < coarse / 8
    (left, right), _ = plot.view_range()
    assert x[0] <= left
    assert x[-1] >= right


def test_that_a_click_in_the_legend_hides_a_curve_and_another_shows_it(make_plot: MakePlot, qtbot: QtBot) -> None:
    plot = make_plot(make_curve("a", noise(50)), make_curve("b", 1e6 * noise(50)))
    qtbot.mouseClick(entry(plot, "b"), Qt.MouseButton.LeftButton)
    settle(plot)
    assert plot.plotted("b")[0].size == 0
    assert plot.plotted("a")[0].size == 50
    # What is hidden does not stretch the axis.
    assert plot.view_range()[1][1] < 1e3
    qtbot.mouseClick(entry(plot, "b"), Qt.MouseButton.LeftButton)
    settle(plot)
    assert plot.plotted("b")[0].size == 50


def test_that_a_hidden_curve_stays_hidden_while_data_comes_in(make_plot: MakePlot, qtbot: QtBot) -> None:
    values = noise(80)
    plot = make_plot(make_curve("a", values[:50]))
    qtbot.mouseClick(entry(plot, "a"), Qt.MouseButton.LeftButton)
    plot.set_curves([make_curve("a", values)])
    settle(plot)
    assert plot.plotted("a")[0].size == 0
    assert not entry(plot, "a").isChecked()


def test_that_the_legend_shows_the_newest_values(make_plot: MakePlot) -> None:
    plot = make_plot(make_curve("a", np.array([0.5, 0.25, np.nan])))
    assert entry(plot, "a").value_text() == "0.2500"
    assert entry(plot, "a").accessibleName() == "curve a 0.2500"


def test_that_the_legend_says_less_where_there_is_less_room(make_plot: MakePlot) -> None:
    curves = [make_curve(str(index), noise(20), short=f"L{index}") for index in range(12)]
    plot = make_plot(*curves)
    plot.resize(460, 300)
    settle(plot)
    assert entry(plot, "0").detail() is Detail.NAME
    plot.resize(230, 140)
    settle(plot)
    assert entry(plot, "0").detail() is Detail.TINY
    legend = plot.findChild(Legend)
    for shown in legend.entries().values():
        assert shown.isHidden() or legend.rect().contains(shown.geometry())


@pytest.mark.parametrize("width", [150, 190, 230, 300, 420])
def test_that_no_entry_of_the_legend_is_cut(qtbot: QtBot, width: int) -> None:
    plot = CurvePlot("accuracyPlot", "Accuracy", "share correct")
    qtbot.addWidget(plot)
    plot.resize(width, 140)
    plot.set_curves([make_curve("train", noise(20))])
    plot.show()
    settle(plot)
    legend = plot.findChild(Legend)
    for shown in legend.entries().values():
        assert shown.isHidden() or legend.rect().contains(shown.geometry())


def test_that_every_curve_is_named_where_there_is_hardly_any_room(make_plot: MakePlot) -> None:
    names = ("1", "2", "out")
    curves = [make_curve(name, noise(20), short=f"L{name}", tiny=name) for name in names]
    plot = make_plot(*curves)
    plot.resize(150, 140)
    settle(plot)
    for name in names:
        assert entry(plot, name).detail() is Detail.TINY
        assert entry(plot, name).isVisible()


def test_that_the_switch_changes_the_axis(make_plot: MakePlot, qtbot: QtBot) -> None:
    values = np.array([0.001, 0.01, 0.1])
    plot = make_plot(make_curve("a", values), scale_switchable=True)
    assert plot.view_range()[1][1] > 0.1
    qtbot.mouseClick(plot.findChild(QToolButton, "lossPlotLogButton"), Qt.MouseButton.LeftButton)
    settle(plot)
    assert plot.is_log()
    low, high = plot.view_range()[1]
    assert low < -3
    assert -1 < high < 0
    np.testing.assert_array_equal(plot.plotted("a")[1], values)


def test_that_the_cross_hair_tells_every_curve_at_a_step(make_plot: MakePlot) -> None:
    records = Curve("r", "records", np.array([40.0, 90.0]), np.array([3.0, 4.0]), QColor("red"))
    plot = make_plot(make_curve("a", np.arange(1, 101) / 100), records)
    assert plot.hovered_text() == ""
    send_hover(plot, 0.5)
    heading, first, second = plot.hovered_text().split("\n")
    step = int(heading.removeprefix("step "))
    assert 45 < step < 60
    assert first == f"curve a\t{step / 100:.4f}"
    assert second == "records\t3.000"
    QApplication.sendEvent(plot.findChild(QGraphicsView), QEvent(QEvent.Type.Leave))
    assert plot.hovered_text() == ""


def test_that_a_hidden_plot_does_not_draw(make_plot: MakePlot) -> None:
    values = noise(100)
    plot = make_plot(make_curve("a", values[:50]))
    plot.hide()
    plot.set_curves([make_curve("a", values)])
    assert not plot.refresh()
    assert plot.plotted("a")[0].size == 50
    plot.show()
    settle(plot)
    assert plot.plotted("a")[0].size == 100


def test_that_nothing_is_drawn_when_nothing_has_changed(make_plot: MakePlot) -> None:
    plot = make_plot(make_curve("a", noise(50)))
    assert not plot.refresh()


def test_that_clearing_empties_the_plot_and_ends_a_zoom(make_plot: MakePlot) -> None:
    plot = make_plot(make_curve("a", noise(1_000)))
    send_wheel(plot, 3)
    plot.clear()
    settle(plot)
    assert plot.plotted("a")[0].size == 0
    assert entry_keys(plot) == []
    assert plot.is_following()


def test_that_a_band_is_always_in_view(make_plot: MakePlot) -> None:
    plot = make_plot(make_curve("a", np.full(20, 10.0)), scale="log", band=(-3.5, -2.5), band_label="healthy")
    low, high = plot.view_range()[1]
    assert low <= -3.5
    assert high > 1.0


def test_that_values_to_be_in_sight_are_and_the_data_still_fill_the_plot(make_plot: MakePlot) -> None:
    plot = make_plot(make_curve("a", np.array([0.9, 0.95])), including=(1.0, 1.0))
    low, high = plot.view_range()[1]
    assert 0.85 < low < 0.9
    assert 1.0 <= high < 1.01


def test_that_the_axes_of_all_plots_line_up(make_plot: MakePlot) -> None:
    tiny = make_plot(make_curve("a", np.full(100, 1e-7)), scale="log")
    huge = make_plot(make_curve("a", np.full(100, 123_456.0)))
    for share in (0.0, 0.5, 0.99):
        send_hover(tiny, share)
        send_hover(huge, share)
        assert tiny.hovered_text().split("\n")[0] == huge.hovered_text().split("\n")[0] != ""


def test_that_a_theme_can_be_applied_before_and_after_showing(qtbot: QtBot) -> None:
    plot = CurvePlot("lossPlot", "Loss")
    qtbot.addWidget(plot)
    plot.resize(400, 200)
    plot.apply_theme(DARK)
    plot.set_curves([make_curve("a", noise(50))])
    plot.show()
    settle(plot)
    assert plot.grab().toImage().pixelColor(200, 195) == DARK.surface
    plot.apply_theme(LIGHT)
    settle(plot)
    assert plot.grab().toImage().pixelColor(200, 195) == LIGHT.surface


def test_that_pyqtgraph_is_imported_only_when_a_plot_is_shown() -> None:
    program = (
        "import sys; import gui.watch.dashboard; from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([]); gui.watch.dashboard.Dashboard()\n"
        "raise SystemExit('pyqtgraph' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True, timeout=60)


def test_that_a_program_with_a_visible_plot_ends_cleanly() -> None:
    program = (
        "def main():\n"
        "    import numpy as np; from PySide6.QtGui import QColor\n"
        "    from PySide6.QtWidgets import QApplication\n"
        "    from gui.watch.curve import Curve; from gui.watch.curve_plot import CurvePlot\n"
        "    application = QApplication([]); plot = CurvePlot('lossPlot', 'Loss'); plot.show()\n"
        "    plot.set_curves([Curve('a', 'a', np.arange(9.0), np.arange(9.0), QColor('red'), symbol='o')])\n"
        "    plot.refresh(); application.processEvents()\n"
        "main()\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True, timeout=60)
