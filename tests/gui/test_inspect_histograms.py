"""The view of the histograms over time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox, QToolButton

from engine.statistics import BINS, Histogram, LayerStatistics, histogram
from engine.statistics_log import LayersAt
from gui.inspect.histogram_content import Moment, outline, thinned
from gui.inspect.histogram_view import HistogramView
from gui.theme.theme import DARK


def numbers(index: int, layer: int) -> np.ndarray:
    return np.random.default_rng([index, layer]).normal(size=(40, 5 + layer)) * (1 + index)


def log_of(count: int, layers: int = 2, *, gradients: bool = True) -> tuple[LayersAt, ...]:
    def statistics(index: int, layer: int) -> LayerStatistics:
        spread = histogram(numbers(index, layer))
        return LayerStatistics(spread, spread if gradients else None, histogram(np.zeros(7)), dead_units=layer)

    return tuple(
        LayersAt(100 * (index + 1), index + 1, tuple(statistics(index, layer) for layer in range(layers)))
        for index in range(count)
    )


def choose(view: HistogramView, name: str, data: object) -> None:
    combo = view.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findData(data))


@pytest.fixture
def view(qtbot) -> HistogramView:
    view = HistogramView()
    qtbot.addWidget(view)
    view.resize(760, 420)
    view.show()
    return view


def show(view: HistogramView, log: tuple[LayersAt, ...]) -> None:
    view.show_statistics(log)
    view.refresh()


def points(view: HistogramView, step: int = 6) -> list[QPointF]:
    size = view.picture.size()
    return [QPointF(x + 0.5, y + 0.5) for x in range(0, size.width(), step) for y in range(0, size.height(), step)]


def test_that_the_counts_shown_are_numpys_of_the_weights(view: HistogramView) -> None:
    show(view, log_of(4))
    assert [panel.layer for panel in view.picture.panels] == [0, 1]
    for panel in view.picture.panels:
        assert [moment.step for moment in panel.shown] == [100, 200, 300, 400]
        for index, moment in enumerate(panel.shown):
            assert (moment.histogram.counts == np.histogram(numbers(index, panel.layer), BINS)[0]).all()


@pytest.mark.parametrize("style", ["ridges", "overlay"])
def test_that_the_read_out_names_step_epoch_bin_and_count(view: HistogramView, style: str) -> None:
    log = log_of(3)
    choose(view, "histogramStyleCombo", style)
    show(view, log)
    seen = set()
    for point in points(view):
        lines = view.picture.read_out(point)
        if not lines:
            continue
        title, when, bin_, count = lines
        step, layer = int(when.split()[1]), int(title.split()[1].rstrip(",")) - 1
        spread = log[step // 100 - 1].layers[layer].weights
        low = float(bin_.split()[1].replace("−", "-"))
        width = (spread.high - spread.low) / BINS
        index = round((low - spread.low) / width)
        assert low == pytest.approx(spread.low + index * width, rel=6e-3, abs=1e-3)
        assert int(count.split()[0]) == spread.counts[index]
        assert when.endswith(f"epoch {step // 100}") and count.endswith(f"of {sum(spread.counts)} values")
        seen.add((step, layer))
    assert seen == {(step, layer) for step in (100, 200, 300) for layer in (0, 1)}


def test_that_the_newest_ridge_stands_in_front_of_the_oldest(view: HistogramView) -> None:
    show(view, log_of(3))
    lines = view.picture.panels[0]._lines
    assert [line.moment.step for line in lines] == [100, 200, 300]
    assert lines[0].base < lines[1].base < lines[2].base
    choose(view, "histogramStyleCombo", "overlay")
    assert len({line.base for line in view.picture.panels[0]._lines}) == 1


def test_that_ridges_too_many_for_the_room_are_thinned_and_said_to_be(view: HistogramView) -> None:
    show(view, log_of(64))
    shown = view.picture.panels[0].shown
    assert 2 < len(shown) < 64
    assert (shown[0].step, shown[-1].step) == (100, 6400)
    assert view.picture.caption() == f"{len(shown)} of 64 records, step 100 (pale) to 6,400 (strong)"
    assert view.spoken() == view.picture.caption()


def test_that_one_layer_can_be_chosen_and_stays_so(view: HistogramView) -> None:
    show(view, log_of(2, layers=3))
    choose(view, "histogramLayerCombo", 2)
    show(view, log_of(3, layers=3))
    assert [panel.layer for panel in view.picture.panels] == [2]
    show(view, log_of(3, layers=2))
    assert [panel.layer for panel in view.picture.panels] == [0, 1]


def test_that_layers_beyond_the_room_are_said_to_be_missing(view: HistogramView) -> None:
    show(view, log_of(2, layers=30))
    assert "of 30; choose one for the others" in view.picture.caption()


def test_that_records_without_gradients_are_left_out(view: HistogramView) -> None:
    choose(view, "histogramQuantityCombo", "gradients")
    show(view, (*log_of(2, gradients=False), *log_of(4)[2:]))
    assert [moment.step for moment in view.picture.panels[0].shown] == [300, 400]
    show(view, log_of(2, gradients=False))
    assert view.picture.panels[0].shown == ()
    view.grab()


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_that_a_histogram_out_of_range_is_left_out(view: HistogramView, odd: float) -> None:
    log = log_of(2, layers=1)
    broken = Histogram(-odd, odd, (5,) + (0,) * (BINS - 1))
    show(view, (*log, LayersAt(300, 3, (LayerStatistics(broken, None, broken, 0),))))
    assert [moment.step for moment in view.picture.panels[0].shown] == [100, 200]


def test_that_equal_values_are_said_to_be_and_silent_units_counted(view: HistogramView) -> None:
    choose(view, "histogramQuantityCombo", "activations")
    show(view, log_of(1))
    texts = {tuple(view.picture.read_out(point)) for point in points(view, 3)}
    words = ("layer 2, activations", "step 100 · epoch 1", "all equal to 0", "7 of 7 values")
    assert (*words, "units that gave 0 for every row: 1") in texts


@pytest.mark.parametrize("low, high", [(0.0, 1.0), (-3.0, 5.0)])
@pytest.mark.parametrize("bins_together", [0.25, 1, 5, 100])
def test_that_no_outline_is_higher_than_all_values_together(low: float, high: float, bins_together: float) -> None:
    counts = tuple(range(BINS))
    step = (high - low) / BINS * bins_together
    values, heights = outline(Moment(1, 1, Histogram(low, high, counts), 0), step)
    assert (values[0], values[-1], heights[0], heights[-1]) == (low, high, 0, 0)
    assert heights.max() <= sum(counts)
    if bins_together <= 1:
        assert heights[1:-1] == pytest.approx(np.array(counts) * bins_together)


@pytest.mark.parametrize("count, most", [(5, 9), (64, 10), (64, 2), (3, 1)])
def test_that_thinning_keeps_the_ends(count: int, most: int) -> None:
    chosen = thinned(count, most)
    assert len(chosen) <= most and chosen[-1] == count - 1
    assert most < 2 or chosen[0] == 0


def test_that_nothing_is_drawn_twice_and_nothing_for_nobody(view: HistogramView) -> None:
    log = log_of(3)
    show(view, log)
    assert not view.dirty and not view.refresh()
    view.show_statistics(log)
    assert not view.dirty
    view.hide()
    view.show_statistics(log_of(4))
    assert view.dirty and not view.refresh()
    assert len(view.picture.panels[0].moments) == 3


def test_that_an_empty_view_says_what_to_do(view: HistogramView) -> None:
    show(view, log_of(3))
    view.clear()
    view.refresh()
    assert view.picture.panels == () and view.picture.caption() == ""
    view.grab()


def test_that_the_pointer_and_every_choice_can_be_drawn(view: HistogramView, qtbot) -> None:
    view.apply_theme(DARK)
    show(view, log_of(5))
    place = next(point for point in points(view) if view.picture.read_out(point)).toPoint()
    qtbot.mouseMove(view.picture, place)
    for quantity in ("weights", "gradients", "activations"):
        for style in ("ridges", "overlay"):
            for log in (False, True):
                choose(view, "histogramQuantityCombo", quantity)
                choose(view, "histogramStyleCombo", style)
                view.findChild(QToolButton, "histogramLogButton").setChecked(log)
                view.grab()


@pytest.mark.parametrize("size", [(1, 1), (30, 20), (200, 60), (60, 400)])
def test_that_no_size_makes_the_view_fail(view: HistogramView, size: tuple[int, int]) -> None:
    show(view, log_of(3))
    view.picture.resize(*size)
    view.picture.grab()
    view.picture.read_out(QPointF(10, 10))
