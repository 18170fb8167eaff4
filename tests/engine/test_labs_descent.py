"""Descent on curves and surfaces: the engine's own updates, and what comes of each learning rate."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.experiments import find_experiment
from engine.labs.descent import Walk, training_with
from engine.labs.landscape import GROUNDS, Landscape
from engine.labs.rates import RateSurvey, borders, outcomes_of_parabola, rate_range
from engine.optimizers import OPTIMIZERS
from engine.trainer import Trainer


def walk_on(name: str, optimizer: str = "sgd", rate: float = 0.1, steps: int = 0) -> Walk:
    ground = GROUNDS[name]
    landscape = Landscape(ground.text, ground.names)
    walk = Walk(landscape, ground.start, training_with(optimizer, rate, 0.9), ground.reach)
    for _ in range(steps):
        walk.step()
    return walk


def survey(name: str, optimizer: str = "sgd") -> RateSurvey:
    ground = GROUNDS[name]
    landscape = Landscape(ground.text, ground.names)
    return RateSurvey(landscape, ground.start, training_with(optimizer, 0.1, 0.9), ground.reach)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8, 1.0])
def test_that_plain_descent_on_the_parabola_has_its_closed_form(rate: float) -> None:
    walk = walk_on("parabola", rate=rate, steps=40)

    wanted = [-1.6 * (1 - 2 * rate) ** step for step in range(41)]
    assert [stand.place[0] for stand in walk.stands] == pytest.approx(wanted, abs=1e-12)
    assert [stand.gradient[0] for stand in walk.stands] == pytest.approx([2 * x for x in wanted], abs=1e-12)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_that_each_optimiser_goes_where_the_engine_trains_a_network_of_two_numbers(optimizer: str) -> None:
    spec = find_experiment("line").spec.with_value("training.optimizer", optimizer)
    spec = spec.with_value("training.learning_rate", 0.05)
    trainer = Trainer(spec, load_dataset("line", playground=spec.playground))
    parameters = trainer.network.parameters
    start = tuple(parameters.tolist())
    data = load_dataset("line", playground=spec.playground)
    assert data.plane is not None
    x, y = data.plane.points.T
    # The mean of (w x + b - t)², multiplied out: its six means are all that it depends on.
    xx, xt, t1, x1, tt = (float(np.mean(part)) for part in (x * x, x * y, y, x, y * y))
    text = f"{xx!r}*x*x+{2 * x1!r}*x*y+y*y-{2 * xt!r}*x-{2 * t1!r}*y+{tt!r}"
    walk = Walk(Landscape(text, ("x", "y")), start, spec.training, 10.0)
    for step in range(1, 31):
        while trainer.steps < step:
            trainer.step()
        walk.step()
        assert walk.stands[-1].place == pytest.approx(parameters.tolist(), abs=1e-12)


def test_that_the_outcome_says_how_it_got_there() -> None:
    outcomes = {}
    for rate in (0.005, 0.1, 0.9, 1.2):
        walk = walk_on("parabola", rate=rate)
        while not walk.has_arrived and walk.steps < 200 and walk.step():
            pass
        outcomes[rate] = walk.outcome

    assert outcomes == {0.005: "slow", 0.1: "straight", 0.9: "oscillating", 1.2: "diverging"}


def test_that_a_walk_stops_where_it_diverges() -> None:
    walk = walk_on("two_valleys", rate=1.0)
    while walk.step():
        assert walk.steps < 50

    assert walk.has_diverged and not walk.step()
    assert all(np.isfinite(stand.height) for stand in walk.stands[:-1])


def test_that_level_ground_and_no_ground_are_known_before_the_first_step() -> None:
    training = training_with("sgd", 0.1, 0.9)

    assert Walk(Landscape("x**2", ("x",)), (0.0,), training, 2.0).has_arrived
    assert Walk(Landscape("log(x)", ("x",)), (-1.0,), training, 2.0).has_diverged
    assert Walk(Landscape("x**2", ("x", "y")), (1.0, 1.0), training, 2.0).stands[0].gradient == (2.0, 0.0)


@pytest.mark.parametrize("text", ["x/0", "x/(1-1)", "0*x/0", "1/x", "log(x)/0", "x**-20"])
def test_that_rates_are_tried_also_where_there_is_no_ground(text: str) -> None:
    landscape, training = Landscape(text, ("x",)), training_with("sgd", 0.1, 0.9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tried = RateSurvey(landscape, (0.0,), training, 2.0)
        tried.advance(1000)

    assert set(tried.outcomes) == {"diverging"} and Walk(landscape, (0.0,), training, 2.0).has_diverged


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("name", sorted(GROUNDS))
@pytest.mark.parametrize("rate", [0.03, 0.9, 10.0])
def test_that_nothing_rests_on_a_slope(name: str, optimizer: str, rate: float) -> None:
    walk, reach = walk_on(name, optimizer, rate), GROUNDS[name].reach
    along = np.linspace(-reach, reach, 21)
    landscape = Landscape(GROUNDS[name].text, GROUNDS[name].names)
    places = [(x,) for x in along] if len(landscape.names) == 1 else [(x, y) for x in along for y in along]
    usual = float(np.median([np.hypot(*(*landscape.slope(place)[1], 0.0)[:2]) for place in places]))
    while not walk.has_arrived and walk.steps < 150 and walk.step():
        pass

    assert not walk.has_arrived or walk.stands[-1].steepness < 0.004 * usual


def test_that_an_excursion_does_not_make_later_moves_look_small() -> None:
    walk = walk_on("saddle", "adam", 10.0)
    while walk.steps < 500 and not walk.has_arrived:
        walk.step()
    creeping = walk_on("saddle", "rmsprop", 0.9, steps=8)

    assert walk.has_arrived and walk.stands[-1].place == pytest.approx((0.0, 2**0.5), abs=2e-3)
    assert not creeping.has_arrived and creeping.stands[-1].steepness > 0.01


def test_that_measured_regions_of_the_parabola_are_those_of_the_closed_form() -> None:
    measured = survey("parabola")
    while not measured.is_done:
        before = len(measured.outcomes)
        measured.advance(30)
        assert len(measured.outcomes) - before <= 30
    exact = outcomes_of_parabola(2.0)
    # Very small rates are on the right side, but not there after so many steps.
    pairs = [(a, b) for a, b, rate in zip(measured.outcomes, exact, rate_range(), strict=True) if rate > 0.02]

    assert all(a == b for a, b in pairs)
    ends = {outcome: high for outcome, _, high in borders(exact)}
    assert ends["straight"] == pytest.approx(0.5, rel=0.04) and ends["oscillating"] == pytest.approx(1.0, rel=0.04)
    assert [outcome for outcome, _, _ in borders(exact)] == ["straight", "oscillating", "diverging"]


def test_that_momentum_bears_twice_the_rate_and_more() -> None:
    plain, heavy = survey("bowl"), survey("bowl", "momentum")
    for each in (plain, heavy):
        while not each.is_done:
            each.advance(1000)

    assert heavy.outcomes.index("diverging") > plain.outcomes.index("diverging") + 5


@pytest.mark.parametrize("name", sorted(GROUNDS))
def test_that_each_landscape_can_be_read_and_has_a_slope_at_its_start(name: str) -> None:
    ground = GROUNDS[name]
    walk = walk_on(name)

    assert walk.stands[0].steepness > 0 and not walk.has_diverged
    assert max(map(abs, ground.start)) < ground.reach
