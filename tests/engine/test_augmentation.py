"""Training images changed at random: what each entry does, and that the same generator makes the same images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.augmentation import AugmentationSpec, augment, source_maps
from engine.errors import DataError, SpecError

SHAPE = (28, 28)
EVERYTHING = AugmentationSpec(
    shift=2.0, rotation=15.0, scale=0.15, shear=10.0, elastic=1.2, elastic_sigma=4.0, thickness=0.5
)
ONE_BY_ONE = [
    AugmentationSpec(shift=2.0),
    AugmentationSpec(rotation=20.0),
    AugmentationSpec(scale=0.2),
    AugmentationSpec(shear=15.0),
    AugmentationSpec(elastic=1.2),
    AugmentationSpec(thickness=0.5),
]


def ring(count: int = 1, shape: tuple[int, int] = SHAPE) -> NDArray[np.uint8]:
    """A soft ring around a point right of the middle, as often as wanted."""
    rows, columns = np.indices(shape)
    distance = np.hypot(rows - shape[0] * 0.45, columns - shape[1] * 0.6)
    ink = 255.0 * np.exp(-(((distance - min(shape) / 5.0) / 1.5) ** 2))
    return np.repeat(ink.astype(np.uint8).reshape(1, -1), count, axis=0)


def mapped(
    spec: AugmentationSpec, draws: list[float], point: tuple[float, float], shape: tuple[int, int]
) -> list[float]:
    """The source row and column of the pixel at `point`."""
    maps = source_maps(np.array([draws], dtype=np.float32), shape, spec)
    return [float(maps[axis, 0] @ np.array([*point, 1.0])) for axis in (0, 1)]


def test_that_without_entries_nothing_changes_and_nothing_is_drawn() -> None:
    rng = np.random.default_rng(3)
    images = rng.integers(0, 256, (5, 784), dtype=np.uint8)
    before = rng.bit_generator.state
    same = augment(images, SHAPE, AugmentationSpec(), rng=rng)
    np.testing.assert_array_equal(same, images)
    assert same is not images
    assert rng.bit_generator.state == before


@pytest.mark.parametrize("spec", [*ONE_BY_ONE, EVERYTHING])
def test_that_every_entry_changes_the_image_and_keeps_most_of_its_ink(spec: AugmentationSpec) -> None:
    images = ring(200)
    changed = augment(images, SHAPE, spec, rng=np.random.default_rng(0))
    assert changed.dtype == np.uint8 and changed.shape == images.shape
    assert len(np.unique(changed, axis=0)) > 150
    ink = changed.sum(axis=1, dtype=np.float64) / images[0].sum()
    assert ink.mean() == pytest.approx(1.0, abs=0.1)
    assert ink.min() > 0.4 and ink.max() < 1.9


@pytest.mark.parametrize("spec", [*ONE_BY_ONE, EVERYTHING])
def test_that_the_same_generator_makes_the_same_images(spec: AugmentationSpec) -> None:
    first, second, other = (augment(ring(50), SHAPE, spec, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert (first != other).any()


def test_that_the_images_given_are_not_written_to() -> None:
    images = ring(3)
    images.flags.writeable = False
    augment(images, SHAPE, EVERYTHING, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(images, ring(3))


@given(st.tuples(st.integers(-3, 3), st.integers(-3, 3)))
def test_that_a_whole_shift_moves_every_pixel(by: tuple[int, int]) -> None:
    """Shift 4 and draws of a quarter of `by`: the image rolled, with blank paper where it came from."""

    class Fixed(np.random.Generator):
        def random(self, size, dtype):  # type: ignore[no-untyped-def, override]
            assert dtype == np.float32
            found = np.full(size, 0.5, dtype)
            found[:, :2] = (np.array(by) / 4.0 + 1.0) / 2.0
            return found

    image = np.zeros(SHAPE, dtype=np.uint8)
    image[3:-3, 3:-3] = np.random.default_rng(0).integers(0, 256, (22, 22), dtype=np.uint8)
    shifted = augment(image.reshape(1, -1), SHAPE, AugmentationSpec(shift=4.0), rng=Fixed(np.random.PCG64(0)))
    np.testing.assert_array_equal(shifted.reshape(SHAPE), np.roll(image, by, axis=(0, 1)))


def test_that_a_positive_rotation_turns_anticlockwise_around_the_middle() -> None:
    """The pixel above the middle comes from the right of it."""
    found = mapped(AugmentationSpec(rotation=90.0), [0, 0, 1, 0, 0, 0], (1.0, 4.0), (9, 9))
    assert found == pytest.approx([4.0, 7.0], abs=1e-5)


def test_that_a_positive_shear_leans_upright_strokes_to_the_right() -> None:
    found = mapped(AugmentationSpec(shear=45.0), [0, 0, 0, 0, 0, 1], (1.0, 7.0), (9, 9))
    assert found == pytest.approx([1.0, 4.0], abs=1e-5)


def test_that_scale_enlarges_height_and_width_each_by_itself() -> None:
    found = mapped(AugmentationSpec(scale=0.5), [0, 0, 0, 1, -1, 0], (7.0, 5.0), (9, 9))
    assert found == pytest.approx([4.0 + 3.0 / 1.5, 4.0 + 1.0 / 0.5], abs=1e-5)


def test_that_the_parts_of_a_map_go_from_scale_over_slant_and_turn_to_shift() -> None:
    spec = AugmentationSpec(shift=2.0, rotation=30.0, scale=0.2, shear=20.0)
    draws = [0.5, -1.0, 1.0, 1.0, -1.0, 1.0]
    angle, lean = np.radians(30.0), np.tan(np.radians(20.0))
    # Row counted downwards: anticlockwise, and the upper end leans to the right.
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant, scale = np.array([[1.0, 0.0], [-lean, 1.0]]), np.diag([1.2, 0.8])
    source, middle = np.array([2.0, 11.0]), np.array([9.5, 6.5])
    pixel = turn @ slant @ scale @ (source - middle) + middle + [1.0, -2.0]
    assert mapped(spec, draws, (pixel[0], pixel[1]), (20, 14)) == pytest.approx(source.tolist(), abs=1e-4)


def test_that_the_elastic_field_has_the_size_and_smoothness_asked_for() -> None:
    """A slanting plane shows the displacement of every pixel as a change of its brightness: two for a pixel."""
    shape, spec = (64, 64), AugmentationSpec(elastic=1.5, elastic_sigma=6.0)
    plane = np.repeat(np.arange(60, 188, 2, dtype=np.uint8)[None, :], 64, axis=0)
    images = np.repeat(plane.reshape(1, -1), 300, axis=0)
    moved = augment(images, shape, spec, rng=np.random.default_rng(0)).reshape(-1, *shape)
    inner = (moved.astype(np.float64) - plane)[:, 10:-10, 10:-10] / 2.0
    assert np.sqrt((inner**2).mean()) == pytest.approx(1.5, rel=0.05)
    # White noise through a Gaussian of deviation sigma is correlated by exp(-(d / 2 sigma)^2) at distance d.
    for distance in (6, 12):
        alike = (inner[:, distance:] * inner[:, :-distance]).mean() / (inner**2).mean()
        assert alike == pytest.approx(np.exp(-((distance / 12.0) ** 2)), abs=0.05)


def test_that_many_images_become_what_they_become_in_smaller_numbers() -> None:
    """The work is cut into blocks; where a block ends must not show."""
    images = np.concatenate([ring(99), np.zeros((1, 784), np.uint8)])
    changed = augment(images, SHAPE, replace(EVERYTHING, elastic=0.0), rng=np.random.default_rng(5))
    first = augment(images[:60], SHAPE, replace(EVERYTHING, elastic=0.0), rng=np.random.default_rng(5))
    np.testing.assert_array_equal(changed[:60], first)
    assert not changed[99].any()


@pytest.mark.parametrize("shape", [(8, 8), (5, 13), (300, 300)])
def test_that_images_of_any_shape_are_taken(shape: tuple[int, int]) -> None:
    images = ring(3, shape)
    changed = augment(images, shape, EVERYTHING, rng=np.random.default_rng(0))
    assert changed.shape == images.shape and (changed != images).any()


def test_that_no_images_are_no_mistake() -> None:
    assert augment(ring(0), SHAPE, EVERYTHING, rng=np.random.default_rng(0)).shape == (0, 784)


@pytest.mark.parametrize(
    "images", [np.zeros((2, 784), np.float32), np.zeros((2, 783), np.uint8), np.zeros((2, 28, 28), np.uint8)]
)
def test_that_other_arrays_are_refused_by_name(images: NDArray[np.uint8]) -> None:
    with pytest.raises(DataError, match="28x28"):
        augment(images, SHAPE, EVERYTHING, rng=np.random.default_rng(0))


@pytest.mark.parametrize("name", ["shift", "rotation", "scale", "shear", "elastic", "elastic_sigma", "thickness"])
@pytest.mark.parametrize("value", [-0.1, 1e9, float("nan")])
def test_that_impossible_entries_are_refused_at_their_field(name: str, value: float) -> None:
    with pytest.raises(SpecError) as refused:
        AugmentationSpec(**{name: value})
    assert refused.value.path == name
