"""What is drawn of a history, against the history: nothing lost, nothing invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.history import CAPACITY, Series, SeriesView
from gui.watch.curve import Curve
from gui.watch.curve_plot import CurvePlot
from gui.watch.reducer import CurveReducer
from gui.watch.shaping import SMOOTHING, Shaper
from gui.watch.smoothing import smoothed

MakePlot = Callable[..., CurvePlot]


def history_of(values: np.ndarray, capacity: int = CAPACITY) -> SeriesView:
    """The bounded history of a run with these losses, a step each from 1 on."""
    series = Series(("step", "loss"), capacity)
    for step, value in enumerate(values.tolist(), start=1):
        series.append((float(step), value))
    return series.view()


def curve_of(view: SeriesView, **looks: object) -> Curve:
    """The curve that the loss plot draws of a history."""
    merged = view.stride > 1
    return Curve(
        "train",
        "train",
        view.steps,
        view.column("loss"),
        QColor("teal"),
        low=view.column("loss", "low") if merged else None,
        high=view.column("loss", "high") if merged else None,
        **looks,
    )


def recorded(view: SeriesView) -> int:
    """How many samples are in the rows of a history; those of an unfinished row are not yet."""
    return len(view) * view.stride


def assert_true(x: np.ndarray, low: np.ndarray, high: np.ndarray, values: np.ndarray) -> None:
    """Each drawn column holds exactly the least and the greatest of the samples from its place to the next one's.

    `values` are those of the steps 1, 2, ...; what is not finite counts for nothing.
    """
    starts = x.astype(int) - 1
    known = np.where(np.isfinite(values), values, np.nan)
    np.testing.assert_array_equal(low, np.fmin.reduceat(known, starts))
    np.testing.assert_array_equal(high, np.fmax.reduceat(known, starts))


def peaked(rng: np.random.Generator, rows: int, peaks: int) -> np.ndarray:
    """Noise with spikes up and down, and now and then a sample without a value, at random steps."""
    values = rng.lognormal(size=rows)
    values[rng.integers(0, rows, peaks)] *= 10.0 ** rng.uniform(1, 6, peaks)
    values[rng.integers(0, rows, peaks)] *= 10.0 ** -rng.uniform(1, 6, peaks)
    values[rng.integers(0, rows, peaks)] = np.nan
    return values


@pytest.fixture
def make_plot(qtbot: QtBot) -> Iterator[MakePlot]:
    """Builds a shown plot of 600x240 that has drawn these curves."""

    def build(*curves: Curve, **options: object) -> CurvePlot:
        plot = CurvePlot("lossPlot", "Loss", **options)
        qtbot.addWidget(plot)
        plot.resize(600, 240)
        plot.set_curves(list(curves))
        plot.show()
        QApplication.processEvents()
        plot.refresh()
        QApplication.processEvents()
        return plot

    yield build


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 6_000),
    capacity=st.sampled_from([16, 64, 256, 1024, 8192]),
    columns=st.integers(16, 700),
)
def test_that_every_peak_is_kept_in_its_column_whatever_was_merged(
    seed: int, rows: int, capacity: int, columns: int
) -> None:
    values = peaked(np.random.default_rng(seed), rows, 1 + rows // 40)
    view = history_of(values, capacity)
    if not len(view):
        return
    samples = CurveReducer().window(curve_of(view), 0.0, rows + 1.0, columns, 0)
    assert len(samples.x) <= columns
    assert_true(samples.x, samples.low, samples.high, values[: recorded(view)])


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    capacity=st.sampled_from([64, 1024, 2048]),
    columns=st.sampled_from([16, 60, 500]),
)
def test_that_every_peak_is_kept_while_the_history_grows_and_merges(seed: int, capacity: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    values = peaked(rng, 5_000, 100)
    series, reducer, done = Series(("step", "loss"), capacity), CurveReducer(), 0
    for rows in sorted(rng.integers(2 * capacity // 64, 5_000, 6)):
        for step in range(done, rows):
            series.append((step + 1.0, values[step]))
        done = int(rows)
        view = series.view()
        if len(view):
            samples = reducer.window(curve_of(view), 0.0, done + 1.0, columns, 0)
            assert_true(samples.x, samples.low, samples.high, values[: recorded(view)])


def test_that_a_run_longer_than_its_history_is_drawn_with_every_peak(make_plot: MakePlot) -> None:
    rows = 2 * CAPACITY + 4_321
    values = peaked(np.random.default_rng(0), rows, 300)
    view = history_of(values)
    assert view.stride == 4
    plot = make_plot(curve_of(view, emphasis="smooth"))
    x, low, high = plot.plotted_envelope("train")
    assert 200 < len(x) <= 600
    assert_true(x, low, high, values[: recorded(view)])
    assert (x[0], low[0] <= values[0] <= high[0]) == (1.0, True)
    assert np.fmax.reduce(values[int(x[-1]) - 1 : recorded(view)]) == high[-1]


def test_that_the_first_and_the_last_step_are_drawn(make_plot: MakePlot) -> None:
    values = np.random.default_rng(0).lognormal(size=400)
    plot = make_plot(curve_of(history_of(values)))
    x, line = plot.plotted("train")
    np.testing.assert_array_equal(x, np.arange(1, len(values) + 1))
    np.testing.assert_array_equal(line, values)


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 3_000),
    columns=st.integers(16, 400),
    zeros=st.floats(0.0, 1.0),
)
def test_that_a_logarithmic_axis_invents_nothing_for_what_has_no_logarithm(
    seed: int, rows: int, columns: int, zeros: float
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=rows)
    values[rng.random(rows) < zeros] = 0.0
    shape = Shaper().shape(curve_of(history_of(values)), (0.0, rows + 1.0), columns, log=True)
    ends = np.append(shape.x[1:].astype(int) - 1, rows)
    for start, end, line, low, high in zip(shape.x.astype(int) - 1, ends, *shape[1:], strict=True):
        part = values[start:end]
        mean = part.mean()
        # What is drawn has a logarithm, and is the value of a sample or the mean of the column's.
        if mean > 0:
            assert line == pytest.approx(mean)
            assert low == (part.min() if part.min() > 0 else line)
        else:
            assert np.isnan(line)
            assert np.isnan(low) or low == part.min() > 0
        assert high == part.max() if part.max() > 0 else np.isnan(high)


@pytest.mark.parametrize("emphasis", ["smooth", "line"])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_that_a_gap_of_whole_columns_stays_one(make_plot: MakePlot, scale: str, emphasis: str) -> None:
    values = np.random.default_rng(0).lognormal(size=20_000)
    values[5_000:8_000] = np.nan
    plot = make_plot(curve_of(history_of(values), emphasis=emphasis), scale=scale)
    x, line = plot.plotted("train")
    _, low, high = plot.plotted_envelope("train")
    spacing = x[1] - x[0]
    inside = (x > 5_000) & (x + spacing <= 8_001)
    assert inside.sum() > 20
    outside = (x + spacing <= 5_001) | (x > 8_000)
    for part in (line, low, high):
        assert np.isnan(part[inside]).all()
        assert np.isfinite(part[outside]).all()


@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.5, 7.0])
def test_that_the_smooth_line_is_the_gaussian_mean_of_its_neighbours(sigma: float) -> None:
    values = np.random.default_rng(0).lognormal(size=90)
    values[30:36] = np.nan
    result = smoothed(values, sigma)
    reach = int(np.ceil(3 * sigma))
    for place, value in enumerate(result):
        near = [i for i in range(max(0, place - reach), min(len(values), place + reach + 1)) if np.isfinite(values[i])]
        weight = np.array([np.exp(-0.5 * ((i - place) / sigma) ** 2) for i in near])
        expected = weight @ values[near] / weight.sum() if np.isfinite(values[place]) else np.nan
        assert value == pytest.approx(expected, nan_ok=True)


def test_that_the_plot_smooths_its_column_means_over_the_chosen_share(make_plot: MakePlot) -> None:
    values = np.random.default_rng(0).lognormal(size=30_000)
    plot = make_plot(curve_of(history_of(values), emphasis="smooth"))
    (left, right), _ = plot.view_range()
    for share in (SMOOTHING, 0.0, 0.032):
        plot.set_smoothing(share)
        plot.refresh()
        x, line = plot.plotted("train")
        starts = x.astype(int) - 1
        counts = np.diff(np.append(starts, len(values)))
        means = np.add.reduceat(values, starts) / counts
        columns = (right - left) / (x[1] - x[0])
        sigma = round(2 * share * columns) / 2
        np.testing.assert_allclose(line, smoothed(means, sigma), rtol=1e-9)
