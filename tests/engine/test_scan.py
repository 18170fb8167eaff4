"""A scan against the network's own answers, one place at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.arrays import frozen
from engine.datasets.dataset import Plane
from engine.errors import EngineError
from engine.grid import Grid, bounds_of
from engine.scan import MOST_UNITS, Scan, Scanned
from engine.snapshot import Snapshot
from tests.helpers.playgrounds import network_of, plane_of, snapshot_of

# More places than one slice holds.
SIDE, UNIT_SIDE = 80, 16


def scan(snapshot: Snapshot, plane: Plane, side: int = SIDE, unit_side: int = UNIT_SIDE) -> Scanned:
    work = Scan(snapshot, Grid(plane, bounds_of(plane), side, unit_side))
    while work.step():
        pass
    return work.result()


def answers(snapshot: Snapshot, plane: Plane, places: NDArray[np.float64]) -> NDArray[np.floating]:
    return snapshot.network().predict(snapshot.prepare(plane.inputs(places)))


def place(scanned: Scanned, row: int, column: int, side: int = SIDE) -> NDArray[np.float64]:
    """The middle of a cell, by the words of the documentation."""
    (left, right), (bottom, top) = scanned.bounds
    across, down = (column + 0.5) / side, (row + 0.5) / side
    return np.array([[left + across * (right - left), top - down * (top - bottom)]])


def regions(scanned: Scanned) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    assert scanned.winner is not None and scanned.certainty is not None and scanned.y is None and scanned.x is None
    assert scanned.winner.dtype == scanned.certainty.dtype == np.uint8
    return scanned.winner, scanned.certainty


@pytest.mark.parametrize(
    ("loss", "last"),
    [("softmax_cross_entropy", "identity"), ("sigmoid_cross_entropy", "identity"), ("squared_error", "sigmoid")],
)
@pytest.mark.parametrize("scaling", ["none", "per_pixel"])
def test_that_each_place_has_the_class_that_the_network_gives_it(loss: str, last: str, scaling: str) -> None:
    plane = plane_of("spirals")
    snapshot = snapshot_of("spirals", network_of(2, 8, 8, 3, loss=loss, last=last), scaling=scaling)
    scanned = scan(snapshot, plane)
    winner, certainty = regions(scanned)
    assert len(np.unique(winner)) == 3
    for row, column in [(0, 0), (0, SIDE - 1), (17, 62), (SIDE - 1, 0), (SIDE - 1, SIDE - 1)]:
        claimed = answers(snapshot, plane, place(scanned, row, column))[0]
        assert winner[row, column] == claimed.argmax()
        assert certainty[row, column] == pytest.approx(255 * claimed.max(), abs=0.51)


def test_that_the_top_row_has_the_highest_x2_and_the_first_column_the_lowest_x1() -> None:
    snapshot = snapshot_of("circles", network_of(2, 2))
    # Class 1 is claimed where x1 is above -0.6, or rather where x1 + 0.5 x2 + 0.1 is above 0.
    parameters = np.array([0.0, 1.0, 0.0, 0.5, 0.0, 0.1])
    winner, _ = regions(scan(replace(snapshot, parameters=frozen(parameters)), plane_of("circles")))
    assert (winner[0, 0], winner[0, -1], winner[-1, 0], winner[-1, -1]) == (0, 1, 0, 1)
    assert winner[0].sum() > winner[-1].sum()


@pytest.mark.parametrize(("loss", "last"), [("sigmoid_cross_entropy", "identity"), ("squared_error", "sigmoid")])
def test_that_one_output_tells_two_classes_apart_at_a_half(loss: str, last: str) -> None:
    plane = plane_of("moons")
    snapshot = snapshot_of("moons", network_of(2, 4, 1, loss=loss, last=last))
    scanned = scan(snapshot, plane)
    winner, certainty = regions(scanned)
    assert set(np.unique(winner)) == {0, 1} and certainty.min() >= 127
    for row, column in [(3, 5), (40, 41), (70, 12)]:
        claimed = float(answers(snapshot, plane, place(scanned, row, column))[0, 0])
        assert winner[row, column] == (claimed > 0.5)
        assert certainty[row, column] == pytest.approx(255 * max(claimed, 1 - claimed), abs=0.51)


@pytest.mark.parametrize("outputs", [1, 3])
def test_that_outputs_beyond_one_are_certain_and_those_below_zero_are_not(outputs: int) -> None:
    snapshot = snapshot_of("spirals", network_of(2, outputs, loss="squared_error"))
    weights = np.zeros(3 * outputs)
    weights[-outputs:] = 9.0, *[-5.0] * (outputs - 1)
    winner, certainty = regions(scan(replace(snapshot, parameters=frozen(weights)), plane_of("spirals")))
    assert (winner == (1 if outputs == 1 else 0)).all() and (certainty == 255).all()
    weights[-outputs:] = -1.0
    _, certainty = regions(scan(replace(snapshot, parameters=frozen(weights)), plane_of("spirals")))
    assert (certainty == (255 if outputs == 1 else 0)).all()


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "sigmoid_cross_entropy", "squared_error"])
def test_that_nothing_is_certain_where_there_is_no_number(loss: str, outputs: int) -> None:
    snapshot = snapshot_of("spirals", network_of(2, 4, outputs, loss=loss))
    for value in (np.nan, 1e300):
        # Of weights too large for a finite answer some places may still get one.
        broken = replace(snapshot, parameters=frozen(np.full(snapshot.spec.parameter_count, value)))
        scanned = scan(broken, plane_of("spirals"))
        winner, certainty = regions(scanned)
        assert winner.max() < max(outputs, 2)
        assert not np.isnan(value) or not certainty.any()


@pytest.mark.parametrize(
    ("name", "outputs", "loss"), [("moons", 2, "softmax_cross_entropy"), ("sine", 1, "squared_error")]
)
def test_that_units_are_what_the_network_receives_and_each_layer_gives(name: str, outputs: int, loss: str) -> None:
    features = ("x1", "x1_squared")
    plane = plane_of(name, *features)
    snapshot = snapshot_of(name, network_of(2, 5, 4, outputs, loss=loss), *features, scaling="per_pixel")
    scanned = scan(snapshot, plane)
    assert [len(layer) for layer in scanned.units] == [2, 5, 4, outputs]
    stride = SIDE // UNIT_SIDE
    for i in (0, 3, UNIT_SIDE - 1):
        if plane.is_curve:
            assert scanned.x is not None
            at, chosen = scanned.x[[stride * i + stride // 2], None], (i,)
        else:
            at, chosen = place(scanned, stride * i + stride // 2, stride * 2 + stride // 2), (i, 2)
        raw = plane.inputs(at)
        expected = [snapshot.prepare(raw)[0], *snapshot.activations(raw[0])[:-1], answers(snapshot, plane, at)[0]]
        for layer, values in zip(scanned.units, expected, strict=True):
            assert layer.dtype == np.float32 and layer.shape[1:] == (UNIT_SIDE,) * len(chosen)
            np.testing.assert_allclose(layer[(slice(None), *chosen)], values, rtol=1e-5, atol=1e-6)


def test_that_of_a_wide_layer_the_first_units_are_looked_at() -> None:
    snapshot = snapshot_of("moons", network_of(2, MOST_UNITS + 3, 2))
    scanned = scan(snapshot, plane_of("moons"))
    assert [len(layer) for layer in scanned.units] == [2, MOST_UNITS, 2]


def test_that_the_slices_of_a_wide_network_are_as_good_as_one() -> None:
    plane = plane_of("moons")
    snapshot = snapshot_of("moons", network_of(2, 600, 600, 2, dtype="float32"))
    work = Scan(snapshot, Grid(plane, bounds_of(plane), 24, 6))
    slices = 1
    while work.step():
        slices += 1
    scanned = work.result()
    winner, _ = regions(scanned)
    places = np.concatenate([place(scanned, row, column, 24) for row in range(24) for column in range(24)])
    assert slices > 1
    np.testing.assert_array_equal(winner.reshape(-1), answers(snapshot, plane, places).argmax(axis=1))


def test_that_a_curve_is_the_answer_along_it() -> None:
    plane = plane_of("sine")
    snapshot = snapshot_of("sine", network_of(1, 6, 6, 1, loss="squared_error"), scaling="global")
    scanned = scan(snapshot, plane)
    assert scanned.x is not None and scanned.y is not None
    assert (scanned.x[0], scanned.x[-1]) == scanned.bounds[0]
    np.testing.assert_allclose(scanned.y, answers(snapshot, plane, scanned.x[:, None]), rtol=1e-12)
    assert scanned.winner is None and scanned.certainty is None
    assert scanned.kinks is None and scanned.contributions is None


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
@pytest.mark.parametrize("scaling", ["none", "global", "per_pixel"])
def test_that_a_curve_bends_at_the_kinks_and_nowhere_else(activation: str, scaling: str) -> None:
    plane = plane_of("parabola")
    spec = network_of(1, 5, 1, activation=activation, loss="squared_error")
    snapshot = snapshot_of("parabola", spec, scaling=scaling, seed=8)
    scanned = scan(snapshot, plane, 600, 50)
    assert scanned.x is not None and scanned.y is not None and scanned.kinks is not None
    bend = np.abs(np.diff(scanned.y[:, 0], 2))
    bent = np.flatnonzero(bend > 1e-9)
    # A second difference sees a bend from either side.
    near = [np.flatnonzero(np.abs(scanned.x[1:-1] - kink) <= scanned.x[1] - scanned.x[0]) for kink in scanned.kinks]
    assert len(bent) and set(bent.tolist()) <= set(np.concatenate(near).tolist())
    inside = (scanned.kinks > scanned.x[1]) & (scanned.kinks < scanned.x[-2])
    assert inside.sum() >= 2
    for places in np.array(near, object)[inside]:
        assert bend[places].max() > 1e-9


@pytest.mark.parametrize("bias", [True, False])
def test_that_a_unit_that_reads_nothing_has_no_kink_and_one_without_bias_bends_at_the_mean(bias: bool) -> None:
    plane = plane_of("line")
    spec = network_of(1, 2, 1, activation="relu", loss="squared_error", bias=bias)
    snapshot = snapshot_of("line", spec, scaling="global")
    parameters = snapshot.parameters.copy()
    # The weights of the two units come first, then their biases.
    parameters[0] = 0.0
    if bias:
        parameters[2:4] = 0.7, 0.0
    kinks = scan(replace(snapshot, parameters=frozen(parameters)), plane).kinks
    assert kinks is not None and np.isnan(kinks[0])
    assert kinks[1] == pytest.approx(snapshot.preparation.mean[0])


@pytest.mark.parametrize(
    ("features", "activation"), [(("x1_squared",), "relu"), (("x1", "sin_x1"), "relu"), (("x1",), "tanh")]
)
def test_that_there_are_no_kinks_where_nothing_bends_at_one_place(features: tuple[str, ...], activation: str) -> None:
    spec = network_of(len(features), 3, 1, activation=activation, loss="squared_error")
    assert scan(snapshot_of("sine", spec, *features), plane_of("sine", *features)).kinks is None


def test_that_contributions_and_the_bias_add_up_to_the_curve() -> None:
    plane = plane_of("sine")
    snapshot = snapshot_of("sine", network_of(1, 7, 1, loss="squared_error"))
    scanned = scan(snapshot, plane)
    assert scanned.contributions is not None and scanned.contributions.shape == (7, SIDE) and scanned.y is not None
    np.testing.assert_allclose(scanned.contributions.sum(axis=0) + snapshot.parameters[-1], scanned.y[:, 0], rtol=1e-9)


def test_that_what_was_found_is_the_network_at_its_step_and_stays_as_it_is() -> None:
    for name, outputs, loss in (("moons", 2, "softmax_cross_entropy"), ("sine", 1, "squared_error")):
        plane = plane_of(name)
        snapshot = snapshot_of(
            name, network_of(len(plane.settings.features), 3, outputs, loss=loss, activation="relu"), step=41
        )
        scanned = scan(snapshot, plane)
        assert (scanned.step, scanned.bounds) == (41, bounds_of(plane))
        arrays = [*scanned.units, *(value for value in vars(scanned).values() if isinstance(value, np.ndarray))]
        assert len(arrays) >= 5 and not any(array.flags.writeable for array in arrays)


def test_that_a_grid_is_used_again_as_the_network_learns() -> None:
    plane = plane_of("moons")
    grid = Grid(plane, bounds_of(plane), SIDE, UNIT_SIDE)
    for seed in (1, 2):
        snapshot = snapshot_of("moons", network_of(2, 4, 2), seed=seed)
        work = Scan(snapshot, grid)
        while work.step():
            pass
        np.testing.assert_array_equal(regions(work.result())[0], regions(scan(snapshot, plane))[0])


def test_that_a_network_of_other_features_is_refused() -> None:
    plane = plane_of("moons", "x1", "x2", "x1_x2")
    with pytest.raises(EngineError, match="rows of 2 numbers"):
        Scan(snapshot_of("moons", network_of(2, 4, 2)), Grid(plane, bounds_of(plane), 8, 4))
