"""Single weights followed step by step."""

from __future__ import annotations

import numpy as np
import pytest

from engine.events import BatchDone
from engine.follower import MOST, Follower
from engine.places import BIAS, WeightPlace
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, experiment

PLACES = (WeightPlace(0, 2, 3), WeightPlace(1, 5, 0), WeightPlace(1, BIAS, 2))


def test_that_every_value_is_the_weights_after_that_step() -> None:
    trainer, follower = Trainer(experiment(), blobs()), Follower()
    layers = trainer.network.layers
    assert follower.is_idle
    follower.follow(PLACES, trainer.steps, layers)
    expected = [[layers[0].weight[2, 3], layers[1].weight[5, 0], layers[1].bias[2]]]
    while trainer.steps < 5:
        if isinstance(trainer.step(), BatchDone):
            follower.add(trainer.steps, layers)
            expected.append([layers[0].weight[2, 3], layers[1].weight[5, 0], layers[1].bias[2]])
    for index, followed in enumerate(follower.view()):
        assert followed.place == PLACES[index]
        assert followed.values.steps.tolist() == [0, 1, 2, 3, 4, 5]
        np.testing.assert_array_equal(followed.values.column("value"), [row[index] for row in expected])


def test_that_what_is_known_stays_while_others_come_and_go() -> None:
    layers, follower = Trainer(experiment(), blobs()).network.layers, Follower()
    follower.follow(PLACES[:2], 0, layers)
    follower.add(1, layers)
    follower.follow(PLACES[1:], 1, layers)
    assert [(at.place, len(at.values)) for at in follower.view()] == [(PLACES[1], 2), (PLACES[2], 1)]
    follower.follow((), 1, layers)
    assert follower.is_idle and follower.view() == ()


@pytest.mark.parametrize("place", [WeightPlace(9, 0, 0), WeightPlace(0, 99, 0), WeightPlace(0, 0, 99)])
def test_that_a_place_that_the_network_has_not_is_left_out(place: WeightPlace) -> None:
    follower = Follower()
    follower.follow((place, PLACES[0]), 0, Trainer(experiment(), blobs()).network.layers)
    assert [at.place for at in follower.view()] == [PLACES[0]]


def test_that_no_more_than_a_few_are_followed() -> None:
    follower = Follower()
    follower.follow(
        [WeightPlace(0, 0, unit) for unit in range(6)] * 2, 0, Trainer(experiment(), blobs()).network.layers
    )
    assert len(follower.view()) == MOST
