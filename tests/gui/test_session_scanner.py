"""The scanner: a few milliseconds a job, the first picture coarse, the newest wish only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy

from engine.datasets import Dataset
from engine.datasets.plane import make_playground
from engine.events import BatchDone
from engine.experiments.playgrounds import MOONS
from engine.grid import Grid, bounds_of
from engine.playground import PlaygroundSpec, PointSpec
from engine.scan import Scan, Scanned
from engine.trainer import Trainer
from gui.session import scanner
from gui.session.run import Run
from gui.session.scanner import Scanner
from gui.session.state import Phase
from tests.helpers.playgrounds import data_of, trainer_of
from tests.helpers.session_rig import MakeRig
from tests.helpers.small_runs import blobs, experiment


def run_of(data: Dataset, *hidden: int, run_id: int = 1, scaling: str = "none") -> Run:
    trainer = trainer_of(data, *hidden, scaling=scaling)
    return Run(run_id, trainer, trainer.spec, data, 1)


class Desk:
    """A scanner whose jobs are done one by one, here."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.scanner = Scanner(self.jobs.append)
        self._spy = QSignalSpy(self.scanner.scanned)

    def work(self, most: int = 1000) -> int:
        """Do jobs until there are no more; how many there were."""
        for done in range(most):
            if not self.jobs:
                return done
            self.jobs.pop(0)()
        return most

    @property
    def results(self) -> list[tuple[Scanned, int, float]]:
        return [tuple(self._spy.at(index)) for index in range(self._spy.count())]

    @property
    def sides(self) -> list[int]:
        return [len(found.x if found.winner is None else found.winner) for found, _, _ in self.results]


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk()


def expected(run: Run, side: int, unit_side: int) -> Scanned:
    plane = run.dataset.plane
    assert plane is not None
    work = Scan(run.trainer.snapshot(), Grid(plane, bounds_of(plane), side, unit_side))
    while work.step():
        pass
    return work.result()


def next_batch(run: Run) -> None:
    while not isinstance(run.trainer.step(), BatchDone):
        pass


def test_that_a_scan_is_what_the_engine_says(desk: Desk) -> None:
    run = run_of(data_of("moons"), 4, run_id=7)
    next_batch(run)
    desk.scanner.scan(run, 40, 20)
    desk.work()
    found, run_id, seconds = desk.results[-1]
    wanted = expected(run, 40, 20)
    assert run_id == 7 and seconds > 0.0 and found.step == 1 and not desk.scanner.is_busy
    np.testing.assert_array_equal(found.winner, wanted.winner)
    np.testing.assert_array_equal(found.certainty, wanted.certainty)
    for got, want in zip(found.units, wanted.units, strict=True):
        np.testing.assert_array_equal(got, want)


def test_that_the_first_picture_of_a_network_comes_coarse_and_later_ones_do_not(desk: Desk) -> None:
    data = data_of("moons")
    first, second = run_of(data, 4, run_id=1), run_of(data, 4, run_id=2)
    for run in (first, first, second):
        desk.scanner.scan(run, 40, 20)
        desk.work()
    assert desk.sides == [10, 40, 40, 10, 40]
    assert [found.units[0].shape[1:] for found, _, _ in desk.results[:2]] == [(10, 10), (20, 20)]
    seconds = [cost for _, _, cost in desk.results]
    assert seconds[1] > seconds[0], "what a wish has cost is counted together"


def test_that_each_picture_of_a_large_network_comes_coarse_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "_MANY_PRODUCTS", 1e4)
    run = run_of(data_of("moons"), 4)
    for _ in range(2):
        desk.scanner.scan(run, 40, 20)
        desk.work()
    assert desk.sides == [10, 40, 10, 40]


def test_that_coarse_and_fine_are_of_the_same_network(desk: Desk) -> None:
    run = run_of(data_of("moons"), 4)
    desk.scanner.scan(run, 40, 20)
    desk.work(1)
    next_batch(run)
    desk.work()
    assert [found.step for found, _, _ in desk.results] == [0, 0]


def test_that_a_curve_needs_no_coarse_picture(desk: Desk) -> None:
    run = run_of(data_of("sine"), 4)
    desk.scanner.scan(run, 100, 50)
    assert desk.work() == 1
    ((found, _, _),) = desk.results
    np.testing.assert_array_equal(found.y, expected(run, 100, 50).y)


def test_that_a_slice_ends_when_its_time_is_up_and_the_next_goes_on_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "_SLICE_SECONDS", 0.0)
    run = run_of(data_of("moons"), 4)
    desk.scanner.scan(run, 160, 40)
    jobs = 0
    while desk.scanner.is_busy:
        assert len(desk.jobs) == 1, "each slice is asked for by itself"
        desk.work(1)
        jobs += 1
    # One for the coarse picture of 1,600 places, and seven for 25,600.
    assert jobs == 8 and desk.sides == [40, 160]
    np.testing.assert_array_equal(desk.results[-1][0].winner, expected(run, 160, 40).winner)


def test_that_the_newest_wish_overtakes_an_older_one(desk: Desk) -> None:
    data = data_of("moons")
    old, new = run_of(data, 4, run_id=1), run_of(data, 4, run_id=2)
    desk.scanner.scan(old, 40, 20)
    desk.work(1)
    desk.scanner.scan(new, 20, 10)
    desk.work()
    assert [(run_id, side) for (_, run_id, _), side in zip(desk.results, desk.sides, strict=True)] == [
        (1, 10),
        (2, 5),
        (2, 20),
    ]


def test_that_what_was_cancelled_costs_no_further_slice_and_is_not_delivered(desk: Desk) -> None:
    desk.scanner.scan(run_of(data_of("moons"), 4), 40, 20)
    desk.scanner.cancel()
    assert desk.work() == 1 and not desk.results and not desk.scanner.is_busy


def test_that_points_that_went_elsewhere_are_looked_at_there(desk: Desk) -> None:
    run = run_of(placed(0.5), 4)
    reaches = []
    for x1 in (0.5, 2.0, 0.6):
        run.dataset = placed(x1)
        desk.scanner.scan(run, 20, 10)
        desk.work()
        found = desk.results[-1][0]
        reaches.append(found.bounds[0][1])
        np.testing.assert_array_equal(found.winner, expected(run, 20, 10).winner)
    assert reaches == [1.25, 2.25, 1.25]


def placed(x1: float) -> Dataset:
    points = (PointSpec(x1, 0.2), PointSpec(-0.5, 0.4, 1), *(PointSpec(0.1 * i, 0.3, i % 2) for i in range(8)))
    return make_playground("moons", PlaygroundSpec(points=points))


def test_that_other_data_have_no_plane(desk: Desk) -> None:
    data = blobs()
    trainer = Trainer(experiment(), data)
    desk.scanner.scan(Run(1, trainer, trainer.spec, data, 1), 40, 20)
    assert not desk.jobs and not desk.scanner.is_busy


def test_that_a_failure_is_left_to_the_thread_and_does_not_block_the_next_wish(desk: Desk) -> None:
    run = run_of(data_of("moons"), 4)
    run.dataset = data_of("moons", "x1", "x2", "x1_x2")
    desk.scanner.scan(run, 40, 20)
    with pytest.raises(Exception, match="rows of 2 numbers"):
        desk.work()
    assert not desk.scanner.is_busy and not desk.results


def test_that_a_session_scans_while_it_trains(make_rig: MakeRig) -> None:
    rig = make_rig(MOONS.spec)
    found: list[tuple[int, int]] = []
    rig.session.scanner.scanned.connect(lambda scanned, run_id, seconds: found.append((run_id, scanned.step)))
    rig.open()
    rig.wait(Phase.READY)
    rig.session.start()
    rig.wait(Phase.TRAINING)
    while len(found) < 3:
        count = len(found)
        rig.session.scanner.scan(rig.run, 20, 10)
        rig.qtbot.waitUntil(lambda count=count: len(found) > count)
    rig.session.pause()
    rig.wait(Phase.PAUSED)
    steps = [step for _, step in found]
    assert {run_id for run_id, _ in found} == {rig.run.run_id}
    assert steps == sorted(steps) and steps[-1] > 0


def test_that_a_network_without_a_newer_step_is_not_scanned_again(make_rig: MakeRig) -> None:
    rig = make_rig(MOONS.spec)
    rig.open()
    rig.wait(Phase.READY)
    scanner = rig.session.scanner
    with rig.qtbot.waitSignal(scanner.unchanged):
        scanner.scan(rig.run, 20, 10, after_step=0)
    with rig.qtbot.waitSignal(scanner.scanned):
        scanner.scan(rig.run, 20, 10, after_step=-1)
