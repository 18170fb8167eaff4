"""The history against a plain list that forgets nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import history
from engine.history import Series, SeriesView

NAMES = ("step", "loss")
CAPACITY = 8


def filled(samples: Sequence[float], capacity: int = CAPACITY) -> Series:
    series = Series(NAMES, capacity)
    for step, loss in enumerate(samples):
        series.append((step, loss))
    return series


def expect(view: SeriesView, samples: Sequence[float]) -> None:
    """Compare a view with the list of all samples, cut into blocks of the view's stride."""
    stride = view.stride
    blocks = [samples[start : start + stride] for start in range(0, len(samples) - stride + 1, stride)]
    assert view.samples == len(samples)
    assert len(view) == len(blocks)
    assert view.steps.tolist() == [stride * row for row in range(len(blocks))]
    for row, block in enumerate(blocks):
        known = [value for value in block if not math.isnan(value)]
        np.testing.assert_equal(view.column("loss", "first")[row], block[0])
        np.testing.assert_equal(view.column("loss", "low")[row], min(known, default=math.nan))
        np.testing.assert_equal(view.column("loss", "high")[row], max(known, default=math.nan))
        mean = view.column("loss", "mean")[row]
        if len(known) == len(block):
            assert mean == pytest.approx(math.fsum(known) / len(known), rel=1e-12, abs=1e-9)
        elif known:
            assert min(known) - 1e-9 <= mean <= max(known) + 1e-9
        else:
            assert math.isnan(mean)


samples_lists = st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=150)


@given(samples_lists)
def test_that_a_view_is_the_plain_list_in_blocks(samples: list[float]) -> None:
    expect(filled(samples).view(), samples)


@given(samples_lists, st.sets(st.integers(0, 150), max_size=12))
def test_that_looking_on_the_way_changes_nothing(samples: list[float], looks: set[int]) -> None:
    series = Series(NAMES, CAPACITY)
    for step, loss in enumerate(samples):
        if step in looks:
            expect(series.view(), samples[:step])
        series.append((step, loss))
    expect(series.view(), samples)
    assert state_bits(series) == state_bits(filled(samples))


@given(samples_lists, st.sets(st.integers(0, 150), max_size=6))
def test_that_a_series_restored_from_its_state_goes_on_with_the_same_bits(
    samples: list[float], saves: set[int]
) -> None:
    series = Series(NAMES, CAPACITY)
    for step, loss in enumerate(samples):
        if step in saves:
            series = Series.from_state(NAMES, series.state(), CAPACITY)
        series.append((step, loss))
    assert state_bits(series) == state_bits(filled(samples))
    expect(series.view(), samples)


@given(samples_lists, st.integers(0, 60))
def test_that_a_view_never_changes_after_later_appends(samples: list[float], more: int) -> None:
    series = filled(samples)
    view = series.view()
    before = [part.copy() for part in (view.first, view.low, view.high, view.mean)]
    for step in range(more):
        series.append((len(samples) + step, -1e9))
        series.view()
    for part, kept in zip((view.first, view.low, view.high, view.mean), before, strict=True):
        np.testing.assert_array_equal(part, kept)
    expect(view, samples)


def test_that_a_view_is_read_only() -> None:
    view = filled([1.0, 2.0, 3.0]).view()
    for part in (view.first, view.low, view.high, view.mean, view.column("loss"), view.steps):
        assert not part.flags.writeable


def test_that_the_number_of_rows_is_bounded_however_long_the_run() -> None:
    series = Series(NAMES, CAPACITY)
    for step in range(50_000):
        series.append((step, 0.0))
        if step % 97 == 0:
            assert len(series.view()) <= CAPACITY
    view = series.view()
    assert CAPACITY / 2 <= len(view) <= CAPACITY
    assert view.stride == 8192 and view.stride * len(view) <= view.samples == 50_000


def test_that_the_bound_of_a_run_is_two_to_the_fifteen() -> None:
    series = Series(["step"])
    for step in range(history.CAPACITY + 1):
        series.append((step,))
    assert history.CAPACITY == 2**15
    view = series.view()
    assert (len(view), view.stride) == (2**14, 2)
    assert view.first[-1, 0] == 2**15 - 2 and view.high[-1, 0] == 2**15 - 1


def test_that_a_series_that_was_kept_with_more_rows_keeps_its_room() -> None:
    state = filled([float(step) for step in range(21)], capacity=32).state()
    series = Series.from_state(NAMES, state, CAPACITY)
    assert len(series.view()) == 21 and series.view().stride == 1
    series.append((21, 21.0))
    series.append((22, 22.0))
    view = series.view()
    assert view.stride == 2 and len(view) == 11 and view.samples == 23
    assert view.column("loss", "low").tolist() == [2.0 * row for row in range(11)]


@pytest.mark.parametrize("place", [0, 1, 777, 12_345, 19_998, 19_999])
def test_that_a_single_peak_stays_at_full_height_and_in_its_place(place: int) -> None:
    series = filled([5.0 if step == place else 1.0 for step in range(20_000)])
    view = series.view()
    row = place // view.stride
    high = view.column("loss", "high")
    if row < len(view):
        assert high[row] == 5.0 and np.count_nonzero(high == 5.0) == 1
        assert view.steps[row] <= place < view.steps[row] + view.stride


def test_that_what_is_no_number_hides_no_number() -> None:
    samples = [1.0 if step == 40 else math.nan for step in range(64)]
    view = filled(samples).view()
    for part in ("low", "high", "mean"):
        assert np.nansum(view.column("loss", part)) == 1.0
    assert np.isnan(view.column("loss")).sum() == len(view) - 1


def test_that_infinity_is_kept_as_a_peak() -> None:
    view = filled([math.inf if step == 9 else 1.0 for step in range(64)]).view()
    assert view.column("loss", "high").max() == math.inf
    assert view.column("loss", "low").tolist() == [1.0] * len(view)


def test_that_a_series_without_samples_has_an_empty_view() -> None:
    view = Series(NAMES).view()
    assert len(view) == 0 and view.samples == 0 and view.first.shape == (0, 2)


@pytest.mark.parametrize("count", [1, 5, 8, 9, 16, 17, 64, 100])
def test_that_the_last_sample_can_always_be_asked_for(count: int) -> None:
    for look in (False, True):
        series = filled([float(step) for step in range(count)])
        if look:
            series.view()
        last = series.last()
        assert last is not None and tuple(last) == (count - 1, count - 1)


def test_that_a_series_without_samples_has_no_last_one() -> None:
    assert Series(NAMES).last() is None


def test_that_an_unknown_column_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        filled([1.0]).view().column("accuracy")


@pytest.mark.parametrize("capacity", [0, 1, 7])
def test_that_a_capacity_that_cannot_merge_in_pairs_is_refused(capacity: int) -> None:
    with pytest.raises(ValueError, match="even"):
        Series(NAMES, capacity)


@pytest.mark.parametrize("damage", ["columns", "rows", "samples", "stride", "waiting", "too many", "counts"])
def test_that_a_damaged_state_is_refused(damage: str) -> None:
    state = filled([float(step) for step in range(21)]).state()
    if damage == "columns":
        state["first"] = state["first"][:, :1]
    elif damage == "rows":
        state["low"] = state["low"][:-1]
    elif damage == "samples":
        state["counts"] = state["counts"] + [0, 1]
    elif damage == "stride":
        state["counts"] = np.array([0, len(state["waiting"])])
    elif damage == "waiting":
        state["waiting"] = state["waiting"][:, :1]
    elif damage == "too many":
        state = filled([0.0] * (2**17 + 2), capacity=2**18).state()
    else:
        state["counts"] = state["counts"][:1]
    with pytest.raises(ValueError):
        Series.from_state(NAMES, state, CAPACITY)


def test_that_a_state_is_a_copy_that_later_samples_do_not_touch() -> None:
    series = filled([1.0, 2.0, 3.0])
    state = series.state()
    series.append((3, 4.0))
    series.view()
    assert len(state["first"]) == 3
    state["first"][...] = 0.0
    assert series.view().column("loss").tolist() == [1.0, 2.0, 3.0, 4.0]


def test_that_two_series_from_one_state_do_not_share_what_they_append() -> None:
    state = filled([1.0, 2.0]).state()
    one, other = Series.from_state(NAMES, state, CAPACITY), Series.from_state(NAMES, state, CAPACITY)
    one.append((2, 10.0))
    other.append((2, 20.0))
    assert one.view().column("loss").tolist() == [1.0, 2.0, 10.0]
    assert other.view().column("loss").tolist() == [1.0, 2.0, 20.0]


def state_bits(series: Series) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in series.state().items()}
