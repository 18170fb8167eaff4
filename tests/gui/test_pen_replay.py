"""Strokes that are replayed on the canvas with the mouse reach the network as they were written."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.datasets.pendigits import PenDigit
from engine.drawing import prepare
from tests.benchmarks.pen_replay import Replay
from tests.benchmarks.pen_writers import LEFT_OUT, lower_bound
from tests.helpers.drawn_digits import NAMES, strokes_of


@pytest.mark.parametrize("name", NAMES)
def test_that_place_and_size_on_the_canvas_make_no_difference(qtbot: QtBot, name: str) -> None:
    strokes = strokes_of(name)
    plain = prepare(strokes, (28, 28))
    assert plain is not None
    replay = Replay(seed=5)
    images = [replay.image(PenDigit(tuple(strokes), 0, 1)) for _ in range(6)]
    replay.close()
    # Whole pixels of a small drawing move an edge by a part of a pixel.
    assert len({image.tobytes() for image in images}) == 6
    assert max(np.abs(image.astype(int) - plain).mean() for image in images) < 6


def test_that_a_mere_dot_gives_a_blank_image(qtbot: QtBot) -> None:
    replay = Replay(seed=0)
    image = replay.image(PenDigit((np.array([[3.0, 4.0]]),), 0, 1))
    replay.close()
    assert image.shape == (28, 28) and not image.any()


def test_that_the_writers_left_out_are_three_different_thirds_of_all() -> None:
    assert sorted(writer for writers in LEFT_OUT for writer in writers) == list(range(1, 31))
    assert [len(writers) for writers in LEFT_OUT] == [10, 10, 10]


@pytest.mark.parametrize(("right", "of", "bound"), [(95, 100, 0.8882), (2460, 2500, 0.9783), (10, 10, 0.7225)])
def test_that_the_lower_bound_is_wilsons(right: int, of: int, bound: float) -> None:
    assert lower_bound(right, of) == pytest.approx(bound, abs=1e-4)
