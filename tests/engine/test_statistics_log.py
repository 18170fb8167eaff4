"""The spread of the layers' numbers over a run of any length, in a bounded number of moments."""

from __future__ import annotations

import numpy as np
import pytest

from engine.statistics import BINS, histogram
from engine.statistics_log import CAPACITY, LayersAt, StatisticsLog
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, experiment


def filled(count: int, capacity: int = CAPACITY) -> StatisticsLog:
    log = StatisticsLog(capacity)
    for index in range(count):
        log.add(LayersAt(100 * index, index, ()))
    return log


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 127, 128, 1000, 4097])
@pytest.mark.parametrize("capacity", [3, 8, CAPACITY])
def test_that_what_is_kept_is_bounded_evenly_spread_and_has_both_ends(count: int, capacity: int) -> None:
    log = filled(count, capacity)
    kept = [moment.epoch for moment in log.view()]

    assert len(kept) <= capacity
    assert len(kept) >= min(count, capacity // 2)
    assert (kept[0], kept[-1]) == (0, count - 1)
    gaps = np.diff(kept)
    # The newest may be nearer to the one before it than the others are to each other.
    assert (gaps[:-1] == log.stride).all() and (gaps[-1:] <= log.stride).all()


def test_that_the_view_stays_the_same_until_something_is_added() -> None:
    log = filled(3)
    before = log.view()
    assert log.view() is before
    log.add(LayersAt(300, 3, ()))
    assert len(before) == 3 and len(log.view()) == 4


def test_that_nothing_is_kept_of_nothing() -> None:
    assert StatisticsLog().view() == ()


def test_that_a_training_keeps_the_histograms_of_its_weights() -> None:
    trainer = Trainer(experiment(), blobs())
    while trainer.recorder.latest is None:
        trainer.step()
    newest = trainer.recorder.statistics.view()[-1]

    assert newest.layers is trainer.recorder.latest.layers and newest.step == trainer.steps
    for layer, statistics in zip(trainer.network.layers, newest.layers, strict=True):
        assert statistics.weights == histogram(layer.weight)
        expected = np.histogram(layer.weight.astype("float64"), BINS)[0]
        # A value on the border of two bins may fall into either, by the last bit.
        assert np.abs(np.cumsum(statistics.weights.counts) - np.cumsum(expected)).max() <= 3
