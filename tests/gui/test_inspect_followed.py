"""The strip of the weights that are followed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.follower import MOST
from engine.history import Series, SeriesView
from engine.places import BIAS, WeightPlace
from gui.inspect.followed_weights import FollowedWeights
from gui.theme.theme import DARK

PLACE = WeightPlace(0, 3, 4)


def values_of(*values: float) -> SeriesView:
    series = Series(("step", "value"))
    for step, value in enumerate(values):
        series.append((step, value))
    return series.view()


@pytest.fixture
def strip(qtbot) -> FollowedWeights:
    strip = FollowedWeights()
    qtbot.addWidget(strip)
    strip.resize(600, 116)
    return strip


def test_that_a_weight_is_followed_until_it_is_chosen_again(strip: FollowedWeights, qtbot) -> None:
    assert not strip.isVisible()
    with qtbot.waitSignal(strip.changed):
        strip.toggle(PLACE)
    assert strip.places == (PLACE,) and strip.isVisible()
    strip.toggle(PLACE)
    assert strip.places == () and not strip.isVisible()


def test_that_the_oldest_goes_where_there_would_be_too_many(strip: FollowedWeights) -> None:
    for unit in range(MOST + 2):
        strip.toggle(WeightPlace(0, 0, unit))
    assert [place.unit for place in strip.places] == list(range(2, MOST + 2))


def test_that_only_what_is_followed_is_kept_and_drawn_once(strip: FollowedWeights) -> None:
    strip.toggle(PLACE)
    strip.show_curves([(PLACE, values_of(0.5, 0.25)), (WeightPlace(1, 1, 1), values_of(9.0))])
    assert strip.refresh() and not strip.refresh()
    assert strip.curve(PLACE)[1].tolist() == [0.5, 0.25]
    assert strip.curve(WeightPlace(1, 1, 1))[1].size == 0
    strip.show_curves([(PLACE, values_of(0.5, 0.25))])
    assert not strip.dirty


@pytest.mark.parametrize("values", [(), (0.0,), (1.0, 1.0), (1e-9, -1e9), tuple(np.sin(np.arange(3000)))])
@pytest.mark.parametrize("size", [(600, 116), (30, 116), (1, 1)])
def test_that_every_curve_can_be_drawn(
    strip: FollowedWeights, values: tuple[float, ...], size: tuple[int, int]
) -> None:
    strip.apply_theme(DARK)
    strip.set_image_width(8)
    for place in (PLACE, WeightPlace(1, BIAS, 0)):
        strip.toggle(place)
    strip.show_curves([(PLACE, values_of(*values))])
    strip.resize(*size)
    strip.grab()
