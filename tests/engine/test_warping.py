"""Sampling images through a map of sources, and strokes made thicker or thinner, beside plain loops."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.warping import Sheets

HEIGHT, WIDTH = 6, 9
SHAPE = (HEIGHT, WIDTH)


def noise(count: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, HEIGHT * WIDTH), dtype=np.uint8)


def pixel(image: NDArray[np.uint8], row: int, column: int) -> int:
    """A pixel, or blank paper beyond the edge."""
    return int(image[row, column]) if 0 <= row < HEIGHT and 0 <= column < WIDTH else 0


def bilinear(image: NDArray[np.uint8], y: float, x: float) -> float:
    top, left = math.floor(y), math.floor(x)
    down, right = y - top, x - left
    return (
        (1 - down) * (1 - right) * pixel(image, top, left)
        + (1 - down) * right * pixel(image, top, left + 1)
        + down * (1 - right) * pixel(image, top + 1, left)
        + down * right * pixel(image, top + 1, left + 1)
    )


@given(st.integers(0, 10_000))
def test_that_a_pixel_is_the_weighted_mean_of_its_four_neighbours(seed: int) -> None:
    rng = np.random.default_rng(seed)
    images = noise(3, seed)
    y = rng.uniform(-4.0, HEIGHT + 4.0, images.shape).astype(np.float32)
    x = rng.uniform(-4.0, WIDTH + 4.0, images.shape).astype(np.float32)
    wanted = [
        [bilinear(image.reshape(SHAPE), float(b), float(a)) for b, a in zip(rows, columns, strict=True)]
        for image, rows, columns in zip(images, y, x, strict=True)
    ]
    given_ = Sheets(images, SHAPE).sample(y.copy(), x.copy())
    assert given_.dtype == np.uint8
    np.testing.assert_allclose(given_, np.array(wanted), atol=0.501)


def test_that_sources_on_the_pixels_give_the_very_image() -> None:
    images = noise(4)
    rows, columns = np.indices(SHAPE, dtype=np.float32).reshape(2, 1, -1)
    same = Sheets(images, SHAPE).sample(np.repeat(rows, 4, axis=0), np.repeat(columns, 4, axis=0))
    np.testing.assert_array_equal(same, images)


def test_that_sources_far_outside_are_blank_paper() -> None:
    images = np.full((1, HEIGHT * WIDTH), 255, dtype=np.uint8)
    for far in (-1e6, -1.0, float(max(SHAPE)), 1e6):
        place = np.full(images.shape, far, dtype=np.float32)
        assert not Sheets(images, SHAPE).sample(place.copy(), place.copy()).any()


def neighbours(image: NDArray[np.uint8], row: int, column: int) -> list[int]:
    steps = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    return [pixel(image, row + down, column + right) for down, right in steps]


def test_that_strokes_grow_and_shrink_as_dilation_and_erosion_say() -> None:
    images = noise(3)
    sheets = Sheets(images, SHAPE)
    sheets.change_strokes(np.array([0.25, -1.0, 0.0], dtype=np.float32))
    changed = sheets.values[:, 1 : HEIGHT + 1, 1 : WIDTH + 1]
    thick, thin, same = images.reshape(3, *SHAPE)
    for row in range(HEIGHT):
        for column in range(WIDTH):
            old = float(thick[row, column])
            assert changed[0, row, column] == old + 0.25 * (max(neighbours(thick, row, column)) - old)
            assert changed[1, row, column] == min(neighbours(thin, row, column))
            assert changed[2, row, column] == same[row, column]


def test_that_the_margin_stays_blank_when_strokes_grow() -> None:
    sheets = Sheets(np.full((1, HEIGHT * WIDTH), 200, dtype=np.uint8), SHAPE)
    sheets.change_strokes(np.ones(1, dtype=np.float32))
    assert sheets.values.sum() == 200 * HEIGHT * WIDTH
