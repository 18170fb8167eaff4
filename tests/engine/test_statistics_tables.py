from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.checkpoint import resume, take_checkpoint
from engine.persistence import load, save
from engine.statistics import BINS, Histogram, LayerStatistics
from engine.statistics_log import CAPACITY, LayersAt, StatisticsLog
from engine.statistics_tables import from_tables, to_tables
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, experiment


def spread(low: float, first: int) -> Histogram:
    return Histogram(low, low + 1.0, (first, *(0,) * (BINS - 1)))


def log_of(count: int) -> StatisticsLog:
    log = StatisticsLog()
    for i in range(count):
        layer = LayerStatistics(spread(i, i), None if i % 3 else spread(-i, 2), spread(0.1 * i, 1), i % 4)
        log.add(LayersAt(10 * i, i, (layer, layer)))
    return log


@pytest.mark.parametrize("count", [0, 1, 2, CAPACITY - 1, CAPACITY, CAPACITY + 1, 5 * CAPACITY + 3])
def test_that_a_log_comes_back_and_goes_on_as_it_would_have(count: int) -> None:
    whole, back = log_of(count), from_tables(to_tables(log_of(count)), 2)
    assert back.view() == whole.view()

    for i in range(70):
        for log in (whole, back):
            log.add(LayersAt(10_000 + i, i, ()))
        assert back.view() == whole.view()


def test_that_a_copy_is_a_log_of_its_own() -> None:
    log = log_of(3)
    copy, before = log.copy(), log.view()
    log.add(LayersAt(99, 9, ()))

    assert copy.view() == before


def test_that_a_file_keeps_how_the_numbers_were_spread(tmp_path: Path) -> None:
    trainer = Trainer(experiment().with_value("training.record_every", 1), blobs())
    for _ in trainer.run():
        pass
    save(take_checkpoint(trainer), tmp_path / "net")
    back = resume(load(tmp_path / "net"), blobs())

    assert len(back.recorder.statistics.view()) == trainer.epoch
    assert back.recorder.statistics.view() == trainer.recorder.statistics.view()


def damaged(name: str, value: Any) -> dict[str, NDArray[Any]]:
    return {**to_tables(log_of(4)), name: np.array(value)}


@pytest.mark.parametrize(
    "tables",
    [
        damaged("counts", [0, 4]),
        damaged("counts", [1, 5]),
        damaged("counts", [1, 2**60]),
        damaged("counts", [-1, -4]),
        damaged("at", [[0, 0]]),
        damaged("at", [[0, 0, 0]] * 4),
        damaged("at", [[-1, 0]] * 4),
        damaged("0.weights", [[0.0, 1.0]] * 4),
        damaged("0.weights", [[0.0, 1.0, *[-1.0] * BINS]] * 4),
        damaged("1.activations", [[0.0, 1.0, *[0.5] * BINS]] * 4),
        damaged("1.dead_units", [1e300] * 4),
    ],
)
def test_that_damaged_tables_are_refused(tables: dict[str, NDArray[Any]]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_tables(tables, 2)
