"""What is looked at of a plane or curve, and in which order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.datasets.plane import make_playground
from engine.grid import Grid, bounds_of
from engine.playground import PlaygroundSpec, PointSpec
from tests.helpers.playgrounds import network_of, plane_of, snapshot_of


def test_that_a_plane_is_looked_at_from_its_top_left_place_by_place() -> None:
    grid = Grid(plane_of("circles"), ((-1.0, 1.0), (-1.0, 1.0)), 2, 1)
    np.testing.assert_allclose(grid.inputs, [[-0.5, 0.5], [0.5, 0.5], [-0.5, -0.5], [0.5, -0.5]])


def test_that_a_curve_is_looked_at_from_end_to_end() -> None:
    grid = Grid(plane_of("sine"), ((-1.0, 2.0), (0.0, 1.0)), 4, 2)
    assert grid.x is not None and not grid.x.flags.writeable
    np.testing.assert_allclose(grid.x, [-1.0, 0.0, 1.0, 2.0])
    np.testing.assert_allclose(grid.inputs, grid.x[:, None])
    np.testing.assert_array_equal(grid.chosen, [1, 3])


def test_that_the_middle_of_each_block_is_chosen() -> None:
    grid = Grid(plane_of("circles"), ((-1.0, 1.0), (-1.0, 1.0)), 6, 2)
    np.testing.assert_array_equal(grid.chosen, [7, 10, 25, 28])


def test_that_a_network_of_features_is_given_features() -> None:
    grid = Grid(plane_of("circles", "x2_squared", "x1_x2"), ((-1.0, 1.0), (-3.0, 3.0)), 2, 1)
    np.testing.assert_allclose(grid.inputs, [[2.25, -0.75], [2.25, 0.75], [2.25, 0.75], [2.25, -0.75]])


def test_that_prepared_inputs_are_made_once_for_networks_that_want_the_same() -> None:
    plane = plane_of("moons")
    grid = Grid(plane, bounds_of(plane), 4, 2)
    snapshot = snapshot_of("moons", network_of(2, 3, 2), scaling="per_pixel")
    prepared = grid.prepared_for(snapshot)
    assert grid.prepared_for(replace(snapshot, step=7)) is prepared
    np.testing.assert_array_equal(prepared, snapshot.prepare(grid.inputs))

    other = snapshot_of("moons", network_of(2, 3, 2), scaling="none")
    np.testing.assert_array_equal(grid.prepared_for(other), grid.inputs)
    narrow = replace(other, spec=network_of(2, 3, 2, dtype="float32"))
    assert grid.prepared_for(narrow).dtype == np.float32


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(0.1, 0.2)], 1.25),
        ([(-1.2, 0.0)], 1.25),
        ([(0.0, 1.21)], 1.5),
        ([(-1.4, 0.3), (0.1, 1.46)], 1.75),
        ([(4.0, -4.0)], 4.25),
    ],
)
def test_that_a_plane_is_a_square_around_the_origin_with_all_points_well_inside(
    points: list[tuple[float, float]], expected: float
) -> None:
    settings = PlaygroundSpec(points=tuple(PointSpec(x1, x2) for x1, x2 in points))
    plane = make_playground("circles", settings).plane
    assert plane is not None
    assert bounds_of(plane) == ((-expected, expected), (-expected, expected))


@pytest.mark.parametrize(("name", "x1"), [("sine", (-1.1, 1.1)), ("parabola", (-1.1, 1.1)), ("line", (-0.05, 1.05))])
def test_that_a_curve_goes_on_a_little_beyond_its_points(name: str, x1: tuple[float, float]) -> None:
    plane = plane_of(name)
    found = bounds_of(plane)
    assert found[0] == pytest.approx(x1)
    assert (found[1][0] < plane.points[:, 1]).all() and (plane.points[:, 1] < found[1][1]).all()


def test_that_bounds_stay_while_a_point_moves_a_little() -> None:
    def bounds(y: float) -> object:
        settings = PlaygroundSpec(features=("x1",), points=(PointSpec(-1.0, 0.0), PointSpec(0.5, y)))
        plane = make_playground("sine", settings).plane
        assert plane is not None
        return bounds_of(plane)

    assert bounds(0.6) == bounds(0.7) != bounds(0.8)


def test_that_a_grid_suits_what_it_was_made_of() -> None:
    plane = plane_of("circles")
    bounds = bounds_of(plane)
    grid = Grid(plane, bounds, 20, 5)
    assert grid.suits(plane_of("moons"), bounds, 20, 5)
    assert not grid.suits(plane_of("moons", "x1", "x1_x2"), bounds, 20, 5)
    assert not grid.suits(plane, (bounds[0], (-2.0, 2.0)), 20, 5)
    assert not grid.suits(plane, bounds, 40, 5) and not grid.suits(plane, bounds, 20, 10)
    assert not grid.suits(plane_of("sine"), bounds, 20, 5)
