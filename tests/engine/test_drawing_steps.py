"""The steps of the preparation, one by one: what each does, and that leaving it out leaves just that undone."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.drawing import BRUSH, FULL_INK, IMAGE_SHAPES, STEPS, prepare, prepare_in_stages

MNIST, UCI = (28, 28), (8, 8)
# A 7 in the upper left quarter of the sheet.
SEVEN = (np.array([[30.0, 40.0], [110.0, 40.0], [60.0, 130.0]]),)


def shown(strokes: object, *, without: tuple[str, ...] = (), shape: tuple[int, int] = MNIST, **options: float):
    image = prepare(strokes, shape, without=without, **options)  # type: ignore[arg-type]
    assert image is not None
    return image.astype(int)


def ink_size(image: np.ndarray) -> tuple[int, int]:
    rows, columns = np.nonzero(image > 127)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def ink_middle(image: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(image > 127)
    return np.array([rows.min() + rows.max(), columns.min() + columns.max()]) / 2


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
def test_that_the_stages_lead_from_the_drawing_to_what_the_network_receives(shape: tuple[int, int]) -> None:
    stages = prepare_in_stages(SEVEN, shape)
    assert len(stages) == len(STEPS[shape]) + 1
    np.testing.assert_array_equal(stages[-1], prepare(SEVEN, shape))
    np.testing.assert_array_equal(stages[0], prepare(SEVEN, shape, without=STEPS[shape]))
    for before, after in pairwise(stages):
        assert not np.array_equal(before, after)


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
def test_that_a_step_left_out_changes_nothing_at_its_stage(shape: tuple[int, int]) -> None:
    for place, name in enumerate(STEPS[shape]):
        stages = prepare_in_stages(SEVEN, shape, without=[name])
        np.testing.assert_array_equal(stages[place], stages[place + 1])
        np.testing.assert_array_equal(stages[-1], prepare(SEVEN, shape, without=[name]))


def test_that_without_the_size_the_sheet_becomes_the_image() -> None:
    image = shown(SEVEN, without=("size", "centre"))
    # 80 by 90 units are 8 by 9 pixels, and the pen 2.6 more.
    assert ink_size(image) == (9 + 2, 8 + 2)
    np.testing.assert_allclose(ink_middle(image), [8.0, 6.5], atol=0.6)
    assert max(ink_size(shown(SEVEN))) in (19, 20)


def test_that_without_the_centre_the_drawing_stays_where_it_is() -> None:
    here = shown(SEVEN, without=("centre",))
    there = shown((SEVEN[0] + [100.0, 0.0],), without=("centre",))
    np.testing.assert_array_equal(there[:, 10:], here[:, :-10])
    np.testing.assert_array_equal(shown((SEVEN[0] + [100.0, 0.0],)), shown(SEVEN))


def test_that_without_the_width_the_pen_is_as_wide_as_it_was_drawn() -> None:
    out = ("width",)
    assert shown(SEVEN, without=out, brush=30.0).sum() > 1.4 * shown(SEVEN, without=out, brush=15.0).sum()
    np.testing.assert_array_equal(shown(SEVEN, brush=30.0), shown(SEVEN, brush=15.0))
    assert max(ink_size(shown(SEVEN, without=out, brush=30.0))) in (19, 20)


def test_that_without_grey_a_pixel_is_black_or_white() -> None:
    assert set(np.unique(shown(SEVEN, without=("grey",)))) == {0, 255}
    assert len(np.unique(shown(SEVEN))) > 10


def test_that_the_steps_of_the_optical_digits_do_what_they_say() -> None:
    small = shown(SEVEN, shape=UCI, without=("box", "ink", "slant"))
    assert small[:, 5:].sum() == 0 and small[5:].sum() == 0
    thin = (np.array([[100.0, 20.0], [105.0, 260.0]]),)
    assert shown(thin, shape=UCI, without=("ink",), brush=9.0).sum() < shown(thin, shape=UCI).sum()
    leaning = (np.array([[200.0, 20.0], [80.0, 260.0]]),)
    columns = np.flatnonzero(shown(leaning, shape=UCI).sum(axis=0))
    assert len(columns) < len(np.flatnonzero(shown(leaning, shape=UCI, without=("slant",)).sum(axis=0)))


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_that_any_drawing_can_be_read_without_any_steps(shape: tuple[int, int], data: st.DataObject) -> None:
    number = st.floats(-1e4, 1e4) | st.floats(allow_nan=False) | st.floats(-20, 300)
    points = data.draw(st.lists(st.tuples(number, number), min_size=2, max_size=8))
    without = data.draw(st.sampled_from(every_choice(shape)))
    brush = data.draw(st.sampled_from([1.0, BRUSH, 60.0]))
    image = prepare([np.array(points)], shape, without=without, brush=brush)
    if image is not None:
        assert image.shape == shape and image.dtype == np.uint8
        assert image.max() <= FULL_INK[shape]


def every_choice(shape: tuple[int, int]) -> list[tuple[str, ...]]:
    steps = STEPS[shape]
    return [choice for size in range(len(steps) + 1) for choice in combinations(steps, size)]


def test_that_nothing_and_a_dot_have_no_stages() -> None:
    assert prepare_in_stages([], MNIST) == []
    assert prepare_in_stages([np.array([[3.0, 3.0], [3.0, 3.0]])], UCI) == []
