"""Curves, flat zones and sums: what the activations lab shows comes from the engine's own functions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.datasets import load_dataset
from engine.experiments import find_experiment
from engine.labs.slopes import FLAT, HIGH, LOW, curve, flat_zones, is_flat, slope_through, steepest
from engine.labs.sums import measure_sums
from engine.snapshot import Snapshot
from engine.trainer import Trainer


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_every_slope_is_the_derivative_of_its_curve(name: str) -> None:
    z = np.linspace(LOW, HIGH, 240)
    h = 1e-3

    slope = curve(name, z)[1]
    values = [curve(name, z + steps * h)[0] for steps in (-2, -1, 1, 2)]
    measured = (values[0] - 8.0 * values[1] + 8.0 * values[2] - values[3]) / (12.0 * h)

    assert np.abs(slope - measured).max() < 1e-8


def test_that_a_curve_leaves_the_sums_it_was_given_alone() -> None:
    z = np.linspace(-1.0, 1.0, 5)

    curve("silu", z)

    assert np.array_equal(z, np.linspace(-1.0, 1.0, 5))


def test_that_the_sigmoid_is_flat_on_both_ends() -> None:
    left, right = flat_zones("sigmoid")
    # a (1 - a) = 0.05 / 4
    edge = math.log((1 + math.sqrt(1 - FLAT)) / (1 - math.sqrt(1 - FLAT)))

    assert (left.low, right.high) == (LOW, HIGH)
    assert left.high == pytest.approx(-edge, abs=0.01) and right.low == pytest.approx(edge, abs=0.01)
    assert not left.is_dead and not right.is_dead


def test_that_only_the_relu_has_a_dead_zone() -> None:
    dead = {name: [zone for zone in flat_zones(name) if zone.is_dead] for name in ACTIVATIONS}

    assert [name for name, zones in dead.items() if zones] == ["relu"]
    assert dead["relu"][0][:2] == (LOW, 0.0)
    assert flat_zones("identity") == ()


def test_that_a_sigmoid_passes_on_a_quarter_a_layer_at_best() -> None:
    assert steepest("sigmoid") == 0.25
    assert slope_through("sigmoid", 0.0, 5) == 0.25**5
    assert slope_through("relu", -1.0, 3) == 0.0


def digits_snapshot(activation: str) -> tuple[Snapshot, np.ndarray]:
    dataset = load_dataset("digits")
    spec = find_experiment("digits").spec.with_value("network.layers.0.activation", activation)
    return Trainer(spec, dataset).snapshot(), dataset.train.x


def test_that_the_sums_are_those_of_the_network() -> None:
    snapshot, raw = digits_snapshot("sigmoid")

    sums = measure_sums(snapshot, raw[:20])
    by_hand = np.concatenate([snapshot.sums_and_activations(row)[0][0] for row in raw[:20]]).astype(np.float64)

    assert sums.rows == 20 and [layer.activation for layer in sums.layers] == ["sigmoid", "relu", "identity"]
    first = sums.layers[0]
    assert first.total == by_hand.size
    assert np.abs(first.counts - np.histogram(by_hand, sums.edges)[0]).sum() <= 2
    assert first.flat_share == pytest.approx(is_flat("sigmoid", by_hand).mean(), abs=2 / by_hand.size)


def test_that_sums_beyond_the_axis_are_counted_too() -> None:
    snapshot, raw = digits_snapshot("tanh")
    far = Snapshot(
        snapshot.spec, snapshot.parameters * 50, snapshot.preparation, snapshot.class_names, None, step=0, epoch=0
    )

    first = measure_sums(far, raw[:10]).layers[0]

    assert first.below > 0 and first.above > 0
    assert first.total == 640
    assert first.flat_share > 0.5
