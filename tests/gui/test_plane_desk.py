"""When a plane is scanned: at once at rest, in time while training, and never for long; only while somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.datasets import Dataset
from engine.datasets.plane import make_playground
from engine.experiments.playgrounds import MOONS
from engine.experiments.xor import XOR
from engine.grid import Grid, bounds_of
from engine.playground import PlaygroundSpec, PointSpec
from engine.scan import Scan, Scanned
from gui import plane_desk
from gui.plane_desk import CURVE_SIDE, SHARE, SIDES, UNIT_SIDE, PlaneDesk
from gui.session.run import Run
from gui.session.state import Phase, SessionState
from tests.helpers.playgrounds import data_of, trainer_of
from tests.helpers.session_rig import LONG, MakeRig
from tests.helpers.small_runs import blobs

FINEST, MIDDLE, COARSEST = SIDES


class Window(QWidget):
    """The views that show something of a scan; only the plane is in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(400, 200)
        self.plane, self.network_view = QWidget(), QWidget()
        maps, curve = QWidget(), QWidget()
        row = QHBoxLayout(self)
        for view in (self.plane, maps, curve, self.network_view):
            row.addWidget(view)
            view.setVisible(view is self.plane)
        self.output_view = SimpleNamespace(point_pictures=lambda: [self.plane, maps, curve])


class FakeScanner(QObject):
    """Notes what it is asked, and answers when it is told to."""

    scanned = Signal(object, int, float)
    unchanged = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.sides: list[int] = []
        self.after_step = -1
        self.asked: Run | None = None

    @property
    def is_busy(self) -> bool:
        return self.asked is not None

    def scan(self, run: Run, side: int, unit_side: int, *, after_step: int) -> None:
        assert unit_side == UNIT_SIDE
        self.asked, self.after_step = run, after_step
        self.sides.append(side)

    def cancel(self) -> None:
        self.asked = None


class FakeSession(QObject):
    state_changed = Signal(object)
    run_changed = Signal(object)
    rows_replaced = Signal(object)
    parameters_replaced = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = SessionState(Phase.LOADING, LONG)
        self.scanner = FakeScanner()


class Bench:
    """A desk between a window and a session that only notes what it is asked; time goes on when it is told to."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window = Window()
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.session = FakeSession()
        self.now = 100.0
        self.pokes = 0
        self.shown: list[Scanned] = []
        monkeypatch.setattr(plane_desk, "time", SimpleNamespace(perf_counter=lambda: self.now))
        clock = SimpleNamespace(paint_first=lambda views: self._poke())
        self.desk = PlaneDesk(cast(Any, self.window), cast(Any, self.session), cast(Any, clock))
        self.desk.arrived.connect(self.shown.append)
        self.run: Run | None = None

    def _poke(self) -> None:
        self.pokes += 1

    @property
    def sides(self) -> list[int]:
        return self.session.scanner.sides

    def begin(self, data: Dataset, run_id: int = 1, scaling: str = "none") -> None:
        """Another network is there."""
        trainer = trainer_of(data, 3, scaling=scaling)
        self.run = Run(run_id, trainer, trainer.spec, data, 1)
        self.session.state = SessionState(Phase.READY, trainer.spec, run_id)
        self.session.run_changed.emit(self.run)

    def go(self, phase: Phase) -> None:
        assert self.run is not None
        self.session.state = SessionState(phase, self.run.spec, self.run.run_id)
        self.session.state_changed.emit(self.session.state)

    def frame(self, step: int, after: float = 0.0) -> None:
        """The window is told of a step, so many seconds later."""
        assert self.run is not None
        self.now += after
        self.desk.show_frame(cast(Any, SimpleNamespace(run_id=self.run.run_id, step=step)))

    def nothing_new(self) -> None:
        """The network that was to be looked at has made no step; that was a while ago."""
        self.session.scanner.cancel()
        self.session.scanner.unchanged.emit(1)
        self.sides.clear()
        self.now += 1.0

    def answer(self, step: int = 0, seconds: float = 0.002, run_id: int | None = None) -> Scanned:
        """The scan that was asked for is there; how long it took the thread."""
        scanner, run = self.session.scanner, self.run
        assert run is not None and run.dataset.plane is not None
        found = scanned_of(run, self.sides[-1], step)
        scanner.cancel()
        scanner.scanned.emit(found, run.run_id if run_id is None else run_id, seconds)
        return found


def scanned_of(run: Run, side: int, step: int) -> Scanned:
    """A result of that size, of which nothing was looked at."""
    plane = run.dataset.plane
    assert plane is not None
    snapshot = run.trainer.snapshot()
    object.__setattr__(snapshot, "step", step)
    return Scan(snapshot, Grid(plane, bounds_of(plane), side, UNIT_SIDE)).result()


@pytest.fixture
def bench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    bench = Bench(qtbot, monkeypatch)
    yield bench
    bench.session.deleteLater()


def training(bench: Bench, seconds: float, step: int = 0) -> None:
    """A network of which the finest scan takes so long trains, and was scanned before."""
    bench.begin(data_of("moons"))
    bench.answer(step, seconds)
    bench.go(Phase.TRAINING)
    bench.nothing_new()


def test_that_a_new_network_is_scanned_at_once_and_finely(bench: Bench) -> None:
    bench.begin(data_of("moons"))
    assert bench.sides == [FINEST]
    found = bench.answer()
    assert bench.shown == [found] and bench.pokes == 1
    bench.frame(0, after=9.0)
    assert bench.sides == [FINEST], "it says what it said"


def test_that_a_curve_is_scanned_along_its_line(bench: Bench) -> None:
    bench.begin(data_of("sine"))
    bench.answer()
    bench.go(Phase.TRAINING)
    bench.frame(5, after=1.0)
    assert bench.sides == [CURVE_SIDE, CURVE_SIDE]


def test_that_nothing_is_scanned_while_nobody_looks_and_at_once_when_somebody_does(bench: Bench) -> None:
    bench.window.plane.hide()
    bench.begin(data_of("moons"))
    bench.go(Phase.TRAINING)
    bench.frame(5, after=1.0)
    assert not bench.sides
    bench.go(Phase.PAUSED)
    bench.window.network_view.show()
    bench.frame(5)
    assert bench.sides == [FINEST]


def test_that_nothing_is_scanned_while_another_network_is_on_its_way(bench: Bench) -> None:
    bench.begin(data_of("moons"))
    bench.answer()
    bench.go(Phase.LOADING)
    bench.session.parameters_replaced.emit()
    bench.frame(7, after=1.0)
    assert bench.sides == [FINEST]


def test_that_what_comes_late_of_another_network_is_not_shown(bench: Bench) -> None:
    bench.begin(data_of("moons"), 1)
    bench.begin(data_of("moons"), 2)
    assert bench.sides == [FINEST, FINEST]
    bench.answer(run_id=1)
    assert not bench.shown and not bench.pokes


def test_that_training_is_followed_in_steps_of_time_and_only_where_there_is_something_new(bench: Bench) -> None:
    training(bench, 0.002)
    bench.frame(0, after=1.0)
    assert bench.sides == [FINEST] and bench.session.scanner.after_step == 0
    bench.frame(2, after=1.0)
    assert bench.sides == [FINEST], "one is under way"
    bench.answer(2)
    assert bench.sides == [FINEST, FINEST] and bench.session.scanner.after_step == 2
    bench.session.scanner.cancel()
    bench.session.scanner.unchanged.emit(1)
    bench.frame(4, after=0.1)
    assert bench.sides == [FINEST, FINEST], "there was no newer step a moment ago"
    bench.frame(5, after=0.1)
    assert bench.sides == [FINEST, FINEST, FINEST]
    bench.answer(5)
    bench.frame(6, after=0.1)
    assert bench.sides == [FINEST, FINEST, FINEST], "hardly anything is new"


def test_that_the_next_picture_comes_by_itself_when_its_time_is_there(bench: Bench, qtbot: QtBot) -> None:
    training(bench, 0.002)
    bench.frame(1, after=1.0)
    bench.answer(1)
    bench.frame(2)
    assert bench.sides == [FINEST]
    bench.now += 1.0
    qtbot.waitUntil(lambda: bench.sides == [FINEST, FINEST])


@pytest.mark.parametrize(
    ("seconds", "side"),
    [(0.002, FINEST), (0.015, FINEST), (0.018, MIDDLE), (0.06, MIDDLE), (0.08, COARSEST), (0.2, COARSEST)],
)
def test_that_a_dear_network_is_scanned_more_coarsely_rather_than_later(
    bench: Bench, seconds: float, side: int
) -> None:
    training(bench, seconds)
    bench.frame(1, after=10.0)
    assert bench.sides == [side]
    bench.answer(1, seconds * side**2 / FINEST**2)
    bench.frame(2, after=0.21)
    assert bench.sides == [side, side], "in time all the same"


def test_that_the_share_of_the_thread_is_kept_where_even_the_coarsest_scan_is_dear(bench: Bench) -> None:
    training(bench, 1.6)
    bench.frame(1)
    assert bench.sides == [COARSEST], "what was scanned at rest took nothing from training"
    bench.answer(1, 0.1)
    bench.frame(2, after=0.1 / SHARE - 0.02)
    assert bench.sides == [COARSEST]
    bench.frame(3, after=0.04)
    assert bench.sides == [COARSEST, COARSEST]


def test_that_one_slow_scan_makes_none_coarser(bench: Bench) -> None:
    training(bench, 0.004)
    for step, seconds in ((1, 0.004), (2, 0.3), (3, 0.004)):
        bench.frame(step, after=1.0)
        bench.answer(step, seconds)
    assert bench.sides == [FINEST, FINEST, FINEST]


def test_that_before_anything_is_known_a_coarse_scan_is_tried(bench: Bench) -> None:
    bench.window.plane.hide()
    bench.begin(data_of("moons"))
    bench.go(Phase.TRAINING)
    bench.window.plane.show()
    bench.frame(1)
    assert bench.sides == [COARSEST]


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.FINISHED])
def test_that_the_end_of_training_is_scanned_finely_at_once(bench: Bench, phase: Phase) -> None:
    training(bench, 0.2)
    bench.frame(8, after=1.0)
    bench.go(phase)
    assert bench.sides == [COARSEST, FINEST], "it does not wait for the one under way"
    bench.answer(8)
    bench.go(Phase.TRAINING)
    bench.go(phase)
    assert bench.sides[-1] == FINEST, "without a step the weights may still be the best ones again"


def test_that_other_weights_of_the_same_step_are_scanned(bench: Bench) -> None:
    bench.begin(data_of("moons"))
    bench.answer()
    bench.session.parameters_replaced.emit()
    assert bench.sides == [FINEST, FINEST]


def placed(x1: float) -> Dataset:
    return make_playground("moons", PlaygroundSpec(points=(PointSpec(x1, 0.2), PointSpec(-0.5, 0.4, 1))))


def move(bench: Bench, x1: float) -> None:
    assert bench.run is not None
    bench.run.dataset = placed(x1)
    bench.session.rows_replaced.emit(bench.run.dataset)


def test_that_a_moved_point_is_followed_where_something_else_comes_into_sight(bench: Bench) -> None:
    bench.begin(placed(0.5))
    bench.answer()
    move(bench, 0.6)
    assert bench.sides == [FINEST]
    move(bench, 2.0)
    assert bench.sides == [FINEST, FINEST]
    move(bench, 2.9)
    assert bench.sides == [FINEST, FINEST, FINEST], "the scan under way looks at less"


def test_that_a_moved_point_that_prepares_the_inputs_otherwise_changes_the_answers(bench: Bench) -> None:
    bench.begin(placed(0.5), scaling="global")
    bench.answer()
    move(bench, 0.6)
    assert bench.sides == [FINEST, FINEST]


def test_that_points_that_move_while_it_trains_do_not_make_it_scan_more_often(bench: Bench) -> None:
    bench.begin(placed(0.5), scaling="global")
    bench.answer()
    bench.go(Phase.TRAINING)
    bench.nothing_new()
    bench.frame(1, after=1.0)
    for x1 in (0.6, 0.7):
        move(bench, x1)
    assert bench.sides == [FINEST]
    bench.answer(1)
    move(bench, 0.8)
    assert bench.sides == [FINEST]


def test_that_other_data_are_left_alone(bench: Bench) -> None:
    bench.begin(data_of("moons"))
    bench.sides.clear()
    trainer = trainer_of(data_of("moons"), 3)
    run = Run(2, trainer, XOR.spec, blobs(), 1)
    bench.session.state = SessionState(Phase.READY, XOR.spec, 2)
    bench.session.run_changed.emit(run)
    assert not bench.sides and not bench.session.scanner.is_busy, "what was under way is given up"


def test_that_a_real_training_is_shown_from_its_first_network_to_its_last(make_rig: MakeRig, qtbot: QtBot) -> None:
    window = Window()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    rig = make_rig(MOONS.spec.with_value("training.epochs", 3))
    desk = PlaneDesk(cast(Any, window), rig.session, cast(Any, SimpleNamespace(paint_first=lambda views: None)))
    shown: list[Scanned] = []
    desk.arrived.connect(shown.append)
    rig.open()
    rig.wait(Phase.READY)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1].places == FINEST**2)
    assert shown[0].step == 0
    rig.session.start()
    rig.wait(Phase.FINISHED)
    qtbot.waitUntil(lambda: shown[-1].step == rig.trainer.steps and shown[-1].places == FINEST**2)
