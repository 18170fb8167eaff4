from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drawing import FULL_INK, IMAGE_SHAPES, STROKE_WIDTH, prepare

MNIST = (28, 28)
UCI = (8, 8)


def seven() -> list[np.ndarray]:
    """A 7 with a bar through it, on a 280x280 canvas: asymmetric both ways."""
    return [
        np.array([[80, 60], [190, 62], [160, 120], [130, 180], [118, 230]], dtype=float),
        np.array([[105, 150], [180, 146]], dtype=float),
    ]


def line(start: tuple[float, float], end: tuple[float, float]) -> list[np.ndarray]:
    return [np.array([start, end], dtype=float)]


def prepared(strokes: list, image_shape: tuple[int, int] = MNIST) -> np.ndarray:
    image = prepare(strokes, image_shape)
    assert image is not None
    return image


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(image.shape)
    return float(np.average(rows, weights=image)), float(np.average(columns, weights=image))


def ink_sides(image: np.ndarray) -> tuple[int, int]:
    rows, columns = np.nonzero(image > 127)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def test_that_the_readable_shapes_are_those_of_mnist_and_the_uci_digits() -> None:
    assert set(IMAGE_SHAPES) == {MNIST, UCI}


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
def test_that_an_image_has_the_shape_and_range_of_its_data_set(shape: tuple[int, int]) -> None:
    image = prepared(seven(), shape)
    assert image.shape == shape
    assert image.dtype == np.uint8
    assert image.max() == FULL_INK[shape] == {MNIST: 255, UCI: 16}[shape]
    assert image[0, 0] == 0


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [np.empty((0, 2))],
        [[]],
        [np.array([[5.0, 5.0]])],
        [np.full((40, 2), 7.25)],
        [np.array([[5.0, 5.0]]), np.array([[90.0, 40.0]])],
        [np.array([[np.nan, 1.0], [2.0, np.inf]])],
        [np.array([[1e6, 1e6], [1e6 + 1e-5, 1e6]])],
    ],
    ids=["nothing", "empty", "empty list", "point", "same point", "two dots", "not finite", "rounding"],
)
def test_that_nothing_and_mere_dots_claim_nothing(strokes: list, shape: tuple[int, int]) -> None:
    assert prepare(strokes, shape) is None


def test_that_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"28, 28.*32, 32"):
        prepare(seven(), (32, 32))


def test_that_a_stroke_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="points, 2"):
        prepare([np.zeros((4, 3))], MNIST)


def test_that_the_longer_side_of_the_ink_is_20_pixels() -> None:
    # Half of the grey of an edge pixel lies inside the ink, so counting the dark pixels is one off at most.
    assert max(ink_sides(prepared(seven()))) == pytest.approx(20, abs=1)
    assert ink_sides(prepared(line((10, 10), (10, 90))))[0] == pytest.approx(20, abs=1)
    assert ink_sides(prepared(line((10, 10), (90, 10))))[1] == pytest.approx(20, abs=1)


def test_that_the_centre_of_mass_falls_on_14() -> None:
    heavy_foot = [np.array([[0, 0], [0, 90], [9, 90], [9, 70], [0, 70]])]
    for strokes in (seven(), line((0, 0), (30, 80)), heavy_foot):
        assert centre_of_mass(prepared(strokes)) == pytest.approx((14.0, 14.0), abs=0.05)


def test_that_a_line_has_as_much_ink_as_its_pen_covers() -> None:
    # Points 20 - w apart, drawn with a round pen of diameter w: a rectangle and two half discs.
    area = (20 - STROKE_WIDTH) * STROKE_WIDTH + math.pi * (STROKE_WIDTH / 2) ** 2
    for end in ((0, 50), (50, 0)):
        assert prepared(line((0, 0), end)).sum() / 255 == pytest.approx(area, rel=0.02)


@pytest.mark.parametrize("width", [1.5, 2.0, 4.0, 6.0])
def test_that_another_pen_makes_other_strokes_in_a_box_of_the_same_size(width: float) -> None:
    image = prepare(line((0, 0), (0, 50)), MNIST, stroke_width=width)
    assert image is not None
    assert image.sum() / 255 == pytest.approx((20 - width) * width + math.pi * (width / 2) ** 2, rel=0.03)
    assert ink_sides(image)[0] == pytest.approx(20, abs=1)


def test_that_a_drawing_is_neither_mirrored_nor_turned() -> None:
    ell = prepared([np.array([[0, 0], [0, 80], [50, 80]], dtype=float)])
    upper, lower = ell[:14], ell[14:]
    assert lower.sum() > upper.sum()
    dark_rows, dark_columns = np.nonzero(ell > 127)
    assert ell[dark_rows.min() + 2, dark_columns.min() : dark_columns.min() + 3].max() > 200
    assert ell[dark_rows.min() + 2, dark_columns.max()] == 0
    assert ell[dark_rows.max() - 1, dark_columns.max() - 1] > 200


@pytest.mark.parametrize("offset", [(1, 0), (-37, 12), (0.4, 0.7), (10_000, -3_000)])
def test_that_moving_a_drawing_changes_nothing(offset: tuple[float, float]) -> None:
    moved = prepared([stroke + np.array(offset) for stroke in seven()]).astype(int)
    assert np.abs(moved - prepared(seven())).max() <= 2


@pytest.mark.parametrize("factor", [0.05, 0.5, 1.7, 40.0])
def test_that_a_small_drawing_reads_like_a_large_one(factor: float) -> None:
    scaled = prepared([stroke * factor for stroke in seven()]).astype(int)
    assert np.abs(scaled - prepared(seven())).max() <= 2


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
def test_that_broken_points_are_dropped_and_the_rest_is_read(shape: tuple[int, int]) -> None:
    useless = [[np.nan, 3], [np.inf, -np.inf], [1e300, 0]]
    broken = [np.insert(stroke, 1, useless, axis=0) for stroke in seven()]
    assert np.array_equal(prepared(broken, shape), prepared(seven(), shape))


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
def test_that_ten_thousand_points_give_the_picture_of_a_hundred(shape: tuple[int, int]) -> None:
    angle = {count: np.linspace(0, 2 * np.pi, count) for count in (100, 10_000)}
    circles = {n: [np.stack([50 + 30 * np.sin(a), 50 - 40 * np.cos(a)], axis=1)] for n, a in angle.items()}
    few, many = (prepared(circles[n], shape).astype(int) for n in (100, 10_000))
    assert np.abs(few - many).max() <= {MNIST: 12, UCI: 1}[shape]


@pytest.mark.parametrize("shape", IMAGE_SHAPES)
def test_that_a_wild_scribble_becomes_a_full_square(shape: tuple[int, int]) -> None:
    scribble = np.random.default_rng(3).uniform(0, 280, (10_000, 2))
    image = prepared([scribble], shape)
    assert image[tuple(side // 2 for side in shape)] == image.max()


def test_that_a_dot_beside_a_line_is_part_of_the_drawing() -> None:
    alone = prepared(line((0, 0), (0, 80)))
    dotted = prepared([*line((0, 0), (0, 80)), np.array([[60.0, 40.0]])])
    assert dotted.max(axis=0)[14:].max() > alone.max(axis=0)[17:].max()


def test_that_a_uci_digit_fills_the_height_and_leaves_the_side_columns_free() -> None:
    image = prepared(seven(), UCI)
    assert image[0].max() > 0
    assert image[-1].max() > 0
    assert image[:, 0].max() == 0


def test_that_a_uci_digit_has_the_usual_amount_of_ink() -> None:
    circle = np.linspace(0, 2 * np.pi, 60)
    for strokes in (seven(), line((0, 0), (0, 80)), [np.stack([np.sin(circle), np.cos(circle)], axis=1)]):
        assert 200 <= prepared(strokes, UCI).sum() <= 450


def test_that_a_uci_one_is_the_same_however_it_leans() -> None:
    # Removing the slant leaves at most what rounding to whole pixels of the 32x32 bitmap leaves.
    leaning = [prepared(line((0, 0), (slant, 80)), UCI).astype(int) for slant in (-14, 14)]
    for image in leaning:
        halves = (image[1:3].sum(axis=0), image[5:7].sum(axis=0))
        top, bottom = (np.average(np.arange(8), weights=ink) for ink in halves)
        assert top == pytest.approx(bottom, abs=0.5)


coordinates = st.floats(allow_nan=True, allow_infinity=True, width=64)


@given(st.lists(st.lists(st.tuples(coordinates, coordinates), max_size=8), max_size=4))
@pytest.mark.parametrize("shape", IMAGE_SHAPES)
def test_that_no_drawing_breaks_the_preparation(shape: tuple[int, int], strokes: list) -> None:
    image = prepare(strokes, shape)
    assert image is None or (image.shape == shape and image.any())
