from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gui.watch.curve import Curve, bucket_size, decimate, drawn, reduce_samples, samples_of
from gui.watch.reducer import CurveReducer
from gui.watch.smoothing import smoothed


def make_curve(values: np.ndarray, first_step: int = 1) -> Curve:
    steps = np.arange(first_step, first_step + len(values), dtype=np.float64)
    return Curve("loss", "train", steps, np.asarray(values, dtype=np.float64), QColor("blue"))


def noise(rows: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(size=rows)


def test_that_a_curve_with_room_for_every_row_is_left_as_it_is() -> None:
    values = noise(300)
    shape = drawn(decimate(make_curve(values), 300), log=False)
    np.testing.assert_array_equal(shape.line, values)
    np.testing.assert_array_equal(shape.low, values)
    np.testing.assert_array_equal(shape.x, np.arange(1, 301))


@pytest.mark.parametrize("rows", [1, 2, 599, 600, 601, 12_345, 131_072])
def test_that_decimation_keeps_to_its_columns_and_wastes_at_most_half(rows: int) -> None:
    buckets = len(decimate(make_curve(noise(rows)), 600).x)
    assert min(rows, 300) <= buckets <= 600


def test_that_every_peak_is_kept() -> None:
    values = noise(10_000)
    values[[17, 4_211, 9_999]] = 1e3, -1e3, 2e3
    samples = decimate(make_curve(values), 500)
    size = bucket_size(10_000, 500)
    for row in (17, 9_999):
        assert samples.high[row // size] == values[row]
    assert samples.low[4_211 // size] == -1e3
    # The oracle: a plain loop over buckets.
    for bucket in range(len(samples.x)):
        part = values[bucket * size : (bucket + 1) * size]
        assert samples.low[bucket] == part.min()
        assert samples.high[bucket] == part.max()
        assert samples.mean[bucket] == pytest.approx(part.mean())


def test_that_full_buckets_never_change_while_the_curve_grows() -> None:
    values = noise(5_000)
    before, after = (reduce_samples(samples_of(make_curve(values), 0, rows), 8) for rows in (4_000, 4_801))
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new[: len(old)])


def test_that_two_buckets_become_one_when_buckets_double() -> None:
    curve = make_curve(noise(4_096))
    fine, coarse = decimate(curve, 512), decimate(curve, 256)
    np.testing.assert_array_equal(coarse.high, fine.high.reshape(-1, 2).max(axis=1))
    np.testing.assert_array_equal(coarse.x, fine.x[::2])


def test_that_the_least_and_greatest_of_merged_rows_are_drawn() -> None:
    mean = noise(1_000)
    curve = make_curve(mean)
    merged = Curve("loss", "train", curve.x, mean, QColor("blue"), low=mean - 1, high=mean + 2)
    samples = decimate(merged, 125)
    np.testing.assert_array_equal(samples.low, (mean - 1).reshape(-1, 8).min(axis=1))
    np.testing.assert_array_equal(samples.high, (mean + 2).reshape(-1, 8).max(axis=1))


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_that_a_gap_stays_a_gap_and_spreads_to_no_neighbour(hole: float) -> None:
    values = noise(64)
    values[8:24] = hole
    shape = drawn(decimate(make_curve(values), 8), log=False)
    np.testing.assert_array_equal(np.isnan(shape.line), [False, True, True, *[False] * 5])
    np.testing.assert_array_equal(np.isnan(shape.low), np.isnan(shape.line))


def test_that_one_missing_sample_hides_no_other_of_its_bucket() -> None:
    values = np.array([1.0, np.nan, 3.0, 5.0])
    shape = drawn(decimate(make_curve(values), 1), log=False)
    assert (shape.low[0], shape.line[0], shape.high[0]) == (1.0, 3.0, 5.0)


def test_that_values_without_a_logarithm_are_gaps_on_a_logarithmic_axis() -> None:
    values = np.array([1.0, 0.0, -2.0, 10.0])
    shape = drawn(decimate(make_curve(values), 4), log=True)
    for part in (shape.line, shape.low, shape.high):
        np.testing.assert_array_equal(part, [1.0, np.nan, np.nan, 10.0])
    straight = drawn(decimate(make_curve(values), 4), log=False)
    np.testing.assert_array_equal(straight.line, values)


def test_that_an_envelope_that_reaches_zero_ends_at_the_mean_on_a_logarithmic_axis() -> None:
    shape = drawn(decimate(make_curve(np.array([0.0, 4.0])), 1), log=True)
    assert (shape.low[0], shape.line[0], shape.high[0]) == (2.0, 2.0, 4.0)


def test_that_the_latest_value_is_the_newest_that_is_known() -> None:
    assert make_curve(np.array([1.0, 2.0, np.nan])).latest() == 2.0
    assert make_curve(np.array([np.nan])).latest() is None
    assert make_curve(np.array([])).latest() is None


def test_that_the_value_at_a_step_is_the_last_one_measured_by_then() -> None:
    curve = make_curve(np.array([5.0, 6.0, 7.0]), first_step=10)
    assert curve.at(9.0) is None
    assert curve.at(10.9) == 5.0
    assert curve.at(99.0) == 7.0
    assert curve.nearest(10.9) == 11.0


@pytest.mark.parametrize("size", [1, 4, 16, 64, 256, 1024])
@pytest.mark.parametrize("rows", [3, 300, 5_000, 40_001])
def test_that_stored_levels_give_what_reading_everything_gives(size: int, rows: int) -> None:
    values = noise(rows)
    values[rows // 3] = np.nan
    curve = make_curve(values)
    columns = -(-rows // size)
    got = CurveReducer().window(curve, 0, rows + 1, columns, 0)
    expected = decimate(curve, columns)
    for part, oracle in zip(got, expected, strict=True):
        np.testing.assert_allclose(part, oracle, rtol=1e-12)


def test_that_a_reducer_follows_a_growing_curve() -> None:
    values = noise(20_000)
    reducer = CurveReducer()
    for rows in (1, 15, 16, 17, 255, 700, 9_999, 20_000):
        curve = make_curve(values[:rows])
        got = reducer.window(curve, 0, rows, 60, 0)
        for part, oracle in zip(got, decimate(curve, 60), strict=True):
            np.testing.assert_allclose(part, oracle, rtol=1e-12)


@pytest.mark.parametrize("rows", [5_000, 10_000, 12_000])
def test_that_a_reducer_notices_another_run(rows: int) -> None:
    reducer = CurveReducer()
    reducer.window(make_curve(noise(10_000)), 0, 10_000, 20, 0)
    other = make_curve(noise(rows, seed=1))
    got = reducer.window(other, 0, rows, 20, 0)
    for part, oracle in zip(got, decimate(other, 20), strict=True):
        np.testing.assert_allclose(part, oracle, rtol=1e-12)


def test_that_a_window_reaches_over_both_edges_and_is_as_fine_as_they_allow() -> None:
    values = noise(100_000)
    window = CurveReducer().window(make_curve(values), 50_000, 50_100, 400, 0)
    np.testing.assert_array_equal(window.x, np.arange(49_999, 50_102))
    np.testing.assert_array_equal(window.mean, values[49_998:50_101])


def test_that_smoothing_keeps_a_constant_a_gap_and_the_place_of_a_peak() -> None:
    values = np.full(50, 3.0)
    values[20:23] = np.nan
    np.testing.assert_allclose(smoothed(values, 2.0), values)
    peak = np.zeros(51)
    peak[25] = 1.0
    result = smoothed(peak, 3.0)
    assert result.argmax() == 25
    np.testing.assert_allclose(result, result[::-1])
    assert result.max() < 0.2
