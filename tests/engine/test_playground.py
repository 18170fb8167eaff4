"""Playgrounds: points from a seed or by hand, the features made of them, and how they are shared out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.datasets.plane import (
    PLAYGROUNDS,
    is_curve,
    make_playground,
    point_specs,
    possible_features,
    suited,
)
from engine.errors import SpecError
from engine.experiments import EXPERIMENTS
from engine.plain import from_plain, to_plain
from engine.playground import FEATURES, MAX_CLASSES, PlaygroundSpec, PointSpec
from engine.spec import ExperimentSpec

SHAPES = [name for name in PLAYGROUNDS if not is_curve(name)]
CURVES = [name for name in PLAYGROUNDS if is_curve(name)]


@pytest.mark.parametrize("name", PLAYGROUNDS)
def test_that_the_same_settings_make_the_same_rows_and_another_seed_others(name: str) -> None:
    settings = suited(PlaygroundSpec(), name)
    first, again = (make_playground(name, settings).fingerprint() for _ in range(2))
    assert first == again != make_playground(name, replace(settings, seed=1)).fingerprint()


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("classes", range(2, MAX_CLASSES + 1))
def test_that_every_class_has_as_many_points(name: str, classes: int) -> None:
    plane = make_playground(name, PlaygroundSpec(rows=60 * classes, classes=classes, noise=0.0)).plane
    assert plane is not None
    assert np.bincount(plane.labels).tolist() == [60] * classes
    held_out = np.bincount(plane.labels[plane.held_out], minlength=classes)
    assert held_out == pytest.approx(np.full(classes, 18), abs=1)


@pytest.mark.parametrize("name", SHAPES)
def test_that_points_without_noise_lie_within_the_plane(name: str) -> None:
    plane = make_playground(name, PlaygroundSpec(rows=2000, noise=0.0, classes=3)).plane
    assert plane is not None and np.abs(plane.points).max() <= 1.2


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_that_circles_lie_in_rings_that_do_not_touch(classes: int) -> None:
    plane = make_playground("circles", PlaygroundSpec(rows=1000, noise=0.0, classes=classes)).plane
    assert plane is not None
    radius, width = np.hypot(*plane.points.T), 1.0 / (2 * classes - 1)
    np.testing.assert_array_equal(np.floor(radius / width).astype(int), 2 * plane.labels)


def test_that_two_moons_are_half_circles_of_one_size_hooked_into_each_other() -> None:
    plane = make_playground("moons", PlaygroundSpec(rows=1000, noise=0.0)).plane
    assert plane is not None
    upper, lower = (plane.points[plane.labels == label] for label in (0, 1))
    for points, centre, sign in ((upper, (-1 / 3, -1 / 6), 1), (lower, (1 / 3, 1 / 6), -1)):
        assert np.hypot(*(points - centre).T) == pytest.approx(np.full(500, 2 / 3))
        assert (sign * (points[:, 1] - centre[1]) >= 0).all()


def test_that_an_arm_of_the_spirals_is_the_first_one_turned() -> None:
    plane = make_playground("spirals", PlaygroundSpec(rows=900, noise=0.0, classes=3)).plane
    assert plane is not None
    radius = np.hypot(*plane.points.T)
    turned = np.arctan2(plane.points[:, 0], plane.points[:, 1]) / (2 * np.pi) - plane.labels / 3
    assert np.cos(2 * np.pi * (turned - 1.5 * radius)) == pytest.approx(np.ones(900))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("line", lambda x: 0.1 * x + 0.3),
        ("parabola", lambda x: x**2 - 0.5),
        ("sine", lambda x: np.sin(2 * np.pi * x)),
    ],
)
def test_that_curves_are_what_they_say_and_noise_has_its_deviation(name: str, value: object) -> None:
    settings = suited(PlaygroundSpec(rows=2000, noise=0.0), name)
    plain, noisy = (make_playground(name, replace(settings, noise=noise)).plane for noise in (0.0, 0.2))
    assert plain is not None and noisy is not None and callable(value)
    np.testing.assert_allclose(plain.points[:, 1], value(plain.points[:, 0]), atol=1e-12)
    assert (noisy.points - plain.points)[:, 1].std() == pytest.approx(0.2, rel=0.05)
    assert (noisy.points - plain.points)[:, 1].mean() == pytest.approx(0.0, abs=0.02)


def test_that_features_are_the_functions_that_their_titles_say() -> None:
    features = tuple(FEATURES)
    data = make_playground("circles", PlaygroundSpec(features=features, train_share=1.0))
    assert data.plane is not None
    x1, x2 = data.plane.points.T
    wanted = (x1, x2, x1**2, x2**2, x1 * x2, np.sin(np.pi * x1), np.sin(np.pi * x2))
    np.testing.assert_allclose(data.train.x, np.column_stack(wanted), atol=1e-15)
    np.testing.assert_array_equal(data.plane.inputs(data.plane.points), data.train.x)


@pytest.mark.parametrize("name", CURVES)
def test_that_a_curve_has_no_second_coordinate_to_read(name: str) -> None:
    assert not any(FEATURES[feature].needs_x2 for feature in possible_features(name))
    with pytest.raises(SpecError, match="has no x₂²: leave it out"):
        make_playground(name, PlaygroundSpec(features=("x1", "x2_squared")))


@pytest.mark.parametrize("name", PLAYGROUNDS)
def test_that_all_points_placed_by_hand_are_the_same_data(name: str) -> None:
    made = make_playground(name, suited(PlaygroundSpec(), name))
    assert made.plane is not None
    placed = make_playground(name, replace(made.plane.settings, points=point_specs(made.plane)))
    assert placed.validation is not None and made.validation is not None
    np.testing.assert_allclose(placed.train.x, made.train.x, atol=1e-4)
    np.testing.assert_allclose(placed.validation.x, made.validation.x, atol=1e-4)


def test_that_a_point_says_by_itself_whether_it_is_held_out() -> None:
    points = (PointSpec(0.5, 0.1, 1), PointSpec(-0.5, 0.2, 0, held_out=True), PointSpec(0.1, 0.3, 0))
    data = make_playground("circles", PlaygroundSpec(points=points))
    assert data.train.x.tolist() == [[0.5, 0.1], [0.1, 0.3]] and data.validation is not None
    assert data.validation.x.tolist() == [[-0.5, 0.2]]
    with pytest.raises(SpecError, match="No point is left to learn from"):
        make_playground("circles", PlaygroundSpec(points=points[1:2]))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"rows": 5}, "rows"),
        ({"noise": -0.1}, "noise"),
        ({"noise": float("nan")}, "noise"),
        ({"classes": 1}, "classes"),
        ({"train_share": 0.0}, "train_share"),
        ({"features": ()}, "features"),
        ({"features": ("x1", "x1")}, "features"),
        ({"features": ("x3",)}, "features.0"),
        ({"points": (PointSpec(0.0, 0.0, 2),)}, "points.0.label"),
        ({"points": (PointSpec(0.0, 0.0),) * 2001}, "points"),
    ],
)
def test_that_impossible_settings_are_refused_by_name(changes: dict[str, object], path: str) -> None:
    with pytest.raises(SpecError) as refused:
        replace(PlaygroundSpec(), **changes)  # type: ignore[arg-type]
    assert refused.value.path == path


def test_that_settings_travel_as_json() -> None:
    settings = PlaygroundSpec(rows=50, features=("x1_x2",), points=(PointSpec(0.25, -0.5, 1, True),))
    assert from_plain(PlaygroundSpec, to_plain(settings)) == settings


def test_that_a_spec_from_before_playgrounds_is_read() -> None:
    document = EXPERIMENTS["digits"].spec.to_json()
    del document["playground"]
    assert ExperimentSpec.from_json(document) == EXPERIMENTS["digits"].spec


def test_that_another_playground_takes_over_what_it_has_a_use_for() -> None:
    settings = PlaygroundSpec(rows=50, noise=0.3, features=("x1", "x2_squared"), points=(PointSpec(0, 0),))
    assert suited(settings, "sine") == PlaygroundSpec(rows=50, noise=0.3, features=("x1",))
    assert suited(suited(settings, "sine"), "moons").features == ("x1", "x2")
    assert suited(PlaygroundSpec(features=("x2_squared",)), "line").features == ("x1",)


def test_that_playgrounds_are_loaded_by_name_with_their_settings() -> None:
    settings = PlaygroundSpec(rows=40, classes=3)
    data = load_dataset("spirals", playground=settings)
    assert data.plane is not None and data.plane.settings == settings and data.class_names == ("0", "1", "2")
    assert load_dataset("sine").inputs == 1
