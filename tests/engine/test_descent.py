"""The update in blocks against the plain lines on whole arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import descent
from engine.descent import Descent
from engine.network import layers_on
from engine.optimizers import OPTIMIZERS
from engine.spec import TrainingSpec
from tests.helpers.small_runs import network_spec

SPEC = network_spec(7, 11, 5, 3)
RATE = 0.1
TRAINING = TrainingSpec(momentum=0.9, beta1=0.9, beta2=0.999, epsilon=1e-8)


@pytest.mark.parametrize("block", [1, 3, 20, 88, 10_000])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_blocks_of_any_size_do_what_the_plain_lines_do(
    name: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descent, "_BLOCK", block)
    rng = np.random.default_rng(0)
    parameters, gradient = rng.normal(size=SPEC.parameter_count), np.empty(SPEC.parameter_count)
    plain = parameters.copy()
    layers = layers_on(SPEC, parameters)
    taking = Descent(OPTIMIZERS[name], parameters, gradient, layers)
    slots = tuple(np.zeros_like(plain) for _ in OPTIMIZERS[name].slot_names)
    for step in range(1, 6):
        gradient[...] = rng.normal(size=gradient.shape)
        update = gradient.copy()
        OPTIMIZERS[name].make_update(update, slots, np.full_like(update, np.nan), RATE, TRAINING, step)
        norms = [float(np.linalg.norm(part.flat)) for part in layers_on(SPEC, gradient)]
        weight_norms, update_norms = taking.step(TRAINING, RATE, norms)
        for i, (before, moved) in enumerate(zip(layers_on(SPEC, plain), layers_on(SPEC, update), strict=True)):
            assert weight_norms[i] == pytest.approx(np.linalg.norm(before.flat), rel=1e-13)
            assert update_norms[i] == pytest.approx(np.linalg.norm(moved.flat), rel=1e-13)
        plain -= update
        np.testing.assert_array_equal(parameters, plain)
        for slot, expected in zip(taking.slots.values(), slots, strict=True):
            np.testing.assert_array_equal(slot, expected)


@pytest.mark.parametrize("block", [1, 20, 10_000])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_decay_shrinks_the_weights_beside_the_update_and_no_bias(
    name: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descent, "_BLOCK", block)
    rng = np.random.default_rng(0)
    start, slopes = rng.normal(size=SPEC.parameter_count), rng.normal(size=SPEC.parameter_count)
    moved, norms = {}, {}
    for decay in (0.0, 0.5):
        parameters = start.copy()
        layers = layers_on(SPEC, parameters)
        taking = Descent(OPTIMIZERS[name], parameters, slopes.copy(), layers)
        of_gradient = [float(np.linalg.norm(part.flat)) for part in layers_on(SPEC, slopes)]
        _, norms[decay] = taking.step(replace(TRAINING, weight_decay=decay), RATE, of_gradient)
        moved[decay] = layers_on(SPEC, parameters)
    before = layers_on(SPEC, start)
    for layer, plain, decayed in zip(before, moved[0.0], moved[0.5], strict=True):
        np.testing.assert_allclose(decayed.weight, plain.weight - 0.1 * 0.5 * layer.weight, rtol=1e-12, atol=1e-15)
        np.testing.assert_array_equal(decayed.bias, plain.bias)
    expected = [np.linalg.norm(a.flat - b.flat) for a, b in zip(before, moved[0.5], strict=True)]
    assert norms[0.5] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_a_fresh_memory_is_zeros_in_the_precision_of_the_parameters(name: str) -> None:
    parameters = np.ones(SPEC.parameter_count, "float32")
    layers = layers_on(SPEC, parameters)
    slots = Descent(OPTIMIZERS[name], parameters, parameters.copy(), layers).slots
    assert tuple(slots) == OPTIMIZERS[name].slot_names
    assert all(s.dtype == "float32" and s.shape == parameters.shape and not s.any() for s in slots.values())
