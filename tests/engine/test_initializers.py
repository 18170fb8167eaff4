"""Initialisers: what they draw, measured, against the variances that were published."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.initializers import INITIALIZERS

INPUTS, OUTPUTS = 600, 400
COUNT = INPUTS * OUTPUTS

# name -> (variance at scale 1, is it uniform?). LeCun 1998; Glorot, Bengio 2010; He et al. 2015.
PUBLISHED = {
    "lecun": (1.0 / INPUTS, False),
    "xavier": (2.0 / (INPUTS + OUTPUTS), True),
    "xavier_normal": (2.0 / (INPUTS + OUTPUTS), False),
    "he": (2.0 / INPUTS, False),
    "he_fan_out": (2.0 / OUTPUTS, False),
    "normal": (1.0, False),
    "uniform": (1.0 / 3.0, True),
}


def draw(name: str, scale: float = 1.0, seed: int = 0) -> np.ndarray:
    return INITIALIZERS[name].draw((INPUTS, OUTPUTS), scale, np.random.default_rng(seed))


def test_that_every_initializer_is_measured_here() -> None:
    assert INITIALIZERS.keys() == {*PUBLISHED, "zeros", "constant"}


@pytest.mark.parametrize("scale", [1.0, 0.3])
@pytest.mark.parametrize("name", PUBLISHED)
def test_that_mean_and_deviation_are_the_published_ones(name: str, scale: float) -> None:
    variance, uniform = PUBLISHED[name]
    deviation = scale * math.sqrt(variance)
    weights = draw(name, scale)
    # Five standard errors; the fourth moment of a uniform is 1.8, of a normal 3 times the squared variance.
    error_of_deviation = deviation * math.sqrt(((1.8 if uniform else 3.0) - 1.0) / (4 * COUNT))
    assert weights.shape == (INPUTS, OUTPUTS)
    assert abs(weights.mean()) < 5 * deviation / math.sqrt(COUNT)
    assert abs(weights.std() - deviation) < 5 * error_of_deviation


@pytest.mark.parametrize("name", PUBLISHED)
def test_that_the_shape_of_the_distribution_is_the_named_one(name: str) -> None:
    variance, uniform = PUBLISHED[name]
    standard = draw(name) / math.sqrt(variance)
    # Within one deviation lie 68.27 % of a normal and 57.74 % of a uniform.
    within = (np.abs(standard) < 1.0).mean()
    assert within == pytest.approx(1 / math.sqrt(3) if uniform else math.erf(1 / math.sqrt(2)), abs=0.005)
    assert (np.abs(standard).max() <= math.sqrt(3)) == uniform


@pytest.mark.parametrize("name", ["xavier", "uniform"])
def test_that_a_uniform_reaches_close_to_its_limit(name: str) -> None:
    limit = math.sqrt(3.0 * PUBLISHED[name][0])
    assert 0.999 * limit < np.abs(draw(name)).max() <= limit


@pytest.mark.parametrize("name", PUBLISHED)
def test_that_the_scale_is_a_factor(name: str) -> None:
    np.testing.assert_allclose(draw(name, scale=4.0), 4.0 * draw(name), rtol=1e-12)


@pytest.mark.parametrize("name", PUBLISHED)
def test_that_the_generator_alone_decides_the_weights(name: str) -> None:
    np.testing.assert_array_equal(draw(name, seed=3), draw(name, seed=3))
    assert not np.array_equal(draw(name, seed=3), draw(name, seed=4))


@pytest.mark.parametrize("name", PUBLISHED)
def test_that_a_scale_of_zero_gives_zeros(name: str) -> None:
    assert not draw(name, scale=0.0).any()


def test_that_zeros_are_zeros() -> None:
    assert not draw("zeros").any()


def test_that_a_constant_is_its_scale_everywhere() -> None:
    assert (draw("constant", scale=0.25) == 0.25).all()


@pytest.mark.parametrize("name", ["he", "he_fan_out"])
def test_that_he_keeps_a_relu_signal_through_thirty_layers(name: str) -> None:
    """What it was made for: with equal sizes the mean square of the signal neither dies nor blows up."""
    rng = np.random.default_rng(0)
    signal = rng.normal(size=(50, 256))
    start = np.square(signal).mean()
    for _ in range(30):
        signal = np.maximum(signal @ INITIALIZERS[name].draw((256, 256), 1.0, rng), 0.0)
    assert 0.2 < np.square(signal).mean() / start < 5.0
