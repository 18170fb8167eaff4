"""Dropout: the share it keeps, what it multiplies by, and that no unit knows of another."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.dropout import draw_mask
from engine.network import Network
from engine.workspace import Workspace
from tests.helpers.small_runs import network_spec

RATES = [0.1, 0.2, 0.25, 0.4, 0.5, 0.9, 0.999]


def mask_of(rate: float, shape: tuple[int, int] = (500, 400), *, seed: int = 0, dtype: str = "float64") -> np.ndarray:
    mask = np.full(shape, np.nan, dtype)
    draw_mask(rate, mask, np.random.default_rng(seed))
    return mask


@pytest.mark.parametrize("rate", RATES)
def test_that_the_kept_share_is_one_minus_the_rate(rate: float) -> None:
    mask = mask_of(rate)
    error = math.sqrt(rate * (1 - rate) / mask.size)
    assert abs((mask > 0).mean() - (1 - rate)) < 5 * error + 2**-17


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("rate", RATES)
def test_that_what_is_kept_is_divided_by_the_kept_share(rate: float, dtype: str) -> None:
    """The share is the one 16 bits can express, so that the expected signal is exactly the same."""
    kept_share = 1 - round(rate * 65536) / 65536
    values = set(np.unique(mask_of(rate, dtype=dtype)).tolist())
    assert values == {0.0, float(np.dtype(dtype).type(1 / kept_share))}


@pytest.mark.parametrize("rate", RATES[:-1])
def test_that_the_expected_signal_is_unchanged(rate: float) -> None:
    mask = mask_of(rate)
    assert abs(mask.mean() - 1.0) < 5 * math.sqrt(rate / (1 - rate) / mask.size)


def test_that_no_unit_row_or_call_knows_of_another() -> None:
    rng = np.random.default_rng(0)
    first, second = np.empty((500, 400)), np.empty((500, 400))
    draw_mask(0.5, first, rng)
    draw_mask(0.5, second, rng)
    a = first - 1.0
    pairs = [(a, second - 1.0), (a[1:], a[:-1])]
    # Four neighbours share one draw of the generator; look at every distance up to two draws.
    pairs += [(a[:, k:], a[:, :-k]) for k in range(1, 9)]
    for one, other in pairs:
        assert abs((one * other).mean()) < 5 / math.sqrt(one.size)


def test_that_every_row_and_unit_is_dropped_about_as_often() -> None:
    kept = mask_of(0.3) > 0
    for axis in (0, 1):
        shares = kept.mean(axis=axis)
        assert np.abs(shares - 0.7).max() < 6 * math.sqrt(0.21 / kept.shape[axis])


def test_that_the_same_generator_state_drops_the_same_units() -> None:
    np.testing.assert_array_equal(mask_of(0.4, seed=7), mask_of(0.4, seed=7))
    assert not np.array_equal(mask_of(0.4, seed=7), mask_of(0.4, seed=8))


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1), (5, 7), (2, 4)])
def test_that_any_size_is_filled_to_the_last_unit(shape: tuple[int, int]) -> None:
    assert set(mask_of(0.5, shape).ravel().tolist()) <= {0.0, 2.0}


def test_that_masks_of_both_precisions_drop_the_same_units() -> None:
    np.testing.assert_array_equal(mask_of(0.4, dtype="float32") > 0, mask_of(0.4, dtype="float64") > 0)


@pytest.mark.parametrize("rate", [0.99999, 0.999999, math.nextafter(1.0, 0.0)])
def test_that_every_legal_rate_gives_a_finite_mask(rate: float) -> None:
    assert np.isfinite(mask_of(rate)).all()


def test_that_a_rate_too_small_for_sixteen_bits_drops_nothing() -> None:
    assert (mask_of(1e-6) == 1.0).all()


def test_that_a_network_drops_only_when_it_is_given_a_generator() -> None:
    spec = network_spec(5, 40, 3, input_dropout=0.5, dropout=0.5)
    network = Network(spec)
    network.initialize(rng=np.random.default_rng(0))
    x, buffers = np.random.default_rng(1).normal(size=(6, 5)), Workspace(spec, 6).buffers(6)
    clean = network.forward(x, buffers).copy()
    dropped = network.forward(x, buffers, dropout=np.random.default_rng(2)).copy()
    undropped = Network(network_spec(5, 40, 3))
    undropped.parameters[...] = network.parameters
    np.testing.assert_array_equal(clean, undropped.forward(x, buffers))
    assert not np.allclose(clean, dropped)


def test_that_the_average_over_many_masks_is_the_clean_answer_of_a_linear_network() -> None:
    spec = network_spec(5, 8, 3, activation="identity", input_dropout=0.4, dropout=0.2)
    network = Network(spec)
    network.initialize(rng=np.random.default_rng(0))
    x, rng = np.tile(np.random.default_rng(1).normal(size=5), (20_000, 1)), np.random.default_rng(2)
    buffers = Workspace(spec, len(x)).buffers(len(x))
    clean = network.forward(x, buffers)[0].copy()
    outputs = network.forward(x, buffers, dropout=rng)
    error = outputs.std(axis=0) / math.sqrt(len(x))
    assert (np.abs(outputs.mean(axis=0) - clean) < 5 * error).all()
