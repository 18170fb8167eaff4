"""From weights to levels, colours and mosaics."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gui.inspect.heatmap import (
    GAP_LEVEL,
    ZERO_LEVEL,
    color_table,
    indexed_image,
    mosaic,
    quantise,
    symmetric_limit,
)
from gui.theme.theme import DARK, LIGHT


def test_that_zero_and_both_limits_have_levels_of_their_own() -> None:
    levels = quantise(np.array([[-9.0, -0.5, 0.0, 0.5, 9.0]]), 0.5)
    assert levels.tolist() == [[0, 0, ZERO_LEVEL, GAP_LEVEL - 1, GAP_LEVEL - 1]]


def test_that_levels_rise_with_the_weights_and_mirror_around_zero() -> None:
    values = np.linspace(-1, 1, 101)[None, :]
    levels = quantise(values, 1.0).astype(int)[0]
    assert (np.diff(levels) >= 0).all()
    assert abs(levels + levels[::-1] - 2 * ZERO_LEVEL).max() <= 1


def test_that_no_weight_is_drawn_as_a_gap() -> None:
    values = np.array([[1e30, -1e30, np.inf, -np.inf]])
    assert (quantise(values, 1e-3) != GAP_LEVEL).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_the_color_table_keeps_the_ends_of_the_theme_and_adds_the_gap(theme) -> None:
    table = color_table(theme.diverging, theme.surface)
    assert len(table) == 256
    assert QColor.fromRgba(table[0]) == QColor(*theme.diverging[0].tolist())
    assert QColor.fromRgba(table[GAP_LEVEL - 1]) == QColor(*theme.diverging[-1].tolist())
    assert QColor.fromRgba(table[GAP_LEVEL]) == theme.surface


def test_that_an_indexed_image_shows_each_level_in_its_color_after_the_array_is_gone() -> None:
    table = color_table(LIGHT.diverging, LIGHT.surface)
    levels = np.arange(15, dtype=np.uint8).reshape(3, 5) * 17
    expected = levels.tolist()
    image = indexed_image(levels, table)
    levels[:] = 0
    del levels
    assert (image.width(), image.height()) == (5, 3)
    assert [[image.pixelIndex(x, y) for x in range(5)] for y in range(3)] == expected
    assert image.pixel(4, 2) == table[expected[2][4]]


def test_that_an_image_of_a_sliced_array_is_not_skewed() -> None:
    wide = np.arange(60, dtype=np.uint8).reshape(6, 10)
    image = indexed_image(wide[1:4, 2:5], color_table(LIGHT.diverging, LIGHT.surface))
    assert [[image.pixelIndex(x, y) for x in range(3)] for y in range(3)] == wide[1:4, 2:5].tolist()


@pytest.mark.parametrize(("units", "columns"), [(1, 1), (5, 2), (6, 3), (7, 4), (3, 8)])
def test_that_a_mosaic_holds_every_unit_as_a_tile_in_reading_order(units: int, columns: int) -> None:
    height, width = 3, 4
    levels = np.random.default_rng(0).integers(0, GAP_LEVEL, (height * width, units), dtype=np.uint8)
    image = mosaic(levels, (height, width), columns)
    rows = -(-units // columns)
    assert image.shape == (rows * (height + 1) - 1, columns * (width + 1) - 1)
    covered = np.zeros(image.shape, dtype=bool)
    for unit in range(units):
        top, left = unit // columns * (height + 1), unit % columns * (width + 1)
        tile = image[top : top + height, left : left + width]
        # The weight of pixel (row, column) is weight[row * width + column, unit].
        assert (tile == levels[:, unit].reshape(height, width)).all()
        covered[top : top + height, left : left + width] = True
    assert (image[~covered] == GAP_LEVEL).all()


def test_that_the_limit_of_few_weights_is_the_largest_rounded_up_to_two_digits() -> None:
    limit = symmetric_limit(np.array([0.1, -0.3141, 0.2]))
    assert limit.value == pytest.approx(0.32)
    assert not limit.robust


def test_that_the_limit_of_many_weights_is_not_decided_by_one_of_them() -> None:
    weights = np.random.default_rng(0).normal(size=(200, 100)).astype(np.float32)
    weights[3, 3] = 1000.0
    limit = symmetric_limit(weights)
    assert limit.robust
    exact = np.percentile(np.abs(weights), 99.5)
    assert exact * 0.95 <= limit.value <= exact * 1.1


@pytest.mark.parametrize("values", [np.zeros((3, 3)), np.zeros((0, 4)), np.array([np.nan]), np.array([np.inf])])
def test_that_a_limit_is_always_positive_and_finite(values: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        limit = symmetric_limit(values).value
        quantise(values, limit)
    assert 0 < limit < np.inf
