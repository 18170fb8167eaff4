"""The step that changes an answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.preparation import Preparation
from engine.saliency import fast_gradient_sign
from engine.snapshot import Snapshot
from gui.mind_change import MindChange
from gui.why.strength_slider import MOST, STEPS_OF_ONE
from tests.gui.test_reading import make_snapshot


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 17, (8, 8), dtype=np.uint8)


@pytest.mark.parametrize("preparation", ["none", "standard"])
@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "squared_error"])
def test_that_the_image_at_every_strength_is_that_of_the_engine(image: np.ndarray, loss: str, preparation: str) -> None:
    rows = np.random.default_rng(2).integers(0, 17, (40, 64), dtype=np.uint8)
    reader = replace(make_snapshot(loss=loss), preparation=Preparation.fit(preparation, rows, 16.0))
    mind = MindChange(reader, image)
    for place in range(MOST + 1):
        expected = fast_gradient_sign(reader, image.reshape(-1), place / STEPS_OF_ONE)
        np.testing.assert_allclose(mind.image_at(place / STEPS_OF_ONE).reshape(-1), expected, atol=1e-5)


def test_that_the_search_stops_at_the_first_other_answer_and_can_be_interrupted(image: np.ndarray) -> None:
    reader = make_snapshot()
    whole, parts = MindChange(reader, image), MindChange(reader, image)
    tried = sum(1 for _ in whole.search())
    next(parts.search())
    rest = sum(1 for _ in parts.search())

    assert whole.turning == parts.turning is not None
    assert tried == round(whole.turning[0] * STEPS_OF_ONE) == rest + 1


def test_that_a_network_that_hears_no_input_never_changes_its_mind(image: np.ndarray) -> None:
    reader: Snapshot = make_snapshot()
    mind = MindChange(replace(reader, parameters=np.zeros_like(reader.parameters)), image)
    assert sum(1 for _ in mind.search()) == MOST
    assert mind.turning is None
    np.testing.assert_array_equal(mind.image_at(0.3), image)


def test_that_a_slope_out_of_range_moves_no_pixel(image: np.ndarray) -> None:
    reader = make_snapshot(loss="squared_error")
    vast = replace(reader, parameters=1e200 * reader.parameters)
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(fast_gradient_sign(vast, image.reshape(-1), 0.3)).all()
    np.testing.assert_array_equal(MindChange(vast, image).image_at(0.3), image)
