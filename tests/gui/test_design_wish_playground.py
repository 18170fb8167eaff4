"""The settings of a playground in the wish: what follows from them, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.compatibility import check_fit
from engine.datasets import load_dataset
from engine.datasets.plane import PLAYGROUNDS, make_playground, point_specs
from engine.errors import SpecError
from engine.experiments import EXPERIMENTS
from engine.playground import PlaygroundSpec, PointSpec
from engine.spec import ExperimentSpec
from gui.design.fitting import DataShape
from gui.design.wish import Wish

CIRCLES, PARABOLA = EXPERIMENTS["circles"].spec, EXPERIMENTS["parabola"].spec
POINTS = (PointSpec(0.5, 0.5), PointSpec(-0.5, 0.5, 1), PointSpec(0.5, -0.5, 1, held_out=True))


def spec_of(wish: Wish) -> ExperimentSpec:
    spec, problems = wish.check()
    assert spec is not None, problems
    return spec


def settings_of(wish: Wish) -> PlaygroundSpec:
    return spec_of(wish).playground


def fits(wish: Wish) -> bool:
    """Whether the design can be trained on the data that it describes."""
    spec = spec_of(wish)
    check_fit(spec, make_playground(spec.dataset, spec.playground))
    return True


def test_that_a_playground_comes_back_as_it_was() -> None:
    spec = replace(CIRCLES, playground=replace(CIRCLES.playground, points=POINTS))
    assert Wish(spec).check() == (spec, {})


def test_that_features_and_the_inputs_of_the_network_are_one_step() -> None:
    wish = Wish(CIRCLES)
    wish.change("playground.features", ["x1_squared", "x2_squared", "x1"])
    assert settings_of(wish).features == ("x1_squared", "x2_squared", "x1")
    assert spec_of(wish).network.inputs == 3
    wish.undo()
    assert spec_of(wish) == CIRCLES
    wish.redo()
    assert spec_of(wish).network.inputs == 3


def test_that_classes_and_the_outputs_of_the_network_are_one_step() -> None:
    wish = Wish(CIRCLES)
    wish.change("playground.classes", 4)
    assert (settings_of(wish).classes, spec_of(wish).network.outputs) == (4, 4)
    wish.undo()
    assert spec_of(wish) == CIRCLES


def test_that_a_single_output_stays_for_two_classes_and_gives_way_to_more() -> None:
    wish = Wish(CIRCLES)
    wish.choose_loss("squared_error")
    wish.change("network.layers.1.units", 1)
    wish.change("playground.noise", 0.2)
    assert spec_of(wish).network.outputs == 1
    wish.change("playground.classes", 3)
    assert spec_of(wish).network.outputs == 3
    wish.change("playground.classes", 2)
    assert spec_of(wish).network.outputs == 2


@pytest.mark.parametrize(("name", "value"), [("noise", 0.3), ("rows", 100), ("seed", 5), ("classes", 3)])
def test_that_what_makes_points_takes_the_place_of_those_placed_by_hand(name: str, value: float) -> None:
    wish = Wish(CIRCLES)
    wish.change("playground.points", POINTS)
    wish.change(f"playground.{name}", value)
    assert settings_of(wish).points == ()
    wish.undo()
    assert settings_of(wish).points == POINTS


def test_that_another_share_divides_points_placed_by_hand_as_it_does_generated_ones() -> None:
    settings = replace(CIRCLES.playground, classes=3, train_share=0.5)
    wish = Wish(CIRCLES)
    wish.change("playground.classes", 3)
    wish.change("playground.points", point_specs(make_playground("circles", settings_of(wish)).plane))
    wish.change("playground.train_share", 0.5)
    held_out = [point.held_out for point in settings_of(wish).points]
    assert held_out == make_playground("circles", settings).plane.held_out.tolist()


def test_that_a_drag_is_one_step_back_until_it_ends() -> None:
    wish = Wish(CIRCLES)
    for noise in (0.1, 0.2, 0.3):
        wish.change("playground.noise", noise, merge=True)
    wish.end_merging()
    wish.change("playground.noise", 0.4, merge=True)
    wish.undo()
    assert settings_of(wish).noise == 0.3
    wish.undo()
    assert spec_of(wish) == CIRCLES


def test_that_a_drag_leaves_nothing_of_what_it_has_passed() -> None:
    wish = Wish(CIRCLES.with_value("training.batch_size", 32))
    wish.change("playground.rows", 10, merge=True)
    assert spec_of(wish).training.batch_size is None
    wish.change("playground.rows", 500, merge=True)
    assert spec_of(wish).training.batch_size == 32


def test_that_a_setting_that_is_so_already_is_no_step() -> None:
    wish = Wish(CIRCLES)
    assert not wish.change("playground.noise", CIRCLES.playground.noise)
    assert not wish.can_undo


def test_that_an_impossible_setting_is_refused_and_changes_nothing() -> None:
    wish = Wish(CIRCLES)
    with pytest.raises(SpecError):
        wish.change("playground.points", (PointSpec(0.0, 0.0, label=3),))
    with pytest.raises(SpecError):
        wish.change("playground.noise", 7.0)
    assert spec_of(wish) == CIRCLES
    assert not wish.can_undo


def test_that_points_of_which_none_is_to_be_learnt_from_are_a_problem() -> None:
    wish = Wish(CIRCLES)
    wish.change("playground.points", (PointSpec(0.0, 0.0, held_out=True),))
    assert list(wish.check()[1]) == ["playground.points"]


def test_that_a_design_that_is_taken_over_fits_its_data_and_is_one_step() -> None:
    wish = Wish(CIRCLES)
    assert wish.take(CIRCLES.with_value("playground.classes", 3).with_value("training.epochs", 7))
    assert (spec_of(wish).network.outputs, spec_of(wish).training.epochs) == (3, 7)
    assert not wish.take(spec_of(wish))
    wish.undo()
    assert spec_of(wish) == CIRCLES


def test_that_points_are_dragged_although_something_else_is_impossible() -> None:
    wish = Wish(CIRCLES)
    wish.change("network.layers.0.units", "many")
    wish.change("playground.points", POINTS)
    assert wish.live_part(CIRCLES, wish.check()[1]) == replace(
        CIRCLES,
        playground=replace(CIRCLES.playground, points=POINTS),
        training=replace(CIRCLES.training, batch_size=None),
    )
    wish.change("playground.features", ("x1",))
    assert wish.live_part(CIRCLES, wish.check()[1]).playground == CIRCLES.playground


def test_that_points_that_are_a_problem_themselves_are_left_out_of_what_holds() -> None:
    wish = Wish(CIRCLES)
    wish.change("playground.points", (PointSpec(0.0, 0.0, held_out=True),))
    assert wish.live_part(CIRCLES, wish.check()[1]) == CIRCLES


@pytest.mark.parametrize("start", ["circles", "parabola", "digits"])
@pytest.mark.parametrize("name", PLAYGROUNDS)
def test_that_a_design_fits_every_playground_it_goes_over_to(start: str, name: str) -> None:
    wish = Wish(EXPERIMENTS[start].spec)
    wish.change("training.epochs", 3)
    wish.adopt_dataset(name)
    assert fits(wish)
    wish.undo()
    assert spec_of(wish).dataset == name
    assert fits(wish)


def test_that_two_classes_get_two_outputs_from_a_curve() -> None:
    wish = Wish(PARABOLA)
    wish.adopt_dataset("moons")
    assert spec_of(wish).network.outputs == 2


def test_that_points_placed_by_hand_do_not_go_over_to_other_data() -> None:
    wish = Wish(CIRCLES)
    wish.change("playground.points", POINTS)
    wish.adopt_dataset("circles")
    assert settings_of(wish).points == POINTS
    wish.adopt_dataset("moons")
    assert settings_of(wish).points == ()


def test_that_a_design_goes_from_a_playground_to_other_data() -> None:
    wish = Wish(CIRCLES)
    digits = load_dataset("digits")
    wish.adopt_dataset("digits")
    wish.fit_to_data(DataShape(digits.inputs, digits.outputs, images=True, rows=digits.train.rows))
    check_fit(spec_of(wish), digits)


def test_that_the_data_in_use_do_not_change_what_undo_brings_back() -> None:
    wish = Wish(CIRCLES)
    wish.change("playground.features", ("x1",))
    wish.fit_to_data(DataShape(1, 2, rows=210))
    wish.undo()
    assert spec_of(wish) == CIRCLES
